//! Rows of a file, each with its line.

use planhat_core::{Fault, Fields, Value};
use serde_json::Map;
use serde_json::value::RawValue;

use crate::console::Console;
use crate::failure::Failure;
use crate::{body, exit};

/// Rows, and where they stand.
#[derive(Debug, Default)]
pub struct Rows {
    /// The rows.
    pub fields: Vec<Fields>,
    /// The file; empty for a row made of flags.
    path: String,
    /// The line of each row, from 1.
    lines: Vec<usize>,
}

impl Rows {
    /// One row that was made of flags.
    pub fn one(row: Map<String, Value>) -> Self {
        Rows {
            fields: vec![row.into()],
            path: String::new(),
            lines: vec![1],
        }
    }

    /// The rows of a file: objects one after the other, as in NDJSON, or one array of them.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something else; all rows that are no objects are told.
    pub fn read(path: &str, console: &Console) -> Result<Self, Failure> {
        let text = body::read(path, console)?;
        let path = if path == "-" { "standard input" } else { path };
        Rows::of(path, text.trim_start_matches('\u{feff}'))
    }

    fn of(path: &str, text: &str) -> Result<Self, Failure> {
        let wrong = |messages: Vec<String>| {
            Failure::many(exit::INVALID, messages)
                .hint("nothing was sent; rows are objects: one a line, or a JSON array of them")
        };
        let values: Result<Vec<&RawValue>, _> = match text.trim_start().starts_with('[') {
            true => serde_json::from_str(text),
            false => serde_json::Deserializer::from_str(text)
                .into_iter()
                .collect(),
        };
        let values = values.map_err(|error| {
            let told = error.to_string();
            let told = told.split(" at line ").next().unwrap_or_default();
            wrong(vec![format!(
                "{path}:{}: no JSON: {told}",
                error.line().max(1)
            )])
        })?;
        let mut rows = Rows {
            path: path.to_owned(),
            ..Rows::default()
        };
        let (mut line, mut counted, mut faults) = (1, 0, Vec::new());
        for value in values {
            // The text of a value is a part of the whole.
            let at = value.get().as_ptr() as usize - text.as_ptr() as usize;
            line += text[counted..at].matches('\n').count();
            counted = at;
            match serde_json::from_str::<Map<String, Value>>(value.get()) {
                Ok(row) => {
                    rows.fields.push(row.into());
                    rows.lines.push(line);
                }
                Err(_) => faults.push(format!("{path}:{line}: no object")),
            }
        }
        if !faults.is_empty() {
            return Err(wrong(faults));
        }
        Ok(rows)
    }

    /// Where rows stand, without the rows.
    pub fn places(&self) -> Places {
        Places {
            path: self.path.clone(),
            lines: self.lines.clone(),
        }
    }
}

/// Where rows stand.
#[derive(Debug)]
pub struct Places {
    path: String,
    lines: Vec<usize>,
}

impl Places {
    /// Where a row stands, which counts from 0.
    pub fn of(&self, row: usize) -> String {
        match self.lines.get(row) {
            Some(line) if !self.path.is_empty() => format!("{}:{line}", self.path),
            _ => format!("row {}", row + 1),
        }
    }

    /// A fault of a row, with its line in the file; rows of the fault count from `first`.
    pub fn told(&self, fault: &Fault, first: usize) -> String {
        let plain = || {
            format!(
                "{} {}",
                crate::names::argument(&fault.argument),
                fault.message
            )
        };
        let Some((number, name)) = fault
            .argument
            .strip_prefix("rows[")
            .and_then(|rest| rest.split_once(']'))
        else {
            return plain();
        };
        let line = number
            .parse()
            .ok()
            .and_then(|number: usize| self.lines.get(first + number));
        let name = name.trim_start_matches('.');
        match line {
            Some(_) if self.path.is_empty() => {
                format!("{} {}", crate::names::argument(name), fault.message)
            }
            Some(line) => {
                format!("{}:{line}: {name} {}", self.path, fault.message).replace(":  ", ": ")
            }
            None => plain(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        Rows::of("f", text).unwrap().lines
    }

    #[test]
    fn rows_know_their_lines() {
        assert_eq!(lines("{\"a\":1}\n\n{\"a\":2}\n{\"a\":3}"), [1, 3, 4]);
        assert_eq!(lines("\n[\n {\"a\":1}, {\"a\":\n 2},\n{}]"), [3, 3, 5]);
        assert_eq!(lines("{\n\"a\":1\n}\n{}"), [1, 4]);
        assert!(lines("").is_empty() && lines(" [ ] ").is_empty());
    }

    #[test]
    fn what_is_no_row_is_told_with_its_line() {
        let told = |text| Rows::of("f", text).unwrap_err().messages;
        assert_eq!(
            told("{}\n1\n{}\n\"x\""),
            ["f:2: no object", "f:4: no object"]
        );
        assert!(told("{}\n{\"a\":}\n")[0].starts_with("f:2: no JSON: expected value"));
        assert!(told("[{},")[0].starts_with("f:1: no JSON"));
    }

    #[test]
    fn faults_are_traced_to_lines() {
        let places = Rows::of("f", "{}\n\n{}").unwrap().places();
        let fault = |argument: &str| Fault {
            argument: argument.into(),
            message: "is missing".into(),
        };
        assert_eq!(
            places.told(&fault("rows[1].email"), 0),
            "f:3: email is missing"
        );
        assert_eq!(
            places.told(&fault("rows[0].email"), 1),
            "f:3: email is missing"
        );
        assert_eq!(places.told(&fault("rows[1]"), 0), "f:3: is missing");
        assert_eq!(
            places.told(&fault("companyId"), 0),
            "--company-id is missing"
        );
        let one = Rows::one(Map::new()).places();
        assert_eq!(
            one.told(&fault("rows[0].companyId"), 0),
            "--company-id is missing"
        );
    }
}
