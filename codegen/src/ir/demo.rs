//! What a made-up tenant holds. The same as in the tables, whose documentation says what it means.

/// How many records there are, and what they are like.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Share {
    pub per: Option<String>,
    pub least: u32,
    pub most: u32,
    pub when: Option<(String, Vec<String>)>,
    pub cases: Vec<Vec<Case>>,
    pub defines: Option<planhat_spec::model::Defines>,
}

/// Several fields that go together.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Case {
    pub weight: u32,
    pub fields: Vec<(String, Demo)>,
    pub holds: Option<Demo>,
}

/// What a field holds.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Demo {
    Words(String),
    /// As JSON texts.
    Values(Vec<String>),
    Range(f64, f64),
    Days(i32, i32),
    Text(String),
    Times(String, f64, f64),
    After(String, i32, i32),
    Sum(String),
    Nothing,
}
