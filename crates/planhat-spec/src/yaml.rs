//! YAML text to a tree that knows the place of every key and value. What the format does not use
//! (anchors, aliases, tags, several documents) is refused while parsing, so that no input takes
//! long or needs much memory.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Collections nest no deeper than this.
const DEPTH: usize = 32;

/// A value and its place in the file, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) value: Content,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Scalar { text: String, plain: bool },
    Sequence(Vec<Node>),
    Mapping(Vec<(Key, Node)>),
}

/// A key and its place.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// Something that the parser refuses.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) rule: &'static str,
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    /// Where the other of two duplicates stands.
    pub(crate) first: Option<Range<usize>>,
}

/// What a file holds, and what is wrong with its YAML. Of duplicate keys the tree has the first.
pub(crate) fn parse(text: &str) -> (Option<Node>, Vec<Fault>) {
    let mut builder = Builder { lines: line_starts(text), text, stack: Vec::new(), root: None, faults: Vec::new() };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = builder.offset(error.marker().line(), error.marker().col());
                builder.fault("SPEC002", at..at, format!("this is no YAML: {}", error.info()));
                return (None, builder.faults);
            }
        };
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
            if documents > 1 {
                let span = builder.range(span);
                builder.fault("SPEC004", span, "a second document begins here; a file holds one".into());
                return (None, builder.faults);
            }
        }
        if builder.take(event, span).is_none() {
            return (None, builder.faults);
        }
    }
    if builder.root.is_none() && builder.faults.is_empty() {
        builder.fault("SPEC002", 0..0, "the file is empty".into());
    }
    (builder.root, builder.faults)
}

/// A collection that is not complete yet.
enum Open {
    Sequence(usize, Vec<Node>),
    Mapping(usize, Vec<(Key, Node)>, Option<Key>),
}

struct Builder<'t> {
    text: &'t str,
    lines: Vec<usize>,
    stack: Vec<Open>,
    root: Option<Node>,
    faults: Vec<Fault>,
}

impl Builder<'_> {
    /// Takes one event; nothing when parsing must end.
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let range = self.range(span);
        match event {
            Event::Alias(_) => {
                self.fault("SPEC004", range, "an alias: write the value out".into());
                return None;
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.plain_only(anchor, tag.is_some(), &range)?;
                let plain = style == ScalarStyle::Plain;
                self.add(Node { span: range, value: Content::Scalar { text: text.into_owned(), plain } });
            }
            Event::SequenceStart(anchor, tag) => {
                self.plain_only(anchor, tag.is_some(), &range)?;
                self.open(Open::Sequence(range.start, Vec::new()), &range)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.plain_only(anchor, tag.is_some(), &range)?;
                self.open(Open::Mapping(range.start, Vec::new(), None), &range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            _ => {}
        }
        Some(())
    }

    fn plain_only(&mut self, anchor: usize, tagged: bool, range: &Range<usize>) -> Option<()> {
        let what = match (anchor, tagged) {
            (0, false) => return Some(()),
            (0, true) => "a tag",
            _ => "an anchor",
        };
        self.fault("SPEC004", range.clone(), format!("{what}: the spec format has none"));
        None
    }

    fn open(&mut self, open: Open, range: &Range<usize>) -> Option<()> {
        if let Some(Open::Mapping(_, _, key @ None)) = self.stack.last_mut() {
            *key = Some(Key { text: String::new(), span: range.clone() });
            self.fault("SPEC002", range.clone(), "a key must be plain text".into());
            return None;
        }
        if self.stack.len() >= DEPTH {
            let message = format!("nested more than {DEPTH} deep");
            self.fault("SPEC005", range.clone(), message);
            return None;
        }
        self.stack.push(open);
        Some(())
    }

    fn close(&mut self, end: usize) {
        let node = match self.stack.pop() {
            Some(Open::Sequence(start, items)) => Node { span: start..end.max(start), value: Content::Sequence(items) },
            Some(Open::Mapping(start, entries, _)) => Node { span: start..end.max(start), value: Content::Mapping(entries) },
            None => return,
        };
        self.add(node);
    }

    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, key)) => match key.take() {
                None => {
                    if let Content::Scalar { text, .. } = node.value {
                        *key = Some(Key { text, span: node.span });
                    }
                }
                Some(key) => match entries.iter().find(|(known, _)| known.text == key.text) {
                    None => entries.push((key, node)),
                    Some((known, _)) => {
                        let first = Some(known.span.clone());
                        let message = format!("`{}` stands here twice", key.text);
                        self.faults.push(Fault { rule: "SPEC003", span: key.span, message, first });
                    }
                },
            },
        }
    }

    fn fault(&mut self, rule: &'static str, span: Range<usize>, message: String) {
        self.faults.push(Fault { rule, span, message, first: None });
    }

    /// The parser counts in lines and characters.
    fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or("");
        rest.char_indices().nth(column).map_or(self.text.len(), |(at, _)| start + at)
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.offset(span.start.line(), span.start.col());
        let end = self.offset(span.end.line(), span.end.col());
        start..end.max(start)
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// One step from a node to a node below it.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

impl Node {
    /// The node at the end of a path.
    pub(crate) fn at(&self, path: &[Step]) -> Option<&Node> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        match (step, &self.value) {
            (Step::Key(key), Content::Mapping(entries)) => {
                entries.iter().find(|(known, _)| known.text == *key)?.1.at(rest)
            }
            (Step::Item(item), Content::Sequence(items)) => items.get(*item)?.at(rest),
            _ => None,
        }
    }

    /// The place of the last key of a path; for an item, of the item.
    pub(crate) fn key_span(&self, path: &[Step]) -> Option<Range<usize>> {
        let (last, above) = path.split_last()?;
        match (last, &self.at(above)?.value) {
            (Step::Key(key), Content::Mapping(entries)) => {
                entries.iter().find(|(known, _)| known.text == *key).map(|(known, _)| known.span.clone())
            }
            (Step::Item(item), Content::Sequence(items)) => items.get(*item).map(|node| node.span.clone()),
            _ => None,
        }
    }

    /// Removes what stands at the end of a path; false when nothing does.
    pub(crate) fn remove(&mut self, path: &[Step]) -> bool {
        let Some((step, rest)) = path.split_first() else { return false };
        match (step, &mut self.value) {
            (Step::Key(key), Content::Mapping(entries)) => {
                let Some(at) = entries.iter().position(|(known, _)| known.text == *key) else { return false };
                if rest.is_empty() {
                    entries.remove(at);
                    return true;
                }
                entries[at].1.remove(rest)
            }
            (Step::Item(item), Content::Sequence(items)) if *item < items.len() => {
                if rest.is_empty() {
                    items.remove(*item);
                    return true;
                }
                items[*item].remove(rest)
            }
            _ => false,
        }
    }

    /// The value as `serde_yaml` has it; plain scalars by the core schema of YAML 1.2.
    pub(crate) fn to_value(&self) -> serde_yaml::Value {
        match &self.value {
            Content::Scalar { text, plain: false } => serde_yaml::Value::String(text.clone()),
            Content::Scalar { text, plain: true } => plain_scalar(text),
            Content::Sequence(items) => serde_yaml::Value::Sequence(items.iter().map(Node::to_value).collect()),
            Content::Mapping(entries) => serde_yaml::Value::Mapping(
                entries
                    .iter()
                    .map(|(key, node)| (serde_yaml::Value::String(key.text.clone()), node.to_value()))
                    .collect(),
            ),
        }
    }
}

fn plain_scalar(text: &str) -> serde_yaml::Value {
    use serde_yaml::Value;
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::Number(number.into());
    }
    let numeric = text.chars().any(|sign| sign.is_ascii_digit())
        && text.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '+' | '-' | '.' | 'e' | 'E'));
    match text.parse::<f64>() {
        Ok(number) if numeric && number.is_finite() => Value::Number(number.into()),
        _ => Value::String(text.to_owned()),
    }
}
