//! The schemas for editors: they take the specs of the project, refuse bad ones, and explain every
//! key.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use planhat_spec::{model, schema};
use planhat_tests::root;
use serde_json::{Value, json};

fn validator(schema: &Value) -> Validator {
    jsonschema::draft7::new(schema).expect("the schema is a schema")
}

/// What a text holds, as the YAML library of an editor reads it.
fn read(text: &str) -> Value {
    serde_yaml::from_str(text).expect("the text is YAML")
}

/// The spec files of the project by the schema that their first line names.
fn specs() -> Vec<(PathBuf, String)> {
    let specs = root().join("specs");
    let below = |folder: &str| fs::read_dir(specs.join(folder)).expect("the folder is there");
    let mut paths: Vec<_> = below("resources")
        .chain(below("examples"))
        .chain(below("prompts"))
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    paths.push(specs.join("planhat.yaml"));
    // Not every project has unified models.
    for entry in fs::read_dir(specs.join("unified")).into_iter().flatten() {
        let path = entry.expect("the folder can be read").path();
        match fs::read_dir(&path) {
            Ok(models) => paths.extend(models.map(|model| model.expect("a file").path())),
            Err(_) => paths.push(path),
        }
    }
    let file = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the file can be read");
        (path, text)
    };
    paths.into_iter().map(file).collect()
}

/// The schema that the first line of a file names, as an editor finds it.
fn named(path: &Path, text: &str) -> Value {
    let first = text.lines().next().unwrap_or_default();
    let named = first
        .strip_prefix("# yaml-language-server: $schema=")
        .unwrap_or_else(|| panic!("{} names its schema", path.display()));
    let full = path.parent().map(|folder| folder.join(named));
    let schema = full.and_then(|full| fs::read_to_string(full).ok());
    let schema = schema.unwrap_or_else(|| panic!("{}: there is no {named}", path.display()));
    serde_json::from_str(&schema).expect("the schema is JSON")
}

#[test]
fn all_specs_hold_against_the_schemas_they_name() {
    for (path, text) in specs() {
        let schema = named(&path, &text);
        let faults: Vec<String> = validator(&schema)
            .iter_errors(&read(&text))
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert_eq!(faults, [""; 0], "{}", path.display());
    }
}

#[test]
fn every_key_is_explained() {
    for (schema, least) in [
        (schema::api(), 60),
        (schema::resource(), 60),
        (schema::examples(), 8),
        (schema::prompt(), 7),
        (schema::unified(), 50),
        (schema::unified_common(), 35),
        (schema::unified_override(), 25),
    ] {
        let mut keys = 0;
        explained(&schema, "", &mut keys);
        assert!(keys > least, "{keys} keys");
        for part in ["title", "description", "$schema"] {
            assert!(schema[part].is_string(), "{part}");
        }
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    }
}

/// Looks into every part of a schema for properties.
fn explained(part: &Value, at: &str, keys: &mut usize) {
    match part {
        Value::Object(entries) => {
            if let Some(Value::Object(properties)) = entries.get("properties") {
                assert_eq!(entries["additionalProperties"], json!(false), "{at}");
                for (key, property) in properties {
                    let text = property["description"].as_str().unwrap_or_default();
                    assert!(
                        text.len() > 10 && !text.contains('\n'),
                        "{at}/{key}: {text}"
                    );
                    *keys += 1;
                }
            }
            for (key, value) in entries {
                explained(value, &format!("{at}/{key}"), keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| explained(item, at, keys)),
        _ => {}
    }
}

/// A good resource, and bad changes of it: what is replaced, and by what.
const GOOD: &str = "
resource: gadget
summary: A thing.
tags: [crm]
fields:
  name: { type: string, doc: Name., access: read }
  state: { type: enum, values: { in use: Used., gone: Gone. }, doc: State. }
  parts: { type: list<object>, doc: Parts., fields: { id: { type: id, doc: Id. } } }
  made: { type: datetime, doc: Made., fill: created }
  whose: { type: id, doc: Whose., fill: { of: owner, field: name, once: true }, refuses: { none: No. }, fallback: { known: [a], to: a } }
  owner: { type: ref<user>, or: { _id: { type: id, doc: User. } }, min: 1.5, doc: Owner. }
operations:
  list: { query: { limit: false, size: { type: integer, doc: Size. } } }
  create: { required: [name, { one_of: [a], when: { b: 1 } }], returns: [name] }
  act: { kind: action, method: POST, body: { a: { type: json, doc: A. } }, tool: false }
  find: { kind: list, query: { of: { type: id, doc: Of., filter: { equals: owner } }, no: { type: id, doc: No., filter: false } } }
effects:
  - { when: { state: gone }, sets: { name: now, state: { from: name } }, makes: { resource: thing, fields: { a: { value: 1 } } } }
";

const BAD: &[(&str, &str)] = &[
    // An unknown key, at every level.
    ("tags: ", "tag: "),
    ("access: read", "acess: read"),
    ("{ type: id, doc: Id. }", "{ type: id, doc: Id., more: 1 }"),
    ("size: { ", "size: { nope: 1, "),
    ("kind: action, ", "kind: action, sort: 1, "),
    ("when: { b: 1 }", "if: { b: 1 }"),
    ("{ type: json, doc: A. }", "{ type: json, doc: A., x: 1 }"),
    ("{ of: owner, ", "{ off: owner, "),
    ("filter: { equals: owner }", "filter: { is: owner }"),
    ("sets: { name: now, ", "set: { name: now, "),
    ("{ from: name }", "{ form: name }"),
    ("fields: { a: { value: 1 } }", "holds: { a: { value: 1 } }"),
    // A value of another kind.
    ("once: true", "once: maybe"),
    ("filter: false", "filter: true"),
    ("known: [a]", "known: a"),
    ("refuses: { none: No. }", "refuses: [none]"),
    ("field: name, once", "field: [name], once"),
    ("summary: A thing.", "summary: [A thing.]"),
    ("summary: A thing.", "summary: 12"),
    ("summary: A thing.", "summary:"),
    ("tags: [crm]", "tags: crm"),
    ("min: 1.5", "min: little"),
    ("doc: Name.", "doc: true"),
    ("limit: false", "limit: true"),
    ("returns: [name]", "returns: 3"),
    ("tool: false", "tool: [a]"),
    ("{ in use: Used., gone: Gone. }", "[1, 2]"),
    // A word that is none of the choices.
    ("access: read", "access: reads"),
    ("kind: action", "kind: acting"),
    ("method: POST", "method: post"),
    ("body: { a: { type: json, doc: A. } }", "body: some"),
    ("type: string", "type: strin"),
    ("ref<user>", "ref<us er>"),
    ("list<object>", "list<objects>"),
    ("list<object>", "list<object"),
    ("fill: created", "fill: create"),
    ("name: now", "name: soon"),
    // A needed key that is missing.
    ("known: [a], to: a", "known: [a]"),
    ("when: { state: gone }, ", ""),
    ("resource: thing, ", ""),
    ("resource: gadget\n", ""),
    ("summary: A thing.\n", ""),
    (
        "{ type: string, doc: Name., access: read }",
        "{ type: string }",
    ),
    ("{ type: id, doc: Id. }", "{ doc: Id. }"),
    ("{ one_of: [a], when: { b: 1 } }", "{ when: { b: 1 } }"),
];

#[test]
fn bad_resources_are_refused() {
    let validator = validator(&schema::resource());
    assert!(validator.is_valid(&read(GOOD)));
    for (old, new) in BAD {
        assert_eq!(GOOD.matches(old).count(), 1, "`{old}` stands once");
        let bad = read(&GOOD.replace(old, new));
        assert!(!validator.is_valid(&bad), "{old} -> {new}");
    }
}

#[test]
fn a_bad_planhat_yaml_is_refused() {
    let good = include_str!("../fixtures/small/planhat.yaml");
    let validator = validator(&schema::api());
    assert!(validator.is_valid(&read(good)));
    for (key, value) in [
        ("title", json!(1)),
        ("limits", json!({ "per_minute": 1 })),
        ("retry", json!({ "statuses": [-1], "header": "a" })),
        ("retry", json!({ "statuses": [70_000], "header": "a" })),
        ("paging", json!({ "order": "_id", "end": "short" })),
        ("auth", json!({ "a": { "scheme": "digest" } })),
        ("more", json!("an unknown key")),
        ("tools", Value::Null),
    ] {
        let mut bad = read(good);
        bad[key] = value;
        assert!(!validator.is_valid(&bad), "{bad:#}");
    }
}

#[test]
fn the_schema_takes_the_types_that_the_format_takes() {
    let mut schema = schema::resource();
    let definitions = schema["definitions"].take();
    let validator = validator(&json!({
        "$ref": "#/definitions/Type",
        "definitions": definitions,
    }));
    let nested = |depth: usize| format!("{}id{}", "list<".repeat(depth), ">".repeat(depth));
    let mut texts: Vec<String> = (0..10).map(nested).collect();
    let more = "string strings integer number boolean id date datetime day enum object custom json \
        ref ref<> ref<a> ref<a_1> ref<ä> ref<a-b> ref<ref<a>> list list<> list<id map<number> \
        map<list<ref<a>>> map<list<ref<a>> list<id>> List<id> list<map> String 1 x";
    texts.extend(more.split_whitespace().map(str::to_owned));
    texts.extend(["", "list< id >", "ref< a >"].map(str::to_owned));
    for text in texts {
        let taken = text.parse::<model::Type>().is_ok();
        assert_eq!(validator.is_valid(&json!(text)), taken, "`{text}`");
    }
}
