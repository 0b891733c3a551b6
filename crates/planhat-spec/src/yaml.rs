//! YAML text to a tree that knows the place of every key and value. What the format does not use
//! (anchors, aliases, tags, merge keys, several documents) is refused while parsing, so that no
//! input takes long or needs much memory.

use std::ops::Range;

use indexmap::IndexMap;
use indexmap::map::Entry as Slot;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use crate::diagnostic::{Diagnostic, Diagnostics, File};
use crate::node::{Content, Entry, Node};

/// Collections nest no deeper than this.
const DEPTH: usize = 32;
/// After so many faults of syntax the rest of a file is not read.
const FAULTS: usize = 100;

/// What a file holds; nothing when it cannot be read as it is meant. What is wrong with its YAML is
/// reported. Of duplicate keys the tree has the first.
pub(crate) fn parse(file: &File, found: &mut Diagnostics) -> Option<Node> {
    let mut builder = Builder {
        file,
        offsets: Offsets::of(&file.text),
        stack: Vec::new(),
        root: None,
        faults: Vec::new(),
        sound: true,
    };
    builder.run();
    let (root, sound) = (builder.root.take(), builder.sound);
    if root.is_none() && builder.faults.is_empty() {
        builder.fault("SPEC002", 0..0, "the file is empty");
    }
    for fault in builder.faults {
        found.push(fault);
    }
    root.filter(|_| sound)
}

/// A collection that is not complete yet.
enum Open {
    Sequence(usize, Vec<Node>),
    Mapping(
        usize,
        IndexMap<String, Entry>,
        Option<(String, Range<usize>)>,
    ),
}

struct Builder<'f> {
    file: &'f File,
    offsets: Offsets,
    stack: Vec<Open>,
    root: Option<Node>,
    faults: Vec<Diagnostic>,
    /// Whether the tree is what the file means.
    sound: bool,
}

impl Builder<'_> {
    fn run(&mut self) {
        let file = self.file;
        let mut documents = 0;
        for event in Parser::new_from_str(&file.text) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => return self.syntax(&error),
            };
            if matches!(event, Event::DocumentStart(_)) {
                documents += 1;
                if documents > 1 {
                    let message = "a second document begins here; a file holds one";
                    return self.fault("SPEC004", self.offsets.range(span), message);
                }
            }
            if self.take(event, span).is_none() || self.faults.len() >= FAULTS {
                self.sound = false;
                return;
            }
        }
    }

    /// Takes one event; nothing when parsing must end.
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let range = self.offsets.range(span);
        match event {
            Event::Alias(_) => {
                self.refuse(range.clone(), "an alias", "write the value out");
                self.add(Node::new(
                    range,
                    Content::Scalar {
                        text: String::new(),
                        plain: true,
                    },
                ));
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(anchor, tag.is_some(), &range);
                let (text, plain) = (text.into_owned(), style == ScalarStyle::Plain);
                self.add(Node::new(range, Content::Scalar { text, plain }));
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), &range);
                self.open(Open::Sequence(range.start, Vec::new()), &range)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), &range);
                self.open(Open::Mapping(range.start, IndexMap::new(), None), &range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            _ => {}
        }
        Some(())
    }

    fn properties(&mut self, anchor: usize, tagged: bool, range: &Range<usize>) {
        if anchor != 0 {
            self.refuse(range.clone(), "an anchor", "leave out the `&…`");
        }
        if tagged {
            self.refuse(
                range.clone(),
                "a tag",
                "leave out the `!…`; quotes make a value text",
            );
        }
    }

    fn refuse(&mut self, range: Range<usize>, what: &str, help: &str) {
        let message = format!("{what}: the spec format has none");
        self.faults
            .push(self.file.error("SPEC004", range, message).help(help));
        self.sound = false;
    }

    fn open(&mut self, open: Open, range: &Range<usize>) -> Option<()> {
        if matches!(self.stack.last(), Some(Open::Mapping(_, _, None))) {
            self.fault("SPEC002", range.clone(), "a key must be plain text");
            return None;
        }
        if self.stack.len() >= DEPTH {
            self.fault(
                "SPEC005",
                range.clone(),
                format!("nested more than {DEPTH} deep"),
            );
            return None;
        }
        self.stack.push(open);
        Some(())
    }

    fn close(&mut self, end: usize) {
        let (start, value) = match self.stack.pop() {
            Some(Open::Sequence(start, items)) => (start, Content::Sequence(items)),
            Some(Open::Mapping(start, entries, _)) => (start, Content::Mapping(entries)),
            None => return,
        };
        self.add(Node::new(start..end.max(start), value));
    }

    fn add(&mut self, node: Node) {
        let (entries, key) = match self.stack.last_mut() {
            None => return self.root = Some(node),
            Some(Open::Sequence(_, items)) => return items.push(node),
            Some(Open::Mapping(_, entries, key)) => (entries, key),
        };
        let Some((text, span)) = key.take() else {
            return self.key(node);
        };
        match entries.entry(text) {
            Slot::Vacant(slot) => drop(slot.insert(Entry { key: span, node })),
            Slot::Occupied(slot) => {
                let message = format!("`{}` stands here twice", slot.key());
                let fault = self.file.error("SPEC003", span, message);
                self.faults.push(fault.second(
                    self.file,
                    slot.get().key.clone(),
                    "the first one stands here",
                ));
            }
        }
    }

    /// A scalar where a key is due.
    fn key(&mut self, node: Node) {
        let Content::Scalar { text, plain } = node.value else {
            return;
        };
        if text.is_empty() {
            self.fault("SPEC002", node.span.clone(), "a key is missing here");
            self.sound = false;
        } else if plain && text == "<<" {
            self.refuse(node.span.clone(), "a merge key", "write the entries out");
        }
        if let Some(Open::Mapping(_, _, key)) = self.stack.last_mut() {
            *key = Some((text, node.span));
        }
    }

    fn fault(&mut self, rule: &'static str, span: Range<usize>, message: impl Into<String>) {
        self.faults.push(self.file.error(rule, span, message));
    }

    fn syntax(&mut self, error: &ScanError) {
        let at = self.offsets.byte(error.marker().index());
        self.sound = false;
        if error.info().contains("unknown anchor") {
            return self.refuse(
                at..at,
                "an alias",
                "write the value out, or quote a text that begins with `*`",
            );
        }
        if error.info().contains("recursion limit") {
            return self.fault("SPEC005", at..at, format!("nested more than {DEPTH} deep"));
        }
        let message = format!("this is no YAML: {}", error.info());
        let fault = self.file.error("SPEC002", at..at, message);
        self.faults.push(fault.maybe_help(advice(error.info())));
    }
}

/// What is mostly behind a message of the parser.
fn advice(message: &str) -> Option<String> {
    let help = if message.contains("mapping values are not allowed") {
        "put a value with `: ` in it into quotes"
    } else if message.contains("tab") {
        "indent with spaces"
    } else if message.contains("',' or") || message.contains("flow") {
        "quote a value that holds `: ` or, in { } or [ ], one of , { } [ ]; and close what is open"
    } else {
        return None;
    };
    Some(help.to_owned())
}

/// The parser counts characters, everything else bytes.
enum Offsets {
    /// One is the other; the length.
    Ascii(usize),
    /// The first byte of each character, and the end.
    Table(Vec<usize>),
}

impl Offsets {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Offsets::Ascii(text.len());
        }
        Offsets::Table(
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect(),
        )
    }

    fn byte(&self, index: usize) -> usize {
        match self {
            Offsets::Ascii(end) => index.min(*end),
            Offsets::Table(bytes) => bytes.get(index).or(bytes.last()).copied().unwrap_or(0),
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }
}
