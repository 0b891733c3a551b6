//! From the tree to typed specs, with every fault of shape and not only the first: a faulty node is
//! reported, taken out, and the rest is read again.

use std::ops::Range;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, File};
use crate::node::{Content, Node, Step, insert_value, remove_value};
use crate::wording::{self, Fault};

/// A file is read again no more often than this.
const ROUNDS: usize = 200;

/// Reads a typed spec, without the nodes that have faults, which are reported and taken out of the
/// tree; nothing when too little is left.
pub(crate) fn decode<T: DeserializeOwned>(
    file: &File,
    root: &mut Node,
    found: &mut Diagnostics,
) -> Option<T> {
    let mut reading = Reading {
        file,
        value: root.to_value(),
        root,
        doomed: Vec::new(),
    };
    for _ in 0..ROUNDS {
        let error = match serde_path_to_error::deserialize::<_, T>(&reading.value) {
            Ok(spec) if reading.doomed.is_empty() => return Some(spec),
            Ok(_) => {
                reading.take_out_doomed();
                continue;
            }
            Err(error) => error,
        };
        let path = longest(reading.root, steps(&error));
        match Fault::of(&error.inner().to_string()) {
            Fault::Missing(key) => reading.supply(path, &key, found)?,
            fault => {
                found.push(report(file, reading.root, &path, fault));
                reading.take_out(&path)?;
            }
        }
    }
    None
}

/// A file on its way from tree to spec.
struct Reading<'r> {
    file: &'r File,
    root: &'r mut Node,
    value: Value,
    /// Nodes that lack what they need; they go once everything wrong with them is known.
    doomed: Vec<Vec<Step>>,
}

impl Reading<'_> {
    fn take_out(&mut self, path: &[Step]) -> Option<()> {
        self.root
            .remove(path)
            .then(|| remove_value(&mut self.value, path))
    }

    /// The last first, so that the places of the others stay.
    fn take_out_doomed(&mut self) {
        for path in std::mem::take(&mut self.doomed).into_iter().rev() {
            let _ = self.take_out(&path);
        }
    }

    /// A needed key is missing: says so unless the file has it with a fault of its own, or misspelt. Something
    /// stands in, so that the rest can be read.
    fn supply(&mut self, path: Vec<Step>, key: &str, found: &mut Diagnostics) -> Option<()> {
        if !self.root.has_key(&path, key) && !self.root.is_misspelt(&path, key) {
            let message = format!("`{key}` is missing here");
            found.push(
                self.file
                    .error("SPEC011", key_span(self.root, &path), message),
            );
        }
        let Some(new) = stand_in(key, path.is_empty()) else {
            return self.take_out(&path);
        };
        if !insert_value(&mut self.value, &path, key, new) {
            return None;
        }
        let harmless = path.is_empty()
            || !matches!(
                key,
                "type"
                    | "one_of"
                    | "auth"
                    | "url"
                    | "env"
                    | "scheme"
                    | "field"
                    | "values"
                    | "not_in"
            );
        if !harmless && !self.doomed.contains(&path) {
            self.doomed.push(path);
        }
        Some(())
    }
}

/// For a project without a readable file: everything that is needed, and nothing in it.
pub(crate) fn blank<T: DeserializeOwned>() -> Option<T> {
    let mut value = Node::empty().to_value();
    for _ in 0..ROUNDS {
        let error = match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(spec) => return Some(spec),
            Err(error) => error,
        };
        match Fault::of(&error.inner().to_string()) {
            Fault::Missing(key)
                if insert_value(&mut value, &steps(&error), &key, stand_in(&key, true)?) => {}
            _ => return None,
        }
    }
    None
}

/// What stands in for a needed key that is missing.
fn stand_in(key: &str, top: bool) -> Option<Value> {
    let text = |text: &str| Value::String(text.to_owned());
    let map = |keys: &[&str]| {
        let entries = keys
            .iter()
            .filter_map(|key| Some((text(key), stand_in(key, false)?)));
        Value::Mapping(entries.collect())
    };
    Some(match key {
        "auth" if !top => text("missing"),
        "statuses" if !top => Value::Sequence(Vec::new()),
        "type" => text("json"),
        "scheme" => text("none"),
        "end" => text("short_page"),
        "title" | "summary" | "description" | "doc" | "text" | "resource" | "prompt" | "model"
        | "field" | "default_host" | "header" | "order" | "url" | "env" => text("missing"),
        "hosts" | "secrets" | "auth" | "query" | "keys" | "results" | "operations" | "names"
        | "fields" | "shapes" | "members" => map(&[]),
        "default" | "max" | "scan_requests" => Value::Number(1.into()),
        "limit" => map(&["default", "max"]),
        "per_minute" | "per_second" | "parallel" | "bulk_rows" | "body_bytes" | "query_bytes" => {
            Value::Number(1.into())
        }
        "kinds" | "partial" | "bulk_result_too" | "one_of" | "values" | "not_in" => {
            Value::Sequence(Vec::new())
        }
        "limits" => map(&[
            "per_minute",
            "per_second",
            "parallel",
            "bulk_rows",
            "body_bytes",
            "query_bytes",
        ]),
        "retry" => map(&["header", "statuses"]),
        "statuses" => map(&["partial", "bulk_result_too"]),
        "paging" => map(&["order", "end"]),
        "tools" => map(&["names", "kinds"]),
        _ => return None,
    })
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
fn longest(root: &Node, mut path: Vec<Step>) -> Vec<Step> {
    while root.at(&path).is_none() {
        path.pop();
    }
    path
}

/// The place of the last key of a path; of the whole file, its first key.
fn key_span(root: &Node, path: &[Step]) -> Range<usize> {
    let first = || match &root.value {
        Content::Mapping(entries) => entries.values().next().map(|entry| entry.key.clone()),
        _ => None,
    };
    let span = root.key_span(path).or_else(first);
    span.unwrap_or(root.span.start..root.span.start)
}

fn report(file: &File, root: &Node, path: &[Step], fault: Fault) -> Diagnostic {
    let span = root.at(path).map_or(0..0, |node| node.span.clone());
    match fault {
        Fault::UnknownKey(name, known) => {
            let help = wording::choice(&name, &known);
            file.error(
                "SPEC010",
                key_span(root, path),
                format!("unknown key `{name}`"),
            )
            .maybe_help(help)
        }
        Fault::UnknownType(name) => {
            let help = wording::of_type(&name);
            file.error("SPEC013", span, format!("unknown type `{name}`"))
                .maybe_help(help)
        }
        Fault::UnknownWord(name, known) => {
            let help = wording::choice(&name, &known);
            file.error(
                "SPEC012",
                span,
                format!("`{name}` is none of the words this takes"),
            )
            .maybe_help(help)
        }
        Fault::WrongForm {
            expected,
            got,
            help,
        } => {
            let message = format!("{} takes {expected}, not {got}", subject(path));
            file.error("SPEC012", span, message).maybe_help(help)
        }
        Fault::Missing(message) | Fault::Other(message) => file.error("SPEC012", span, message),
    }
}

/// What a path leads to, for the beginning of a message.
fn subject(path: &[Step]) -> String {
    let key = path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key),
        Step::Item(_) => None,
    });
    match (path.last(), key) {
        (Some(Step::Item(_)), Some(key)) => format!("an item of `{key}`"),
        (_, Some(key)) => format!("`{key}`"),
        (_, None) => "a spec".to_owned(),
    }
}
