//! Where a value comes from: what the specs say, read once and with its names resolved.

use planhat_core::table::{Api, Demo, Field, Resource};
use serde_json::Value;

use super::words::Word;

/// Where a value comes from.
#[derive(Debug)]
pub(super) enum Source {
    Nothing,
    Words(Word),
    Values(Vec<Value>),
    Range(f64, f64),
    Days(i64, i64),
    Text(Vec<Part>),
    Times(Name, f64, f64),
    After(Name, i64, i64),
    /// The sum of a field over the records of a resource that belong to this one.
    Sum(usize, &'static str),
    /// The id of the record of this resource that all of this record goes by.
    Reference(usize),
    /// The id of some other record of this resource.
    Another(usize),
    /// The creation of the record.
    Created,
    /// Its last change.
    Updated,
    /// Some moment, not before those of the fields before.
    Later,
    /// An id as other systems give them.
    Opaque,
    /// An object of these members.
    Members(Vec<(&'static Field, Source)>),
    /// The tenant's own fields.
    Own(Vec<(String, Source)>),
}

/// A part of a text.
#[derive(Debug)]
pub(super) enum Part {
    Plain(String),
    Of(Name),
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    /// A field of the record, by its place.
    Own(usize),
    /// The creation of the record.
    Creation,
    /// A field of the record of another resource, by the name that it is kept under.
    Of(usize, &'static str),
    /// A word.
    Word(Word),
    /// The number of the record.
    Number,
}

/// The tables that names are looked up in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub(super) api: &'static Api,
    pub(super) resource: &'static Resource,
}

impl Names {
    /// The place of a resource in the table.
    pub(super) fn place(&self, resource: &str) -> Option<usize> {
        let mut all = self.api.resources.iter();
        all.position(|one| one.name == resource)
    }

    pub(super) fn find(&self, name: &str) -> Option<Name> {
        if name == "#" {
            return Some(Name::Number);
        }
        if let Some((resource, field)) = name.split_once('.') {
            let place = self.place(resource)?;
            let field = self.api.resources[place].field(field)?;
            return Some(Name::Of(place, kept(field)));
        }
        if name == "_id" {
            return Some(Name::Creation);
        }
        let mut fields = self.resource.fields.iter();
        let own = fields.position(|field| field.name == name);
        own.map(Name::Own)
            .or_else(|| Word::named(name).map(Name::Word))
    }

    /// A source for what the specs say; nothing where a name stands for nothing.
    pub(super) fn source(&self, demo: &Demo) -> Source {
        let named = |name: &str, source: &dyn Fn(Name) -> Source| {
            self.find(name).map_or(Source::Nothing, source)
        };
        match *demo {
            Demo::Words(kind) => Word::named(kind).map_or(Source::Nothing, Source::Words),
            Demo::Values(values) => {
                let values = values.iter().map(|json| serde_json::from_str(json));
                Source::Values(values.filter_map(Result::ok).collect())
            }
            Demo::Range(least, most) => Source::Range(least, most),
            Demo::Days(least, most) => Source::Days(least.into(), most.into()),
            Demo::Text(text) => self.parts(text).map_or(Source::Nothing, Source::Text),
            Demo::Times(name, least, most) => named(name, &|name| Source::Times(name, least, most)),
            Demo::After(name, least, most) => {
                named(name, &|name| Source::After(name, least.into(), most.into()))
            }
            Demo::Sum(name) => match self.find(name) {
                Some(Name::Of(resource, field)) => Source::Sum(resource, field),
                _ => Source::Nothing,
            },
            Demo::Nothing => Source::Nothing,
        }
    }

    fn parts(&self, text: &str) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((plain, after)) = rest.split_once('{') {
            if !plain.is_empty() {
                parts.push(Part::Plain(plain.to_owned()));
            }
            let (name, behind) = after.split_once('}')?;
            parts.push(Part::Of(self.find(name)?));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Plain(rest.to_owned()));
        }
        Some(parts)
    }
}

/// The name that a field is kept under: the one that reads show.
pub(super) fn kept(field: &'static Field) -> &'static str {
    field.reads_as.unwrap_or(field.name)
}

impl Source {
    /// The resources whose records it takes something of.
    pub(super) fn needs(&self, found: &mut Vec<usize>) {
        let mut note = |name: &Name| {
            if let Name::Of(resource, _) = name {
                found.push(*resource);
            }
        };
        match self {
            Source::Reference(resource) | Source::Another(resource) => found.push(*resource),
            Source::Times(name, ..) | Source::After(name, ..) => note(name),
            Source::Text(parts) => {
                for part in parts {
                    if let Part::Of(name) = part {
                        note(name);
                    }
                }
            }
            Source::Members(members) => members.iter().for_each(|(_, one)| one.needs(found)),
            Source::Own(fields) => fields.iter().for_each(|(_, one)| one.needs(found)),
            _ => {}
        }
    }
}
