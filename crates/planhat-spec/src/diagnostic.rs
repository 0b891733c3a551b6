//! Faults of specs, for people and for machines.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value, json};

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
    span: Range<usize>,
    text: Arc<str>,
}

/// A second place that a finding speaks of.
#[derive(Debug, Clone)]
pub struct Second {
    /// What it is.
    pub label: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    span: Range<usize>,
}

/// All findings, by file, line and column.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

/// The name and text of a file, to report on.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: Arc<str>,
}

impl File {
    pub(crate) fn error(&self, rule: &'static str, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        let (line, column) = place(&self.text, span.start);
        Diagnostic {
            rule,
            severity: Severity::Error,
            message: message.into(),
            file: self.path.clone(),
            line,
            column,
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

    /// Points at a second place of the same file.
    pub(crate) fn second(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        let (line, column) = place(&self.text, span.start);
        self.second = Some(Second { label: label.into(), line, column, span });
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    fn render(&self, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let size = self.text.len();
        let clamp = |span: &Range<usize>| span.start.min(size)..span.end.min(size).max(span.start.min(size));
        let mut snippet = Snippet::source(&*self.text)
            .path(&self.file)
            .annotation(AnnotationKind::Primary.span(clamp(&self.span)));
        if let Some(second) = &self.second {
            snippet = snippet.annotation(
                AnnotationKind::Context.span(clamp(&second.span)).label(&second.label),
            );
        }
        let mut group = level.primary_title(&self.message).id(self.rule).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }

    fn to_json(&self) -> Value {
        json!({
            "rule": self.rule,
            "severity": match self.severity { Severity::Error => "error", Severity::Warning => "warning" },
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "help": self.help,
            "second": self.second.as_ref().map(|second| json!({
                "label": second.label, "line": second.line, "column": second.column,
            })),
        })
    }
}

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub(crate) fn sort(&mut self) {
        self.0.sort_by(|left, right| {
            (&left.file, left.line, left.column, left.rule).cmp(&(&right.file, right.line, right.column, right.rule))
        });
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.0.iter().any(|one| one.severity == Severity::Error)
    }

    /// Each finding.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For people: each finding with its source line, in colour for a terminal.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let all: Vec<String> = self.0.iter().map(|one| one.render(&renderer)).collect();
        all.join("\n\n")
    }

    /// For editors and CI: a list of objects with `rule`, `severity`, `message`, `file`, `line`,
    /// `column`, `help` and `second`.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(Diagnostic::to_json).collect()
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
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}
