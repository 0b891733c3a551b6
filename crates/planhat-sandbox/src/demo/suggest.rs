//! What a field holds when the specs do not say: what its type, its format and its name suggest.

use planhat_core::table::{Access, Case, Demo, Field, Fill, Format, Kind, Resource};
use serde_json::Value;

use super::source::{Name, Names, Part, Source};
use super::words::Word;
use crate::names::squeezed;

/// The source of a field.
pub(super) fn source(names: Names, field: &'static Field) -> Source {
    // Its creation is that of the record, whatever else is said: see `Plan::creation`.
    match field.fill {
        Some(Fill::Created) => return Source::Created,
        Some(Fill::Updated) => return Source::Updated,
        _ => {}
    }
    if let Some(demo) = &field.demo {
        return names.source(demo);
    }
    let members = members(names, &field.kind);
    if !matches!(members, Source::Nothing) {
        return members;
    }
    let doubtful = field.unverified || field.deprecated.is_some();
    // A reference that the server would find by other fields is given all the same.
    let filled = field.fill.is_some() && !matches!(field.kind, Kind::Ref(_));
    if doubtful || filled || field.access == Access::Read {
        return Source::Nothing;
    }
    if let Some(value) = field
        .default
        .and_then(|json| serde_json::from_str(json).ok())
    {
        return Source::Values(vec![value]);
    }
    by_type(names, field)
}

fn by_type(names: Names, field: &'static Field) -> Source {
    let example = || {
        let value = field
            .example
            .and_then(|json| serde_json::from_str(json).ok());
        value.map_or(Source::Nothing, |value: Value| Source::Values(vec![value]))
    };
    match &field.kind {
        Kind::Enum => {
            let values = field.values.iter().map(|(value, _)| Value::from(*value));
            Source::Values(values.collect())
        }
        Kind::Ref(resource) | Kind::List(Kind::Ref(resource)) => reference(names, field, resource),
        Kind::Boolean => Source::Values((0..8).map(|at| Value::from(at == 0)).collect()),
        Kind::Date | Kind::DateTime | Kind::Day => Source::Later,
        Kind::Integer | Kind::Number if field.example.is_some() => example(),
        Kind::Integer | Kind::Number => {
            let least = field.min.unwrap_or(1.0);
            let most = field.max.unwrap_or(least + 99.0);
            // A least value such as 0.1 is a bound and no hint at decimals.
            match field.kind {
                Kind::Integer => Source::Range(least.ceil(), most.floor()),
                _ => Source::Range(least, most),
            }
        }
        Kind::String => match text(names, field) {
            Source::Nothing => example(),
            source => source,
        },
        Kind::List(Kind::String) => word(field).map_or_else(example, Source::Words),
        Kind::Custom => Source::Own(own(names)),
        _ => example(),
    }
}

/// A reference: the first one to a resource is what the rest of the record goes by.
fn reference(names: Names, field: &'static Field, to: &str) -> Source {
    if to == names.resource.name {
        return Source::Nothing;
    }
    let Some(place) = names.place(to) else {
        return Source::Nothing;
    };
    let refers = |other: &&Field| {
        matches!(&other.kind, Kind::Ref(name) | Kind::List(Kind::Ref(name)) if *name == to)
            && other.access != Access::Read
    };
    let first = names.resource.fields.iter().find(refers);
    match first {
        Some(first) if first.name != field.name => Source::Another(place),
        _ => Source::Reference(place),
    }
}

fn text(names: Names, field: &'static Field) -> Source {
    match field.format {
        Some(Format::Email) => return Source::Words(Word::Email),
        Some(Format::Phone) => return Source::Words(Word::Phone),
        Some(Format::Url) => return Source::Words(Word::Url),
        Some(Format::Html) => return Source::Words(Word::Paragraph),
        None => {}
    }
    if let Some(word) = word(field) {
        return Source::Words(word);
    }
    let resource = names.resource;
    let numbered = |prefix: String| Source::Text(vec![Part::Plain(prefix), Part::Of(Name::Number)]);
    let own = |key: &&&str| {
        let field = resource.field(key);
        **key != "_id" && field.is_some_and(|field| field.format.is_none())
    };
    let keys: Vec<&&str> = resource.keys.iter().filter(own).collect();
    // The lowest key is the reader's own, the ones above come from systems that are synced.
    match keys.iter().position(|key| **key == field.name) {
        Some(at) if at + 1 == keys.len() => {
            return numbered(format!("{}-", resource.name.replace('_', "-")));
        }
        Some(_) => return Source::Opaque,
        None => {}
    }
    match is_required(resource, field.name) {
        true => numbered(format!("{} ", resource.title)),
        false => Source::Nothing,
    }
}

fn is_required(resource: &Resource, name: &str) -> bool {
    let mut rules = resource.operations.iter().flat_map(|one| one.required);
    rules.any(|rule| rule.one_of == [name])
}

/// The kind of words that the name of a field says, in whatever spelling, also as a plural.
fn word(field: &Field) -> Option<Word> {
    let mut snake = String::new();
    for sign in field.name.chars() {
        if sign.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(sign.to_ascii_lowercase());
    }
    Word::named(&snake).or_else(|| Word::named(snake.strip_suffix('s')?))
}

/// An object of those members that have something to hold; nothing if none has.
fn members(names: Names, kind: &'static Kind) -> Source {
    let (Kind::Object(fields) | Kind::List(Kind::Object(fields))) = kind else {
        return Source::Nothing;
    };
    let members = fields.iter().filter_map(|field| {
        let demo = field.demo.as_ref()?;
        Some((field, names.source(demo)))
    });
    let members: Vec<_> = members.collect();
    match members.is_empty() {
        true => Source::Nothing,
        false => Source::Members(members),
    }
}

/// The tenant's own fields of a resource, with what they hold.
fn own(names: Names) -> Vec<(String, Source)> {
    let shares = names.api.resources.iter().filter_map(|one| one.demo);
    let defined = shares.filter_map(|share| Some((share.defines?, share.cases)));
    let cases = defined.flat_map(|(how, groups)| {
        let cases = groups.iter().flat_map(|group| group.iter());
        cases.map(move |case| (how, case))
    });
    let fields = cases.filter_map(|(how, case)| {
        let of = constant(case, how.of)?;
        let mine = squeezed(&of) == squeezed(names.resource.name);
        let name = constant(case, how.name).filter(|_| mine)?;
        Some((name, names.source(case.holds.as_ref()?)))
    });
    fields.collect()
}

/// The one text that a case gives a field.
fn constant(case: &Case, field: &str) -> Option<String> {
    let (_, demo) = case.fields.iter().find(|(name, _)| *name == field)?;
    match demo {
        Demo::Values([json]) => serde_json::from_str(json).ok(),
        _ => None,
    }
}
