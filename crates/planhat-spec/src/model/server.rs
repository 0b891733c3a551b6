//! What the server does by itself: for a server that stands in for Planhat, never for a client.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Json, Map};

/// How the server fills a field. In YAML a word, or a map with one form.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    /// `created`: the moment the record was made.
    Created,
    /// `updated`: the moment of its last change.
    Updated,
    /// `version`: how often it was changed.
    Version,
    /// `{ same: field }`: the value of another field.
    Same(String),
    /// `{ text: field }`: the text of another field without markup.
    Text(String),
    /// `{ day: field }`: the day of another field.
    Day(String),
    /// `{ join: [field, field] }`: the texts of other fields, joined by spaces.
    Join(Vec<String>),
    /// `{ of: reference, field: name }`: what the record it points to has there.
    Of {
        /// The reference.
        reference: String,
        /// The field of the record it points to.
        field: String,
        /// Whether it is filled when the record is made and stays.
        once: bool,
    },
    /// `{ resolve: list }`: the records that a list of ids points to.
    Resolve(String),
    /// `{ matching: field, key: name }`: the first record of the field's resource with that value.
    Matching {
        /// The field of this record.
        field: String,
        /// The field there.
        key: String,
    },
    /// `{ having: resource, by: reference }`: all records of a resource that point to this one.
    Having {
        /// The resource.
        resource: String,
        /// Their reference to this record.
        by: String,
    },
    /// `{ band: number, steps: { name: least } }`: the name of the highest step that it reaches.
    Band {
        /// The number.
        field: String,
        /// Least number of each step by its name.
        steps: Map<f64>,
    },
    /// `{ model: field, key: field, field: name }`: a field of the record that an external id and
    /// the name of a model point to.
    Found {
        /// The field with the name of the model.
        model: String,
        /// The field with the external id.
        key: String,
        /// The field to take of that record.
        field: String,
    },
}

/// What becomes of a value that the server does not know.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// The values it knows.
    pub known: Vec<String>,
    /// What is stored in place of any other; one of them.
    pub to: String,
}

/// What a query parameter does to a list. In YAML a map with one way, or `false`.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `false`: nothing.
    Nothing,
    /// It keeps or leaves out records by a field.
    By(Way, String),
}

/// How a parameter and a field decide on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Keeps records whose field, or an item of it, equals one of the values.
    Equals,
    /// Keeps records whose field holds the text.
    Contains,
    /// Keeps records whose field is not below the value.
    From,
    /// Keeps records whose field is not above the value.
    To,
    /// Records whose field is true are left out unless the parameter is true.
    Reveals,
    /// Records whose field is true are left out; with the parameter, those that differ from it.
    Selects,
}

/// What else happens when a write changes a field of a record to a value.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The field, and the value that it changes to: one of them.
    pub when: Map<Json>,
    /// What is set in the record, by the names of its fields. Default: nothing.
    #[serde(default)]
    pub sets: Map<Source>,
    /// What is made besides: one resource, and what its record holds. Default: nothing.
    #[serde(default)]
    pub makes: Map<Map<Source>>,
}

/// Where an effect takes a value from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// `{ value: true }`: a constant.
    Value(Json),
    /// `{ from: field }`: a field of the record that was written.
    Field(String),
    /// `now`: the moment.
    Now,
}

/// How many records a made-up tenant has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The resource of which each record has so many. Default: none, the tenant has them.
    pub per: Option<String>,
    /// How many: at least, and at most.
    pub count: [u32; 2],
}

/// What a field holds in a made-up tenant. In YAML a word, `false`, or a map with one form.
#[derive(Debug, Clone, PartialEq)]
pub enum Demo {
    /// Words of a kind: one of [`DEMO_WORDS`].
    Words(String),
    /// `{ values: [a, b] }`: one of these.
    Values(Vec<Json>),
    /// `{ range: [1, 10] }`: a number in this range.
    Range([f64; 2]),
    /// `{ days: [-400, 0] }`: a moment, so many days from now.
    Days([i32; 2]),
    /// `false`: nothing.
    Nothing,
}

/// The kinds of words that a made-up tenant knows.
pub const DEMO_WORDS: &[&str] = &[
    "company",
    "first_name",
    "last_name",
    "job_title",
    "city",
    "country",
    "street",
    "zip",
    "domain",
    "product",
    "sentence",
    "paragraph",
    "phone",
    "email",
    "url",
    "slug",
    "tag",
];
