//! What a made-up tenant holds: the same as in the tables (`planhat_core::table`), where it is said
//! what it means.

/// How many records there are, and what they are like.
#[derive(Debug, Clone)]
pub struct Share {
    /// The resource of which each record has its own.
    pub per: Option<String>,
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
    /// A field of that record, and its values as JSON texts.
    pub when: Option<(String, Vec<String>)>,
    /// Groups of cases.
    pub cases: Vec<Vec<Case>>,
    /// Where records define fields: how.
    pub defines: Option<planhat_spec::model::Defines>,
}

/// Several fields that go together.
#[derive(Debug, Clone)]
pub struct Case {
    /// How often it comes up.
    pub weight: u32,
    /// What fields hold.
    pub fields: Vec<(String, Demo)>,
    /// What the field that is defined holds.
    pub holds: Option<Demo>,
}

/// What a field holds.
#[derive(Debug, Clone)]
pub enum Demo {
    /// Words of a kind.
    Words(String),
    /// One of these, as JSON texts.
    Values(Vec<String>),
    /// A number.
    Range(f64, f64),
    /// A moment, in days from now.
    Days(i32, i32),
    /// A text with placeholders.
    Text(String),
    /// A number under a name, times a factor.
    Times(String, f64, f64),
    /// A moment, in days after the one under a name.
    After(String, i32, i32),
    /// The sum of what belongs to the record.
    Sum(String),
    /// Nothing.
    Nothing,
}
