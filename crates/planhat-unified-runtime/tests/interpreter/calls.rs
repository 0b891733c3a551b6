//! Reading, writing, and what is looked at then.

use planhat_spec::unified::mapping::{Convert, Kind, Mapping, MethodKind, Read, Rule, Write};
use planhat_unified_runtime::error::Error;
use planhat_unified_runtime::read::{self, Projection};
use planhat_unified_runtime::write::{self, Body, Options};
use serde_json::{Map, Value, json};

use crate::support::*;

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("no object: {other}"),
    }
}

pub fn read(mapping: &Mapping, record: &Map<String, Value>, want: &Projection) -> read::Read {
    let model = &mapping.models[0];
    read::parsed(mapping, model, &model.variants[0], record, want)
}

/// What one field reads as, and the codes of warnings.
pub fn read_one(rule: Rule, record: Value) -> (Value, Vec<String>) {
    let field = rule.field.clone();
    let read = read(
        &mapping(vec![rule]),
        &object(record),
        &Projection::default(),
    );
    let codes = read.warnings.iter().map(|warning| {
        assert_eq!(warning.field, field);
        serde_json::to_value(warning.code)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    });
    (read.value[&field].clone(), codes.collect())
}

pub fn write(
    mapping: &Mapping,
    input: Value,
    method: MethodKind,
    options: &Options,
) -> Result<Body, Error> {
    let model = &mapping.models[0];
    write::body(
        mapping,
        model,
        &model.variants[0],
        &object(input),
        method,
        options,
    )
}

/// What an update with this input sends.
pub fn sent(rules: Vec<Rule>, input: Value) -> Result<Value, Error> {
    let body = write(
        &mapping(rules),
        input,
        MethodKind::Update,
        &Options::default(),
    )?;
    Ok(Value::Object(body.fields))
}

/// The path and the code of each fault.
pub fn faults(error: &Error) -> Vec<(String, &'static str)> {
    error
        .failures
        .iter()
        .map(|one| (one.path.clone(), one.code.as_str()))
        .collect()
}

/// A record after a body was sent: objects of the tenant's own fields are merged, the rest replaced.
pub fn applied(record: &Map<String, Value>, body: &Map<String, Value>) -> Map<String, Value> {
    let mut after = record.clone();
    for (name, value) in body {
        match (after.get_mut(name), value) {
            (Some(Value::Object(mine)), Value::Object(given)) if name == "custom" => {
                mine.extend(given.clone());
            }
            _ => {
                after.insert(name.clone(), value.clone());
            }
        }
    }
    after
}

/// The faults of an update with this input.
pub fn refused(rules: Vec<Rule>, input: Value) -> Vec<(String, &'static str)> {
    faults(&sent(rules, input).unwrap_err())
}

/// One fault.
pub fn fault(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

/// A text that goes with one wire field.
pub fn text(field: &str, wire: &str) -> Rule {
    plain(field, Kind::String, wire, Convert::Keep)
}

/// Addresses of which the first has a field for itself.
pub fn emails() -> Rule {
    let primary = [("type", json!("primary")), ("is_primary", json!(true))];
    let sources = vec![
        merged("email", false, Some("email"), &primary),
        merged(
            "otherEmails",
            true,
            Some("email"),
            &[("type", json!("other"))],
        ),
    ];
    rule(
        "emails",
        list(shaped("Email")),
        Read::Merge(sources),
        Write::Merge,
    )
}

/// A list for which there is one wire field.
pub fn phones() -> Rule {
    let convert = Convert::Wrap {
        member: "number".into(),
        constants: pairs(&[("type", json!("work"))]),
    };
    plain("phones", list(shaped("Phone")), "phone", convert)
}

/// A field reads like this, without a warning.
pub fn reads(rule: Rule, record: Value, wanted: Value) {
    assert_eq!(read_one(rule, record), (wanted, Vec::new()));
}

/// What an update sends where the record at hand is known.
pub fn sent_over(rules: Vec<Rule>, current: Value, input: Value) -> Value {
    let options = Options {
        current: Some(object(current)),
        ..Options::default()
    };
    Value::Object(
        write(&mapping(rules), input, MethodKind::Update, &options)
            .unwrap()
            .fields,
    )
}
