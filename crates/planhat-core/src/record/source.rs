//! Arrays and objects being read behind trait objects, so that one visitor serves every type.

use serde::de::{MapAccess, SeqAccess};
use serde_json::{Map, Value};

use super::read::{Fill, read_members};
use super::{Entries, Items, Slot, Step};

/// An array or object being read; an error is kept until the visitor ends.
pub(super) struct Source<A, E> {
    pub(super) access: A,
    pub(super) error: Option<E>,
}

impl<A, E> Source<A, E> {
    /// What the visitor answers.
    pub(super) fn finish(self, step: Step) -> Result<Step, E> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(step),
        }
    }

    fn take<T>(&mut self, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.error = Some(error)).ok()
    }
}

impl<'de, A: SeqAccess<'de, Error = E>, E> Items for Source<A, E> {
    fn next(&mut self, slot: Slot<'_>) -> Step {
        match self.access.next_element_seed(Fill(slot)) {
            Ok(Some(step)) => step,
            Ok(None) => Step::End,
            Err(error) => {
                self.error = Some(error);
                Step::Failed
            }
        }
    }
}

impl<'de, A: SeqAccess<'de, Error = E>, E> Source<A, E> {
    /// Reads the array as JSON, into a slot that takes any or as a value that does not fit.
    pub(super) fn json_array(&mut self, slot: Slot<'_>) -> Step {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let item = self.access.next_element();
            match self.take(item) {
                Some(Some(value)) => all.push(value),
                Some(None) => break,
                None => return Step::Failed,
            }
        }
        match slot {
            Slot::Json(place) => {
                *place = Some(Value::Array(all));
                Step::Filled
            }
            _ => Step::Odd(Value::Array(all)),
        }
    }
}

impl<'de, A: MapAccess<'de, Error = E>, E> Entries for Source<A, E> {
    fn key(&mut self) -> Option<String> {
        let key = self.access.next_key();
        self.take(key).flatten()
    }

    fn value(&mut self, slot: Slot<'_>) -> Step {
        let step = self.access.next_value_seed(Fill(slot));
        self.take(step).unwrap_or(Step::Failed)
    }

    fn failed(&self) -> bool {
        self.error.is_some()
    }
}

impl<'de, A: MapAccess<'de, Error = E>, E: serde::de::Error> Source<A, E> {
    /// Reads the object into the slot.
    pub(super) fn object(&mut self, slot: Slot<'_>) -> Step {
        match slot {
            Slot::Record(place) => {
                let members = Borrowed(&mut self.access);
                let result = read_members(place.open(), members);
                self.take(result).map_or(Step::Failed, |()| Step::Filled)
            }
            Slot::Map(place) => place.fill(self),
            Slot::Object(place) => self.members().map_or(Step::Failed, |members| {
                *place = Some(members.into());
                Step::Filled
            }),
            Slot::Json(place) => self.members().map_or(Step::Failed, |members| {
                *place = Some(Value::Object(members));
                Step::Filled
            }),
            _ => self
                .members()
                .map_or(Step::Failed, |members| Step::Odd(Value::Object(members))),
        }
    }

    fn members(&mut self) -> Option<Map<String, Value>> {
        let mut all = Map::new();
        loop {
            let member = self.access.next_entry();
            match self.take(member)? {
                Some((key, value)) => all.insert(key, value),
                None => return Some(all),
            };
        }
    }
}

/// The members of an object by reference.
struct Borrowed<'a, A>(&'a mut A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Borrowed<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<V: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}
