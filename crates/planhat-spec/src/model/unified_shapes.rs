//! Keys of unified models that take several shapes, each read by a visitor of its own, and what the
//! schemas say of them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::schema::by_hand;
use super::shapes::{DEPTH, by_visitor};
use super::{
    Json, Map, TypeError, UnifiedCondition, UnifiedFilter, UnifiedMethod, UnifiedPart,
    UnifiedSources, UnifiedType, UnifiedWords, UnifiedWrite,
};
use crate::unified::mapping::MethodKind;

/// What can be done with a model, and how.
#[derive(Debug, Clone, Default)]
pub struct UnifiedMethods(pub Map<UnifiedMethod>);

/// What lists can be filtered by.
#[derive(Debug, Clone, Default)]
pub struct UnifiedFilters(pub Map<UnifiedFilter>);

/// The types that are one word.
const WORDS: [&str; 9] = [
    "string", "integer", "number", "boolean", "date", "datetime", "enum", "object", "json",
];

impl FromStr for UnifiedType {
    type Err = TypeError;

    fn from_str(text: &str) -> Result<Self, TypeError> {
        parse(text.trim(), DEPTH)
    }
}

fn parse(text: &str, depth: usize) -> Result<UnifiedType, TypeError> {
    let unknown = || TypeError {
        part: text.to_owned(),
    };
    if depth == 0 {
        return Err(unknown());
    }
    if let Some(item) = text
        .strip_prefix("list<")
        .and_then(|rest| rest.strip_suffix('>'))
    {
        let item = parse(item.trim(), depth - 1)?;
        return Ok(UnifiedType::List(Box::new(item)));
    }
    let named = text.starts_with(|first: char| first.is_ascii_uppercase())
        && text
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    Ok(match text {
        "string" => UnifiedType::String,
        "integer" => UnifiedType::Integer,
        "number" => UnifiedType::Number,
        "boolean" => UnifiedType::Boolean,
        "date" => UnifiedType::Date,
        "datetime" => UnifiedType::DateTime,
        "enum" => UnifiedType::Enum,
        "object" => UnifiedType::Object,
        "json" => UnifiedType::Json,
        name if named => UnifiedType::Shape(name.to_owned()),
        _ => return Err(unknown()),
    })
}

impl<'de> Deserialize<'de> for UnifiedType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

by_hand!(UnifiedType, |_generator| json_schema!({
    "description": "The type of a unified value.",
    "anyOf": [
        { "enum": WORDS },
        {
            "type": "string",
            "description": "A shape of `common.yaml`, such as `Ref`, or `list<T>`.",
            "pattern": r"^\s*(list<\s*)*([A-Z][A-Za-z0-9_]*|string|integer|number|boolean|date|datetime|enum|object|json)(\s*>)*\s*$",
            "patternErrorMessage": "This is no type: see the words, a shape, `list<T>`.",
        },
    ],
}));

by_visitor!(UnifiedSources, "a path, or a list of paths", {
    fn visit_str<E: Error>(self, text: &str) -> Result<UnifiedSources, E> {
        Ok(UnifiedSources(vec![text.to_owned()]))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<UnifiedSources, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(UnifiedSources)
    }
});

by_hand!(UnifiedSources, |_generator| json_schema!({
    "description": "A path, or a list of paths.",
    "anyOf": [
        { "type": "string" },
        { "type": "array", "items": { "type": "string" } },
    ],
}));

by_visitor!(
    UnifiedWords,
    "a list of words, or a map of word to Planhat's words",
    {
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<UnifiedWords, A::Error> {
            let mut all = Vec::new();
            while let Some(word) = items.next_element::<String>()? {
                all.push((word.clone(), vec![Json::String(word)]));
            }
            Ok(UnifiedWords(all))
        }
        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<UnifiedWords, A::Error> {
            let mut all = Vec::new();
            while let Some((word, values)) = entries.next_entry::<String, Words>()? {
                all.push((word, values.0));
            }
            Ok(UnifiedWords(all))
        }
    }
);

by_hand!(UnifiedWords, |generator| json_schema!({
    "description": "A list of words that both use, or a map of the model's word to Planhat's.",
    "anyOf": [
        { "type": "array", "items": { "type": "string" } },
        { "type": "object", "additionalProperties": generator.subschema_for::<Words>() },
    ],
}));

/// One value, or several.
struct Words(Vec<Json>);

/// Implements the visits of plain values by a function of one.
macro_rules! plain {
    ($of:expr) => {
        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok($of(value.into()))
        }
        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok($of(value.into()))
        }
        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok($of(value.into()))
        }
        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok($of(value.into()))
        }
        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            Ok($of(value.into()))
        }
    };
}

/// A text, a number, `true` or `false`.
struct Plain(Json);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl Visitor<'_> for Shape {
            type Value = Plain;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            plain!(Plain);
        }
        deserializer.deserialize_any(Shape)
    }
}

fn plains<'de, A: SeqAccess<'de>>(items: A) -> Result<Vec<Json>, A::Error> {
    let all = Vec::<Plain>::deserialize(SeqAccessDeserializer::new(items))?;
    Ok(all.into_iter().map(|value| value.0).collect())
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Words;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, or a list of them")
            }
            plain!(|value| Words(vec![value]));
            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Words, A::Error> {
                plains(items).map(Words)
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

by_hand!(Words, |_generator| json_schema!({
    "description": "A value, or a list of them.",
    "anyOf": [
        { "type": ["string", "number", "boolean"] },
        { "type": "array", "items": { "type": ["string", "number", "boolean"] } },
    ],
}));

/// A condition the other way round.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NotIn {
    /// Values of which the field must have none.
    not_in: Words,
}

impl<'de> Deserialize<'de> for UnifiedCondition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = UnifiedCondition;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, a list of them, or `{ not_in: [a, b] }`")
            }
            plain!(|value| UnifiedCondition {
                values: vec![value],
                not: false
            });
            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<UnifiedCondition, A::Error> {
                let values = plains(items)?;
                Ok(UnifiedCondition { values, not: false })
            }
            fn visit_map<A: MapAccess<'de>>(
                self,
                entries: A,
            ) -> Result<UnifiedCondition, A::Error> {
                let form = NotIn::deserialize(MapAccessDeserializer::new(entries))?;
                Ok(UnifiedCondition {
                    values: form.not_in.0,
                    not: true,
                })
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

by_hand!(UnifiedCondition, |generator| json_schema!({
    "description": "A value, a list of them, or `{ not_in: [a, b] }`.",
    "anyOf": [
        generator.subschema_for::<Words>(),
        generator.subschema_for::<NotIn>(),
    ],
}));

by_visitor!(
    UnifiedWrite,
    "a field of Planhat, `split_name`, `none`, a list of fields, or a map of field to path",
    {
        fn visit_str<E: Error>(self, text: &str) -> Result<UnifiedWrite, E> {
            Ok(match text {
                "none" => UnifiedWrite::None,
                "split_name" => UnifiedWrite::SplitName,
                field => UnifiedWrite::Field(field.to_owned()),
            })
        }
        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<UnifiedWrite, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(items)).map(UnifiedWrite::Fields)
        }
        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<UnifiedWrite, A::Error> {
            Map::deserialize(MapAccessDeserializer::new(entries)).map(UnifiedWrite::Paths)
        }
    }
);

by_hand!(UnifiedWrite, |_generator| json_schema!({
    "description": "What is written.",
    "anyOf": [
        { "enum": ["none", "split_name"] },
        { "type": "string", "description": "A field of Planhat." },
        { "type": "array", "items": { "type": "string" } },
        { "type": "object", "additionalProperties": { "type": "string" } },
    ],
}));

by_visitor!(UnifiedPart, "a source, or a map of constants", {
    fn visit_str<E: Error>(self, text: &str) -> Result<UnifiedPart, E> {
        Ok(UnifiedPart::Source(text.to_owned()))
    }
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<UnifiedPart, A::Error> {
        Map::deserialize(MapAccessDeserializer::new(entries)).map(UnifiedPart::Constants)
    }
});

by_hand!(UnifiedPart, |_generator| json_schema!({
    "description": "The source of a member, or the constants of a source.",
    "type": ["string", "object"],
}));

by_visitor!(
    UnifiedMethods,
    "a list of methods, or a map of method to how it is done",
    {
        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<UnifiedMethods, A::Error> {
            let names = Vec::<MethodKind>::deserialize(SeqAccessDeserializer::new(items))?;
            let named = |kind: MethodKind| (kind.word().to_owned(), UnifiedMethod::default());
            Ok(UnifiedMethods(names.into_iter().map(named).collect()))
        }
        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<UnifiedMethods, A::Error> {
            let mut all = Map::new();
            while let Some((kind, method)) = entries.next_entry::<MethodKind, UnifiedMethod>()? {
                all.insert(kind.word().to_owned(), method);
            }
            Ok(UnifiedMethods(all))
        }
    }
);

by_hand!(UnifiedMethods, |generator| json_schema!({
    "description": "What can be done with a model.",
    "anyOf": [
        { "type": "array", "items": generator.subschema_for::<MethodKind>() },
        {
            "type": "object",
            "propertyNames": { "enum": MethodKind::ALL.map(MethodKind::word) },
            "additionalProperties": generator.subschema_for::<UnifiedMethod>(),
        },
    ],
}));

by_visitor!(
    UnifiedFilters,
    "a list of names, or a map of name to how",
    {
        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<UnifiedFilters, A::Error> {
            let names = Vec::<String>::deserialize(SeqAccessDeserializer::new(items))?;
            let named = |name| (name, UnifiedFilter::default());
            Ok(UnifiedFilters(names.into_iter().map(named).collect()))
        }
        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<UnifiedFilters, A::Error> {
            Map::deserialize(MapAccessDeserializer::new(entries)).map(UnifiedFilters)
        }
    }
);

by_hand!(UnifiedFilters, |generator| json_schema!({
    "description": "What lists can be filtered by.",
    "anyOf": [
        { "type": "array", "items": { "type": "string" } },
        generator.subschema_for::<Map<UnifiedFilter>>(),
    ],
}));
