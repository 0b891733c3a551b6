//! Whether a request may be made: its `Authorization` header, and the secrets in its path.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use planhat_core::table::{Api, Scheme};

use super::Tenant;
use super::route::Target;
use crate::exchange::{Answer, Request};

/// Refuses what lacks the secret that its operation takes. As with Planhat, the token may come as
/// Bearer or as the user name of Basic, whichever of the two the operation names.
pub(crate) fn check(tenant: &Tenant, target: &Target, request: &Request) -> Result<(), Answer> {
    let api = tenant.api();
    for secret in api.secrets {
        if let Some(given) = target.value(secret.name)
            && tenant.secret(secret.name) != Some(given)
        {
            return Err(unauthorized(
                "the token in the path is not that of this tenant",
            ));
        }
    }
    let auth = api
        .auth
        .iter()
        .find(|auth| auth.name == target.operation.auth);
    let Some(name) = auth.and_then(|auth| auth.secret) else {
        return Ok(());
    };
    let header = request.headers.get(AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok()).unwrap_or("");
    if header.is_empty() {
        return Err(unauthorized("there is no Authorization header"));
    }
    let schemes = api.auth.iter().filter(|auth| auth.secret == Some(name));
    let mut given = schemes.filter_map(|auth| said(auth.scheme, header));
    match given.any(|given| tenant.secret(name) == Some(given.as_str())) {
        true => Ok(()),
        false => Err(unauthorized(
            "the token is wrong, or that of another region",
        )),
    }
}

fn unauthorized(why: &str) -> Answer {
    Answer::text(401, format!("Unauthorized: {why}"))
}

/// The secret in a header of a scheme.
fn said(scheme: Scheme, header: &str) -> Option<String> {
    let (word, rest) = header.split_once(' ')?;
    match scheme {
        Scheme::Bearer if word.eq_ignore_ascii_case("bearer") => Some(rest.trim().to_owned()),
        Scheme::Basic if word.eq_ignore_ascii_case("basic") => {
            let decoded = STANDARD.decode(rest.trim()).ok()?;
            let text = String::from_utf8(decoded).ok()?;
            // The password is empty.
            text.strip_suffix(':').map(str::to_owned)
        }
        _ => None,
    }
}

impl Tenant {
    /// The value of a secret: that of the default host's authentication is the token, any other the
    /// tenant token.
    fn secret(&self, name: &str) -> Option<&str> {
        match default_secret(self.api()) == Some(name) {
            true => Some(&self.secrets().token),
            false => Some(&self.secrets().tenant_token),
        }
    }
}

fn default_secret(api: &'static Api) -> Option<&'static str> {
    let host = api
        .hosts
        .iter()
        .find(|host| host.name == api.default_host)?;
    let auth = api.auth.iter().find(|auth| auth.name == host.auth)?;
    auth.secret
}
