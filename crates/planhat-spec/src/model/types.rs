use std::fmt;

/// The types that are one word.
pub(super) const WORDS: [&str; 12] = [
    "string", "integer", "number", "boolean", "id", "date", "datetime", "day", "enum", "object",
    "custom", "json",
];

/// The type of a value, as written in a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `id`
    Id,
    /// `ref<resource>`
    Ref(String),
    /// `date`, `YYYY-MM-DD`
    Date,
    /// `datetime`, ISO 8601
    DateTime,
    /// `day`, an integer of days since 1970-01-01
    Day,
    /// `enum`
    Enum,
    /// `list<T>`
    List(Box<Type>),
    /// `map<T>`
    Map(Box<Type>),
    /// `object`
    Object,
    /// `custom`, the tenant's own fields
    Custom,
    /// `json`, anything
    Json,
}

/// No more letters of what is no type are told.
const SHOWN: usize = 60;

/// Why a type does not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeError {
    /// The part of the text that is no type.
    pub part: String,
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.part.chars().take(SHOWN).collect();
        let more = if shown.len() < self.part.len() {
            "…"
        } else {
            ""
        };
        write!(f, "unknown type `{shown}{more}`")
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Ref(resource) => write!(f, "ref<{resource}>"),
            Type::List(item) => write!(f, "list<{item}>"),
            Type::Map(item) => write!(f, "map<{item}>"),
            Type::String => f.write_str("string"),
            Type::Integer => f.write_str("integer"),
            Type::Number => f.write_str("number"),
            Type::Boolean => f.write_str("boolean"),
            Type::Id => f.write_str("id"),
            Type::Date => f.write_str("date"),
            Type::DateTime => f.write_str("datetime"),
            Type::Day => f.write_str("day"),
            Type::Enum => f.write_str("enum"),
            Type::Object => f.write_str("object"),
            Type::Custom => f.write_str("custom"),
            Type::Json => f.write_str("json"),
        }
    }
}
