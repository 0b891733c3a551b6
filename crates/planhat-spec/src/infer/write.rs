//! The text of a proposed spec: every guess with its reason above it.

use super::guess::{Guess, Or};
use super::member::Member;
use super::operations::{Operation, Sent};
use super::propose::{Own, Spec};
use super::words;
use crate::model::{Format, Kind, Method, Type};
use crate::scaffold::FIRST_LINE;
use crate::scalar::quoted;

/// The whole file.
pub(super) fn text(spec: &Spec<'_>) -> String {
    let mut text = head(spec);
    text.push_str(&shared(spec));
    if !spec.fields.is_empty() {
        text.push_str("\nfields:\n");
        for own in &spec.fields {
            text.push_str(&field(own));
        }
    }
    text.push_str("\noperations:\n");
    match spec.operations.all.is_empty() {
        true => text.push_str(PRESUMED),
        false => spec
            .operations
            .all
            .iter()
            .for_each(|one| text.push_str(&operation(one, spec))),
    }
    text
}

/// The calls that most objects have, for samples that tell of none.
const PRESUMED: &str = "  # Presumed: no call was recorded. Remove those that the API lacks.
  list:   { unverified: true, note: Presumed; no call was recorded. }
  get:    { unverified: true, note: Presumed; no call was recorded. }
  create: { unverified: true, note: Presumed; what it requires is not known. }
  update: { unverified: true, note: Presumed; no call was recorded. }
  delete: { unverified: true, note: Presumed; no call was recorded. }
";

fn head(spec: &Spec<'_>) -> String {
    let name = spec.name;
    let mut text = format!(
        "{FIRST_LINE}
# Inferred from {} and {}. Samples show what was, not what must be:
# what is not shared with other objects is marked unverified. To check, and then to remove here:
#   - summary, and every doc: they are made of names
#   - what create and bulk_upsert require
#   - access: which fields are never sent, which never returned
#   - limits of numbers and of lists; which values an enum may have
#   - fields and calls that no sample shows
",
        counted(spec.record.read, "record"),
        counted(spec.calls, "recorded call"),
    );
    if spec.record.left_out + spec.operations.left_out > 0 {
        text.push_str(&format!(
            "#   - left out: {} of further fields, and {} that could not be understood\n",
            counted(spec.record.left_out, "value"),
            counted(spec.operations.left_out, "call"),
        ));
    }
    text.push_str(&format!("resource: {}\n", quoted(&name.resource)));
    if name.is_irregular() || name.plural.ends_with("ys") {
        text.push_str(&format!("plural: {}\n", quoted(&name.plural)));
    }
    let usual = format!("/{}", name.plural.replace('_', ""));
    if let Some(path) = spec
        .operations
        .collection
        .as_ref()
        .filter(|path| **path != usual)
        && spec.view_of.is_none()
    {
        text.push_str(&format!("path: {}\n", quoted(path)));
    }
    text + &format!(
        "title: {}\nsummary: {}\n",
        quoted(&name.title()),
        quoted(&format!("{}.", name.title()))
    )
}

/// Keys, and what comes from elsewhere.
fn shared(spec: &Spec<'_>) -> String {
    let mut text = String::new();
    if let Some(view) = &spec.view_of {
        text.push_str(&format!("view_of: {view}   # the calls went to its path\n"));
    }
    text.push_str(&format!(
        "keys: [{}]   # those of planhat.yaml that were seen\n",
        listed(&spec.keys)
    ));
    text.push_str("note: Inferred from samples; compare it with the documentation.\n");
    let names: Vec<String> = spec.common.iter().map(|(name, _)| name.clone()).collect();
    if !names.is_empty() {
        text.push_str(&format!(
            "common: [{}]   # every value seen fits\n",
            listed(&names)
        ));
    }
    text
}

/// A field with its reason.
fn field(own: &Own) -> String {
    let member = &own.member;
    let mut why = vec![
        format!("{}: {}", member.guess.strength.word(), member.guess.why),
        presence(member.present, member.of),
    ];
    if own.reads && !own.sent {
        why.push("access: unknown, probably only read".to_owned());
    }
    if own.sent {
        why.push("sent in a call".to_owned());
    }
    format!("  # {}\n{}", why.join("; "), entry(member, 2, true))
}

fn presence(present: usize, of: usize) -> String {
    match (present, of) {
        (0, _) => "never returned".to_owned(),
        (1, 1) => "in the one record".to_owned(),
        (present, of) if present >= of => format!("in all {of} records"),
        (present, of) => format!("in {present} of {of} records"),
    }
}

/// A member: on one line, or on several when it has members itself.
fn entry(member: &Member, indent: usize, top: bool) -> String {
    let guess = &member.guess;
    let space = " ".repeat(indent);
    let mut parts = parts(member, top);
    let nested = !guess.fields.is_empty() || matches!(guess.or, Or::Fields(_));
    if !nested {
        return format!(
            "{space}{}: {{ {} }}\n",
            quoted(&member.wire),
            parts.join(", ")
        );
    }
    let inner = " ".repeat(indent + 2);
    let mut text = format!("{space}{}:\n", quoted(&member.wire));
    for part in parts.drain(..) {
        text.push_str(&format!("{inner}{part}\n"));
    }
    if !guess.fields.is_empty() {
        text.push_str(&format!("{inner}fields:\n"));
        guess
            .fields
            .iter()
            .for_each(|one| text.push_str(&inside(one, indent + 4)));
    }
    if let Or::Fields(members) = &guess.or {
        text.push_str(&format!("{inner}or:\n"));
        members
            .iter()
            .for_each(|one| text.push_str(&inside(one, indent + 4)));
    }
    text
}

/// A member of an object, with its reason only where it is in doubt.
fn inside(member: &Member, indent: usize) -> String {
    let doubt = match member.guess.strength {
        super::Strength::Sure | super::Strength::Likely if member.present >= member.of => {
            String::new()
        }
        _ => format!(
            "{}# {}: {}; {}\n",
            " ".repeat(indent),
            member.guess.strength.word(),
            member.guess.why,
            presence(member.present, member.of).replace("record", "object"),
        ),
    };
    doubt + &entry(member, indent, false)
}

/// What a field says of itself, `key: value` each.
fn parts(member: &Member, top: bool) -> Vec<String> {
    let Guess {
        kind,
        values,
        format,
        sensitive,
        or,
        ..
    } = &member.guess;
    let mut parts = vec![format!("type: {kind}")];
    if let Some(name) = &member.name {
        parts.push(format!("name: {}", quoted(name)));
    }
    if *kind == Type::Enum {
        parts.push(format!("values: [{}]", listed(values)));
        parts.push("open: true".to_owned());
    }
    if let Some(format) = format {
        parts.push(format!("format: {}", format_word(*format)));
    }
    if *sensitive {
        parts.push("sensitive: true".to_owned());
    }
    if let Or::Type(other) = or {
        parts.push(format!("or: {other}"));
    }
    if top {
        parts.push("unverified: true".to_owned());
    }
    parts.push(format!("doc: {}", quoted(&words::doc(&member.wire))));
    parts
}

fn format_word(format: Format) -> &'static str {
    match format {
        Format::Email => "email",
        Format::Phone => "phone",
        Format::Url => "url",
        Format::Html => "html",
    }
}

/// An operation, as short as its defaults allow.
fn operation(one: &Operation, spec: &Spec<'_>) -> String {
    let mut parts = Vec::new();
    let usual = usual(one.kind, &one.name);
    if usual.named != one.name && one.kind != Kind::Action {
        parts.push(format!("kind: {}", usual.named));
    }
    if one.method != usual.method {
        parts.push(format!("method: {}", one.method.verb()));
    }
    let collection = spec.operations.collection.clone().unwrap_or_default();
    if one.path != collection + &usual.end || spec.operations.collection.is_none() {
        parts.push(format!("path: {}", quoted(&one.path)));
    }
    if let Some(host) = &one.host {
        parts.push(format!("host: {}", quoted(host)));
    }
    if !one.query.is_empty() {
        let parameter = |(name, kind): &(String, Type)| {
            let doc = quoted(&words::doc(name));
            format!(
                "{}: {{ type: {kind}, unverified: true, doc: {doc} }}",
                quoted(name)
            )
        };
        let all: Vec<String> = one.query.iter().map(parameter).collect();
        parts.push(format!("query: {{ {} }}", all.join(", ")));
    }
    parts.extend(match &one.body {
        Sent::Usual => None,
        Sent::Nothing => Some("body: none".to_owned()),
        Sent::Many => Some("body: many".to_owned()),
        Sent::Fields(members) => Some(format!("body: {{ {} }}", flow(members))),
    });
    if let Some(returns) = &one.returns {
        parts.push(format!("returns: {}", quoted(returns)));
    }
    parts.push("unverified: true".to_owned());
    let unknown = match one.kind {
        Kind::Create | Kind::BulkUpsert => "   # required: unknown",
        Kind::Action => "   # body and answer: from one example",
        _ => "",
    };
    format!("  {}: {{ {} }}{unknown}\n", one.name, parts.join(", "))
}

/// Members in braces.
fn flow(members: &[Member]) -> String {
    let one = |member: &Member| {
        let mut parts = parts(member, false);
        if !member.guess.fields.is_empty() {
            parts.push(format!("fields: {{ {} }}", flow(&member.guess.fields)));
        }
        if let Or::Fields(members) = &member.guess.or {
            parts.push(format!("or: {{ {} }}", flow(members)));
        }
        format!("{}: {{ {} }}", quoted(&member.wire), parts.join(", "))
    };
    members.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What holds for an operation that says nothing.
struct Usual {
    named: &'static str,
    method: Method,
    end: String,
}

fn usual(kind: Kind, name: &str) -> Usual {
    let (named, method, end) = match kind {
        Kind::List => ("list", Method::Get, String::new()),
        Kind::Get => ("get", Method::Get, "/{id}".to_owned()),
        Kind::Create => ("create", Method::Post, String::new()),
        Kind::Update => ("update", Method::Put, "/{id}".to_owned()),
        Kind::Delete => ("delete", Method::Delete, "/{id}".to_owned()),
        Kind::BulkUpsert => ("bulk_upsert", Method::Put, String::new()),
        Kind::Action => ("action", Method::Post, format!("/{name}")),
    };
    Usual { named, method, end }
}

fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|name| quoted(name))
        .collect::<Vec<_>>()
        .join(", ")
}

fn counted(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
