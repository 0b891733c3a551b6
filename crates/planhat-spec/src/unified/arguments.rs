//! What a flat list of arguments has of a model: the fields that a write takes, the filters whose
//! value stands alone, and of what form their values are.

use super::mapping::{Filter, Kind, Mapping, Member, MethodKind, Model, Op, Rule, Variant, Write};

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

/// The fields without which no create goes, whatever the variant: those that another one can stand for
/// are none.
pub fn required(model: &Model) -> Vec<&str> {
    let fields = written(model, MethodKind::Create).into_iter();
    let fields = fields.map(|rule| rule.field.as_str());
    let creating: Vec<&Variant> = model.variants.iter().filter(|one| creates(one)).collect();
    let needed = |field: &&str| creating.iter().all(|variant| needs(variant, field));
    match creating.is_empty() {
        true => Vec::new(),
        false => fields.filter(needed).collect(),
    }
}

fn creates(variant: &Variant) -> bool {
    let mut kinds = variant.methods.iter().map(|method| method.kind);
    kinds.any(|kind| kind == MethodKind::Create)
}

fn needs(variant: &Variant, field: &str) -> bool {
    let methods = variant.methods.iter();
    let mut creates = methods.filter(|method| method.kind == MethodKind::Create);
    let rules = creates.next().map_or(&[][..], |method| &method.required);
    let named = rules.iter().filter(|rule| rule.when.is_empty());
    let named = named.filter(|rule| rule.one_of.iter().any(|name| name == field));
    match named.map(|rule| rule.one_of.len()).min() {
        Some(choices) => choices == 1,
        None => {
            let mut rules = variant.rules.iter();
            rules.any(|rule| rule.field == field && rule.required)
        }
    }
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
///
/// An update says the latter alone: its fields are those of the create.
pub fn hint(rule: &Rule, kind: MethodKind) -> Option<String> {
    let doc = rule.doc.as_str();
    let end = doc.find([',', ';', ':', '.']).unwrap_or(doc.len());
    let doc = (kind != MethodKind::Update).then(|| doc[..end].to_owned());
    let form = match (&rule.target, &rule.kind) {
        (Some(target), Kind::Shape(_)) => Some(format!("{{id}} of {target}")),
        (_, Kind::Date) => Some("YYYY-MM-DD".to_owned()),
        _ => None,
    };
    let parts: Vec<String> = doc.into_iter().chain(form).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
