//! Values as cells.

use planhat_core::Value;
use planhat_core::table::{Field, Kind};
use serde_json::value::RawValue;

use crate::record;

/// A cell of a table.
pub(super) struct Cell {
    pub(super) text: String,
    /// Numbers stand on the right.
    pub(super) number: bool,
}

/// The value under a name as a cell.
pub(super) fn cell(row: &[(String, &RawValue)], name: &str, fields: &'static [Field]) -> Cell {
    let field = fields.iter().find(|field| field.name == name);
    match record::member(row, name) {
        None => Cell {
            text: String::new(),
            number: false,
        },
        Some(value) => Cell {
            text: short(value, field),
            number: value
                .get()
                .starts_with(|sign: char| sign == '-' || sign.is_ascii_digit()),
        },
    }
}

/// A value for CSV: text as it stands, anything nested as JSON.
pub(super) fn plain(value: &RawValue) -> String {
    match value.get() {
        "null" => String::new(),
        text if text.starts_with('"') => {
            serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())
        }
        json => record::compact(json),
    }
}

/// A value in a few words and one line: of an object the text that the table says it has, or JSON.
pub(super) fn short(value: &RawValue, field: Option<&Field>) -> String {
    let json = value.get();
    let text = match json.as_bytes().first() {
        Some(b'[') => items(json, field),
        Some(b'{') => object(json, field),
        _ => plain(value),
    };
    // No record may give orders to a terminal.
    let signs = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign });
    signs.collect()
}

/// Items of a list, each in a few words.
fn items(json: &str, field: Option<&Field>) -> String {
    let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
    let items = items
        .into_iter()
        .map(|item| match item.get().as_bytes().first() {
            Some(b'{') => object(item.get(), field),
            _ => plain(item),
        });
    items.collect::<Vec<_>>().join(", ")
}

/// The first member that the table calls a text, where there is one; else JSON.
fn object(json: &str, field: Option<&Field>) -> String {
    let members = field.into_iter().flat_map(|field| {
        let inner = match field.kind {
            Kind::List(item) => item,
            ref kind => kind,
        };
        [Some(inner), field.or.as_ref()]
    });
    let members = members.flatten().filter_map(|kind| match kind {
        Kind::Object(members) => Some(*members),
        _ => None,
    });
    let mut texts = members
        .flatten()
        .filter(|member| matches!(member.kind, Kind::String));
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let text = texts.find_map(|member| value.get(member.name)?.as_str());
    text.map_or_else(|| record::compact(json), str::to_owned)
}
