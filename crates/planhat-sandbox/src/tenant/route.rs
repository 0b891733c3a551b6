//! Which operation a request calls.

use std::collections::HashMap;

use http::Method;
use percent_encoding::percent_decode_str;
use planhat_core::table::{self, Api, Operation};
use serde_json::Value;

use super::Doc;

/// Calls of all operations, by method and number of segments.
#[derive(Debug)]
pub(crate) struct Routes(HashMap<(Method, usize), Vec<Route>>);

#[derive(Debug)]
struct Route {
    segments: Vec<Segment>,
    operation: &'static Operation,
}

#[derive(Debug, PartialEq, Eq)]
enum Segment {
    Literal(&'static str),
    Placeholder(&'static str),
}

/// A call that was found: its operation, and what stands in its path.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) operation: &'static Operation,
    /// Placeholder and decoded value.
    pub(crate) path: Vec<(&'static str, String)>,
}

impl Target {
    /// The value of a placeholder.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let found = self.path.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The record that is called, as it stands in the path.
    pub(crate) fn id(&self) -> Option<&str> {
        self.value("id")
    }

    /// Values of the path that are fields of records.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = self.operation.resource.fields;
        let pairs = self
            .path
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        pairs.filter(|(name, _)| fields.iter().any(|field| field.name == *name))
    }

    /// Puts the values of the path into a body.
    pub(crate) fn put_into(&self, body: &mut Doc) {
        for (name, value) in self.fields() {
            body.insert(name.to_owned(), Value::from(value));
        }
    }
}

impl Routes {
    pub(crate) fn new(api: &'static Api) -> Self {
        let mut routes: HashMap<(Method, usize), Vec<Route>> = HashMap::new();
        let operations = api.resources.iter().flat_map(|one| one.operations);
        for operation in operations {
            let segments: Vec<Segment> = segments(operation.path);
            let key = (method(operation.method), segments.len());
            let same = routes.entry(key).or_default();
            match same
                .iter_mut()
                .find(|route| alike(&route.segments, &segments))
            {
                // Views share a path with the resource that it belongs to.
                Some(route) if owns(route.operation) || !owns(operation) => {}
                Some(route) => route.operation = operation,
                None => same.push(Route {
                    segments,
                    operation,
                }),
            }
        }
        // A literal goes before a placeholder.
        let holes = |route: &Route| {
            let holes = route.segments.iter();
            holes
                .filter(|one| matches!(one, Segment::Placeholder(_)))
                .count()
        };
        for same in routes.values_mut() {
            same.sort_by_key(holes);
        }
        Routes(routes)
    }

    /// The call of a method and a path. A PATCH of one record is taken as the PUT that changes it: the
    /// reference names PUT alone, and a client of others sends PATCH.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Option<Target> {
        let found = self.exact(method, path);
        match found {
            None if *method == Method::PATCH => {
                let put = self.exact(&Method::PUT, path);
                put.filter(|target| target.id().is_some())
            }
            found => found,
        }
    }

    fn exact(&self, method: &Method, path: &str) -> Option<Target> {
        let given: Vec<&str> = path.trim_matches('/').split('/').collect();
        let routes = self.0.get(&(method.clone(), given.len()))?;
        let fits = |segment: &Segment, text: &str| match segment {
            Segment::Literal(literal) => *literal == text,
            Segment::Placeholder(_) => !text.is_empty(),
        };
        let route = routes.iter().find(|route| {
            let mut pairs = route.segments.iter().zip(&given);
            pairs.all(|(segment, text)| fits(segment, text))
        })?;
        let pairs = route.segments.iter().zip(&given);
        let path = pairs.filter_map(|(segment, text)| match segment {
            Segment::Placeholder(name) => Some((
                *name,
                percent_decode_str(text).decode_utf8_lossy().into_owned(),
            )),
            Segment::Literal(_) => None,
        });
        Some(Target {
            operation: route.operation,
            path: path.collect(),
        })
    }
}

fn segments(path: &'static str) -> Vec<Segment> {
    let parts = path.trim_matches('/').split('/');
    let segment = |part: &'static str| {
        let name = part
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        name.map_or(Segment::Literal(part), Segment::Placeholder)
    };
    parts.map(segment).collect()
}

/// Whether two paths take the same requests.
fn alike(one: &[Segment], other: &[Segment]) -> bool {
    let mut pairs = one.iter().zip(other);
    pairs.all(|pair| match pair {
        (Segment::Literal(one), Segment::Literal(other)) => one == other,
        (Segment::Placeholder(_), Segment::Placeholder(_)) => true,
        _ => false,
    })
}

/// Whether the path of an operation belongs to its resource.
fn owns(operation: &Operation) -> bool {
    operation.resource.view_of.is_none() && operation.path.starts_with(operation.resource.path)
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
