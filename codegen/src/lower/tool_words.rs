//! What agents are told of a tool and of its arguments: short, since they pay for every word.

use planhat_spec::model::Kind;

use super::tool::View;
use crate::ir::{Api, Body, Field, Returns, Rule, Type};
use crate::words;

/// Of the choice of fields.
pub(super) fn fields(view: &View<'_>) -> &'static str {
    match view.operation.kind {
        Kind::Get => "Default: all",
        _ => "Default: the main ones; * is all",
    }
}

/// A title for people: `List companies`.
pub(super) fn title(view: &View<'_>) -> String {
    let (resource, operation) = (view.resource, view.operation);
    let (one, many) = (&resource.one, &resource.many);
    match operation.kind {
        Kind::List if operation.name == "list" => format!("List {many}"),
        Kind::Get if operation.name == "get" => format!("Get {}", resource.a_one),
        Kind::Create => format!("Create {}", resource.a_one),
        Kind::Update => format!("Update {}", resource.a_one),
        Kind::Delete => format!("Delete {}", resource.a_one),
        Kind::BulkUpsert => format!("Bulk upsert {many}"),
        _ => format!("{}: {}", capital(one), operation.name.replace('_', " ")),
    }
}

/// What it does, requires and returns, and its traps.
pub(super) fn description(view: &View<'_>, hint: Option<&str>) -> String {
    let operation = view.operation;
    let mut all = vec![operation.doc.clone()];
    let listed: Vec<String> = operation.required.iter().map(rule).collect();
    if !listed.is_empty() {
        let whose = match operation.kind {
            Kind::BulkUpsert => "A row without a key requires",
            _ => "Requires",
        };
        all.push(format!("{whose} {}.", listed.join("; ")));
    }
    if !operation.drops_without.is_empty() {
        all.push(format!(
            "Every row needs {}.",
            operation.drops_without.join(", ")
        ));
    }
    if matches!(operation.body, Body::Many | Body::OneOrMany) {
        all.push(format!("At most {} rows.", view.api.bulk_rows));
        if operation.kind == Kind::BulkUpsert {
            all.push("Rows can fail alone: read failed_rows.".to_owned());
        }
    }
    if let Some(answer) = answer(&operation.returns) {
        all.push(answer);
    }
    all.extend(hint.map(str::to_owned));
    if let Some(instead) = &operation.deprecated {
        all.push(format!("Deprecated: {instead}."));
    }
    if operation.unverified {
        all.push("Unverified against Planhat.".to_owned());
    }
    all.join(" ")
}

fn answer(returns: &Returns) -> Option<String> {
    match returns {
        Returns::Records(promised) | Returns::Record(promised) => match promised.is_empty() {
            true => None,
            false => Some(format!("Returns {}.", promised.join(", "))),
        },
        Returns::Shape(name, _) if name == "delete_result" => {
            Some("Returns n, ok, deletedCount.".to_owned())
        }
        Returns::Shape(..) | Returns::Json | Returns::Nothing => None,
    }
}

/// Agents pay for every sign, and names need no marks.
fn rule(rule: &Rule) -> String {
    words::rule(rule).replace('`', "")
}

/// Of `{id}`: its own key alone, or prefixed ones as well.
pub(super) fn id(view: &View<'_>) -> String {
    let taken = view.operation.ids.iter();
    let prefixes: Vec<String> = taken
        .filter_map(|wire| view.api.keys.iter().find(|key| key.name == *wire))
        .filter_map(|key| key.prefix.clone())
        .map(|prefix| format!("{prefix}…"))
        .collect();
    match prefixes.is_empty() {
        true => "_id".to_owned(),
        false => format!("_id, {}", prefixes.join(", ")),
    }
}

/// What stands for the id of another record where prefixed keys are taken.
pub(super) fn prefixes(api: &Api) -> String {
    let mut all = vec!["_id".to_owned()];
    for prefix in api.keys.iter().filter_map(|key| key.prefix.as_ref()) {
        let shown = format!("{prefix}…");
        if !all.contains(&shown) {
            all.push(shown);
        }
    }
    all.join(", ")
}

/// Of the rows of a bulk write.
pub(super) fn rows(view: &View<'_>) -> String {
    let mut operations = view.resource.operations.iter();
    let like_create = operations.any(|one| {
        one.kind == Kind::Create
            && matches!(one.body, Body::One)
            && one.fixed == view.operation.fixed
    });
    let fields = match like_create {
        true => "Fields as in create",
        false => "Fields as in the reference",
    };
    let keys = &view.resource.keys;
    match view.operation.kind == Kind::BulkUpsert && !keys.is_empty() {
        true => format!("{fields}; keys: {}", keys.join(", ")),
        false => fields.to_owned(),
    }
}

/// Of an argument: its hint, or the first clause of its doc; then the known values of an open enum.
pub(super) fn hint(field: &Field) -> Option<String> {
    let words = match &field.hint {
        Some(words) => words.clone(),
        None => clause(&field.doc).to_owned(),
    };
    let mut parts = Vec::new();
    if !words.is_empty() {
        parts.push(words);
    }
    if field.open && matches!(field.kind, Type::Enum(_)) {
        let values: Vec<&str> = field
            .values
            .iter()
            .map(|(value, _)| value.as_str())
            .collect();
        parts.push(format!("e.g. {}", values.join(", ")));
    }
    if field.kind == Type::Date {
        parts.push("YYYY-MM-DD".to_owned());
    }
    if field.kind == Type::Day {
        parts.push("days since 1970-01-01".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Up to the first sign that ends a clause.
fn clause(doc: &str) -> &str {
    let end = doc
        .char_indices()
        .find(|(at, sign)| {
            let ends = matches!(sign, ',' | ';' | ':' | '.');
            ends && doc[at + 1..].chars().next().is_none_or(char::is_whitespace)
        })
        .map_or(doc.len(), |(at, _)| at);
    &doc[..end]
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
