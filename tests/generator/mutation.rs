//! Small damage to spec files, as people and machines do it.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One change somewhere in a file.
#[derive(Debug, Clone)]
pub struct Mutation {
    kind: Kind,
    at: Index,
    with: Index,
}

#[derive(Debug, Clone)]
enum Kind {
    DeleteLine,
    DuplicateLine,
    SwapLines,
    /// So many spaces more, or fewer.
    Indent(i8),
    /// Another value after a `: `.
    Value(&'static str),
    /// One letter of a key.
    Key(Option<char>),
    Truncate,
    Insert(Vec<u8>),
}

/// Values of every kind, and some that are none.
const VALUES: &[&str] = &[
    "1",
    "-1",
    "1.5",
    "1e400",
    "99999999999999999999",
    "true",
    "false",
    "null",
    "~",
    "\"\"",
    "[]",
    "{}",
    "[a]",
    "[[a]]",
    "{ a: b }",
    "{ type: id }",
    "text",
    "'a: b'",
    "list<id>",
    "ref<a>",
    "list<enum>",
    "map<object>",
    "enum",
    "object",
    "day",
    "/a/{b}",
    "{id}",
    "_id",
    "none",
    "json",
    "record",
    "A",
    "self",
    "crate",
    "fn",
    "_",
    "a b",
    "Ünï",
    "0x1F",
    ".nan",
];

/// What ends up in files by accident or on purpose.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\x01",
    b"\x1b[31m",
    b"\x7f",
    b"\t",
    b"\r",
    b"\r\n",
    b"\n",
    b"\n\n",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xae",
    b"\xf0\x9f\xa6\x80",
    b"a\xcc\x81",
    b"&a ",
    b"*a",
    b"!!x ",
    b"%",
    b"@",
    b"`",
    b"- ",
    b"? ",
    b": ",
    b":",
    b"|\n",
    b">",
    b"'",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"#",
    b" #",
    b"---\n",
    b"...\n",
    b"<<: ",
    b"/",
    b"<",
    b"1",
    b"_",
    b"__proto__: 1\n",
];

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        2 => Just(Kind::DeleteLine),
        2 => Just(Kind::DuplicateLine),
        2 => Just(Kind::SwapLines),
        2 => (-4..5_i8).prop_map(Kind::Indent),
        5 => select(VALUES).prop_map(Kind::Value),
        3 => proptest::option::of(select("abcdefxyzAZ_-1é".chars().collect::<Vec<_>>()))
            .prop_map(Kind::Key),
        1 => Just(Kind::Truncate),
        3 => select(PIECES).prop_map(|piece| Kind::Insert(piece.to_vec())),
        1 => proptest::collection::vec(any::<u8>(), 1..6).prop_map(Kind::Insert),
        1 => ".{1,4}".prop_map(|text| Kind::Insert(text.into_bytes())),
    ]
}

pub fn mutation() -> impl Strategy<Value = Mutation> {
    let parts = (kind(), any::<Index>(), any::<Index>());
    parts.prop_map(|(kind, at, with)| Mutation { kind, at, with })
}

impl Mutation {
    /// The file with the change.
    pub fn of(&self, bytes: &[u8]) -> Vec<u8> {
        let mut lines: Vec<Vec<u8>> = bytes
            .split_inclusive(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        if lines.is_empty() {
            return bytes.to_vec();
        }
        let at = self.at.index(lines.len());
        match &self.kind {
            Kind::DeleteLine => drop(lines.remove(at)),
            Kind::DuplicateLine => lines.insert(at, lines[at].clone()),
            Kind::SwapLines => lines.swap(at, self.with.index(bytes.len()) % (at + 1)),
            Kind::Indent(by) => indent(&mut lines[at], *by),
            Kind::Value(value) => return self.value(bytes, value),
            Kind::Key(letter) => return self.key(bytes, *letter),
            Kind::Truncate => return bytes[..self.at.index(bytes.len())].to_vec(),
            Kind::Insert(piece) => {
                let at = self.at.index(bytes.len() + 1);
                return [&bytes[..at], piece, &bytes[at..]].concat();
            }
        }
        lines.concat()
    }

    /// Another value after one of the `: `.
    fn value(&self, bytes: &[u8], value: &str) -> Vec<u8> {
        let Some(from) = self.colon(bytes).map(|at| at + 2) else {
            return bytes.to_vec();
        };
        let ends = |byte: &u8| b",\n}]".contains(byte);
        let rest = &bytes[from..];
        let to = from + rest.iter().position(ends).unwrap_or(rest.len());
        [&bytes[..from], value.as_bytes(), &bytes[to..]].concat()
    }

    /// A letter before one of the `: `, replaced or taken out.
    fn key(&self, bytes: &[u8], letter: Option<char>) -> Vec<u8> {
        let Some(to) = self.colon(bytes) else {
            return bytes.to_vec();
        };
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = bytes[..to]
            .iter()
            .rev()
            .take_while(|byte| part(byte))
            .count();
        if length == 0 {
            return bytes.to_vec();
        }
        let at = to - 1 - self.with.index(length);
        let letter: String = letter.into_iter().collect();
        [&bytes[..at], letter.as_bytes(), &bytes[at + 1..]].concat()
    }

    fn colon(&self, bytes: &[u8]) -> Option<usize> {
        let pairs = bytes.windows(2).enumerate();
        let colons = pairs.filter(|(_, pair)| pair == b": ").map(|(at, _)| at);
        let all: Vec<usize> = colons.collect();
        (!all.is_empty()).then(|| *self.at.get(&all))
    }
}

fn indent(line: &mut Vec<u8>, by: i8) {
    let spaces = line.iter().take_while(|byte| **byte == b' ').count();
    let fewer = usize::from(by.unsigned_abs()).min(spaces);
    match by {
        0.. => drop(line.splice(0..0, vec![b' '; usize::from(by.unsigned_abs())])),
        _ => drop(line.drain(..fewer)),
    }
}
