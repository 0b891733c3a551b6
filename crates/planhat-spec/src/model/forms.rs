//! The keys of [`super::server`] that take several shapes, as they are read.

use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::server::{DEMO_WORDS, Demo, Fill, Filter, Source, Way};
use super::{Json, Map};

/// The words of a fill.
pub(super) const FILL_WORDS: &[&str] = &["created", "updated", "version"];

/// A fill as a map.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    { "required": ["same"] },
    { "required": ["text"] },
    { "required": ["day"] },
    { "required": ["join"] },
    { "required": ["of", "field"] },
    { "required": ["resolve"] },
    { "required": ["matching", "key"] },
    { "required": ["having", "by"] },
    { "required": ["band", "steps"] },
    { "required": ["model", "key", "field"] },
]))]
pub(super) struct FillForm {
    /// The value of this field.
    same: Option<String>,
    /// The text of this field without markup.
    text: Option<String>,
    /// The day of this field.
    day: Option<String>,
    /// The texts of these fields, joined by spaces.
    join: Option<Vec<String>>,
    /// What the record that this reference points to has in `field`.
    of: Option<String>,
    /// The records that this list of references points to, as the members of the field's objects.
    resolve: Option<String>,
    /// The first record of the field's resource whose `key` has the value of this field.
    matching: Option<String>,
    /// All records of this resource that point to this record, `by` their reference.
    having: Option<String>,
    /// The name of the highest of `steps` that this number reaches.
    band: Option<String>,
    /// The `field` of the record that `key`, an external id, points to; this field names its model.
    model: Option<String>,
    /// With `of` and `model`: the field of the other record.
    field: Option<String>,
    /// With `of`: whether it is filled when the record is made, and stays. Default: `false`.
    once: Option<bool>,
    /// With `matching`: the field of the other record. With `model`: the field with the external id.
    key: Option<String>,
    /// With `having`: the reference of the other records to this one.
    by: Option<String>,
    /// With `band`: the least number of each step, by its name.
    steps: Option<Map<f64>>,
}

impl FillForm {
    pub(super) fn fill<E: Error>(self) -> Result<Fill, E> {
        let head = head([
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
        ])?;
        self.only_companions(head)?;
        Ok(match head {
            "same" => Fill::Same(need(self.same, head)?),
            "text" => Fill::Text(need(self.text, head)?),
            "day" => Fill::Day(need(self.day, head)?),
            "join" => Fill::Join(need(self.join, head)?),
            "of" => Fill::Of {
                reference: need(self.of, head)?,
                field: need(self.field, "field")?,
                once: self.once.unwrap_or(false),
            },
            "resolve" => Fill::Resolve(need(self.resolve, head)?),
            "matching" => Fill::Matching {
                field: need(self.matching, head)?,
                key: need(self.key, "key")?,
            },
            "having" => Fill::Having {
                resource: need(self.having, head)?,
                by: need(self.by, "by")?,
            },
            "band" => Fill::Band {
                field: need(self.band, head)?,
                steps: need(self.steps, "steps")?,
            },
            _ => Fill::Found {
                model: need(self.model, head)?,
                key: need(self.key, "key")?,
                field: need(self.field, "field")?,
            },
        })
    }

    /// What says more about one form says nothing beside another.
    fn only_companions<E: Error>(&self, head: &str) -> Result<(), E> {
        let companions: [(&str, bool, &[&str]); 5] = [
            ("field", self.field.is_some(), &["of", "model"]),
            ("once", self.once.is_some(), &["of"]),
            ("key", self.key.is_some(), &["matching", "model"]),
            ("by", self.by.is_some(), &["having"]),
            ("steps", self.steps.is_some(), &["band"]),
        ];
        let odd = companions
            .iter()
            .find(|(_, given, heads)| *given && !heads.contains(&head));
        match odd {
            Some((companion, ..)) => Err(E::custom(format!(
                "`{companion}` says nothing beside `{head}`"
            ))),
            None => Ok(()),
        }
    }
}

/// A filter as a map.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct FilterForm {
    /// Keeps records whose field of this name, or an item of it, equals one of the values.
    equals: Option<String>,
    /// Keeps records whose field of this name holds the text.
    contains: Option<String>,
    /// Keeps records whose field of this name is not below the value.
    from: Option<String>,
    /// Keeps records whose field of this name is not above the value.
    to: Option<String>,
    /// Leaves out records whose field of this name is true, unless the parameter is true.
    reveals: Option<String>,
    /// Leaves out records whose field of this name is true; with the parameter, those that differ.
    selects: Option<String>,
}

impl FilterForm {
    pub(super) fn filter<E: Error>(self) -> Result<Filter, E> {
        let ways = [
            ("equals", Way::Equals, self.equals),
            ("contains", Way::Contains, self.contains),
            ("from", Way::From, self.from),
            ("to", Way::To, self.to),
            ("reveals", Way::Reveals, self.reveals),
            ("selects", Way::Selects, self.selects),
        ];
        head(
            ways.each_ref()
                .map(|(name, _, field)| (*name, field.is_some())),
        )?;
        let given = ways
            .into_iter()
            .find_map(|(_, way, field)| Some(Filter::By(way, field?)));
        Ok(given.unwrap_or(Filter::Nothing))
    }
}

/// A source as a map.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct SourceForm {
    /// A constant.
    #[serde(default, deserialize_with = "given")]
    value: Option<Json>,
    /// The value of this field of the record that was written.
    from: Option<String>,
}

impl SourceForm {
    pub(super) fn source<E: Error>(self) -> Result<Source, E> {
        head([
            ("value", self.value.is_some()),
            ("from", self.from.is_some()),
        ])?;
        Ok(match (self.value, self.from) {
            (Some(value), _) => Source::Value(value),
            (None, from) => Source::Field(need(from, "from")?),
        })
    }
}

/// A constant may be null.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// What a field holds in a made-up tenant, as a map.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct DemoForm {
    /// One of these values.
    values: Option<Vec<Json>>,
    /// A number from the first to the second; whole where both are.
    range: Option<[f64; 2]>,
    /// A moment, from the first to the second so many days from now; negative before now.
    days: Option<[i32; 2]>,
}

impl DemoForm {
    pub(super) fn demo<E: Error>(self) -> Result<Demo, E> {
        head([
            ("values", self.values.is_some()),
            ("range", self.range.is_some()),
            ("days", self.days.is_some()),
        ])?;
        Ok(match (self.values, self.range, self.days) {
            (Some(values), ..) => Demo::Values(values),
            (None, Some(range), _) => Demo::Range(range),
            (None, None, days) => Demo::Days(need(days, "days")?),
        })
    }
}

/// A kind of words.
pub(super) fn words<E: Error>(text: &str) -> Result<Demo, E> {
    match DEMO_WORDS.contains(&text) {
        true => Ok(Demo::Words(text.to_owned())),
        false => Err(E::unknown_variant(text, DEMO_WORDS)),
    }
}

/// The one key that says which form a map has.
fn head<E: Error, const N: usize>(keys: [(&'static str, bool); N]) -> Result<&'static str, E> {
    let tick = |keys: Vec<&str>| format!("`{}`", keys.join("`, `"));
    let names = |given: Option<bool>| -> Vec<&'static str> {
        let named = keys
            .iter()
            .filter(|(_, one)| given.is_none_or(|given| *one == given));
        named.map(|(name, _)| *name).collect()
    };
    match names(Some(true)).as_slice() {
        [one] => Ok(one),
        [] => Err(E::custom(format!("it takes one of {}", tick(names(None))))),
        several => Err(E::custom(format!(
            "{} exclude each other",
            tick(several.to_vec())
        ))),
    }
}

fn need<T, E: Error>(value: Option<T>, key: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(key))
}
