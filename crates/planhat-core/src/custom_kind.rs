//! What the tenant's own fields hold, by the words that definitions have for it.

use crate::custom::Definition;

/// What sort of values a field of the tenant's own holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// The id of a record.
    Id,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A moment.
    Moment,
    /// A calendar day.
    Day,
    /// Several texts.
    Texts,
    /// Anything: the word is not known.
    Anything,
}

impl Definition {
    /// What sort of values it holds. The words are those that the reference lists.
    pub fn holds(&self) -> Holds {
        match self.kind.as_str() {
            "number" | "rating" => Holds::Number,
            "checkbox" => Holds::Flag,
            "text" | "rich text" | "phone" | "email" | "url" | "list" => Holds::Text,
            "team member" | "enduser" => Holds::Id,
            "date" => Holds::Moment,
            "day" => Holds::Day,
            "multipicklist" | "team members" | "endusers" => Holds::Texts,
            _ => Holds::Anything,
        }
    }
}
