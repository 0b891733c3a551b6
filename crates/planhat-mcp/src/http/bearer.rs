//! The one secret that clients show.

use http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::Error;

/// Refuses a bearer that no header can carry.
pub(super) fn checked(bearer: Option<&SecretString>) -> Result<(), Error> {
    let sendable =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    match bearer {
        Some(bearer) if !sendable(bearer.expose_secret()) => Err(Error::Bearer),
        _ => Ok(()),
    }
}

/// Whether a request shows the bearer. What it showed is taken out of the headers: nothing behind
/// needs it.
pub(super) fn admits(bearer: Option<&SecretString>, headers: &mut HeaderMap) -> bool {
    let Some(bearer) = bearer else {
        let shown = headers
            .iter_mut()
            .filter(|(name, _)| *name == AUTHORIZATION);
        shown.for_each(|(_, value)| value.set_sensitive(true));
        return true;
    };
    let shown = headers.remove(AUTHORIZATION);
    let shown = shown.as_ref().and_then(token).unwrap_or_default();
    bool::from(shown.ct_eq(bearer.expose_secret().as_bytes()))
}

fn token(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.as_bytes().split_at_checked("Bearer ".len())?;
    scheme
        .eq_ignore_ascii_case(b"Bearer ")
        .then(|| token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> HeaderMap {
        let value = HeaderValue::from_str(value).expect("a value");
        HeaderMap::from_iter([(AUTHORIZATION, value)])
    }

    #[test]
    fn only_the_bearer_itself_is_admitted() {
        let bearer = SecretString::from("secret-1");
        for (value, admitted) in [
            ("Bearer secret-1", true),
            ("bearer  secret-1 ", true),
            ("Bearer secret-2", false),
            ("Bearer secret-", false),
            ("Bearer ", false),
            ("Basic secret-1", false),
            ("secret-1", false),
        ] {
            let mut headers = shown(value);
            assert_eq!(admits(Some(&bearer), &mut headers), admitted, "{value}");
            assert!(headers.is_empty(), "it goes no further");
        }
        assert!(!admits(Some(&bearer), &mut HeaderMap::new()));
        assert!(admits(None, &mut HeaderMap::new()));
    }

    #[test]
    fn a_bearer_can_be_sent() {
        for bad in ["", "two words", "zwölf", "line\n"] {
            assert!(checked(Some(&bad.into())).is_err(), "{bad}");
        }
        assert!(checked(Some(&"a-B_9~+/=".into())).is_ok());
    }
}
