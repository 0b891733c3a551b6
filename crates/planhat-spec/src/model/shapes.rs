//! Keys that take several shapes, each read by a visitor of its own.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{
    Body, Field, Hint, Json, Map, Other, Parameter, Query, Returns, Rule, ToolName, Type,
    TypeError, Values,
};

/// Types nest no deeper than this.
pub(super) const DEPTH: usize = 8;

impl FromStr for Type {
    type Err = TypeError;

    fn from_str(text: &str) -> Result<Self, TypeError> {
        parse_type(text.trim(), DEPTH)
    }
}

fn parse_type(text: &str, depth: usize) -> Result<Type, TypeError> {
    let unknown = || TypeError {
        part: text.to_owned(),
    };
    let inner = |head: &str| text.strip_prefix(head)?.strip_suffix('>').map(str::trim);
    if depth == 0 {
        return Err(unknown());
    }
    if let Some(item) = inner("list<") {
        return Ok(Type::List(Box::new(parse_type(item, depth - 1)?)));
    }
    if let Some(item) = inner("map<") {
        return Ok(Type::Map(Box::new(parse_type(item, depth - 1)?)));
    }
    if let Some(resource) = inner("ref<") {
        let valid = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        return match !resource.is_empty() && resource.chars().all(valid) {
            true => Ok(Type::Ref(resource.to_owned())),
            false => Err(unknown()),
        };
    }
    Ok(match text {
        "string" => Type::String,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "id" => Type::Id,
        "date" => Type::Date,
        "datetime" => Type::DateTime,
        "day" => Type::Day,
        "enum" => Type::Enum,
        "object" => Type::Object,
        "custom" => Type::Custom,
        "json" => Type::Json,
        _ => return Err(unknown()),
    })
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Implements `Deserialize` by a visitor that expects what is described.
macro_rules! by_visitor {
    ($type:ty, $expected:literal, { $($method:item)* }) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Shape;
                impl<'de> Visitor<'de> for Shape {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }
                    $($method)*
                }
                deserializer.deserialize_any(Shape)
            }
        }
    };
}

pub(super) use by_visitor;

by_visitor!(Values, "a list of values, or a map of value to doc", {
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Values, A::Error> {
        let mut all = Vec::new();
        while let Some(value) = items.next_element::<String>()? {
            all.push((value, String::new()));
        }
        Ok(Values(all))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Values, A::Error> {
        let mut all = Vec::new();
        while let Some(entry) = entries.next_entry::<String, String>()? {
            all.push(entry);
        }
        Ok(Values(all))
    }
});

by_visitor!(Other, "a type, or a map of fields", {
    fn visit_str<E: Error>(self, text: &str) -> Result<Other, E> {
        text.parse().map(Other::Type).map_err(E::custom)
    }
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Other, A::Error> {
        Map::<Field>::deserialize(MapAccessDeserializer::new(entries)).map(Other::Fields)
    }
});

by_visitor!(Query, "a parameter, or `false` to remove a shared one", {
    fn visit_bool<E: Error>(self, value: bool) -> Result<Query, E> {
        match value {
            false => Ok(Query::Removed),
            true => Err(E::custom(
                "`true` says nothing here: give a parameter, or `false`",
            )),
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Query, A::Error> {
        let parameter = Parameter::deserialize(MapAccessDeserializer::new(entries))?;
        Ok(Query::Parameter(Box::new(parameter)))
    }
});

by_visitor!(
    Body,
    "`none`, `one`, `many`, `one_or_many`, `csv`, or a map of fields",
    {
        fn visit_str<E: Error>(self, text: &str) -> Result<Body, E> {
            Ok(match text {
                "none" => Body::None,
                "one" => Body::One,
                "many" => Body::Many,
                "one_or_many" => Body::OneOrMany,
                "csv" => Body::Csv,
                _ => {
                    return Err(E::unknown_variant(
                        text,
                        &["none", "one", "many", "one_or_many", "csv"],
                    ));
                }
            })
        }
        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Body, A::Error> {
            Map::<Field>::deserialize(MapAccessDeserializer::new(entries)).map(Body::Fields)
        }
    }
);

by_visitor!(
    Returns,
    "a list of fields, `record`, `nothing`, `json`, a result of planhat.yaml, or a map of fields",
    {
        fn visit_str<E: Error>(self, text: &str) -> Result<Returns, E> {
            Ok(match text {
                "record" => Returns::Record,
                "nothing" => Returns::Nothing,
                "json" => Returns::Json,
                name => Returns::Result(name.to_owned()),
            })
        }
        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Returns, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(items)).map(Returns::Fields)
        }
        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Returns, A::Error> {
            Map::<Field>::deserialize(MapAccessDeserializer::new(entries)).map(Returns::Shape)
        }
    }
);

by_visitor!(ToolName, "`true`, `false`, or a name", {
    fn visit_bool<E: Error>(self, value: bool) -> Result<ToolName, E> {
        Ok(ToolName::Is(value))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<ToolName, E> {
        Ok(ToolName::Named(text.to_owned()))
    }
});

by_visitor!(Hint, "a few words, or `false`", {
    fn visit_bool<E: Error>(self, value: bool) -> Result<Hint, E> {
        match value {
            false => Ok(Hint::None),
            true => Err(E::custom("it is a few words, or `false`")),
        }
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Hint, E> {
        Ok(Hint::Words(text.to_owned()))
    }
});

by_visitor!(
    Rule,
    "a name, or `{ one_of: [a, b], when: { c: value } }`",
    {
        fn visit_str<E: Error>(self, text: &str) -> Result<Rule, E> {
            Ok(Rule {
                one_of: vec![text.to_owned()],
                when: Map::new(),
            })
        }
        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Rule, A::Error> {
            let rule = LimitedRule::deserialize(MapAccessDeserializer::new(entries))?;
            Ok(Rule {
                one_of: rule.one_of,
                when: rule.when,
            })
        }
    }
);

/// A rule as a map.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitedRule {
    /// At least one of these body fields, or of these parameters.
    one_of: Vec<String>,
    /// Only where these fields or parameters have these values. Default: always.
    #[serde(default)]
    when: Map<Json>,
}
