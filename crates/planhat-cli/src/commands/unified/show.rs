//! How unified records and what goes with them are shown.

use planhat_client::api::API;
use planhat_core::Client;
use planhat_spec::unified::mapping::{Kind, Model, Read, Rule};
use planhat_unified::methods::Planned;
use planhat_unified::{Record, Warning};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::super::Context;
use super::dry_run::{self, Showing};
use crate::console::{Console, Form};
use crate::exit;
use crate::failure::Failure;
use crate::output::{self, Listing, Shape};

/// The unified name of the identifier of every model.
pub(super) const ID: &str = "id";
/// Columns of a table that nobody asked for.
const COLUMNS: usize = 8;
/// No more warnings are told one by one.
const TOLD: usize = 20;

/// The fields that tell most in a row: the id, what a create needs, what was overridden, then what
/// fits into a cell.
pub(super) fn main_fields(model: &Model) -> Vec<String> {
    let is_short = |rule: &&Rule| {
        let nothing = matches!(rule.read, Read::Unmapped | Read::Whole);
        let large = matches!(rule.kind, Kind::List(_) | Kind::Object | Kind::Any);
        !nothing && !large
    };
    let rank = |rule: &&Rule| match rule.kind {
        _ if rule.field == ID => 0,
        _ if rule.required || rule.overridden => 1,
        Kind::String | Kind::Enum(_) | Kind::Shape(_) => 2,
        _ => 3,
    };
    let rules = model.variants.first().into_iter();
    let mut rules: Vec<&Rule> = rules.flat_map(|one| &one.rules).filter(is_short).collect();
    rules.sort_by_key(rank);
    let names = rules.into_iter().map(|rule| rule.field.clone());
    names.take(COLUMNS).collect()
}

/// A record whose objects are a few words, but for those of which a member was asked for.
pub(super) fn shortened(record: &Record, asked: &[String]) -> Record {
    let whole = |name: &str| {
        asked
            .iter()
            .any(|path| path.split('.').next() == Some(name) && path != name)
    };
    let each = record.iter().map(|(name, value)| {
        let value = match whole(name) {
            true => value.clone(),
            false => words(value),
        };
        (name.clone(), value)
    });
    each.collect()
}

/// An object as its name, or else its first plain member.
fn words(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let items = items.iter().map(|item| match words(item) {
                Value::String(text) => text,
                other => other.to_string(),
            });
            items.collect::<Vec<_>>().join(", ").into()
        }
        Value::Object(members) => {
            let plain =
                |value: &&Value| !matches!(value, Value::Null | Value::Object(_) | Value::Array(_));
            let name = members.get("name").filter(plain);
            let first = name.or_else(|| members.values().find(plain));
            first.cloned().unwrap_or_else(|| match members.is_empty() {
                true => Value::Null,
                false => value.to_string().into(),
            })
        }
        other => other.clone(),
    }
}

/// A value as JSON text.
pub(super) fn raw(value: &impl Serialize) -> Result<Box<RawValue>, Failure> {
    to_raw_value(value).map_err(|error| Failure::new(exit::CANNOT_WRITE, error.to_string()))
}

/// A single value.
pub(super) fn document(console: &Console, value: &impl Serialize) -> Result<(), Failure> {
    output::record(console, &raw(value)?, &Shape::default())
}

/// Rows of these columns, or one document where a program reads.
pub(super) fn rows_or_document(
    console: &Console,
    columns: &[&str],
    rows: &[Value],
    whole: &impl Serialize,
) -> Result<(), Failure> {
    if console.record_form() == Form::Json {
        return document(console, whole);
    }
    let columns = columns.iter().map(|name| (*name).to_owned()).collect();
    let mut listing = Listing::new(console, Shape::of_columns(columns, Vec::new()));
    let rows: Result<Vec<_>, _> = rows.iter().map(raw).collect();
    listing.rows(&rows?)?;
    listing.end()
}

/// What was noticed on the way.
pub(super) fn warnings(console: &Console, warnings: &[Warning]) {
    for one in warnings.iter().take(TOLD) {
        let id = one
            .id
            .as_ref()
            .map(|id| format!(" of {id}"))
            .unwrap_or_default();
        console.note(&format!("warning: `{}`{id}: {}", one.field, one.message));
    }
    if warnings.len() > TOLD {
        console.note(&format!("and {} more warnings", warnings.len() - TOLD));
    }
}

/// A write that was not made.
pub(super) fn planned(
    context: &Context,
    client: &Client,
    form: Showing,
    planned: &Planned,
) -> Result<i32, Failure> {
    if form == Showing::Http && asks_for_json(&context.console) {
        document(&context.console, planned)?;
        return Ok(exit::OK);
    }
    warnings(&context.console, &planned.warnings);
    dry_run::show(context, form, client, auth(), &planned.request)
}

/// Whether a program asked for what it reads.
pub(super) fn asks_for_json(console: &Console) -> bool {
    matches!(console.form, Some(Form::Json | Form::Ndjson))
}

/// The authentication of unified calls: that of the default host.
pub(super) fn auth() -> &'static str {
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    host.map_or("", |host| host.auth)
}
