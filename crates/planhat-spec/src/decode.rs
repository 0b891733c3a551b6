//! From the tree to typed specs, with every fault of shape and not only the first: a faulty node is
//! reported, taken out, and the rest is read again.

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::diagnostic::{Diagnostic, Diagnostics, File};
use crate::nearest::nearest;
use crate::yaml::{Node, Step};

/// A file reports no more faults of shape than this.
const ROUNDS: usize = 100;

/// Reads a typed spec, without the nodes that have faults, which are reported; nothing when too
/// little is left.
pub(crate) fn decode<T: DeserializeOwned>(file: &File, root: &Node, faults: &mut Diagnostics) -> Option<T> {
    let mut rest = root.clone();
    for _ in 0..ROUNDS {
        let error = match serde_path_to_error::deserialize::<_, T>(rest.to_value()) {
            Ok(spec) => return Some(spec),
            Err(error) => error,
        };
        let path = steps(&error);
        let message = error.inner().to_string();
        faults.push(report(file, &rest, &path, &message));
        let repaired = rest.remove(&longest(&rest, &path));
        if !repaired || message.starts_with("missing field") {
            return None;
        }
    }
    None
}

fn steps<E>(error: &serde_path_to_error::Error<E>) -> Vec<Step> {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    error.path().iter().filter_map(step).collect()
}

/// The part of a path that leads to a node.
fn longest(root: &Node, path: &[Step]) -> Vec<Step> {
    let ends = (0..=path.len()).rev();
    let end = ends.into_iter().find(|end| root.at(&path[..*end]).is_some()).unwrap_or(0);
    path[..end].to_vec()
}

fn report(file: &File, root: &Node, path: &[Step], message: &str) -> Diagnostic {
    let path = longest(root, path);
    let value = root.at(&path).map_or(0..0, |node| node.span.clone());
    let key = root.key_span(&path).unwrap_or(value.start..value.start);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.starts_with("unknown field") {
        let (name, known) = quoted.split_first().map_or(("", &[][..]), |(name, known)| (*name, known));
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        return file.error("SPEC010", key, format!("unknown key `{name}`")).help(help);
    }
    if message.starts_with("missing field") {
        let name = quoted.first().copied().unwrap_or_default();
        return file.error("SPEC011", key, format!("`{name}` is missing here"));
    }
    if let Some(name) = message.strip_prefix("unknown type ") {
        let name = name.trim_matches('`');
        let help = match nearest(name, TYPES.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("types: {}", TYPES.join(", ")),
        };
        return file.error("SPEC013", value, format!("unknown type `{name}`")).help(help);
    }
    let near = quoted.split_first().and_then(|(name, known)| nearest(name, known.iter().copied()));
    let help = message.starts_with("unknown variant").then_some(near).flatten();
    let message = message.replace("unknown variant", "unknown value");
    file.error("SPEC012", value, message).maybe_help(help.map(|near| format!("did you mean `{near}`?")))
}

/// The types as they are written.
const TYPES: [&str; 15] = [
    "string", "integer", "number", "boolean", "id", "ref<resource>", "date", "datetime", "day", "enum",
    "list<T>", "map<T>", "object", "custom", "json",
];
