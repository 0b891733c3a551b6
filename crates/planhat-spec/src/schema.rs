//! JSON Schemas of the spec files, for editors: made of the types that read them, with the meaning
//! of every key, and nothing else.
//!
//! They say what [`crate::load`] says of the shape of a file, apart from one thing: a key without a
//! value is a fault, since it is a line not finished. What takes more than one file or key to tell
//! (references, names, paths) is left to the checks.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::model;

/// The schema of `planhat.yaml`, as draft-07.
pub fn api() -> Value {
    of::<model::Api>("planhat.yaml: what is true of the whole API")
}

/// The schema of `resources/<resource>.yaml`, as draft-07.
pub fn resource() -> Value {
    of::<model::Resource>("resources/<resource>.yaml: one object")
}

/// The schema of `examples/<resource>.yaml`, as draft-07.
pub fn examples() -> Value {
    of::<model::Examples>("examples/<resource>.yaml: calls of one object")
}

/// The schema of `prompts/<prompt>.yaml`, as draft-07.
pub fn prompt() -> Value {
    of::<model::Prompt>("prompts/<prompt>.yaml: one piece of work for an agent")
}

/// The schema of `unified/common.yaml`, as draft-07.
pub fn unified_common() -> Value {
    of::<model::UnifiedCommon>("unified/common.yaml: what all unified models share")
}

/// The schema of `unified/<api>/<model>.yaml`, as draft-07.
pub fn unified() -> Value {
    of::<model::UnifiedModel>("unified/<api>/<model>.yaml: one unified model")
}

/// The schema of an override of a unified model, as draft-07.
pub fn unified_override() -> Value {
    of::<model::UnifiedOverride>("rules of a tenant for fields of one unified model")
}

fn of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft07()
        .with_transform(RecursiveTransform(without_null))
        .with_transform(RecursiveTransform(without_noise))
        .with_transform(RecursiveTransform(words));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), json!(title));
    schema.to_value()
}

/// An optional key may be left out, but not be left empty.
fn without_null(schema: &mut Schema) {
    let Some(keys) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Array(types)) = keys.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            keys.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(choices)) = keys.get_mut("anyOf") {
        choices.retain(|one| *one != json!({ "type": "null" }));
        if let [Value::Object(one)] = choices.as_slice() {
            let one = one.clone();
            keys.remove("anyOf");
            merge(keys, one);
        }
    }
}

/// What is said where a type is used wins; a reference stands apart, since what stands beside one
/// does not count.
fn merge(keys: &mut Map<String, Value>, one: Map<String, Value>) {
    if one.contains_key("$ref") && !keys.is_empty() {
        keys.insert("allOf".to_owned(), json!([one]));
        return;
    }
    for (key, value) in one {
        keys.entry(key).or_insert(value);
    }
}

/// Names of Rust's numbers and a default of nothing say nothing to editors, and the line breaks of
/// source code are none of the text.
fn without_noise(schema: &mut Schema) {
    schema.remove("format");
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}

/// Constants with a description each become one list of words, which editors complete and name in
/// their complaints.
fn words(schema: &mut Schema) {
    let Some(Value::Array(choices)) = schema.get("oneOf") else {
        return;
    };
    let part = |key: &str| -> Option<Vec<Value>> {
        choices.iter().map(|one| one.get(key).cloned()).collect()
    };
    let (Some(values), Some(meanings)) = (part("const"), part("description")) else {
        return;
    };
    schema.remove("oneOf");
    schema.insert("type".to_owned(), json!("string"));
    schema.insert("enum".to_owned(), Value::Array(values));
    schema.insert("enumDescriptions".to_owned(), Value::Array(meanings));
}
