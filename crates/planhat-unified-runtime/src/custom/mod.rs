//! The tenant's own values, typed by its definitions after a record was read.

mod value;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use planhat_core::CustomFields;
use planhat_core::table::Resource;
use planhat_spec::unified::mapping::{Convert, MethodKind, Read, Rule, Variant};
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use self::value::{Typed, typed};
use crate::client::ModelHandle;
use crate::{Record, Warning, WarningCode, table};

/// How old what is known of a tenant may be.
const FRESH: Duration = Duration::from_secs(300);
/// How long a read waits for definitions.
const WAIT: Duration = Duration::from_secs(15);

/// In what form the tenant's own values come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CustomFieldsFormat {
    /// An object, by the names of their fields.
    #[default]
    Object,
    /// A list of `{id, name, value}`, in which `id` is that of the definition.
    List,
}

impl std::str::FromStr for CustomFieldsFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "object" => Ok(CustomFieldsFormat::Object),
            "list" => Ok(CustomFieldsFormat::List),
            _ => Err(format!(
                "`{text}` is no form of custom fields; they are object, list"
            )),
        }
    }
}

/// When definitions could not be read, and why: they are not asked for again at once.
pub(crate) type Unread = Mutex<Option<(Instant, String)>>;

/// Types the values of one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typing {
    format: CustomFieldsFormat,
    /// Whether it was said that there are no definitions: once is enough.
    told: Arc<AtomicBool>,
}

impl Typing {
    pub(crate) fn new(format: CustomFieldsFormat) -> Self {
        Typing {
            format,
            told: Arc::default(),
        }
    }

    /// Types the values of records, each of one of these variants. What does not fit its definition
    /// stays as it came.
    pub(crate) async fn apply(
        &self,
        handle: &ModelHandle,
        records: &mut [Record],
        variants: &[usize],
    ) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let own: Vec<Vec<&str>> = handle.rules().variants.iter().map(fields).collect();
        let at = |variant: &usize| own.get(*variant).map_or(&[][..], Vec::as_slice);
        let pairs = || records.iter().zip(variants);
        if !pairs().any(|(record, variant)| self.needs(record, at(variant))) {
            return warnings;
        }
        let defined = match definitions(handle).await {
            Ok(defined) => defined,
            Err(reason) => {
                if !self.told.swap(true, Ordering::Relaxed) {
                    let message = format!(
                        "definitions of custom fields cannot be read, so their values stay as they came: {reason}"
                    );
                    let code = WarningCode::CustomFieldsUntyped;
                    let field = pairs().find_map(|(_, variant)| at(variant).first().copied());
                    warnings.push(Warning::new(code, field.unwrap_or_default(), message));
                }
                None
            }
        };
        for (record, variant) in records.iter_mut().zip(variants) {
            let resource = defining(handle, *variant, defined.as_deref());
            let known = Known {
                defined: defined.as_deref(),
                resource,
                format: self.format,
            };
            for field in at(variant) {
                known.record(record, field, &mut warnings);
            }
        }
        warnings
    }

    /// Whether a value could change by its definition, or has to be named by it.
    fn needs(&self, record: &Record, fields: &[&str]) -> bool {
        let mut values = fields
            .iter()
            .filter_map(|field| record.get(*field)?.as_object());
        values.any(|values| match self.format {
            CustomFieldsFormat::List => true,
            CustomFieldsFormat::Object => values
                .values()
                .any(|value| value.is_string() || value.is_number()),
        })
    }
}

/// What values are typed by.
struct Known<'k> {
    defined: Option<&'k CustomFields>,
    resource: Option<&'static Resource>,
    format: CustomFieldsFormat,
}

impl Known<'_> {
    fn record(&self, record: &mut Record, field: &str, warnings: &mut Vec<Warning>) {
        let id = record
            .get(crate::value::ID)
            .and_then(Value::as_str)
            .map(str::to_owned);
        let Some(place) = record.get_mut(field) else {
            return;
        };
        let Value::Object(values) = place else {
            return;
        };
        let first = warnings.len();
        for (name, value) in values.iter_mut() {
            self.value(field, name, value, warnings);
        }
        for warning in &mut warnings[first..] {
            warning.id.clone_from(&id);
        }
        if self.format == CustomFieldsFormat::List {
            *place = self.list(std::mem::take(values));
        }
    }

    fn value(&self, field: &str, name: &str, value: &mut Value, warnings: &mut Vec<Warning>) {
        let Some(definition) = self.definition(name) else {
            return;
        };
        let mut warn = |code, message| {
            warnings.push(Warning::new(code, format!("{field}.{name}"), message));
        };
        match typed(definition.holds(), value) {
            Typed::Same => {}
            Typed::As(other) => *value = other,
            Typed::Cast(other) => {
                let shown = crate::warning::shown(&value.to_string());
                let message = format!("{shown} was read as `{}` holds it", definition.kind);
                warn(WarningCode::ValueCast, message);
                *value = other;
            }
            Typed::Misfit => {
                let shown = crate::warning::shown(&value.to_string());
                let message = format!("{shown} is no `{}`: it stays as it came", definition.kind);
                warn(WarningCode::CustomFieldsUntyped, message);
            }
        }
    }

    fn definition(&self, name: &str) -> Option<&planhat_core::Definition> {
        self.defined?.get(self.resource?, name)
    }

    fn list(&self, values: Map<String, Value>) -> Value {
        let items = values.into_iter().map(|(name, value)| {
            let id = self.definition(&name).map(|one| one.id.as_str());
            let id = id.filter(|id| !id.is_empty());
            json!({"id": id, "name": name, "value": value})
        });
        items.collect()
    }
}

/// The fields of a variant that hold the tenant's own values.
fn fields(variant: &Variant) -> Vec<&str> {
    let holds = |rule: &&Rule| match &rule.read {
        Read::First(alternatives) => alternatives
            .iter()
            .any(|one| matches!(one.convert, Convert::Custom)),
        _ => false,
    };
    let rules = variant.rules.iter().filter(holds);
    rules.map(|rule| rule.field.as_str()).collect()
}

/// The definitions of the tenant; why they cannot be read, where that is so.
async fn definitions(handle: &ModelHandle) -> Result<Option<Arc<CustomFields>>, String> {
    let mut unread = handle.inner.unread.lock().await;
    if let Some((when, reason)) = &*unread
        && when.elapsed() < FRESH
    {
        return Err(reason.clone());
    }
    match handle.client().custom_fields_within(FRESH, WAIT).await {
        Ok(defined) => {
            *unread = None;
            Ok(defined)
        }
        Err(error) => {
            let reason = error.to_string();
            *unread = Some((Instant::now(), reason.clone()));
            Err(reason)
        }
    }
}

/// The resource whose definitions count: that of the list, or else that of single records.
fn defining(
    handle: &ModelHandle,
    variant: usize,
    defined: Option<&CustomFields>,
) -> Option<&'static Resource> {
    let variant = handle.rules().variants.get(variant)?;
    let api = handle.client().api();
    let get = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Get);
    let names = [
        Some(variant.resource.as_str()),
        get.map(|get| get.resource.as_str()),
    ];
    let mut resources = names
        .into_iter()
        .flatten()
        .filter_map(|name| table::resource(api, name).ok());
    resources.find(|resource| !defined.is_none_or(|all| all.of_resource(resource).is_empty()))
}
