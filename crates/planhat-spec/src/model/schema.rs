//! JSON Schema of the types that are read by hand: what [`super::shapes`] takes, said for editors.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::demo::{Demo, Ends, Form, Told, WORDS as DEMO_WORDS};
use super::server::{FillForm, FilterForm, SourceForm};
use super::shapes::{DEPTH, LimitedRule};
use super::types::WORDS;
use super::{
    Body, Field, Fill, Filter, Hint, Map, Other, Parameter, Query, Returns, Rule, Source, ToolName,
    Type, Values,
};

/// Implements `JsonSchema` under the name of the type.
macro_rules! by_hand {
    ($type:ident, |$generator:ident| $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

pub(super) use by_hand;

by_hand!(Type, |_generator| json_schema!({
    "description": "The type of a value.",
    "anyOf": [
        { "enum": WORDS },
        {
            "type": "string",
            "description": "`ref<resource>`: the id of another record; `list<T>`; `map<T>`. They nest.",
            "pattern": nested(),
            "patternErrorMessage": "This is no type: see the words, `ref<resource>`, `list<T>`, `map<T>`.",
        },
    ],
}));

/// A pattern for types with `<>`, as deep as they may nest: each level is a word, a reference, or a
/// list or map of the level below.
fn nested() -> String {
    let reference = r"ref<\s*[A-Za-z0-9_]+\s*>";
    let plain = format!("{}|{reference}", WORDS.join("|"));
    let mut inner = format!("(?:{plain})");
    for _ in 2..DEPTH {
        inner = format!(r"(?:(?:list|map)<\s*{inner}\s*>|{plain})");
    }
    format!(r"^\s*(?:(?:list|map)<\s*{inner}\s*>|{reference})\s*$")
}

by_hand!(Values, |_generator| json_schema!({
    "description": "A list of values, or a map of value to what it means.",
    "anyOf": [
        { "type": "array", "items": { "type": "string" } },
        { "type": "object", "additionalProperties": { "type": "string" } },
    ],
}));

by_hand!(Other, |generator| json_schema!({
    "description": "A type, or a map of fields.",
    "anyOf": [
        generator.subschema_for::<Type>(),
        generator.subschema_for::<Map<Field>>(),
    ],
}));

by_hand!(Query, |generator| json_schema!({
    "description": "A parameter, or `false` to remove a shared one.",
    "anyOf": [
        generator.subschema_for::<Parameter>(),
        { "enum": [false] },
    ],
}));

by_hand!(Body, |generator| json_schema!({
    "description": "What is sent.",
    "anyOf": [
        { "enum": ["none", "one", "many", "one_or_many", "csv"] },
        generator.subschema_for::<Map<Field>>(),
    ],
}));

by_hand!(Returns, |generator| json_schema!({
    "description": "The answer.",
    "anyOf": [
        { "enum": ["record", "nothing", "json"] },
        { "type": "string", "description": "A result of `planhat.yaml`, by its name." },
        { "type": "array", "items": { "type": "string" } },
        generator.subschema_for::<Map<Field>>(),
    ],
}));

by_hand!(ToolName, |_generator| json_schema!({
    "description": "Whether it is a tool, or the name of the tool.",
    "type": ["boolean", "string"],
}));

by_hand!(Hint, |_generator| json_schema!({
    "description": "A few words for agents, or `false` for none.",
    "anyOf": [{ "enum": [false] }, { "type": "string" }],
}));

by_hand!(Rule, |generator| json_schema!({
    "description": "A name, or a limited rule.",
    "anyOf": [
        { "type": "string", "description": "A body field or a parameter." },
        generator.subschema_for::<LimitedRule>(),
    ],
}));

by_hand!(Fill, |generator| json_schema!({
    "description": "How the server fills it.",
    "anyOf": [
        { "enum": ["created", "updated", "version"] },
        generator.subschema_for::<FillForm>(),
    ],
}));

by_hand!(Filter, |generator| json_schema!({
    "description": "What it does to a list.",
    "anyOf": [
        { "enum": [false] },
        generator.subschema_for::<FilterForm>(),
    ],
}));

by_hand!(Source, |generator| json_schema!({
    "description": "Where the value comes from.",
    "anyOf": [
        { "enum": ["now"] },
        generator.subschema_for::<SourceForm>(),
    ],
}));

by_hand!(Demo, |generator| json_schema!({
    "description": "What a field holds in a made-up tenant.",
    "anyOf": [
        { "enum": DEMO_WORDS, "description": "Words of a kind." },
        { "enum": [false], "description": "Nothing." },
        generator.subschema_for::<Form>(),
    ],
}));

by_hand!(Told, |generator| json_schema!({
    "description": "A value, or a form.",
    "anyOf": [
        { "not": { "type": "object" } },
        generator.subschema_for::<Form>(),
    ],
}));

by_hand!(Ends, |_generator| json_schema!({
    "description": "At least and at most, or one number for both.",
    "anyOf": [
        { "type": "number" },
        { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
    ],
}));
