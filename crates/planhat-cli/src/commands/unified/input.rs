//! From flags to what a unified call takes.

use clap::ArgMatches;
use planhat_spec::unified::mapping::{Kind, Model};
use planhat_unified::client::Settings;
use planhat_unified::{
    CustomFieldsFormat, Format, GetOptions, ListRequest, Mapping, ModelHandle, WriteOptions,
};
use serde_json::{Map, Value};

use super::dry_run;
use crate::console::Console;
use crate::failure::Failure;
use crate::{body, exit};

/// What a list is asked for.
pub(super) fn list(matches: &ArgMatches) -> Result<ListRequest, Failure> {
    let number = |id: &str| matches.get_one::<u32>(id).copied();
    let reading = get(matches)?;
    let mut filters: Map<String, Value> = Map::new();
    for (name, value) in named(matches, "filter")? {
        // Given twice it is one of the values.
        match filters.get_mut(&name) {
            Some(Value::Array(values)) => values.push(value.into()),
            Some(one) => *one = Value::Array(vec![one.take(), value.into()]),
            None => drop(filters.insert(name, value.into())),
        }
    }
    Ok(ListRequest {
        limit: number("limit"),
        cursor: body::text(matches, "cursor").map(str::to_owned),
        filters,
        sort: body::text(matches, "sort").map(str::to_owned),
        fields: reading.fields,
        exclude_fields: reading.exclude_fields,
        remote_data: reading.remote_data,
        expand: reading.expand,
        format: reading.format,
        custom_fields_format: reading.custom_fields_format,
        scan_requests: number("scan-requests"),
        key_by: body::text(matches, "key-by").map(str::to_owned),
        meta: body::is_set(matches, "meta"),
        remote_query: named(matches, "remote-query")?,
        options: reading.options,
    })
}

/// How one record is read.
pub(super) fn get(matches: &ArgMatches) -> Result<GetOptions, Failure> {
    let words = |id: &str| body::all(matches, id).unwrap_or_default();
    let format = match body::text(matches, "format") {
        Some(word) => word.parse().map_err(Failure::usage)?,
        None => Format::default(),
    };
    Ok(GetOptions {
        fields: words("fields"),
        exclude_fields: words("exclude-fields"),
        remote_data: !words("include").is_empty(),
        expand: words("expand"),
        format,
        custom_fields_format: custom_fields_format(matches)?,
        variant: body::text(matches, "variant").map(str::to_owned),
        options: settings(matches)?,
    })
}

/// How records are written.
pub(super) fn write(matches: &ArgMatches, console: &Console) -> Result<WriteOptions, Failure> {
    let remote_data = match body::text(matches, "remote-data") {
        None => None,
        Some(given) => match body::json("--remote-data", given, console)? {
            Value::Object(fields) => Some(fields),
            _ => {
                return Err(Failure::new(
                    exit::INVALID,
                    "--remote-data is no JSON object",
                ));
            }
        },
    };
    let include = body::all(matches, "include").unwrap_or_default();
    Ok(WriteOptions {
        remote_data,
        include_remote_data: !include.is_empty(),
        dry_run: dry_run::form(matches).is_some(),
        drop_unsupported: body::is_set(matches, "drop-unsupported"),
        allow_unknown_custom_fields: body::is_set(matches, "allow-unknown-custom-fields"),
        allow_unknown_values: body::is_set(matches, "allow-unknown-values"),
        if_unchanged_since: body::text(matches, "if-unchanged-since").map(str::to_owned),
        custom_fields_format: custom_fields_format(matches)?,
        options: settings(matches)?,
    })
}

fn custom_fields_format(matches: &ArgMatches) -> Result<CustomFieldsFormat, Failure> {
    match body::text(matches, "custom-fields-format") {
        Some(word) => word.parse().map_err(Failure::usage),
        None => Ok(CustomFieldsFormat::default()),
    }
}

/// The fields that flags give.
///
/// # Errors
/// When `--json` cannot be read or is no object, or a flag is no pair.
pub(super) fn fields(
    handle: &ModelHandle,
    matches: &ArgMatches,
    console: &Console,
) -> Result<Map<String, Value>, Failure> {
    let mut fields = match body::text(matches, "json") {
        None => Map::new(),
        Some(given) => match body::json("--json", given, console)? {
            Value::Object(fields) => fields,
            _ => return Err(Failure::new(exit::INVALID, "--json is no JSON object")),
        },
    };
    for (path, text) in named(matches, "set")? {
        let value = value(handle.mapping(), handle.rules(), &path, text);
        put(&mut fields, &path, value)?;
    }
    for path in body::all(matches, "clear").unwrap_or_default() {
        put(&mut fields, &path, Value::Null)?;
    }
    Ok(fields)
}

/// A text as a value: what is text by its type stays text, anything else is JSON where it can be.
fn value(mapping: &Mapping, model: &Model, path: &str, text: String) -> Value {
    let is_text = match at(mapping, model, path) {
        Some(Kind::String | Kind::Enum(_) | Kind::DateTime | Kind::Date) => !text.starts_with('"'),
        // A reference by its id alone.
        Some(Kind::Shape(_)) => !text.starts_with(['{', '[', '"']),
        _ => false,
    };
    if is_text && text != "null" {
        return text.into();
    }
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// What a field holds, or a member of one.
fn at<'m>(mapping: &'m Mapping, model: &'m Model, path: &str) -> Option<&'m Kind> {
    let mut steps = path.split('.');
    let field = steps.next()?;
    let mut rules = model.variants.iter().flat_map(|variant| &variant.rules);
    let kind = &rules.find(|rule| rule.field == field)?.kind;
    steps.try_fold(kind, |kind, step| {
        let Kind::Shape(shape) = kind else {
            return None;
        };
        let mut members = mapping.shapes.get(shape)?.members.iter();
        Some(&members.find(|member| member.name == step)?.kind)
    })
}

/// Sets a field, or a member of one.
fn put(fields: &mut Map<String, Value>, path: &str, value: Value) -> Result<(), Failure> {
    let Some((first, rest)) = path.split_once('.') else {
        fields.insert(path.to_owned(), value);
        return Ok(());
    };
    let inner = fields
        .entry(first)
        .or_insert_with(|| Value::Object(Map::new()));
    match inner {
        Value::Object(inner) => put(inner, rest, value),
        _ => Err(Failure::new(
            exit::INVALID,
            format!("--set {path}: `{first}` was given as something that has no members"),
        )),
    }
}

fn settings(matches: &ArgMatches) -> Result<Settings, Failure> {
    Ok(named(matches, "option")?.into_iter().collect())
}

fn named(matches: &ArgMatches, id: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut faults = Vec::new();
    let pairs = body::pairs(matches, id, &mut faults);
    match faults.is_empty() {
        true => Ok(pairs),
        false => Err(Failure::many(exit::INVALID, faults)),
    }
}
