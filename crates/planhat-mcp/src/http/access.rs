//! Which hosts and origins are served, in the form that rmcp takes them.

use std::net::IpAddr;

use http::uri::{Authority, Uri};

use super::{Error, Options};

/// The names of loopback, with any port: a port may be forwarded.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Allowed values of `Host`; never empty, which would allow all.
pub(super) fn hosts(options: &Options, listening: Option<IpAddr>) -> Result<Vec<String>, Error> {
    let mut hosts: Vec<String> = LOOPBACK.map(str::to_owned).to_vec();
    match listening {
        Some(IpAddr::V4(ip)) if !ip.is_unspecified() => hosts.push(ip.to_string()),
        Some(IpAddr::V6(ip)) if !ip.is_unspecified() => hosts.push(format!("[{ip}]")),
        _ => {}
    }
    for host in &options.hosts {
        hosts.push(checked_host(host)?);
    }
    Ok(hosts)
}

/// Allowed values of `Origin`.
pub(super) fn origins(options: &Options, listening: Option<IpAddr>) -> Result<Vec<String>, Error> {
    let mut origins = Vec::new();
    if listening.is_some_and(|ip| ip.is_loopback()) {
        for scheme in ["http", "https"] {
            origins.extend(LOOPBACK.map(|host| format!("{scheme}://{host}:*")));
        }
    }
    for origin in &options.origins {
        origins.push(checked_origin(origin)?);
    }
    Ok(origins)
}

fn checked_host(text: &str) -> Result<String, Error> {
    let bad = || Error::Host(text.to_owned());
    let authority: Authority = text.trim().parse().map_err(|_| bad())?;
    match authority.host().is_empty() || authority.as_str().contains(['@', '*']) {
        true => Err(bad()),
        false => Ok(authority.to_string()),
    }
}

/// An origin without a port has that of its scheme, and not any port.
fn checked_origin(text: &str) -> Result<String, Error> {
    let trimmed = text.trim().trim_end_matches('/');
    if trimmed.eq_ignore_ascii_case("null") {
        return Ok("null".to_owned());
    }
    let bad = || Error::Origin(text.to_owned());
    let any_port = trimmed.strip_suffix(":*");
    let uri: Uri = any_port.unwrap_or(trimmed).parse().map_err(|_| bad())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(bad());
    };
    let strange = uri.path().len() > 1 || uri.query().is_some();
    if strange || authority.as_str().contains(['@', '*']) {
        return Err(bad());
    }
    let port = match (any_port, authority.port_u16(), scheme) {
        (Some(_), None, _) => ":*",
        (Some(_), Some(_), _) => return Err(bad()),
        (None, None, "http") => ":80",
        (None, None, "https") => ":443",
        _ => "",
    };
    Ok(format!("{scheme}://{authority}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_the_port_of_its_scheme() {
        for (given, taken) in [
            ("https://app.example.com", "https://app.example.com:443"),
            ("http://app.example.com/", "http://app.example.com:80"),
            (
                "https://app.example.com:8443",
                "https://app.example.com:8443",
            ),
            ("http://app.example.com:*", "http://app.example.com:*"),
            ("vscode-webview://abc", "vscode-webview://abc"),
            ("null", "null"),
        ] {
            assert_eq!(checked_origin(given).expect(given), taken);
        }
        for bad in [
            "app.example.com",
            "https://a.example/x",
            "https://u@a.example",
            "",
            "*",
            "https://*",
        ] {
            assert!(checked_origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_has_no_scheme_and_no_user() {
        for good in ["mcp.example.com", "mcp.example.com:8443", "[fe80::1]:80"] {
            assert_eq!(checked_host(good).expect(good), good);
        }
        for bad in [
            "https://mcp.example.com",
            "u@mcp.example.com",
            "",
            "*",
            "a b",
        ] {
            assert!(checked_host(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn origins_of_loopback_are_for_servers_of_loopback() {
        let options = Options::default();
        let local = origins(&options, Some(IpAddr::from([127, 0, 0, 1])));
        assert!(local.expect("valid").len() == 6);
        let remote = origins(&options, Some(IpAddr::from([192, 0, 2, 1])));
        assert!(remote.expect("valid").is_empty());
        let hosts = hosts(&options, Some(IpAddr::from([192, 0, 2, 1]))).expect("valid");
        assert!(hosts.contains(&"192.0.2.1".to_owned()));
    }
}
