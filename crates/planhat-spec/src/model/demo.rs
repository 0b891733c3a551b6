//! What a made-up tenant holds.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Json, Map};

/// The kinds of words that demo data knows.
pub const WORDS: [&str; 18] = [
    "company",
    "first_name",
    "last_name",
    "full_name",
    "email",
    "job_title",
    "city",
    "country",
    "street",
    "zip",
    "phone",
    "domain",
    "url",
    "slug",
    "product",
    "sentence",
    "paragraph",
    "tag",
];

/// How many records a made-up tenant has, and what they are like.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The resource of which each record has its own. Default: the tenant has them. The resource
    /// without it that most others belong to is the one that a tenant is sized by.
    pub per: Option<String>,
    /// How many, at least and at most. Default: as many as the first group of `cases` has, or one.
    pub count: Option<Ends>,
    /// One field of the record of `per`, and the values without which it has none. Default: all
    /// have some.
    #[serde(default)]
    pub when: Map<Vec<Json>>,
    /// Groups of cases by a name of their own. A record follows one case of each group, and what a
    /// later group says goes before. Default: none.
    #[serde(default)]
    pub cases: Map<Vec<Map<Told>>>,
    /// Where the records define the tenant's own fields: how.
    pub defines: Option<Defines>,
}

/// How a record defines one of the tenant's own fields.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defines {
    /// The field with the name that values stand under.
    pub name: String,
    /// The field with the name of the resource that has the field.
    pub of: String,
    /// The field that says what sort of values it holds.
    pub kind: Option<String>,
    /// The field with the choices, where it has some.
    pub values: Option<String>,
    /// The field that says whether values are worked out by the server.
    pub computed: Option<String>,
}

/// What a field holds: a kind of words, `false` for nothing, or a form.
#[derive(Debug, Clone)]
pub enum Demo {
    /// Words of a kind.
    Words(String),
    /// `false`
    Nothing,
    /// A form.
    Form(Box<Form>),
}

/// What a case says of a field: a value, or a form. Under `$weight` how often the case comes up
/// (1 if not said), under `$holds` what the field that the record defines holds.
#[derive(Debug, Clone)]
pub enum Told {
    /// This value; null for nothing. A text may have placeholders.
    Value(Json),
    /// A form.
    Form(Box<Form>),
}

/// One of these keys. A name is a field of the record or `resource.field`, of a record of that
/// resource that this one refers to or that belongs to the same parent.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Words of a kind.
    pub words: Option<String>,
    /// One of these; one that stands twice comes twice as often, and null is nothing.
    pub values: Option<Vec<Json>>,
    /// A number, at least and at most; whole if both are.
    pub range: Option<Ends>,
    /// A moment, so many days from now; negative for the past.
    pub days: Option<Ends>,
    /// A text with placeholders: `{name}`, `{word}` for words of a kind, `{#}` for the number of
    /// the record. One that stands alone gives the value as it is.
    pub text: Option<String>,
    /// A name, and the factor that its number is taken times: `{ mrr: 12 }`.
    pub times: Option<Map<Ends>>,
    /// A name, and how many days later the moment is: `{ startDate: [30, 90] }`. `_id` has the
    /// moment of the creation.
    pub after: Option<Map<Ends>>,
    /// `resource.field`, summed up over all records that belong to this one.
    pub sum: Option<String>,
}

/// A range: both ends, or one number for both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ends(pub f64, pub f64);

impl Form {
    /// How many of its keys are given.
    fn given(&self) -> usize {
        let keys = [
            self.words.is_some(),
            self.values.is_some(),
            self.range.is_some(),
            self.days.is_some(),
            self.text.is_some(),
            self.times.is_some(),
            self.after.is_some(),
            self.sum.is_some(),
        ];
        keys.into_iter().filter(|given| *given).count()
    }

    fn checked<E: Error>(self) -> Result<Box<Self>, E> {
        let pairs = [&self.times, &self.after].into_iter().flatten();
        let single = pairs.map(Map::len).all(|count| count == 1);
        match (self.given(), single) {
            (1, true) => Ok(Box::new(self)),
            (1, false) => Err(E::custom("one name goes here, with its range")),
            (0, _) => Err(E::custom("one of the forms of demo data goes here")),
            _ => Err(E::custom("only one of the forms of demo data goes here")),
        }
    }
}

impl<'de> Deserialize<'de> for Demo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Demo;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a kind of words, `false`, or a form such as `{ values: [a, b] }`")
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Demo, E> {
                match value {
                    false => Ok(Demo::Nothing),
                    true => Err(E::custom(
                        "`true` says nothing here: give a form, or `false`",
                    )),
                }
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Demo, E> {
                match WORDS.contains(&text) {
                    true => Ok(Demo::Words(text.to_owned())),
                    false => Err(E::unknown_variant(text, &WORDS)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Demo, A::Error> {
                let form = Form::deserialize(MapAccessDeserializer::new(entries))?;
                form.checked().map(Demo::Form)
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            form @ Json::Object(_) => {
                let form = Form::deserialize(form).map_err(D::Error::custom)?;
                form.checked().map(Told::Form)
            }
            value => Ok(Told::Value(value)),
        }
    }
}

impl<'de> Deserialize<'de> for Ends {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        // A count of days or records is far from where a float loses whole numbers.
        #[allow(clippy::cast_precision_loss)]
        impl<'de> Visitor<'de> for Shape {
            type Value = Ends;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or two: at least and at most")
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Ends, E> {
                self.visit_f64(value as f64)
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Ends, E> {
                self.visit_f64(value as f64)
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Ends, E> {
                Ok(Ends(value, value))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Ends, A::Error> {
                let mut numbers = Vec::new();
                while let Some(number) = items.next_element::<f64>()? {
                    numbers.push(number);
                }
                match numbers[..] {
                    [least, most] if least <= most => Ok(Ends(least, most)),
                    [_, _] => Err(A::Error::custom("the greater number stands first")),
                    _ => Err(A::Error::custom(
                        "two numbers go here: at least and at most",
                    )),
                }
            }
        }
        deserializer.deserialize_any(Shape)
    }
}
