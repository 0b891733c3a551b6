//! Findings with their source lines, as compilers show them.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, Title,
};

use crate::diagnostic::{Diagnostic, Second, Severity};

/// A line of more bytes is not shown.
const LINE: usize = 4000;

pub(crate) fn renderer(color: bool) -> Renderer {
    if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
}

pub(crate) fn one(renderer: &Renderer, one: &Diagnostic) -> String {
    let level = match one.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = primary(level.primary_title(one.message.as_str()).id(one.rule), one);
    let other = one.second.as_ref().filter(|second| second.file != one.file);
    if let Some(snippet) = other.and_then(elsewhere) {
        group = group.element(snippet);
    }
    if let Some(help) = &one.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// The place of a finding, with a second one of the same file.
fn primary<'a>(title: Title<'a>, one: &'a Diagnostic) -> Group<'a> {
    let second = one.second.as_ref().filter(|second| second.file == one.file);
    let Some(cut) = Cut::of(
        &one.text,
        [Some(&one.span), second.map(|second| &second.span)],
    ) else {
        let origin = Origin::path(one.file.as_str());
        return title.element(origin.line(one.line).char_column(one.column));
    };
    let first_line = second.map_or(one.line, |second| second.line.min(one.line));
    let mut snippet = cut.snippet(&one.file, first_line);
    snippet = snippet.annotation(cut.mark(AnnotationKind::Primary, &one.span));
    if let Some(second) = second {
        let mark = cut.mark(AnnotationKind::Context, &second.span);
        snippet = snippet.annotation(mark.label(second.label.as_str()));
    }
    title.element(snippet)
}

fn elsewhere(other: &Second) -> Option<Snippet<'_, Annotation<'_>>> {
    let cut = Cut::of(&other.text, [Some(&other.span), None])?;
    let mark = cut.mark(AnnotationKind::Context, &other.span);
    let snippet = cut.snippet(&other.file, other.line);
    Some(snippet.annotation(mark.label(other.label.as_str())))
}

/// The lines of a file that a finding is about.
struct Cut<'a> {
    text: &'a str,
    from: usize,
}

impl<'a> Cut<'a> {
    /// Nothing when there is no text, or a line that is too long.
    fn of(text: &'a str, spans: [Option<&Range<usize>>; 2]) -> Option<Self> {
        let starts = || {
            spans
                .iter()
                .flatten()
                .map(|span| span.start.min(text.len()))
        };
        let first = starts().min().unwrap_or(0);
        let last = starts().max().unwrap_or(0);
        let from = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let to = text[last..].find('\n').map_or(text.len(), |at| last + at);
        let lines = &text[from..to];
        let short = lines.lines().all(|line| line.len() <= LINE);
        (!text.is_empty() && short).then_some(Cut { text: lines, from })
    }

    fn snippet(&self, file: &'a str, line: usize) -> Snippet<'a, Annotation<'a>> {
        Snippet::source(self.text).path(file).line_start(line)
    }

    /// Marks a span, of several lines the first.
    fn mark(&self, kind: AnnotationKind, span: &Range<usize>) -> Annotation<'a> {
        let inside = |at: usize| at.saturating_sub(self.from).min(self.text.len());
        let start = self.text.floor_char_boundary(inside(span.start));
        let end = self.text.ceil_char_boundary(inside(span.end).max(start));
        let line = self.text[start..]
            .find('\n')
            .map_or(self.text.len(), |at| start + at);
        kind.span(start..end.min(line))
    }
}
