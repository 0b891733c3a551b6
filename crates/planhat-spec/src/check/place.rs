//! Where things stand in a file.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, File};
use crate::node::{Content, Node, Step};

/// A file with its tree: says where things stand.
pub(crate) struct Place {
    pub(crate) file: File,
    pub(crate) root: Node,
    /// Whether the file could not be read, so that nothing is known of what it holds.
    pub(crate) broken: bool,
}

/// A path of keys and items.
macro_rules! steps {
    ($($step:expr),* $(,)?) => { [$($crate::node::Step::from($step)),*] };
}
pub(crate) use steps;

/// A path, and a key or an item below it.
pub(super) fn below(path: &[Step], step: impl Into<Step>) -> Vec<Step> {
    let mut path = path.to_vec();
    path.push(step.into());
    path
}

impl Place {
    /// A fault at the key at the end of the path, or at the nearest one above it.
    pub(super) fn at_key(
        &self,
        rule: &'static str,
        path: &[Step],
        message: impl Into<String>,
    ) -> Diagnostic {
        self.file.error(rule, self.key(path), message)
    }

    /// A fault at the value at the end of the path, or at the nearest key above it.
    pub(super) fn at_value(
        &self,
        rule: &'static str,
        path: &[Step],
        message: impl Into<String>,
    ) -> Diagnostic {
        match self.root.at(path) {
            Some(node) => self.file.error(rule, self.tight(node), message),
            None => self.at_key(rule, path, message),
        }
    }

    /// The span of the key at the end of a path, or of the nearest one above it.
    pub(super) fn key(&self, path: &[Step]) -> Range<usize> {
        let mut ends = (1..=path.len()).rev();
        let start = self.root.span.start;
        ends.find_map(|end| self.root.key_span(&path[..end]))
            .unwrap_or(start..start)
    }

    /// Whether the file has something here; what is there by default or in place of a faulty node
    /// is nobody's fault.
    pub(super) fn has(&self, path: &[Step]) -> bool {
        self.root.at(path).is_some()
    }

    /// Whether the file has a list or map here with nothing in it.
    pub(super) fn is_bare(&self, path: &[Step]) -> bool {
        match self.root.at(path).map(|node| &node.value) {
            Some(Content::Sequence(items)) => items.is_empty(),
            Some(Content::Mapping(entries)) => entries.is_empty(),
            _ => false,
        }
    }

    /// Texts that are given have words in them.
    pub(super) fn not_empty<'t>(
        &self,
        path: &[Step],
        texts: impl IntoIterator<Item = (&'t str, Option<&'t String>)>,
        found: &mut Diagnostics,
    ) {
        for (key, text) in texts {
            if text.is_some_and(|text| text.trim().is_empty()) {
                let message = match key {
                    "doc" => "the documentation is empty".to_owned(),
                    key => format!("`{key}` is empty: leave it out, or say something"),
                };
                found.push(self.at_value("SPEC011", &below(path, key), message));
            }
        }
    }

    /// Whether a key of the file, unknown and reported already, was meant to be this one.
    pub(super) fn is_misspelt(&self, path: &[Step], key: &str) -> bool {
        self.root.is_misspelt(path, key)
    }

    /// Whether a mapping of the file has a key with a fault of its own, reported already.
    pub(super) fn has_faulty(&self, path: &[Step]) -> bool {
        let mut keys = self.keys(path).into_iter();
        keys.any(|key| !self.has(&below(path, key)))
    }

    /// The span of a node, but of a large one only where it begins.
    fn tight(&self, node: &Node) -> Range<usize> {
        let start = node.span.start;
        match node.value {
            Content::Scalar { .. } => node.span.clone(),
            _ => start..self.file.text.ceil_char_boundary(start + 1),
        }
    }

    /// The keys that a mapping has in the file, faulty ones included.
    pub(super) fn keys(&self, path: &[Step]) -> Vec<&str> {
        self.root.keys(path)
    }
}
