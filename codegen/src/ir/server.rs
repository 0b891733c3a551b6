//! What the server does by itself.

use super::Source;

/// What else happens when a write changes a field of a record to a value.
#[derive(Debug)]
pub struct Effect {
    /// Wire name of the field.
    pub field: String,
    /// JSON text of the value.
    pub value: String,
    /// What is set in the record, by wire name.
    pub sets: Vec<(String, Source)>,
    /// The record that is made besides: its resource, and what it holds by wire name.
    pub makes: Option<(String, Vec<(String, Source)>)>,
}
