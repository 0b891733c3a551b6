//! Values taken as JSON text, uncut and unparsed where the reader is one of JSON.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What `serde_json` names the type of its raw values; a reader that does not know the name gives
/// the value itself. Were it to change, reading would be slower, not wrong; a test watches it.
const RAW: &str = "$serde_json::private::RawValue";

/// The next value as JSON text, without spaces around it.
///
/// # Errors
/// Those of the deserializer.
pub(crate) fn json_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Cow<'de, str>, D::Error> {
    JsonText.deserialize(deserializer)
}

/// The same as a seed.
pub(super) struct JsonText;

impl<'de> DeserializeSeed<'de> for JsonText {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, self)
    }
}

impl<'de> Visitor<'de> for JsonText {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Some(first) = members.next_key::<Cow<'de, str>>()? else {
            return Ok(Cow::Borrowed("{}"));
        };
        if first == RAW {
            return members.next_value_seed(Text);
        }
        let first = (first.into_owned(), members.next_value()?);
        let mut all: Map<String, Value> =
            Deserialize::deserialize(MapAccessDeserializer::new(members))?;
        all.entry(first.0).or_insert(first.1);
        owned(Value::Object(all))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        owned(Value::deserialize(deserializer)?)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.visit_newtype_struct(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        self.visit_newtype_struct(SeqAccessDeserializer::new(items))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed("null"))
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        owned(text)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        owned(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        owned(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        owned(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        owned(value)
    }
}

fn owned<'de, E>(value: impl Into<Value>) -> Result<Cow<'de, str>, E> {
    Ok(Cow::Owned(value.into().to_string()))
}

/// A string, borrowed where it can be.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_hands_out_its_text_unparsed() {
        let json = r#" [ {"b": 1.0, "a": "x"} ] "#;
        let text = json_text(&mut serde_json::Deserializer::from_str(json)).unwrap();
        assert!(matches!(text, Cow::Borrowed(text) if text == json.trim()));
        let text = json_text(&mut serde_json::Deserializer::from_reader(json.as_bytes()));
        assert_eq!(text.unwrap(), json.trim());
    }

    #[test]
    fn other_readers_give_a_value() {
        let value = serde_json::json!([{"b": 1.5, "a": "x", "c": [null, {}, true, -1]}]);
        assert_eq!(json_text(value.clone()).unwrap(), value.to_string());
        let plain = serde::de::value::StrDeserializer::<serde::de::value::Error>::new("x");
        assert_eq!(json_text(plain).unwrap(), r#""x""#);
    }
}
