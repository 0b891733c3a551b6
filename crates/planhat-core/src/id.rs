//! Ids: Planhat's own, typed by resource, and the keys that may stand in for one in a path.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Planhat's id of a record of one resource: 24 hex digits as far as is known, kept as it came.
///
/// ```
/// use planhat_core::Id;
/// struct Company;
/// let id: Id<Company> = "61dd5bf1d8ecd4a9a5b0c0a1".into();
/// assert_eq!(id.as_str(), "61dd5bf1d8ecd4a9a5b0c0a1");
/// ```
pub struct Id<R> {
    text: String,
    resource: PhantomData<fn() -> R>,
}

/// An id whose resource is not known.
pub type AnyId = Id<()>;

impl<R> Id<R> {
    /// An id from its text; nothing is checked here, an empty one is refused when it is used.
    pub fn new(text: impl Into<String>) -> Self {
        Id {
            text: text.into(),
            resource: PhantomData,
        }
    }

    /// The id as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same id, taken to be of another resource.
    pub fn cast<S>(self) -> Id<S> {
        Id::new(self.text)
    }
}

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        Id::new(self.text.clone())
    }
}
impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<R> Eq for Id<R> {}
impl<R> PartialOrd for Id<R> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<R> Ord for Id<R> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl<R> Hash for Id<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}
impl<R> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<R> From<&str> for Id<R> {
    fn from(text: &str) -> Self {
        Id::new(text)
    }
}
impl<R> From<String> for Id<R> {
    fn from(text: String) -> Self {
        Id::new(text)
    }
}
impl<R> From<&Id<R>> for Id<R> {
    fn from(id: &Id<R>) -> Self {
        id.clone()
    }
}
impl<R> Serialize for Id<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
impl<'de, R> Deserialize<'de> for Id<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Id::new)
    }
}

/// What names one record in a path: Planhat's id, or another key with its prefix.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordId {
    key: Cow<'static, str>,
    prefix: Cow<'static, str>,
    value: String,
}

impl RecordId {
    /// A value of the key of this wire name, which travels behind `prefix`.
    ///
    /// Generated key types call this; `Id` converts by `From`.
    pub fn new(
        key: impl Into<Cow<'static, str>>,
        prefix: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        RecordId {
            key: key.into(),
            prefix: prefix.into(),
            value: value.into(),
        }
    }

    /// Wire name of the key; empty for Planhat's own id.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value without its prefix.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The value as it travels: behind its prefix, not percent-encoded.
    pub fn to_wire(&self) -> String {
        format!("{}{}", self.prefix, self.value)
    }
}

impl<R> From<Id<R>> for RecordId {
    fn from(id: Id<R>) -> Self {
        RecordId::new("", "", id.text)
    }
}
impl<R> From<&Id<R>> for RecordId {
    fn from(id: &Id<R>) -> Self {
        RecordId::new("", "", id.as_str())
    }
}

/// Declares the key type of a resource: its id, or one of the keys that travel with a prefix.
///
/// Each key gives a constructor; `From` takes the id and its text.
#[macro_export]
macro_rules! key_type {
    ($(#[$doc:meta])* $name:ident, $tag:ty, $($(#[$key_doc:meta])* $key:ident: $wire:literal $prefix:literal),* $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name($crate::RecordId);

        impl $name {
            $($(#[$key_doc])*
            pub fn $key(value: impl Into<String>) -> Self {
                $name($crate::RecordId::new($wire, $prefix, value))
            })*
        }
        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                $name($crate::RecordId::new("", "", id))
            }
        }
        impl From<String> for $name {
            fn from(id: String) -> Self {
                $name($crate::RecordId::new("", "", id))
            }
        }
        impl From<$crate::Id<$tag>> for $name {
            fn from(id: $crate::Id<$tag>) -> Self {
                $name(id.into())
            }
        }
        impl From<&$crate::Id<$tag>> for $name {
            fn from(id: &$crate::Id<$tag>) -> Self {
                $name(id.into())
            }
        }
        impl From<$name> for $crate::RecordId {
            fn from(key: $name) -> Self {
                key.0
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0.to_wire())
            }
        }
    };
}
