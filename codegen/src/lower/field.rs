//! Fields, parameters and the types they bring along.

use std::collections::BTreeSet;

use heck::ToShoutySnakeCase;
use planhat_spec::model::{self, Other};
use planhat_spec::names;

use super::Context;
use crate::ir::{Choice, EnumType, Field, ObjectType, Type, TypeName};

/// The module that the types found on the way are put into.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) shared: bool,
    pub(super) types: Vec<ObjectType>,
    pub(super) enums: Vec<EnumType>,
    pub(super) choices: Vec<Choice>,
    /// Names of types, in the form that their constants have.
    taken: BTreeSet<String>,
}

impl Scope {
    /// The module of what resources share.
    pub(super) fn shared() -> Self {
        Scope {
            shared: true,
            ..Scope::default()
        }
    }

    /// A name for a type: the one that is wanted, with a number where another type has it already.
    pub(super) fn claim(&mut self, wanted: String) -> String {
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let free = std::iter::once(wanted.clone())
            .chain(numbered)
            .find(|name| self.taken.insert(name.to_shouty_snake_case()));
        free.unwrap_or(wanted)
    }
}

/// A field; `parent` is the name of the type it is a member of, and begins the names of its own.
pub(super) fn lower(
    context: &Context<'_>,
    scope: &mut Scope,
    parent: &str,
    wire: &str,
    spec: &model::Field,
    access: model::Access,
) -> Field {
    let rust = names::field_rust_name(wire, spec.name.as_deref());
    let base = format!("{parent}{}", names::type_name(&rust));
    let values = spec
        .values
        .as_ref()
        .map_or_else(Vec::new, |values| values.0.clone());
    let mut types = Types {
        context,
        scope,
        doc: &spec.doc,
        values: &values,
    };
    let kind = types.lower(&spec.kind, &base, spec.fields.as_ref());
    let or = spec
        .or
        .as_ref()
        .map(|other| types.other(other, &base, spec.fields.is_some()));
    let personal = matches!(
        spec.format,
        Some(model::Format::Email | model::Format::Phone)
    );
    Field {
        wire: wire.to_owned(),
        rust,
        prefixed: has_key(&kind),
        kind,
        or,
        doc: spec.doc.clone(),
        note: spec.note.clone(),
        access: spec.access.unwrap_or(access),
        min: spec.min,
        max: spec.max,
        values,
        open: spec.open,
        only: spec.only.clone().unwrap_or_default(),
        reads_as: spec.reads_as.clone(),
        aliases: spec.aliases.clone(),
        default: spec.default.as_ref().map(ToString::to_string),
        example: spec.example.as_ref().map(ToString::to_string),
        format: spec.format,
        sensitive: spec.sensitive.unwrap_or(personal),
        unverified: spec.unverified,
        deprecated: spec.deprecated.clone(),
        fill: spec.fill.clone(),
        fallback: spec.fallback.clone(),
        refuses: pairs(&spec.refuses),
        filter: None,
        demo: spec.demo.as_ref().map(super::demo::demo),
        hint: hint(spec.hint.as_ref()),
        shared: None,
    }
}

/// What agents are told: empty is nothing.
fn hint(hint: Option<&model::Hint>) -> Option<String> {
    hint.map(|hint| match hint {
        model::Hint::None => String::new(),
        model::Hint::Words(words) => words.clone(),
    })
}

fn pairs(map: &model::Map<String>) -> Vec<(String, String)> {
    let pairs = map.iter();
    pairs
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What a parameter does to a list: what is said, or else that it keeps records by the field of its
/// name, under the name that reads show.
pub(super) fn filter(
    wire: &str,
    spec: &model::Parameter,
    fields: &[Field],
) -> Option<(&'static str, String)> {
    match &spec.filter {
        Some(model::Filter::None) => None,
        Some(model::Filter::By(form)) => {
            let (form, field) = form.forms().first().copied()?;
            Some((form, field.clone()))
        }
        None => {
            let named = |name: &str| fields.iter().find(|field| field.wire == name);
            let field = named(wire)?;
            let read = field.reads_as.as_deref().map_or(Some(field), named)?;
            (read.access != model::Access::Write).then(|| ("equals", read.wire.clone()))
        }
    }
}

/// A query parameter; what it leaves out comes from the shared one it refines.
pub(super) fn lower_parameter(
    context: &Context<'_>,
    scope: &mut Scope,
    parent: &str,
    wire: &str,
    spec: &model::Parameter,
    refined: Option<&Field>,
) -> Field {
    let rust = names::field_rust_name(wire, None);
    let base = format!("{parent}{}", names::type_name(&rust));
    let own = spec.values.as_ref().map(|values| values.0.clone());
    let values = own
        .or_else(|| refined.map(|field| field.values.clone()))
        .unwrap_or_default();
    let doc = spec
        .doc
        .clone()
        .or_else(|| refined.map(|field| field.doc.clone()))
        .unwrap_or_default();
    let mut types = Types {
        context,
        scope,
        doc: &doc,
        values: &values,
    };
    let kind = match (&spec.kind, refined) {
        (Some(kind), _) => types.lower(kind, &base, None),
        (None, Some(field)) => field.kind.clone(),
        (None, None) => Type::String,
    };
    let text = |value: &Option<model::Json>| value.as_ref().map(ToString::to_string);
    Field {
        wire: wire.to_owned(),
        rust,
        prefixed: false,
        kind,
        or: None,
        doc,
        note: spec.note.clone().or_else(|| refined?.note.clone()),
        access: model::Access::Write,
        min: spec.min.or_else(|| refined?.min),
        max: spec.max.or_else(|| refined?.max),
        values,
        open: spec.open || refined.is_some_and(|field| field.open),
        only: Vec::new(),
        reads_as: None,
        aliases: match refined {
            Some(field) if spec.aliases.is_empty() => field.aliases.clone(),
            _ => spec.aliases.clone(),
        },
        default: text(&spec.default).or_else(|| refined?.default.clone()),
        example: text(&spec.example).or_else(|| refined?.example.clone()),
        format: None,
        sensitive: false,
        unverified: spec.unverified || refined.is_some_and(|field| field.unverified),
        deprecated: spec
            .deprecated
            .clone()
            .or_else(|| refined?.deprecated.clone()),
        fill: None,
        fallback: None,
        refuses: Vec::new(),
        filter: None,
        demo: None,
        hint: hint(spec.hint.as_ref()).or_else(|| refined?.hint.clone()),
        shared: None,
    }
}

/// Adds the type of an object with known members.
pub(super) fn object_type(
    context: &Context<'_>,
    scope: &mut Scope,
    name: &str,
    doc: &str,
    fields: &model::Map<model::Field>,
) -> Type {
    let name = scope.claim(name.to_owned());
    let fields = fields
        .iter()
        .map(|(wire, field)| lower(context, scope, &name, wire, field, model::Access::Both))
        .collect();
    scope.types.push(ObjectType {
        name: name.clone(),
        doc: doc.to_owned(),
        fields,
    });
    Type::Object(TypeName {
        name,
        shared: scope.shared,
    })
}

struct Types<'a, 'c> {
    context: &'a Context<'c>,
    scope: &'a mut Scope,
    doc: &'a str,
    values: &'a [(String, String)],
}

impl Types<'_, '_> {
    fn lower(
        &mut self,
        kind: &model::Type,
        base: &str,
        fields: Option<&model::Map<model::Field>>,
    ) -> Type {
        match kind {
            model::Type::String => Type::String,
            model::Type::Integer => Type::Integer,
            model::Type::Number => Type::Number,
            model::Type::Boolean => Type::Boolean,
            model::Type::Id => Type::Id,
            model::Type::Ref(resource) => self.reference(resource),
            model::Type::Date => Type::Date,
            model::Type::DateTime => Type::DateTime,
            model::Type::Day => Type::Day,
            model::Type::Enum => self.variants(base),
            model::Type::List(item) => {
                let base = format!("{base}Item");
                Type::List(Box::new(self.lower(item, &base, fields)))
            }
            model::Type::Map(item) => {
                let base = format!("{base}Value");
                Type::Map(Box::new(self.lower(item, &base, fields)))
            }
            model::Type::Object => match fields {
                Some(fields) => object_type(self.context, self.scope, base, self.doc, fields),
                None => Type::Free,
            },
            model::Type::Custom => Type::Custom,
            model::Type::Json => Type::Json,
        }
    }

    fn other(&mut self, other: &Other, base: &str, taken: bool) -> Type {
        let base = if taken {
            format!("{base}Other")
        } else {
            base.to_owned()
        };
        match other {
            Other::Type(kind) => self.lower(kind, &base, None),
            Other::Fields(fields) => object_type(self.context, self.scope, &base, self.doc, fields),
        }
    }

    fn reference(&self, resource: &str) -> Type {
        let name = names::type_name(resource);
        let prefixed = self
            .context
            .set
            .api
            .prefixed_refs
            .iter()
            .any(|one| one == resource);
        let has_keys = self
            .context
            .path_keys
            .get(resource)
            .is_some_and(|keys| !keys.is_empty());
        Type::Ref {
            resource: resource.to_owned(),
            id: format!("{name}Id"),
            key: (prefixed && has_keys).then(|| format!("{name}Key")),
        }
    }

    fn variants(&mut self, base: &str) -> Type {
        let names = names::variant_names(self.values.iter().map(|(value, _)| value.as_str()));
        let variants = names
            .into_iter()
            .zip(self.values)
            .map(|(name, (value, doc))| (name, value.clone(), doc.clone()))
            .collect();
        let name = self.scope.claim(base.to_owned());
        self.scope.enums.push(EnumType {
            name: name.clone(),
            doc: self.doc.to_owned(),
            variants,
        });
        Type::Enum(TypeName {
            name,
            shared: self.scope.shared,
        })
    }
}

/// Whether a write of this type takes prefixed ids.
fn has_key(kind: &Type) -> bool {
    match kind {
        Type::Ref { key, .. } => key.is_some(),
        Type::List(item) => has_key(item),
        _ => false,
    }
}
