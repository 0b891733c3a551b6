//! What a mapping says, looked up in the tables.

use planhat_core::table::{Api, Field, Operation, Resource};
use planhat_spec::unified::mapping::{
    Alternative, Condition, Convert, Mapping, Method, MethodKind, Model, Read, Rule, Step, Variant,
    Write,
};
use serde_json::{Map, Value};

use crate::fault;
use crate::read::holds;
use crate::value::Raw;
use crate::{Code, Error};

/// A model by its name or plural.
///
/// # Errors
/// When there is none.
pub(crate) fn model(mapping: &Mapping, name: &str) -> Result<usize, Error> {
    let found = mapping
        .models
        .iter()
        .position(|model| model.name == name || model.plural == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = mapping
            .models
            .iter()
            .map(|model| model.name.as_str())
            .collect();
        let message = format!(
            "{} has no model `{name}`; it has {}",
            mapping.api,
            names.join(", ")
        );
        fault::new(Code::NotFound, message)
    })
}

/// A method of a variant.
///
/// # Errors
/// When it has none of this sort.
pub(crate) fn method<'m>(
    mapping: &Mapping,
    model: &Model,
    variant: &'m Variant,
    kind: MethodKind,
) -> Result<&'m Method, Error> {
    let found = variant.methods.iter().find(|method| method.kind == kind);
    found.ok_or_else(|| {
        let kinds: Vec<&str> = variant
            .methods
            .iter()
            .map(|method| method.kind.word())
            .collect();
        let message = format!(
            "{} {} has no {}; it has {}",
            mapping.api,
            model.name,
            kind.word(),
            kinds.join(", ")
        );
        fault::allowed(
            fault::new(Code::UnsupportedMethod, message),
            "methods",
            kinds,
        )
    })
}

/// A resource by its name.
///
/// # Errors
/// When the table has none.
pub(crate) fn resource(api: &'static Api, name: &str) -> Result<&'static Resource, Error> {
    let found = api.resources.iter().find(|resource| resource.name == name);
    found.copied().ok_or_else(|| {
        let message = format!("the mapping names `{name}`, and the client has no such resource");
        fault::new(Code::MappingError, message)
    })
}

/// The operation of a method.
///
/// # Errors
/// When the table has none.
pub(crate) fn operation(api: &'static Api, method: &Method) -> Result<&'static Operation, Error> {
    let resource = resource(api, &method.resource)?;
    resource.operation(&method.operation).ok_or_else(|| {
        let message = format!(
            "the mapping names {}.{}, and the client has no such operation",
            method.resource, method.operation
        );
        fault::new(Code::MappingError, message)
    })
}

/// Values that make a record one of a resource, as conditions.
pub(crate) fn fixed(resource: &Resource) -> impl Iterator<Item = Condition> {
    resource.fixed.iter().map(|(field, json)| Condition {
        field: (*field).to_owned(),
        one_of: vec![serde_json::from_str(json).unwrap_or(Value::Null)],
        not: false,
    })
}

/// Whether a record of the server meets all conditions.
pub(crate) fn meets(record: &Map<String, Value>, conditions: &[Condition]) -> bool {
    let text = serde_json::to_string(record).unwrap_or_default();
    conditions.is_empty() || Raw::parse(&text).is_ok_and(|raw| holds(conditions, raw))
}

/// The fields of the server's record that a rule looks at; nothing for the record as a whole.
pub(crate) fn sources(rule: &Rule) -> Vec<&str> {
    let paths = crate::read::sources(rule).into_iter().flatten();
    paths
        .map(crate::path::field)
        .filter(|name| !name.is_empty())
        .collect()
}

/// The wire fields that a rule may write.
pub(crate) fn targets(rule: &Rule) -> Vec<&str> {
    match &rule.write {
        Write::Refused(_) | Write::Ignored => Vec::new(),
        Write::To { field, .. } | Write::Lookup { field, .. } => vec![field],
        Write::SplitName { first, last } => vec![first, last],
        Write::Parts(parts) => parts.iter().map(|(_, field)| field.as_str()).collect(),
        Write::Merge => match &rule.read {
            Read::Merge(merged) => merged
                .iter()
                .filter_map(|one| one.write.as_deref())
                .collect(),
            _ => Vec::new(),
        },
        Write::Computed { fields, .. } => fields.iter().map(String::as_str).collect(),
    }
}

/// The name under which a written field comes back.
pub(crate) fn read_name<'a>(resource: &'static Resource, name: &'a str) -> &'a str
where
    'static: 'a,
{
    let field: Option<&'static Field> = resource.field(name);
    field.and_then(|field| field.reads_as).unwrap_or(name)
}

/// The rule that reads the server's own id, and its wire name.
pub(crate) fn id_rule<'m>(
    api: &'static Api,
    variant: &'m Variant,
) -> Option<(&'m Rule, &'static str)> {
    let own = own_id(api)?;
    let rule = variant.rules.iter().find(|rule| match &rule.read {
        Read::First(alternatives) => matches!(
            alternatives.as_slice(),
            [Alternative { paths, convert: Convert::Keep, .. }]
                if matches!(paths.as_slice(), [path] if path.0 == [Step::Member(own.to_owned())])
        ),
        _ => false,
    })?;
    Some((rule, own))
}

/// The wire name of the server's own id: the key that stands in a path without a prefix.
pub(crate) fn own_id(api: &'static Api) -> Option<&'static str> {
    let own = api.keys.iter().find(|key| key.path && key.prefix.is_none());
    own.map(|key| key.name)
}

/// The key that an id is of: its wire name and its value; nothing for the server's own id.
pub(crate) fn prefixed<'i>(
    api: &'static Api,
    keys: &[&str],
    id: &'i str,
) -> Option<(&'static str, &'i str)> {
    let mut fits = api
        .keys
        .iter()
        .filter_map(|key| Some((key.name, id.strip_prefix(key.prefix?)?)));
    let first = fits.next()?;
    // One prefix may stand for several keys: that of the resource counts.
    let known = |name: &str| keys.contains(&name);
    match known(first.0) {
        true => Some(first),
        false => Some(fits.find(|(name, _)| known(name)).unwrap_or(first)),
    }
}
