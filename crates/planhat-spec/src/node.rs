//! The tree of a file, with the place of every key and value.

use std::ops::Range;

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::nearest::nearest;
use crate::scalar;

/// A value and its place in the file, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) value: Content,
    /// Taken out because of a fault: it stands in the file, and is no part of the spec.
    gone: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Scalar { text: String, plain: bool },
    Sequence(Vec<Node>),
    Mapping(IndexMap<String, Entry>),
}

/// The value of a key, and where the key stands.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Range<usize>,
    pub(crate) node: Node,
}

/// One step from a node to a node below it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Step::Key(key.to_owned())
    }
}

impl From<&String> for Step {
    fn from(key: &String) -> Self {
        Step::Key(key.clone())
    }
}

impl From<usize> for Step {
    fn from(item: usize) -> Self {
        Step::Item(item)
    }
}

impl Node {
    pub(crate) fn new(span: Range<usize>, value: Content) -> Self {
        Node {
            span,
            value,
            gone: false,
        }
    }

    /// A mapping without entries, for a file that could not be read.
    pub(crate) fn empty() -> Self {
        Node::new(0..0, Content::Mapping(IndexMap::new()))
    }

    /// The node at the end of a path, unless it was taken out.
    pub(crate) fn at(&self, path: &[Step]) -> Option<&Node> {
        let mut node = self;
        for step in path {
            node = match (step, &node.value) {
                (Step::Key(key), Content::Mapping(entries)) => &entries.get(key)?.node,
                (Step::Item(item), Content::Sequence(items)) => {
                    items.iter().filter(|node| !node.gone).nth(*item)?
                }
                _ => return None,
            };
            if node.gone {
                return None;
            }
        }
        Some(node)
    }

    /// The place of the last key of a path; for an item, of the item.
    pub(crate) fn key_span(&self, path: &[Step]) -> Option<Range<usize>> {
        let (last, above) = path.split_last()?;
        match (last, &self.at(above)?.value) {
            (Step::Key(key), Content::Mapping(entries)) => Some(entries.get(key)?.key.clone()),
            (Step::Item(_), _) => Some(self.at(path)?.span.clone()),
            _ => None,
        }
    }

    /// The keys of the mapping at the end of a path, those of faulty values too.
    pub(crate) fn keys(&self, path: &[Step]) -> Vec<&str> {
        match self.at(path).map(|node| &node.value) {
            Some(Content::Mapping(entries)) => entries.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the file has this key in the mapping at the end of a path, faulty or not.
    pub(crate) fn has_key(&self, path: &[Step], key: &str) -> bool {
        let node = self.at(path).map(|node| &node.value);
        matches!(node, Some(Content::Mapping(entries)) if entries.contains_key(key))
    }

    /// Whether a key without a value of its own any more, because it is unknown, is near this one.
    pub(crate) fn is_misspelt(&self, path: &[Step], key: &str) -> bool {
        self.keys(path).into_iter().any(|other| {
            let unknown = self.at(&[path, &[Step::from(other)]].concat()).is_none();
            unknown && nearest(other, [key]).is_some()
        })
    }

    /// Takes out what stands at the end of a path; false when nothing does.
    pub(crate) fn remove(&mut self, path: &[Step]) -> bool {
        let Some((step, rest)) = path.split_first() else {
            return false;
        };
        let below = match (step, &mut self.value) {
            (Step::Key(key), Content::Mapping(entries)) => {
                entries.get_mut(key).map(|entry| &mut entry.node)
            }
            (Step::Item(item), Content::Sequence(items)) => {
                items.iter_mut().filter(|node| !node.gone).nth(*item)
            }
            _ => None,
        };
        match below.filter(|node| !node.gone) {
            Some(node) if rest.is_empty() => {
                node.gone = true;
                true
            }
            Some(node) => node.remove(rest),
            None => false,
        }
    }

    /// The value as `serde_yaml` has it.
    pub(crate) fn to_value(&self) -> Value {
        match &self.value {
            Content::Scalar { text, plain: false } => Value::String(text.clone()),
            Content::Scalar { text, plain: true } => scalar::plain(text),
            Content::Sequence(items) => Value::Sequence(
                items
                    .iter()
                    .filter(|node| !node.gone)
                    .map(Node::to_value)
                    .collect(),
            ),
            Content::Mapping(entries) => Value::Mapping(
                entries
                    .iter()
                    .filter(|(_, entry)| !entry.node.gone)
                    .map(|(key, entry)| (Value::String(key.clone()), entry.node.to_value()))
                    .collect(),
            ),
        }
    }
}

/// Takes out what stands at the end of a path of a value, as [`Node::remove`] does of a tree.
pub(crate) fn remove_value(value: &mut Value, path: &[Step]) {
    let Some((last, above)) = path.split_last() else {
        return;
    };
    match (last, value_at(value, above)) {
        (Step::Key(key), Some(Value::Mapping(entries))) => {
            entries.shift_remove(key.as_str());
        }
        (Step::Item(item), Some(Value::Sequence(items))) if *item < items.len() => {
            items.remove(*item);
        }
        _ => {}
    }
}

/// Puts a value into the mapping at the end of a path, where nothing counts as an empty one; false
/// when something else stands there.
pub(crate) fn insert_value(value: &mut Value, path: &[Step], key: &str, new: Value) -> bool {
    let mut place = value_at(value, path);
    if let Some(place @ Value::Null) = place.as_deref_mut() {
        *place = Value::Mapping(serde_yaml::Mapping::new());
    }
    match place {
        Some(Value::Mapping(entries)) => {
            entries.insert(Value::String(key.to_owned()), new).is_none()
        }
        _ => false,
    }
}

fn value_at<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    let mut value = value;
    for step in path {
        value = match (step, value) {
            (Step::Key(key), Value::Mapping(entries)) => entries.get_mut(key.as_str())?,
            (Step::Item(item), Value::Sequence(items)) => items.get_mut(*item)?,
            _ => return None,
        };
    }
    Some(value)
}
