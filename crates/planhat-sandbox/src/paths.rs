//! Where secrets stand in paths, by the table.

use planhat_core::table::Api;

use crate::fault::decoded;

/// The paths with secrets in them.
#[derive(Debug)]
pub(crate) struct Paths {
    secret: Vec<Template>,
}

#[derive(Debug)]
struct Template {
    segments: Vec<&'static str>,
    /// The segments that are secrets.
    secrets: Vec<usize>,
}

impl Paths {
    pub(crate) fn new(api: &'static Api) -> Self {
        let operations = api.resources.iter().flat_map(|one| one.operations);
        let secret = operations.filter_map(|operation| {
            let segments: Vec<&str> = segments(operation.path).collect();
            let secrets: Vec<usize> = (0..segments.len())
                .filter(|at| is_secret(api, segments[*at]))
                .collect();
            (!secrets.is_empty()).then_some(Template { segments, secrets })
        });
        Paths {
            secret: secret.collect(),
        }
    }

    /// The path with the names of secrets in place of what stands there, whatever the method: a
    /// wrong one makes a secret no less secret.
    pub(crate) fn without_secrets(&self, path: &str) -> String {
        let template = self.secret.iter().find(|one| fits(&one.segments, path));
        let Some(template) = template else {
            return path.to_owned();
        };
        let shown = segments(path).enumerate().map(|(at, segment)| {
            if template.secrets.contains(&at) {
                template.segments[at]
            } else {
                segment
            }
        });
        shown.fold(String::new(), |path, segment| path + "/" + segment)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_show_as_their_names() {
        let paths = Paths::new(&planhat_client::api::API);
        let shown = |path| paths.without_secrets(path);
        assert_eq!(shown("/analytics/abc"), "/analytics/{tenantToken}");
        assert_eq!(
            shown("/analytics//bulk/a/"),
            "/analytics/bulk/{tenantToken}"
        );
        assert_eq!(shown("/companies/abc"), "/companies/abc");
        assert_eq!(shown("/dimensiondata"), "/dimensiondata");
    }
}
