//! What is looked at before a write is sent: what the server would drop or change in silence.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use planhat_core::Fields;
use planhat_core::table::{Field, Kind, Operation, Resource};
use planhat_spec::unified::mapping::{MethodKind, Variant};
use serde_json::{Map, Value};

use super::{Change, WriteOptions};
use crate::client::{InUse, ModelHandle, Seen, Settings};
use crate::list::{Step, Walk, parsed};
use crate::write::Body;
use crate::{Code, Error, Warning, fault, remote, table};

/// How old what is known of a tenant may be.
const FRESH: Duration = Duration::from_secs(300);

/// What was found out for several rows of one call.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// By resource, id and field.
    looked_up: HashMap<(String, String, String), Value>,
}

/// A body that is ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) fields: Map<String, Value>,
    pub(crate) changes: Vec<Change>,
    /// The settings by which it was made.
    pub(crate) settings: Settings,
    pub(crate) warnings: Vec<Warning>,
}

/// Looks up what the server wants in place of ids, and checks what it would drop or change.
///
/// # Errors
/// When something of it would be lost, or a call fails.
pub(crate) async fn checked(
    handle: &ModelHandle,
    checks: &mut Checks,
    at: usize,
    operation: &'static Operation,
    mut body: Body,
    options: &WriteOptions,
) -> Result<Prepared, Error> {
    let variant = &handle.rules().variants[at];
    for lookup in std::mem::take(&mut body.lookups) {
        let key = (
            lookup.resource.clone(),
            lookup.id.clone(),
            lookup.source.clone(),
        );
        let value = match checks.looked_up.get(&key) {
            Some(value) => value.clone(),
            None => looked_up(handle, &lookup).await?,
        };
        checks.looked_up.insert(key, value.clone());
        match body.fields.get(&lookup.field) {
            Some(given) if *given != value => return Err(contradicted(&lookup)),
            _ => body.fields.insert(lookup.field.clone(), value),
        };
    }
    let fields = Fields::from(body.fields);
    custom(handle, variant, operation, &fields, options).await?;
    if !options.allow_unknown_values {
        words(handle, variant, operation, &fields).await?;
    }
    let fields = fields.into_map();
    let changes = body.changed.into_iter().map(|(field, remote_field)| {
        let value = sent(&fields, &remote_field);
        Change {
            field,
            remote_field,
            value,
        }
    });
    Ok(Prepared {
        changes: changes.collect(),
        fields,
        settings: body.settings,
        warnings: body.warnings,
    })
}

/// That a field by the server's name says something else than what is looked up for it.
fn contradicted(lookup: &crate::write::Lookup) -> Error {
    let message = format!(
        "remote_data gives `{}` another value than the record `{}` has: give one of them",
        lookup.field, lookup.id
    );
    let error = fault::new(
        Code::InvalidRequest,
        format!("`{}`: {message}", lookup.path),
    );
    fault::at(error, &lookup.path, &message, Some(&lookup.field))
}

/// What is sent under a wire name, which may be one of the tenant's own fields.
fn sent(fields: &Map<String, Value>, name: &str) -> Value {
    let inner = || {
        fields
            .get(name.split_once('.')?.0)?
            .get(name.split_once('.')?.1)
    };
    fields
        .get(name)
        .or_else(inner)
        .cloned()
        .unwrap_or(Value::Null)
}

/// What the server matches by, from the record that an id names.
async fn looked_up(handle: &ModelHandle, lookup: &crate::write::Lookup) -> Result<Value, Error> {
    let resource = table::resource(handle.client().api(), &lookup.resource)?;
    let get = resource
        .operations
        .iter()
        .find(|one| crate::filter::reads_one(one));
    let found = match get {
        Some(get) => remote::get(handle.client(), get, &lookup.id).await?,
        None => None,
    };
    let refused = |message: String| {
        let error = fault::new(
            Code::InvalidRequest,
            format!("`{}`: {message}", lookup.path),
        );
        Err(fault::at(
            error,
            &lookup.path,
            &message,
            Some(&lookup.field),
        ))
    };
    let title = resource.title.to_lowercase();
    let Some(raw) = found else {
        return refused(format!("there is no {title} `{}`", lookup.id));
    };
    match crate::list::map(&raw)?.get(&lookup.source) {
        None | Some(Value::Null) => refused(format!(
            "the {title} `{}` has no {}, and the server wants it",
            lookup.id, lookup.source
        )),
        Some(value) => Ok(value.clone()),
    }
}

/// The tenant's own fields against its definitions.
async fn custom(
    handle: &ModelHandle,
    variant: &Variant,
    operation: &'static Operation,
    fields: &Fields,
    options: &WriteOptions,
) -> Result<(), Error> {
    let custom = operation
        .resource
        .fields
        .iter()
        .find(|field| matches!(field.kind, Kind::Custom));
    let Some(custom) = custom.filter(|field| is_written(fields, field)) else {
        return Ok(());
    };
    let Some(defined) = handle
        .client()
        .custom_fields(FRESH)
        .await
        .map_err(remote::error)?
    else {
        return Ok(());
    };
    let resource = defining(handle, variant, operation.resource, &defined);
    let mut error: Option<Error> = computed(variant, custom, resource, &defined, fields);
    for one in defined.check(resource, fields) {
        let key = one
            .argument
            .strip_prefix(custom.name)
            .and_then(|rest| rest.strip_prefix('.'));
        let known = key.is_some_and(|key| defined.get(resource, key).is_some());
        if !known && options.allow_unknown_custom_fields {
            continue;
        }
        let code = if known {
            Code::InvalidRequest
        } else {
            Code::UnsupportedField
        };
        let path = remote::unified(variant, &one.argument).unwrap_or_else(|| one.argument.clone());
        let error = error.get_or_insert_with(|| {
            fault::new(
                code,
                format!("`{path}` (`{}`) {}", one.argument, one.message),
            )
        });
        *error = fault::at(error.clone(), &path, &one.message, Some(&one.argument));
    }
    error.map_or(Ok(()), Err)
}

/// Refuses fields whose values the server works out.
fn computed(
    variant: &Variant,
    custom: &Field,
    resource: &'static Resource,
    defined: &planhat_core::CustomFields,
    fields: &Fields,
) -> Option<Error> {
    let computed = defined
        .of_resource(resource)
        .into_iter()
        .filter(|one| one.computed);
    let written = computed
        .map(|one| format!("{}.{}", custom.name, one.name))
        .filter(|wire| {
            let key = wire.get(custom.name.len() + 1..).unwrap_or_default();
            let nested = fields.get(custom.name).and_then(|own| own.get(key));
            nested.or_else(|| fields.get(wire)).is_some()
        });
    let message = "is worked out by a formula, and cannot be written";
    written.fold(None, |error, wire| {
        let path = remote::unified(variant, &wire).unwrap_or_else(|| wire.clone());
        let error = error.unwrap_or_else(|| {
            fault::new(
                Code::UnsupportedField,
                format!("`{path}` (`{wire}`) {message}"),
            )
        });
        Some(fault::at(error, &path, message, Some(&wire)))
    })
}

fn is_written(fields: &Fields, custom: &Field) -> bool {
    let dotted = |name: &String| {
        name.strip_prefix(custom.name)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    fields.get(custom.name).is_some() || fields.map().keys().any(dotted)
}

/// The resource whose definitions count: that of the operation, or else that of single records.
fn defining(
    handle: &ModelHandle,
    variant: &Variant,
    own: &'static Resource,
    defined: &planhat_core::CustomFields,
) -> &'static Resource {
    if !defined.of_resource(own).is_empty() {
        return own;
    }
    let get = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Get);
    let other = get.and_then(|get| table::resource(handle.client().api(), &get.resource).ok());
    other
        .filter(|other| !defined.of_resource(other).is_empty())
        .unwrap_or(own)
}

/// Words that the server would put another in place of, unless they are in use.
async fn words(
    handle: &ModelHandle,
    variant: &Variant,
    operation: &'static Operation,
    fields: &Fields,
) -> Result<(), Error> {
    for (name, value) in fields.map() {
        let field = operation
            .body_field(name)
            .or_else(|| operation.resource.field(name));
        let (Some(field), Some(text)) = (field, value.as_str()) else {
            continue;
        };
        let Some(fallback) = field.fallback else {
            continue;
        };
        if fallback.known.contains(&text) {
            continue;
        }
        let used = in_use(handle, operation.resource, field).await?;
        if used.words.contains(text) {
            continue;
        }
        let path = remote::unified(variant, name).unwrap_or_else(|| name.clone());
        let message = format!(
            "`{text}` is not known here{}, and the server would make `{}` of it; allow_unknown_values sends it all the same",
            used.unsure(),
            fallback.to
        );
        let error = fault::new(
            Code::EnumUnmapped,
            format!("`{path}` (`{name}`): {message}"),
        );
        let error = fault::at(error, &path, &message, Some(name));
        let known = fallback.known.iter().map(|word| (*word).to_owned());
        let all: BTreeSet<String> = known.chain(used.words).collect();
        return Err(fault::allowed(error, &path, all));
    }
    Ok(())
}

/// The words that the records of a tenant have in a field, as far as the budget of a scan goes. Calls
/// at the same time may both look.
async fn in_use(
    handle: &ModelHandle,
    resource: &'static Resource,
    field: &'static Field,
) -> Result<InUse, Error> {
    let place = (resource.name, field.name);
    let kept = handle.inner.words.lock().await.get(&place).cloned();
    if let Some(known) = kept.filter(|known| known.read.elapsed() < FRESH) {
        return Ok(known);
    }
    let list = resource
        .operations
        .iter()
        .find(|one| one.kind == planhat_core::table::OperationKind::List);
    let found = match list {
        Some(operation) => looked_through(handle, operation, field.name).await?,
        None => InUse::new(Seen::None),
    };
    let mut kept = handle.inner.words.lock().await;
    kept.insert(place, found.clone());
    Ok(found)
}

async fn looked_through(
    handle: &ModelHandle,
    operation: &'static Operation,
    field: &str,
) -> Result<InUse, Error> {
    let mut found = InUse::new(Seen::All);
    let mut walk = Walk::all(handle.client(), operation).selecting(field);
    loop {
        if !walk.is_settled() && walk.requests >= handle.mapping().scan_requests {
            found.seen = Seen::First(walk.scanned);
            return Ok(found);
        }
        match walk.next(u64::MAX).await {
            Ok(Step::Row(_, row)) => {
                if let Some(Value::String(word)) = parsed(&row)?.remove(field) {
                    found.words.insert(word);
                }
            }
            Ok(_) => return Ok(found),
            // Who may write and not list still may write the words that are known for sure.
            Err(error) if error.code == Code::Forbidden => {
                found.seen = Seen::None;
                return Ok(found);
            }
            Err(error) => return Err(error),
        }
    }
}
