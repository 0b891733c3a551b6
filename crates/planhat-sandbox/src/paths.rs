//! What the server itself knows of paths, by the table: which are outside the quota, and where
//! secrets stand in them.

use http::Method;
use planhat_core::table::{self, Api};

use crate::fault::decoded;

/// Paths that need more than the tenant's attention.
#[derive(Debug)]
pub(crate) struct Paths {
    special: Vec<Special>,
}

#[derive(Debug)]
struct Special {
    method: Method,
    segments: Vec<&'static str>,
    paced: bool,
    /// The segments that are secrets.
    secrets: Vec<usize>,
}

impl Paths {
    pub(crate) fn new(api: &'static Api) -> Self {
        let operations = api.resources.iter().flat_map(|one| one.operations);
        let special = operations.filter_map(|operation| {
            let host = api.hosts.iter().find(|host| host.name == operation.host);
            let paced = host.is_none_or(|host| host.paced);
            let segments: Vec<&str> = segments(operation.path).collect();
            let secrets: Vec<usize> = (0..segments.len())
                .filter(|at| is_secret(api, segments[*at]))
                .collect();
            (!paced || !secrets.is_empty()).then_some(Special {
                method: method(operation.method),
                segments,
                paced,
                secrets,
            })
        });
        Paths {
            special: special.collect(),
        }
    }

    /// Whether a call counts for the quota.
    pub(crate) fn paced(&self, method: &Method, path: &str) -> bool {
        self.find(method, path).is_none_or(|special| special.paced)
    }

    /// The path with the names of secrets in place of what stands there.
    pub(crate) fn without_secrets(&self, method: &Method, path: &str) -> String {
        let Some(special) = self.find(method, path) else {
            return path.to_owned();
        };
        let shown = segments(path).enumerate().map(|(at, segment)| {
            if special.secrets.contains(&at) {
                special.segments[at]
            } else {
                segment
            }
        });
        shown.fold(String::new(), |path, segment| path + "/" + segment)
    }

    fn find(&self, method: &Method, path: &str) -> Option<&Special> {
        self.special
            .iter()
            .find(|special| special.method == *method && fits(&special.segments, path))
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn fits(template: &[&str], path: &str) -> bool {
    let mut given = segments(path);
    template.iter().all(|segment| match given.next() {
        Some(given) => segment.starts_with('{') || decoded(given) == *segment,
        None => false,
    }) && given.next().is_none()
}

fn is_secret(api: &Api, segment: &str) -> bool {
    let name = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
    name.is_some_and(|name| api.secrets.iter().any(|secret| secret.name == name))
}

fn method(method: table::Method) -> Method {
    match method {
        table::Method::Get => Method::GET,
        table::Method::Post => Method::POST,
        table::Method::Put => Method::PUT,
        table::Method::Patch => Method::PATCH,
        table::Method::Delete => Method::DELETE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_is_paced_and_secret() {
        let paths = Paths::new(&planhat_client::api::API);
        assert!(paths.paced(&Method::GET, "/companies"));
        assert!(paths.paced(&Method::GET, "/dimensiondata"));
        assert!(paths.paced(&Method::GET, "/nowhere"));
        assert!(!paths.paced(&Method::POST, "/dimensiondata/abc"));
        assert!(!paths.paced(&Method::POST, "/analytics/bulk/abc"));
        let shown = |method, path| paths.without_secrets(&method, path);
        assert_eq!(
            shown(Method::POST, "/analytics/abc"),
            "/analytics/{tenantToken}"
        );
        assert_eq!(shown(Method::GET, "/companies/abc"), "/companies/abc");
    }
}
