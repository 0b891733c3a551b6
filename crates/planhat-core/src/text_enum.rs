//! Enums whose values are text on the wire; a value that is not known is kept.

/// Gives an enum of wire texts its conversions. The enum needs a variant `Unknown(String)`.
#[macro_export]
macro_rules! text_enum {
    ($name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        impl $name {
            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $wire,)*
                    $name::Unknown(text) => text,
                }
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => $name::$variant,)*
                    text => $name::Unknown(text.to_owned()),
                }
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl $crate::record::MadeOfText for $name {
            fn make(text: &str) -> Option<Self> {
                Some(text.into())
            }
        }
        impl $crate::record::FieldValue for $name {
            const ACCEPTS: $crate::record::Shape = $crate::record::Shape::TEXT;
            fn slot(place: &mut Option<Self>) -> $crate::record::Slot<'_> {
                $crate::record::Slot::Text(place)
            }
            fn view(&self) -> $crate::record::View<'_> {
                $crate::record::View::Text(self.as_str())
            }
        }
    };
}
