//! What was read beside the fields of a record.

use serde_json::Value;

use crate::Object;

/// Unknown keys, explicit nulls, values of an unexpected type, and the aliases that were read.
/// Empty, and one pointer wide, for a record that is as the specs say.
#[derive(Clone, Default)]
pub struct Side(Option<Box<Content>>);

#[derive(Clone, Default)]
struct Content {
    /// Members as JSON text, joined by commas: they are copied, not parsed, until they are asked for.
    unknown: String,
    nulls: Vec<u16>,
    odd: Vec<(u16, Value)>,
    aliases: Vec<(u16, &'static str)>,
}

impl Side {
    fn content(&mut self) -> &mut Content {
        self.0.get_or_insert_with(Box::default)
    }

    /// The text that unknown members are appended to.
    pub(super) fn unknown_text(&mut self) -> &mut String {
        &mut self.content().unknown
    }

    pub(super) fn set_null(&mut self, slot: u16) {
        let nulls = &mut self.content().nulls;
        if nulls.is_empty() {
            nulls.reserve(16);
        }
        nulls.push(slot);
    }

    pub(super) fn set_odd(&mut self, slot: u16, value: Value) {
        self.content().odd.push((slot, value));
    }

    pub(super) fn set_alias(&mut self, slot: u16, alias: &'static str) {
        self.content().aliases.push((slot, alias));
    }

    /// Forgets what was said of a slot.
    pub(super) fn forget(&mut self, slot: u16) {
        if let Some(content) = &mut self.0 {
            content.odd.retain(|entry| entry.0 != slot);
            content.nulls.retain(|entry| *entry != slot);
            content.aliases.retain(|entry| entry.0 != slot);
        }
    }

    /// Whether a field came as an explicit null.
    pub fn is_null(&self, slot: u16) -> bool {
        self.0
            .as_ref()
            .is_some_and(|content| content.nulls.contains(&slot))
    }

    /// The value of a field that came with an unexpected type.
    pub fn odd(&self, slot: u16) -> Option<&Value> {
        let content = self.0.as_ref()?;
        content
            .odd
            .iter()
            .find(|entry| entry.0 == slot)
            .map(|entry| &entry.1)
    }

    /// The alias under which a field was read.
    pub fn alias(&self, slot: u16) -> Option<&'static str> {
        let content = self.0.as_ref()?;
        content
            .aliases
            .iter()
            .find(|entry| entry.0 == slot)
            .map(|entry| entry.1)
    }

    /// The unknown members.
    pub fn unknown(&self) -> Object {
        let text = self
            .0
            .as_ref()
            .map_or("", |content| content.unknown.as_str());
        if text.is_empty() {
            return Object::new();
        }
        Object::from_parsable(format!("{{{text}}}"))
    }

    /// Whether nothing at all is beside the fields.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl PartialEq for Side {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
            (Some(left), Some(right)) => {
                sorted(&left.nulls) == sorted(&right.nulls)
                    && left.odd == right.odd
                    && left.aliases == right.aliases
                    && self.unknown() == other.unknown()
            }
        }
    }
}

fn sorted(slots: &[u16]) -> Vec<u16> {
    let mut slots = slots.to_vec();
    slots.sort_unstable();
    slots
}

impl std::fmt::Debug for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.unknown().keys()).finish()
    }
}
