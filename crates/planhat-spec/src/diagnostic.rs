//! Faults of specs, for people and for machines.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::render;

/// A file shows no more findings than this.
const PER_FILE: usize = 100;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// It works, and is probably not meant.
    Warning,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Code of the rule, such as `SPEC010`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file, as people know it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What to do.
    pub help: Option<String>,
    /// The place that disagrees with this one.
    pub second: Option<Second>,
    pub(crate) span: Range<usize>,
    pub(crate) text: Arc<str>,
}

/// A second place that a finding speaks of.
#[derive(Debug, Clone)]
pub struct Second {
    /// What it is.
    pub label: String,
    /// The file, as people know it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    pub(crate) span: Range<usize>,
    pub(crate) text: Arc<str>,
}

/// All findings, by file, line and column; of a file with very many the first hundred.
#[derive(Clone, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    counts: BTreeMap<String, usize>,
}

/// The name and text of a file, to report on.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: Arc<str>,
}

impl File {
    /// A fault at a span of bytes. Line and column are filled in by [`Diagnostics::sorted`].
    pub(crate) fn error(
        &self,
        rule: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            rule,
            severity: Severity::Error,
            message: message.into(),
            file: self.path.clone(),
            line: 0,
            column: 0,
            help: None,
            second: None,
            span,
            text: Arc::clone(&self.text),
        }
    }
}

impl Diagnostic {
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Points at a second place.
    pub(crate) fn second(
        mut self,
        file: &File,
        span: Range<usize>,
        label: impl Into<String>,
    ) -> Self {
        self.second = Some(Second {
            label: label.into(),
            file: file.path.clone(),
            line: 0,
            column: 0,
            span,
            text: Arc::clone(&file.text),
        });
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    fn place(&mut self) {
        (self.line, self.column) = place(&self.text, self.span.start);
        if let Some(second) = &mut self.second {
            (second.line, second.column) = place(&second.text, second.span.start);
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "rule": self.rule,
            "severity": match self.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "help": self.help,
            "second": self.second.as_ref().map(|second| json!({
                "label": second.label,
                "file": second.file,
                "line": second.line,
                "column": second.column,
            })),
        })
    }
}

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry(diagnostic.file.clone()).or_default();
        *count += 1;
        if *count <= 4 * PER_FILE {
            self.all.push(diagnostic);
        }
    }

    /// Whether a file has so many findings that further ones are not kept.
    pub(crate) fn is_full(&self, file: &File) -> bool {
        self.counts
            .get(&file.path)
            .is_some_and(|count| *count >= 4 * PER_FILE)
    }

    /// By place, with the first findings of each file alone.
    pub(crate) fn sorted(mut self) -> Self {
        let key = |one: &Diagnostic| (one.file.clone(), one.span.start, one.rule);
        self.all.sort_by_cached_key(key);
        let mut shown: BTreeMap<String, usize> = BTreeMap::new();
        self.all.retain(|one| {
            let shown = shown.entry(one.file.clone()).or_default();
            *shown += 1;
            *shown <= PER_FILE
        });
        self.all.iter_mut().for_each(Diagnostic::place);
        self
    }

    /// The first finding of a rule, or all when there is none.
    pub(crate) fn first_of(mut self, rule: &str) -> Self {
        if let Some(at) = self.all.iter().position(|one| one.rule == rule) {
            self.all.swap(0, at);
            self.all.truncate(1);
            self.counts.clear();
        }
        self
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.all.iter().any(|one| one.severity == Severity::Error)
    }

    /// Each finding.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.iter()
    }

    /// How many of them are errors.
    pub fn errors(&self) -> usize {
        let errors = self.all.iter();
        errors.filter(|one| one.severity == Severity::Error).count()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Files with more findings than are kept, and how many more.
    pub fn left_out(&self) -> impl Iterator<Item = (&str, usize)> {
        let many = self.counts.iter().filter(|(_, count)| **count > PER_FILE);
        many.map(|(file, count)| (file.as_str(), count - PER_FILE))
    }

    /// For people: each finding with its source line, in colour for a terminal.
    pub fn render(&self, color: bool) -> String {
        let renderer = render::renderer(color);
        let mut all: Vec<String> = self
            .all
            .iter()
            .map(|one| render::one(&renderer, one))
            .collect();
        all.extend(
            self.left_out()
                .map(|(file, more)| format!("{file} has {more} more, not shown")),
        );
        all.join("\n\n")
    }

    /// For editors and CI: a list of objects with `rule`, `severity`, `message`, `file`, `line`,
    /// `column`, `help` and `second`.
    pub fn to_json(&self) -> Value {
        self.all.iter().map(Diagnostic::to_json).collect()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

/// As for people: the findings hold the whole text of their files.
impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// Line and column of a byte, both from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}
