//! Reading: one visitor for every type of field, driven by slots.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::keys::{Key, Keys, Seen};
use super::source::Source;
use super::text::{JsonText, json_text};
use super::{ALIAS, Record, Shape, Slot, Step};
use crate::object::parsable;
use crate::{DecodeError, Number, Object};

/// Reads one record from the JSON text of an answer.
///
/// # Errors
/// When the text is no JSON or holds no object.
pub fn decode_record<R: Record + Default>(json: &str) -> Result<R, DecodeError> {
    let mut record = R::default();
    read_one(json, &mut record)?;
    Ok(record)
}

// What reads is not generic, so that it is compiled here, once for all types.
fn read_one(json: &str, record: &mut dyn Record) -> Result<(), DecodeError> {
    let mut reader = serde_json::Deserializer::from_str(json);
    RecordSeed(record).deserialize(&mut reader)?;
    Ok(reader.end()?)
}

/// The same behind a trait object; the tables point here.
///
/// # Errors
/// As [`decode_record`].
pub fn decode_boxed<R: Record + Default + 'static>(
    json: &str,
) -> Result<Box<dyn Record>, DecodeError> {
    decode_record::<R>(json).map(|record| Box::new(record) as Box<dyn Record>)
}

/// Reads an array of records from the JSON text of an answer.
///
/// # Errors
/// When the text is no JSON or holds no array of objects.
pub fn decode_records<R: Record + Default>(json: &str) -> Result<Vec<R>, DecodeError> {
    let mut records = Vec::<R>::new();
    read_array(json, &mut records)?;
    Ok(records)
}

fn read_array(json: &str, records: &mut dyn Sink) -> Result<(), DecodeError> {
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.deserialize_seq(Records(records))?;
    Ok(reader.end()?)
}

/// A list that records are read into, each in its place.
trait Sink {
    /// A new record at the end.
    fn open(&mut self) -> &mut dyn Record;
    /// Takes the last one away.
    fn abandon(&mut self);
}

impl<R: Record + Default> Sink for Vec<R> {
    fn open(&mut self) -> &mut dyn Record {
        self.push(R::default());
        let last = self.len() - 1;
        &mut self[last]
    }

    fn abandon(&mut self) {
        self.pop();
    }
}

/// Reads a record from any deserializer; generated `Deserialize` implementations call this.
///
/// # Errors
/// Those of the deserializer, and when it holds no object.
pub fn deserialize<'de, D: Deserializer<'de>>(
    record: &mut dyn Record,
    deserializer: D,
) -> Result<(), D::Error> {
    RecordSeed(record).deserialize(deserializer)
}

/// Reads a value that is JSON already.
pub(super) fn fill_from_value(slot: Slot<'_>, value: Value) -> Step {
    Fill(slot).deserialize(value).unwrap_or(Step::Failed)
}

struct Records<'a>(&'a mut dyn Sink);

impl<'de> Visitor<'de> for Records<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        loop {
            let seed = RecordSeed(self.0.open());
            if items.next_element_seed(seed)?.is_none() {
                self.0.abandon();
                return Ok(());
            }
        }
    }
}

/// Reads an object into a record.
struct RecordSeed<'a>(&'a mut dyn Record);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.0.names().type_name)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        read_members(self.0, members)
    }
}

/// Reads the members of an object into a record.
pub(super) fn read_members<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    mut members: A,
) -> Result<(), A::Error> {
    let mut keys = Keys::new(record.names().sorted);
    let mut seen = Seen::default();
    while let Some(key) = members.next_key_seed(keys.seed())? {
        let at = match key {
            Key::Known(at) => at,
            Key::Unknown(name) => {
                read_unknown(record, &name, &mut members)?;
                continue;
            }
        };
        let (name, slot) = keys.take(at);
        let is_alias = slot & ALIAS != 0;
        let slot = slot & !ALIAS;
        if seen.twice(slot) {
            if is_alias {
                read_unknown(record, name, &mut members)?;
                continue;
            }
            set_aside(record, slot);
        }
        match members.next_value_seed(Fill(record.slot(slot)))? {
            Step::Filled => {}
            Step::Null => {
                record.slot(slot).clear();
                record.side_mut().set_null(slot);
            }
            Step::Odd(value) => {
                record.slot(slot).clear();
                record.side_mut().set_odd(slot, value);
            }
            Step::End | Step::Failed => return Err(A::Error::custom("the value is cut off")),
        }
        if is_alias {
            record.side_mut().set_alias(slot, name);
        }
    }
    Ok(())
}

/// Makes room for a value that comes again. Of a name that comes twice the last value counts; what
/// came under an alias is kept as an unknown member.
fn set_aside(record: &mut dyn Record, slot: u16) {
    if let Some(alias) = record.side().alias(slot) {
        let value = match record.side().odd(slot) {
            Some(odd) => odd.clone(),
            None => record
                .view(slot)
                .map_or(Value::Null, |view| view.to_value()),
        };
        append(record, alias, &value.to_string());
    }
    record.side_mut().forget(slot);
}

/// Keeps a member that the specs do not know, as JSON text.
fn read_unknown<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    name: &str,
    members: &mut A,
) -> Result<(), A::Error> {
    let text = members.next_value_seed(JsonText)?;
    parsable(&text).map_err(A::Error::custom)?;
    append(record, name, &text);
    Ok(())
}

fn append(record: &mut dyn Record, name: &str, json: &str) {
    let text = record.side_mut().unknown_text();
    // One allocation holds most of what comes.
    let first = if text.is_empty() { 128 } else { 0 };
    text.reserve((name.len() + json.len() + 4).max(first));
    if !text.is_empty() {
        text.push(',');
    }
    if name
        .bytes()
        .all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
    {
        text.push('"');
        text.push_str(name);
        text.push('"');
    } else {
        text.push_str(&Value::from(name).to_string());
    }
    text.push(':');
    text.push_str(json);
}

/// Reads one value into its slot; a value that does not fit comes back as JSON.
pub(super) struct Fill<'a>(pub(super) Slot<'a>);

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = Step;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Step, D::Error> {
        match self.0 {
            Slot::Object(place) => fill_object(place, &json_text(deserializer)?),
            slot => deserializer.deserialize_any(Fill(slot)),
        }
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Step, E> {
        Ok(Step::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Step, E> {
        Ok(Step::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Step, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Step, E> {
        Ok(fill_text(self.0, text))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Step, E> {
        Ok(fill_boolean(self.0, value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Step, E> {
        Ok(fill_number(self.0, Number::Integer(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Step, E> {
        let number = i64::try_from(value).map_or(Number::Unsigned(value), Number::Integer);
        Ok(fill_number(self.0, number))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Step, E> {
        Ok(fill_number(self.0, Number::Float(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Step, A::Error> {
        let mut source = Source::<A, A::Error> {
            access: items,
            error: None,
        };
        let step = match self.0 {
            Slot::List(place) => place.fill(&mut source),
            Slot::Choice(place) => place.fill(Shape::ARRAY, &mut |slot| match slot {
                Slot::List(place) => place.fill(&mut source),
                slot => source.json_array(slot),
            }),
            slot => source.json_array(slot),
        };
        source.finish(step)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Step, A::Error> {
        let mut source = Source::<A, A::Error> {
            access: members,
            error: None,
        };
        let step = match self.0 {
            Slot::Choice(place) => {
                let mut source = Some(&mut source);
                place.fill(Shape::OBJECT, &mut |slot| match source.take() {
                    Some(source) => source.object(slot),
                    None => Step::Failed,
                })
            }
            slot => source.object(slot),
        };
        source.finish(step)
    }
}

/// An object with any members stays text until it is looked into.
fn fill_object<E: Error>(place: &mut Option<Object>, text: &str) -> Result<Step, E> {
    if text.starts_with('{') {
        parsable(text).map_err(E::custom)?;
        *place = Some(Object::from_parsable(text));
        return Ok(Step::Filled);
    }
    Ok(match serde_json::from_str(text).map_err(E::custom)? {
        Value::Null => Step::Null,
        value => Step::Odd(value),
    })
}

fn fill_text(slot: Slot<'_>, text: &str) -> Step {
    let fits = match slot {
        Slot::Text(place) => place.set(text),
        Slot::Json(place) => {
            *place = Some(Value::from(text));
            true
        }
        Slot::Choice(place) => return place.fill(Shape::TEXT, &mut |slot| fill_text(slot, text)),
        _ => false,
    };
    if fits {
        Step::Filled
    } else {
        Step::Odd(Value::from(text))
    }
}

fn fill_boolean(slot: Slot<'_>, value: bool) -> Step {
    match slot {
        Slot::Boolean(place) => *place = Some(value),
        Slot::Json(place) => *place = Some(Value::from(value)),
        Slot::Choice(place) => {
            return place.fill(Shape::BOOLEAN, &mut |slot| fill_boolean(slot, value));
        }
        _ => return Step::Odd(Value::from(value)),
    }
    Step::Filled
}

fn fill_number(slot: Slot<'_>, number: Number) -> Step {
    match (slot, number) {
        (Slot::Number(place), number) => *place = Some(number),
        (Slot::Integer(place), Number::Integer(value)) => *place = Some(value),
        (Slot::Day(place), Number::Integer(value)) => *place = Some(value.into()),
        (Slot::Json(place), number) => *place = Some(number_value(number)),
        (Slot::Choice(place), number) => {
            return place.fill(Shape::NUMBER, &mut |slot| fill_number(slot, number));
        }
        _ => return Step::Odd(number_value(number)),
    }
    Step::Filled
}

fn number_value(number: Number) -> Value {
    match number {
        Number::Integer(value) => value.into(),
        Number::Unsigned(value) => value.into(),
        Number::Float(value) => value.into(),
    }
}
