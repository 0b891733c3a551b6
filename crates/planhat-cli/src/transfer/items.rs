//! The items of one JSON array, read one after the other.

use std::fs::File;
use std::io::{BufRead, BufReader};

use super::reader::{Row, Unreadable, object};

/// Objects of an array, in constant memory.
pub(super) struct Items<R = BufReader<File>> {
    file: R,
    line: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Before the array.
    Before,
    /// An item or the end of the array comes.
    First,
    /// An item comes.
    Item,
    /// A comma or the end comes.
    Behind,
    /// Nothing more may come.
    After,
    /// It is over.
    Ended,
}

impl<R: BufRead> Items<R> {
    pub(super) fn new(file: R) -> Self {
        Items {
            file,
            line: 1,
            state: State::Before,
        }
    }

    fn unreadable(&mut self, message: impl Into<String>) -> Unreadable {
        self.state = State::Ended;
        Unreadable {
            line: self.line,
            message: message.into(),
        }
    }

    /// The next byte that is no white space, left where it is.
    fn peek(&mut self) -> Result<Option<u8>, Unreadable> {
        loop {
            let byte = match self.file.fill_buf() {
                Ok(bytes) => bytes.first().copied(),
                Err(error) => return Err(self.unreadable(error.to_string())),
            };
            match byte {
                Some(byte) if byte.is_ascii_whitespace() => {
                    self.line += u64::from(byte == b'\n');
                    self.file.consume(1);
                }
                byte => return Ok(byte),
            }
        }
    }

    /// The next item, or what is wrong with the array.
    fn item(&mut self) -> Result<Option<Result<Row, Unreadable>>, Unreadable> {
        loop {
            let byte = self.peek()?;
            self.state = match (self.state, byte) {
                (State::Ended, _) | (State::After, None) => return Ok(None),
                (State::Before, Some(b'[')) => State::First,
                (State::First | State::Behind, Some(b']')) => State::After,
                (State::Behind, Some(b',')) => State::Item,
                (State::First | State::Item, Some(b',' | b']')) | (_, None) => {
                    let what = if byte.is_none() {
                        "the array is cut off"
                    } else {
                        "no array: a value is missing"
                    };
                    return Err(self.unreadable(what));
                }
                (State::First | State::Item, Some(_)) => {
                    let line = self.line;
                    let text = self.value()?;
                    self.state = State::Behind;
                    return Ok(Some(object(line, &text)));
                }
                (State::After, Some(_)) => {
                    return Err(self.unreadable("no array: more stands behind its end"));
                }
                _ => return Err(self.unreadable("no array: a comma or its end is missing")),
            };
            self.file.consume(1);
        }
    }

    /// The text of a value, up to the comma or bracket behind it.
    fn value(&mut self) -> Result<Vec<u8>, Unreadable> {
        let mut text = Vec::new();
        let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
        loop {
            let bytes = match self.file.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) => {
                    let message = error.to_string();
                    return Err(self.unreadable(message));
                }
            };
            if bytes.is_empty() {
                return Err(self.unreadable("the array is cut off"));
            }
            let mut used = 0;
            let mut done = false;
            for byte in bytes {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if quoted => escaped = true,
                    b'"' => quoted = !quoted,
                    _ if quoted => {}
                    b'{' | b'[' => depth += 1,
                    b',' | b']' | b'}' if depth == 0 => {
                        done = true;
                        break;
                    }
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            used += 1;
                            done = true;
                            break;
                        }
                    }
                    _ => {}
                }
                self.line += u64::from(*byte == b'\n');
                used += 1;
            }
            text.extend_from_slice(&bytes[..used]);
            self.file.consume(used);
            if done {
                return Ok(text);
            }
            if text.len() > LONGEST {
                return Err(self.unreadable("an item is longer than any row"));
            }
        }
    }
}

/// Longer items are no rows: no request takes them.
const LONGEST: usize = 64 * 1024 * 1024;

impl<R: BufRead> Iterator for Items<R> {
    type Item = Result<Row, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.item() {
            Ok(item) => item,
            Err(unreadable) => Some(Err(unreadable)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of the rows, and what is wrong with others; read a few bytes at a time.
    fn read(text: &str) -> Vec<Result<(u64, String), (u64, String)>> {
        let file = BufReader::with_capacity(3, text.as_bytes());
        let rows = Items::new(file);
        rows.map(|row| match row {
            Ok(row) => Ok((row.line, serde_json::to_string(&row.fields).unwrap())),
            Err(error) => Err((error.line, error.message)),
        })
        .collect()
    }

    #[test]
    fn items_come_with_their_lines() {
        let text = " [\n{\"a\": \"]},\\\"[\"},\n\n {\"b\":\n[1,{\"c\":{}}]}, {}\n]\n";
        let rows: Vec<_> = read(text).into_iter().map(Result::unwrap).collect();
        let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 4, 5]);
        assert_eq!(rows[0].1, r#"{"a":"]},\"["}"#);
        assert_eq!(rows[1].1, r#"{"b":[1,{"c":{}}]}"#);
        assert!(read("[]").is_empty() && read(" [ ] ").is_empty());
    }

    #[test]
    fn what_is_no_array_of_objects_is_told() {
        for (text, good, line, told) in [
            ("[{},\n1,{}]", 2, 2, "no object"),
            ("[{}\n{}]", 1, 2, "a comma or its end is missing"),
            ("[{},\n]", 1, 2, "a value is missing"),
            ("[{}] {}", 1, 1, "behind its end"),
            ("[{},{\"a\":", 1, 1, "cut off"),
            ("[{}", 1, 1, "cut off"),
            ("[{\"a\":}]", 0, 1, "no object"),
        ] {
            let rows = read(text);
            assert_eq!(
                rows.iter().filter(|row| row.is_ok()).count(),
                good,
                "{text}"
            );
            let wrong: Vec<_> = rows.into_iter().filter_map(Result::err).collect();
            assert_eq!(wrong.len(), 1, "{text}: {wrong:?}");
            assert_eq!(wrong[0].0, line, "{text}");
            assert!(wrong[0].1.contains(told), "{text}: {}", wrong[0].1);
        }
    }
}
