//! What the server does by itself, for a server that stands in for it; the client needs none of it.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::shapes::by_visitor;
use super::{Json, Map};

/// How the server fills a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    /// `created`: the moment the record was made.
    Created,
    /// `updated`: the moment of its last change.
    Updated,
    /// `version`: how often it was changed.
    Version,
    /// From other fields or records.
    From(Box<FillForm>),
}

/// One form of filling a field from others.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FillForm {
    /// The value of another field.
    pub same: Option<String>,
    /// The text of another field, without markup.
    pub text: Option<String>,
    /// The day of another field.
    pub day: Option<String>,
    /// The texts of other fields, joined by spaces.
    pub join: Option<Vec<String>>,
    /// A reference of this record; `field` is taken from the record that it points to.
    pub of: Option<String>,
    /// With `of` and `model`: the field to take.
    pub field: Option<String>,
    /// With `of`: filled when the record is made, and left as it is then. Default: `false`.
    pub once: bool,
    /// A list of references; the records that it points to are shown with the members of this field.
    pub resolve: Option<String>,
    /// A field; the record that this reference points to is the first with the same value in `key`.
    pub matching: Option<String>,
    /// With `matching` and `model`: the field with the key.
    pub key: Option<String>,
    /// A resource; its records that point here by the reference `by` are shown.
    pub having: Option<String>,
    /// With `having`: the reference.
    pub by: Option<String>,
    /// A number; the name of the highest of the `steps` that it reaches is shown.
    pub band: Option<String>,
    /// With `band`: name and least number of each step.
    pub steps: Option<Map<f64>>,
    /// The field with the name of a model; the record is the one of that model with the value of
    /// `key` as external id, and `field` is taken from it.
    pub model: Option<String>,
}

impl FillForm {
    /// The forms that were given.
    pub fn forms(&self) -> Vec<&'static str> {
        let given = [
            ("same", self.same.is_some()),
            ("text", self.text.is_some()),
            ("day", self.day.is_some()),
            ("join", self.join.is_some()),
            ("of", self.of.is_some()),
            ("resolve", self.resolve.is_some()),
            ("matching", self.matching.is_some()),
            ("having", self.having.is_some()),
            ("band", self.band.is_some()),
            ("model", self.model.is_some()),
        ];
        given
            .iter()
            .filter(|(_, given)| *given)
            .map(|(name, _)| *name)
            .collect()
    }

    /// What the form that was given needs besides and lacks.
    pub fn lacks(&self) -> Option<&'static str> {
        let field = self.field.is_none().then_some("field");
        let key = self.key.is_none().then_some("key");
        match () {
            () if self.of.is_some() => field,
            () if self.matching.is_some() => key,
            () if self.having.is_some() => self.by.is_none().then_some("by"),
            () if self.band.is_some() => self.steps.is_none().then_some("steps"),
            () if self.model.is_some() => key.or(field),
            () => None,
        }
    }

    /// The fields of this record that it names, those of `join` aside, by the key under which it
    /// does.
    pub fn own_fields(&self) -> Vec<(&'static str, &String)> {
        let one = [
            ("same", &self.same),
            ("text", &self.text),
            ("day", &self.day),
            ("of", &self.of),
            ("resolve", &self.resolve),
            ("matching", &self.matching),
            ("band", &self.band),
            ("model", &self.model),
        ];
        let one = one
            .into_iter()
            .filter_map(|(key, name)| Some((key, name.as_ref()?)));
        let key = self.key.as_ref().filter(|_| self.model.is_some());
        one.chain(key.map(|name| ("key", name))).collect()
    }
}

by_visitor!(
    Fill,
    "`created`, `updated`, `version`, or a form such as `{ same: _id }`",
    {
        fn visit_str<E: Error>(self, text: &str) -> Result<Fill, E> {
            match text {
                "created" => Ok(Fill::Created),
                "updated" => Ok(Fill::Updated),
                "version" => Ok(Fill::Version),
                _ => Err(E::unknown_variant(text, &["created", "updated", "version"])),
            }
        }
        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Fill, A::Error> {
            FillForm::deserialize(MapAccessDeserializer::new(entries))
                .map(|form| Fill::From(Box::new(form)))
        }
    }
);

/// What becomes of a value that the server does not know.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// The values it knows.
    pub known: Vec<String>,
    /// What is stored in place of any other.
    pub to: String,
}

/// What a parameter of a list does: `false` where it is no filter, else one form.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `false`: nothing.
    None,
    /// Keeps or leaves out records by a field.
    By(FilterForm),
}

/// One form of keeping records by a field.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FilterForm {
    /// Keeps records whose field, or an item of it, equals one of the values.
    pub equals: Option<String>,
    /// Keeps records whose field holds the text.
    pub contains: Option<String>,
    /// Keeps records whose field is not below the value.
    pub from: Option<String>,
    /// Keeps records whose field is not above the value.
    pub to: Option<String>,
    /// Records whose field is true are left out, unless the parameter is true.
    pub reveals: Option<String>,
    /// Records whose field is true are left out; with the parameter, those that differ from it.
    pub selects: Option<String>,
}

impl FilterForm {
    /// The forms that were given: name, and field.
    pub fn forms(&self) -> Vec<(&'static str, &String)> {
        let forms = [
            ("equals", &self.equals),
            ("contains", &self.contains),
            ("from", &self.from),
            ("to", &self.to),
            ("reveals", &self.reveals),
            ("selects", &self.selects),
        ];
        let given = forms
            .into_iter()
            .filter_map(|(form, name)| Some((form, name.as_ref()?)));
        given.collect()
    }
}

by_visitor!(
    Filter,
    "`false`, or a form such as `{ equals: companyId }`",
    {
        fn visit_bool<E: Error>(self, value: bool) -> Result<Filter, E> {
            match value {
                false => Ok(Filter::None),
                true => Err(E::custom(
                    "`true` says nothing here: name a field, or give `false`",
                )),
            }
        }
        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Filter, A::Error> {
            FilterForm::deserialize(MapAccessDeserializer::new(entries)).map(Filter::By)
        }
    }
);

/// What else happens when a write changes a field of a record to a value.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The field and the value: one.
    pub when: Map<Json>,
    /// What is set in the record. Default: nothing.
    #[serde(default)]
    pub sets: Map<Source>,
    /// The record that is made besides. Default: none.
    pub makes: Option<Made>,
}

/// A record that is made besides.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Its resource.
    pub resource: String,
    /// What it holds.
    pub fields: Map<Source>,
}

/// Where an effect takes a value from.
#[derive(Debug, Clone)]
pub enum Source {
    /// `now`: the moment.
    Now,
    /// A constant or a field.
    Given(SourceForm),
}

/// A constant, or a field of the record that was written.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SourceForm {
    /// A constant; null clears.
    #[serde(deserialize_with = "given")]
    pub value: Option<Json>,
    /// A field of the record that was written.
    pub from: Option<String>,
}

/// A constant that is null is one all the same.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

by_visitor!(Source, "`now`, `{ value: ... }` or `{ from: field }`", {
    fn visit_str<E: Error>(self, text: &str) -> Result<Source, E> {
        match text {
            "now" => Ok(Source::Now),
            _ => Err(E::unknown_variant(text, &["now"])),
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Source, A::Error> {
        SourceForm::deserialize(MapAccessDeserializer::new(entries)).map(Source::Given)
    }
});
