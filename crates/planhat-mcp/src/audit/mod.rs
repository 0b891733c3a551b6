//! Who called what: told before the call, which can be refused, and after it.

mod lines;

use std::time::Duration;

use serde_json::{Map, Value};

pub use lines::Lines;

/// Takes note of calls.
///
/// [`begin`](Self::begin) must not wait: an implementation over a bounded channel reserves a place in
/// it there (`try_reserve_owned`), refuses when there is none, and uses it up in the end.
pub trait Audit: Send + Sync + 'static {
    /// A call is about to be made. What is given back is told how it ended, once.
    ///
    /// # Errors
    /// A refusal: the call is not made, and its caller reads why.
    fn begin(&self, call: &Call<'_>) -> Result<Finish, Refusal>;
}

/// Takes the end of a call.
pub type Finish = Box<dyn FnOnce(&End<'_>) + Send>;

/// A call that is about to be made.
#[derive(Debug, Clone, Copy)]
pub struct Call<'c> {
    /// Who calls.
    pub caller: &'c str,
    /// The name of the tool.
    pub tool: &'c str,
    /// Whether it may change something.
    pub writes: bool,
    /// The arguments. They hold what is the tenant's own.
    pub arguments: &'c Map<String, Value>,
}

/// How a call ended.
#[derive(Debug, Clone, Copy)]
pub struct End<'e> {
    /// One word, such as `done`; `cancelled` when the caller went away.
    pub outcome: &'e str,
    /// The operation, such as `company.delete`, where one was chosen.
    pub operation: Option<&'e str>,
    /// The ids of records that it was about.
    pub ids: &'e [String],
    /// How long it took.
    pub latency: Duration,
}

/// Why a call is not made: for its caller to read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

/// No audit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Audit for Silent {
    fn begin(&self, _call: &Call<'_>) -> Result<Finish, Refusal> {
        Ok(Box::new(|_| {}))
    }
}
