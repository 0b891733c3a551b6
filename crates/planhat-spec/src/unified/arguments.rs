//! What a flat list of arguments has of a model: the fields that a write takes, the filters whose
//! value stands alone, and of what form their values are.

use super::mapping::{Filter, Kind, Mapping, Member, MethodKind, Model, Op, Rule, Write};

/// The member of a reference that names its record.
const ID: &str = "id";

/// Of what form a value is, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// RFC 3339.
    DateTime,
    /// One of these words.
    OneOf(Vec<String>),
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// True or false.
    Boolean,
    /// A list.
    List(Box<Form>),
    /// An object; without members, any.
    Object(Vec<(String, Form)>),
}

/// Arguments of lists that are no filters.
const TAKEN: [&str; 5] = ["limit", "cursor", "fields", "expand", "filters"];

/// The fields that a method takes, each by the first variant that does; those that a create needs
/// come first.
pub fn written(model: &Model, kind: MethodKind) -> Vec<&Rule> {
    let Some(first) = model.variants.first() else {
        return Vec::new();
    };
    // Every variant has every field.
    let named = first.rules.iter().filter_map(|rule| {
        let mut all = model.variants.iter().flat_map(|variant| &variant.rules);
        all.find(|one| one.field == rule.field && takes(one, kind))
    });
    let (needed, others): (Vec<&Rule>, Vec<&Rule>) = named.partition(|rule| rule.required);
    needed.into_iter().chain(others).collect()
}

fn takes(rule: &Rule, kind: MethodKind) -> bool {
    let writable = !matches!(rule.write, Write::Refused(_) | Write::Ignored);
    writable && (kind == MethodKind::Create || !rule.create_only)
}

/// Whether a value of the filter can stand by itself, as the one that is equal.
pub fn is_flat(filter: &Filter) -> bool {
    let moment = matches!(filter.kind, Kind::DateTime | Kind::Date);
    filter.ops.contains(&Op::Eq) && !moment && !TAKEN.contains(&filter.name.as_str())
}

/// The form of a field: objects show their members, and references the one that counts.
pub fn form(mapping: &Mapping, rule: &Rule) -> Form {
    let by_id = rule.target.is_some() && !matches!(rule.write, Write::Lookup { .. });
    shown(mapping, &rule.kind, &|member| !by_id || member.name == ID)
}

/// The form of one value of a filter.
pub fn filter_form(filter: &Filter) -> Form {
    match &filter.kind {
        Kind::List(item) => plain(item),
        kind => plain(kind),
    }
}

fn shown(mapping: &Mapping, kind: &Kind, shows: &dyn Fn(&Member) -> bool) -> Form {
    match kind {
        Kind::List(item) => Form::List(Box::new(shown(mapping, item, shows))),
        Kind::Shape(name) => {
            let shape = mapping.shapes.get(name).into_iter();
            let members = shape.flat_map(|shape| &shape.members);
            let members = members.filter(|member| shows(member));
            let members = members.map(|member| (member.name.clone(), plain(&member.kind)));
            Form::Object(members.collect())
        }
        kind => plain(kind),
    }
}

/// The same without the members of objects.
fn plain(kind: &Kind) -> Form {
    match kind {
        Kind::String | Kind::Date | Kind::Any => Form::Text,
        Kind::DateTime => Form::DateTime,
        Kind::Integer => Form::Integer,
        Kind::Number => Form::Number,
        Kind::Boolean => Form::Boolean,
        Kind::Enum(words) => Form::OneOf(words.clone()),
        Kind::List(item) => Form::List(Box::new(plain(item))),
        Kind::Shape(_) | Kind::Object => Form::Object(Vec::new()),
    }
}

/// What is said of a field among arguments: its documentation up to the end of the first clause, and
/// the form of the value where its schema does not say it.
pub fn hint(rule: &Rule) -> String {
    let doc = rule.doc.as_str();
    let end = doc.find([',', ';', ':', '.']).unwrap_or(doc.len());
    let mut hint = doc[..end].to_owned();
    if let (Some(target), Kind::Shape(_)) = (&rule.target, &rule.kind) {
        hint.push_str(&format!("; {{id}} of {target}"));
    }
    if rule.kind == Kind::Date {
        hint.push_str("; YYYY-MM-DD");
    }
    hint
}
