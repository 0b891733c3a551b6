//! From the keys of an object to slots.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// Names with their slots, sorted.
type Sorted = &'static [(&'static str, u16)];

/// Which key followed which, by the place of a key, counted from one; nought is the begin of the
/// object.
type Order = Vec<u16>;

/// A search among fewer names is as quick as a guess.
const FEW: usize = 16;

thread_local! {
    /// The order of keys in the record of each table that was read last. The records of a page
    /// mostly have their keys in one order, so that a guess and one comparison stand for a search.
    static ORDERS: RefCell<HashMap<*const (&'static str, u16), Order>> = RefCell::default();
}

/// The keys of one object.
pub(super) struct Keys {
    sorted: Sorted,
    order: Order,
    last: usize,
}

impl Keys {
    pub(super) fn new(sorted: Sorted) -> Self {
        let mut order = Order::new();
        if sorted.len() >= FEW {
            order = ORDERS
                .try_with(|orders| orders.borrow_mut().remove(&sorted.as_ptr()))
                .ok()
                .flatten()
                .unwrap_or_default();
            order.resize(sorted.len() + 1, 0);
        }
        Keys {
            sorted,
            order,
            last: 0,
        }
    }

    /// What reads the next key.
    pub(super) fn seed(&self) -> KeySeed {
        KeySeed {
            sorted: self.sorted,
            guess: self.order.get(self.last).map_or(0, |at| usize::from(*at)),
        }
    }

    /// Name and slot of the key that was found.
    pub(super) fn take(&mut self, at: usize) -> (&'static str, u16) {
        if let Some(place) = self.order.get_mut(self.last) {
            *place = at as u16;
        }
        self.last = at + 1;
        self.sorted[at]
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        if self.order.is_empty() {
            return;
        }
        let order = std::mem::take(&mut self.order);
        // Where the thread is about to end, nothing is left to be guessed.
        let _ = ORDERS.try_with(|orders| orders.borrow_mut().insert(self.sorted.as_ptr(), order));
    }
}

/// Looks a key up while it is still borrowed.
pub(super) struct KeySeed {
    sorted: Sorted,
    guess: usize,
}

/// A key of an object.
pub(super) enum Key<'de> {
    /// Its place among the sorted names.
    Known(usize),
    /// A name that the specs do not have.
    Unknown(Cow<'de, str>),
}

impl KeySeed {
    fn find(&self, name: &str) -> Option<usize> {
        if self
            .sorted
            .get(self.guess)
            .is_some_and(|entry| entry.0 == name)
        {
            return Some(self.guess);
        }
        self.sorted.binary_search_by(|entry| entry.0.cmp(name)).ok()
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Key<'de>, E> {
        let found = self.find(name);
        Ok(found.map_or(Key::Unknown(Cow::Borrowed(name)), Key::Known))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Key<'de>, E> {
        let found = self.find(name);
        Ok(found.map_or_else(|| Key::Unknown(Cow::Owned(name.to_owned())), Key::Known))
    }
}

/// The slots that an object has filled; beyond what it holds, all count as filled.
#[derive(Default)]
pub(super) struct Seen([u64; 4]);

impl Seen {
    /// Marks a slot; says whether it was marked.
    pub(super) fn twice(&mut self, slot: u16) -> bool {
        let (word, bit) = (usize::from(slot / 64), 1 << (slot % 64));
        match self.0.get_mut(word) {
            Some(word) => {
                let was = *word & bit != 0;
                *word |= bit;
                was
            }
            None => true,
        }
    }
}
