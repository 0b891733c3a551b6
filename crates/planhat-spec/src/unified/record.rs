//! A record of Planhat as the specs describe it: what stands at a path, who may set it.

use indexmap::IndexMap;

use super::mapping::{Path, Step};
use super::path;
use crate::SpecSet;
use crate::check::effective::{self, Sent};
use crate::model::{Access, Body, Field, Map, Operation, Other, Resource, Type};
use crate::nearest::hint;
use crate::resolve;

/// A resource and the fields of its records.
pub(crate) struct Record<'a> {
    pub(crate) resource: &'a Resource,
    pub(crate) fields: IndexMap<String, &'a Field>,
}

/// What stands at a path.
#[derive(Debug, Clone)]
pub(crate) struct Found<'a> {
    pub(crate) path: Path,
    pub(crate) kind: Type,
    /// The field or member that it ends in; nothing inside of what is free.
    pub(crate) leaf: Option<&'a Field>,
    /// Whether it is one of the tenant's own.
    pub(crate) custom: bool,
}

/// Why nothing stands at a path.
pub(crate) enum Lost {
    /// It is no path, or does not fit the types on its way.
    Misfit(String),
    /// There is no such field: its name, what to say, help.
    Unknown(String, String, Option<String>),
}

impl<'a> Record<'a> {
    pub(crate) fn of(set: &'a SpecSet, name: &str) -> Option<Self> {
        let resource = set.resources.get(name)?;
        let fields = resolve::fields(set, resource).into_iter().collect();
        Some(Record { resource, fields })
    }

    fn is_custom(&self, name: &str) -> bool {
        let field = self.fields.get(name);
        field.is_some_and(|field| field.kind == Type::Custom)
    }

    /// What stands at a path as it is written.
    pub(crate) fn find(&self, text: &str) -> Result<Found<'a>, Lost> {
        let path = path::parse(text, |name| self.is_custom(name)).map_err(Lost::Misfit)?;
        let top = path.top().unwrap_or_default();
        let Some(field) = self.fields.get(top) else {
            return Err(self.unknown(top));
        };
        if field.kind == Type::Custom && path.0.len() > 1 {
            return Ok(Found {
                path,
                kind: Type::Json,
                leaf: None,
                custom: true,
            });
        }
        let mut at = (field.kind.clone(), Some(*field));
        for step in &path.0[1..] {
            at = below(at, step)?;
        }
        let (kind, leaf) = at;
        Ok(Found {
            path,
            kind,
            leaf,
            custom: false,
        })
    }

    /// Says that there is no such field.
    pub(crate) fn unknown(&self, name: &str) -> Lost {
        let message = format!("`{name}` is no field of {}", self.resource.resource);
        let known = self.fields.keys().map(String::as_str);
        Lost::Unknown(name.to_owned(), message, hint(name, known))
    }

    pub(crate) fn access(&self, field: &Field) -> Access {
        field
            .access
            .or(self.resource.access)
            .unwrap_or(Access::Both)
    }

    /// Whether an operation sends a field; of one of the tenant's own, whether it sends those.
    pub(crate) fn takes(&self, operation: &str, wire: &str) -> bool {
        let Some(spec) = self.resource.operations.get(operation) else {
            return false;
        };
        let top = match wire.split_once('.') {
            Some((top, _)) if self.is_custom(top) => top,
            _ => wire,
        };
        let fixed = [&self.resource.fixed, &spec.fixed];
        if fixed.iter().any(|fixed| fixed.contains_key(top)) {
            return false;
        }
        match (&spec.body, effective::sent(operation, spec)) {
            (Some(Body::Fields(fields)), _) => fields.contains_key(top),
            (_, Sent::Record) => self.fields.get(top).is_some_and(|field| {
                let only = field.only.as_ref();
                self.access(field) != Access::Read
                    && only.is_none_or(|only| only.iter().any(|one| one == operation))
            }),
            _ => false,
        }
    }

    /// The field that shows what was written into this one.
    pub(crate) fn shown<'f>(&'f self, wire: &'f str) -> &'f str {
        let field = self.fields.get(wire);
        let other = field.and_then(|field| field.reads_as.as_deref());
        other.unwrap_or(wire)
    }

    /// The operation of a kind: the one called so, else the first.
    pub(crate) fn operation(&self, kind: crate::model::Kind) -> Option<(&'a str, &'a Operation)> {
        let all = self.resource.operations.iter();
        let of_kind = all.filter(|(name, spec)| effective::kind(name, spec) == kind);
        let named = |name: &str| {
            let operation = Operation::default();
            effective::kind(name, &operation) == kind
        };
        let mut of_kind: Vec<_> = of_kind.collect();
        of_kind.sort_by_key(|(name, _)| !named(name));
        of_kind.first().map(|(name, spec)| (name.as_str(), *spec))
    }
}

/// The members of a field's objects, in the shape that is written and in others.
pub(crate) fn members(field: &Field) -> impl Iterator<Item = (&String, &Field)> {
    let other = match &field.or {
        Some(Other::Fields(fields)) => Some(fields),
        _ => None,
    };
    field.fields.iter().chain(other).flatten()
}

/// The members of the shape that is written.
pub(crate) fn written_members(field: &Field) -> Option<&Map<Field>> {
    field.fields.as_ref()
}

type At<'a> = (Type, Option<&'a Field>);

fn below<'a>((kind, field): At<'a>, step: &Step) -> Result<At<'a>, Lost> {
    let misfit = |message: String| Err(Lost::Misfit(message));
    match (step, kind) {
        (_, Type::Json | Type::Custom) => Ok((Type::Json, None)),
        (Step::Item(_), Type::List(item)) => Ok((*item, field)),
        (Step::From(_), kind @ Type::List(_)) => Ok((kind, field)),
        (Step::Where(flag), Type::List(item)) => {
            let known = field.into_iter().flat_map(members);
            match known.into_iter().find(|(name, _)| *name == flag) {
                Some((_, member)) if member.kind == Type::Boolean => Ok((*item, field)),
                Some((_, member)) => misfit(format!(
                    "`{flag}` picks an item by `true`, and it is `{}`",
                    member.kind
                )),
                None => misfit(format!("the items have no `{flag}`")),
            }
        }
        (Step::Member(_), kind @ Type::List(_)) => misfit(format!(
            "`{kind}` has no members: say which item, as `[0]`, `[1:]` or `[flag]`"
        )),
        (Step::Member(_), Type::Map(value)) => Ok((*value, None)),
        (Step::Member(name), kind) => {
            let mut known = field.into_iter().flat_map(members);
            let none = field.is_none_or(|field| members(field).next().is_none());
            match known.find(|(known, _)| *known == name) {
                Some((_, member)) => Ok((member.kind.clone(), Some(member))),
                None if kind == Type::Object && none => Ok((Type::Json, None)),
                None if none => misfit(format!("`{kind}` has no members, such as `{name}`")),
                None => {
                    let known = field.into_iter().flat_map(members);
                    let help = hint(name, known.map(|(known, _)| known.as_str()));
                    let message = format!("there is no member `{name}`");
                    Err(Lost::Unknown(String::new(), message, help))
                }
            }
        }
        (_, kind) => misfit(format!("`{kind}` is no list, so it has no items")),
    }
}
