//! The tenant's own fields against its definitions: the server stores a misspelt key without a word.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

use crate::custom_kind::Holds;
use crate::fields::{Fault, Fields};
use crate::table::{Api, Defines, Kind, Operation, OperationKind, Resource};
use crate::{Call, Client, Error, Object};

/// Names at least as alike as this are taken to be meant, from 0 to 1.
const ALIKE: f64 = 0.7;

/// What a tenant's definitions allow.
#[derive(Debug, Clone, Default)]
pub struct CustomFields {
    by_resource: HashMap<String, HashMap<String, Definition>>,
}

/// The definition of one field of the tenant's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its id; empty where the server does not say.
    pub id: String,
    /// Its name: the key that values stand under.
    pub name: String,
    /// What sort of values it holds, in the words of the server; empty where it does not say.
    pub kind: String,
    /// Its choices, where it has some.
    pub values: Vec<String>,
    /// Whether the server works its value out.
    pub computed: bool,
}

impl Definition {
    /// A text, such as a cell of CSV, as a value that this field takes: the text itself where that
    /// fits, or else the JSON that it is.
    pub fn read(&self, text: &str) -> Value {
        let plain = Value::from(text);
        if misfit(self, &plain).is_none() {
            return plain;
        }
        let spelt =
            serde_json::from_str(text).or_else(|_| serde_json::from_str(&text.to_lowercase()));
        match spelt {
            Ok(value) if misfit(self, &value).is_none() => value,
            _ => plain,
        }
    }
}

impl CustomFields {
    /// Reads all definitions of the tenant. Nothing is read where the API has none.
    ///
    /// # Errors
    /// When the list fails.
    pub async fn load(client: &Client) -> Result<Option<Self>, Error> {
        CustomFields::load_within(client, client.deadline()).await
    }

    pub(crate) async fn load_within(
        client: &Client,
        deadline: Duration,
    ) -> Result<Option<Self>, Error> {
        let Some((defines, list)) = definitions(client.api()) else {
            return Ok(None);
        };
        let call: Call<Vec<Object>> = client.call(list).with_deadline(deadline);
        let records = call.items().collect().await?;
        let own = client
            .api()
            .keys
            .iter()
            .find(|key| key.path && key.prefix.is_none());
        let own = own.map(|key| key.name).unwrap_or_default();
        Ok(Some(CustomFields::of(defines, own, &records)))
    }

    fn of(defines: Defines, own: &str, records: &[Object]) -> Self {
        let mut all = CustomFields::default();
        for record in records {
            let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
            let values = defines.values.and_then(|name| record.get(name)?.as_array());
            let values = values.into_iter().flatten().filter_map(Value::as_str);
            let flag = |name: Option<&str>| {
                name.and_then(|name| record.get(name)?.as_bool())
                    .unwrap_or_default()
            };
            let definition = Definition {
                id: text(own).to_owned(),
                name: text(defines.name).to_owned(),
                kind: defines.kind.map(text).unwrap_or_default().to_owned(),
                values: values.map(str::to_owned).collect(),
                computed: flag(defines.computed),
            };
            let of = all
                .by_resource
                .entry(squeezed(text(defines.of)))
                .or_default();
            of.insert(definition.name.clone(), definition);
        }
        all
    }

    /// The definitions of a resource, by name.
    pub fn of_resource(&self, resource: &Resource) -> Vec<&Definition> {
        let own = self.own(resource);
        let mut own: Vec<&Definition> = own.into_iter().flat_map(HashMap::values).collect();
        own.sort_by(|one, other| one.name.cmp(&other.name));
        own
    }

    /// The definition of a field of a resource; letter case counts.
    pub fn get(&self, resource: &Resource, name: &str) -> Option<&Definition> {
        self.own(resource)?.get(name)
    }

    /// What is defined for a resource, or else for the one whose records it shows.
    fn own(&self, resource: &Resource) -> Option<&HashMap<String, Definition>> {
        let shown = || self.by_resource.get(&squeezed(resource.view_of?));
        self.by_resource
            .get(&squeezed(resource.name))
            .or_else(shown)
    }

    /// Everything in the tenant's own fields of a record that no definition allows: keys that are not
    /// defined, with the one that may be meant, and values of another sort.
    pub fn check(&self, resource: &Resource, fields: &Fields) -> Vec<Fault> {
        let mut faults = Vec::new();
        let own = self.own(resource);
        let field = resource
            .fields
            .iter()
            .find(|field| matches!(field.kind, Kind::Custom));
        let Some(field) = field else {
            return faults;
        };
        let nested = fields.get(field.name).and_then(Value::as_object);
        let nested = nested
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), value));
        let dotted = fields.map().iter().filter_map(|(name, value)| {
            let key = name.strip_prefix(field.name)?.strip_prefix('.')?;
            Some((key, value))
        });
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (key, value) in nested.chain(dotted) {
            let mut add = |message: String| {
                faults.push(Fault {
                    argument: format!("{}.{key}", field.name),
                    message,
                });
            };
            if let Some(twin) = seen.insert(key.to_lowercase(), key) {
                add(format!(
                    "and `{twin}` differ in letter case alone, and cannot be sent together"
                ));
            }
            match own.map(|own| (own.get(key), own)) {
                Some((Some(definition), _)) => {
                    if let Some(message) = misfit(definition, value) {
                        add(message);
                    }
                }
                Some((None, own)) => add(unknown(key, own)),
                None => add(format!(
                    "is not defined: this tenant has no fields of its own for {}",
                    resource.title.to_lowercase()
                )),
            }
        }
        faults
    }
}

/// The operation that lists definitions, and how records define.
fn definitions(api: &'static Api) -> Option<(Defines, &'static Operation)> {
    api.resources.iter().find_map(|resource| {
        let defines = resource.demo?.defines?;
        let mut operations = resource.operations.iter();
        let list = operations.find(|one| one.kind == OperationKind::List)?;
        Some((defines, *list))
    })
}

/// A name without letter case and separators: `EndUser` and `enduser` are one model.
fn squeezed(name: &str) -> String {
    let letters = name.chars().filter(|sign| sign.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn unknown(key: &str, own: &HashMap<String, Definition>) -> String {
    let case = own
        .keys()
        .find(|name| name.to_lowercase() == key.to_lowercase());
    let nearest = || {
        let alike = own.keys().map(|name| {
            let score =
                strsim::normalized_damerau_levenshtein(&name.to_lowercase(), &key.to_lowercase());
            (score, name)
        });
        let best = alike.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)))?;
        (best.0 >= ALIKE).then_some(best.1)
    };
    match case.or_else(nearest) {
        Some(name) => format!("is not defined and would show nowhere; did you mean `{name}`?"),
        None => "is not defined and would show nowhere".to_owned(),
    }
}

/// What is wrong with a value. A kind that is not known takes anything, and so does null, which
/// clears.
fn misfit(definition: &Definition, value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    // An object adds to a list or takes from it, in a spelling that no source shows.
    let texts = |value: &Value| match value {
        Value::Array(items) => items.iter().all(Value::is_string),
        other => other.is_object(),
    };
    let wanted = match definition.holds() {
        Holds::Number if !value.is_number() => "a number",
        Holds::Flag if !value.is_boolean() => "true or false",
        Holds::Text if !value.is_string() => "a text",
        Holds::Id if !value.is_string() => "an id",
        Holds::Moment | Holds::Day => return date(value),
        Holds::Texts if !texts(value) => "a list of texts",
        _ => return choice(definition, value),
    };
    Some(format!("is `{}` and takes {wanted}", definition.kind))
}

/// A value of a list is one of its choices.
fn choice(definition: &Definition, value: &Value) -> Option<String> {
    if definition.values.is_empty() {
        return None;
    }
    let given = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => vec![text.as_str()],
        _ => return None,
    };
    let known =
        |text: &&str| definition.values.iter().any(|value| value == text) || text.is_empty();
    let wrong = given.into_iter().find(|text| !known(text))?;
    let folded = wrong.to_lowercase();
    let mut same = definition.values.iter();
    if let Some(same) = same.find(|value| value.to_lowercase() == folded) {
        return Some(format!("has no choice `{wrong}`; did you mean `{same}`?"));
    }
    Some(format!(
        "has no choice `{wrong}`; it has {}",
        definition.values.join(", ")
    ))
}

fn date(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => {
            Some("is a date, which an empty text leaves as it is; null clears it".to_owned())
        }
        Value::String(text) => {
            let date = text.get(..10).unwrap_or(text);
            let valid = date.parse::<jiff::civil::Date>().is_ok();
            (!valid).then(|| format!("is a date, and `{text}` is none, such as 2025-05-30"))
        }
        // A day may travel as its number.
        Value::Number(_) => None,
        _ => Some("is a date and takes a text such as 2025-05-30".to_owned()),
    }
}
