//! Records: values read and written by table.
//!
//! Code for all resources is the same; a type brings its names and says which field stands in
//! which slot. Nothing that was read is lost: unknown keys, explicit nulls and values of an
//! unexpected type are kept beside the fields.

mod drift;
mod keys;
mod map;
mod one_of;
mod read;
mod side;
mod source;
mod text;
mod value;
mod write;

pub use drift::{Drift, DriftKind};
pub use map::KeyedMap;
pub use one_of::OneOf;
pub use read::{decode_boxed, decode_record, decode_records, deserialize};
pub use side::Side;
pub(crate) use text::json_text;
pub use value::{
    ChoiceSlot, Entries, FieldValue, Items, ListSlot, MadeOfText, MapSlot, RecordSlot, Shape, Slot,
    Step, TextSlot, View, slot, view,
};
pub use write::{debug, serialize};

use serde_json::Value;

use crate::Object;
use crate::table::Field;

/// What the table says of a record type.
#[derive(Debug)]
pub struct Names {
    /// Name of the Rust type.
    pub type_name: &'static str,
    /// The fields; an index into them is a slot.
    pub fields: &'static [Field],
    /// Wire names and aliases that reads show, sorted, each with its slot; that of an alias is
    /// marked with [`ALIAS`].
    pub sorted: &'static [(&'static str, u16)],
}

/// Marks the slot of an alias.
pub const ALIAS: u16 = 1 << 15;

/// A value read and written by table. Generated types implement it; callers use
/// [`unknown`](Record::unknown), [`is_null`](Record::is_null), [`unexpected`](Record::unexpected)
/// and [`drift`](Record::drift).
pub trait Record {
    /// What the table says.
    fn names(&self) -> &'static Names;
    /// The place of a field, to read into.
    fn slot(&mut self, slot: u16) -> Slot<'_>;
    /// The value of a field, to write from.
    fn view(&self, slot: u16) -> Option<View<'_>>;
    /// What was read beside the fields.
    fn side(&self) -> &Side;
    /// The same, to read into.
    fn side_mut(&mut self) -> &mut Side;

    /// The keys that the specs do not know, with their values.
    fn unknown(&self) -> Object {
        self.side().unknown()
    }

    /// Whether the field of this wire name came as an explicit null.
    fn is_null(&self, name: &str) -> bool {
        self.slot_of(name)
            .is_some_and(|slot| self.view(slot).is_none() && self.side().is_null(slot))
    }

    /// The value of the field of this wire name when it came with an unexpected type.
    fn unexpected(&self, name: &str) -> Option<&Value> {
        self.side().odd(self.slot_of(name)?)
    }

    /// The slot of a wire name.
    fn slot_of(&self, name: &str) -> Option<u16> {
        let sorted = self.names().sorted;
        sorted
            .binary_search_by_key(&name, |entry| entry.0)
            .ok()
            .map(|at| sorted[at].1 & !ALIAS)
    }

    /// Where this value and all below it differ from the specs: unknown keys, values of an
    /// unexpected type, datetimes that name no moment.
    fn drift(&self) -> Vec<Drift> {
        drift::of_record(self)
    }
}

/// Gives a record type its serde traits and a `Debug` that hides what is sensitive.
#[macro_export]
macro_rules! record {
    ($name:ident) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::record::serialize(self, serializer)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let mut record = <$name as Default>::default();
                $crate::record::deserialize(&mut record, deserializer)?;
                Ok(record)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::record::debug(self, f)
            }
        }
        impl $crate::record::FieldValue for $name {
            const ACCEPTS: $crate::record::Shape = $crate::record::Shape::OBJECT;
            fn slot(place: &mut Option<Self>) -> $crate::record::Slot<'_> {
                $crate::record::Slot::Record(place)
            }
            fn view(&self) -> $crate::record::View<'_> {
                $crate::record::View::Record(self)
            }
        }
        impl $crate::Decode for $name {
            fn decode(json: &str) -> Result<Self, $crate::DecodeError> {
                $crate::record::decode_record(json)
            }
            fn empty() -> Option<Self> {
                Some(Default::default())
            }
        }
        impl $crate::record::TopLevel for $name {}
    };
}

/// A record type that an answer can hold by itself or in an array.
pub trait TopLevel: Record + Default {}

impl<R: TopLevel> crate::Decode for Vec<R> {
    fn decode(json: &str) -> Result<Self, crate::DecodeError> {
        decode_records(json)
    }
}
