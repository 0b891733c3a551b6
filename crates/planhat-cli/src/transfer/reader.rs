//! Rows of a file one after the other, in constant memory, each with its line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use planhat_core::table::{Field, Kind, Resource};
use planhat_core::{Fields, Value};
use serde_json::{Map, Number};

use super::Format;
use super::items::Items;
use crate::failure::Failure;

/// A row, and where it stands.
pub(super) struct Row {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    pub(super) fields: Fields,
}

/// What cannot be read, and where.
pub(super) struct Unreadable {
    pub(super) line: u64,
    pub(super) message: String,
}

/// Rows as they are read.
pub(super) type Rows = Box<dyn Iterator<Item = Result<Row, Unreadable>> + Send>;

/// Opens a file of rows.
pub(super) fn open(
    path: &str,
    format: Format,
    resource: &'static Resource,
) -> Result<Rows, Failure> {
    let file = File::open(path).map_err(|error| Failure::input(path, &error))?;
    if file.metadata().is_ok_and(|found| found.is_dir()) {
        return Err(Failure::new(
            crate::exit::NO_INPUT,
            format!("{path} is a folder"),
        ));
    }
    let mut file = BufReader::with_capacity(256 * 1024, file);
    // A mark that some programs put first.
    let start = file
        .fill_buf()
        .map_err(|error| Failure::input(path, &error))?;
    if start.starts_with("\u{feff}".as_bytes()) {
        file.consume(3);
    }
    let start = file
        .fill_buf()
        .map_err(|error| Failure::input(path, &error))?;
    let is_array = start.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    match format {
        Format::Csv => csv_rows(path, file, resource),
        Format::Json | Format::Ndjson if is_array => Ok(Box::new(Items::new(file))),
        Format::Json | Format::Ndjson => Ok(Box::new(lines(file))),
    }
}

/// Longer rows are no rows: no request takes them.
const LONGEST: u64 = 64 * 1024 * 1024;

fn lines(mut file: BufReader<File>) -> impl Iterator<Item = Result<Row, Unreadable>> + Send {
    let mut line = 0;
    let mut bytes = Vec::new();
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            bytes.clear();
            line += 1;
            let unreadable = |message: String| Some(Err(Unreadable { line, message }));
            match file.by_ref().take(LONGEST).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(read) if read as u64 == LONGEST => {
                    ended = true;
                    return unreadable("is longer than any row; is it NDJSON?".to_owned());
                }
                Ok(_) if bytes.trim_ascii().is_empty() => {}
                Ok(_) => return Some(object(line, &bytes)),
                Err(error) => {
                    ended = true;
                    return unreadable(error.to_string());
                }
            }
        }
        None
    })
}

pub(super) fn object(line: u64, text: &[u8]) -> Result<Row, Unreadable> {
    match serde_json::from_slice::<Map<String, Value>>(text) {
        Ok(map) => Ok(Row {
            line,
            fields: map.into(),
        }),
        Err(error) => {
            let told = error.to_string();
            let told = told.split(" at line ").next().unwrap_or_default();
            let message = format!("no object: {told} (column {})", error.column());
            Err(Unreadable { line, message })
        }
    }
}

fn csv_rows(
    path: &str,
    file: BufReader<File>,
    resource: &'static Resource,
) -> Result<Rows, Failure> {
    let mut reader = csv::ReaderBuilder::new().from_reader(file);
    let names = reader.headers().map_err(|error| {
        Failure::new(crate::exit::INVALID, format!("{path}:1: no CSV: {error}"))
    })?;
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let rows = reader.into_records().map(move |record| {
        let record = record.map_err(|error| Unreadable {
            line: error.position().map_or(0, csv::Position::line),
            message: error.to_string(),
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut map = Map::new();
        for (name, cell) in names
            .iter()
            .zip(record.iter())
            .filter(|(_, cell)| !cell.is_empty())
        {
            let value = value(resource, name, cell).map_err(|why| Unreadable {
                line,
                message: format!("{name} {why}"),
            })?;
            match name.split_once('.') {
                Some((object, key)) => {
                    let object = map.entry(object).or_insert_with(|| Map::new().into());
                    if let Value::Object(object) = object {
                        object.insert(key.to_owned(), value);
                    }
                }
                None => {
                    map.insert(name.clone(), value);
                }
            }
        }
        Ok(Row {
            line,
            fields: map.into(),
        })
    });
    Ok(Box::new(rows))
}

/// What clears a field, since an empty cell is none.
const NULL: &str = "null";

/// A cell as a value of its field's type. Of the tenant's own fields the type is not known here: they
/// stay text.
fn value(resource: &Resource, name: &str, cell: &str) -> Result<Value, String> {
    if cell == NULL {
        return Ok(Value::Null);
    }
    let json = || serde_json::from_str(cell).ok();
    let Some(field) = resource.field(name) else {
        return Ok(cell.into());
    };
    of_kind(field, cell, json)
}

fn of_kind(field: &Field, cell: &str, json: impl Fn() -> Option<Value>) -> Result<Value, String> {
    match field.kind {
        Kind::Integer | Kind::Number => match cell.trim().parse::<Number>() {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => Err(format!("is `{cell}` and takes a number")),
        },
        Kind::Day => match (
            cell.trim().parse::<i64>(),
            cell.parse::<planhat_core::Date>(),
        ) {
            (Ok(day), _) => Ok(day.into()),
            (_, Ok(date)) => match date.civil() {
                Ok(civil) => {
                    Ok(serde_json::to_value(planhat_core::Day::from(civil)).unwrap_or_default())
                }
                Err(error) => Err(error.to_string()),
            },
            _ => Err(format!("is `{cell}` and takes a date or a day number")),
        },
        Kind::Boolean => match cell.trim().to_lowercase().as_str() {
            "true" | "yes" | "1" => Ok(true.into()),
            "false" | "no" | "0" => Ok(false.into()),
            _ => Err(format!("is `{cell}` and takes true or false")),
        },
        Kind::List(_) if !cell.trim_start().starts_with('[') => Ok(cell
            .split(',')
            .map(|part| Value::from(part.trim()))
            .collect()),
        Kind::List(_) | Kind::Map(_) | Kind::Object(_) | Kind::Custom => {
            json().ok_or_else(|| format!("is `{cell}` and takes JSON"))
        }
        Kind::Json => Ok(json().unwrap_or_else(|| cell.into())),
        _ => Ok(cell.into()),
    }
}
