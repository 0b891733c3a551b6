//! What a call of a tool gives.

/// What a call of a tool gives: a text for the agent, and what happened for those who watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Compact JSON where the call went well, words on what to do where it did not.
    pub text: String,
    /// Whether the agent has to do something else.
    pub is_error: bool,
    /// What happened.
    pub outcome: Outcome,
    /// The operation, as `resource.operation`; nothing where none was meant.
    pub operation: Option<String>,
    /// Ids of the records that were named or made.
    pub ids: Vec<String>,
    /// Whether the tool changes anything.
    pub writes: bool,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The call went well.
    Done,
    /// The request was shown and not sent.
    DryRun,
    /// The call has to be confirmed first; nothing was sent.
    Unconfirmed,
    /// The arguments were refused; nothing was sent.
    Invalid,
    /// Planhat refused the call.
    Refused,
    /// There were too many calls.
    Quota,
    /// Nothing or no useful thing came back.
    Failed,
}

impl Outcome {
    /// Its name in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::DryRun => "dry_run",
            Outcome::Unconfirmed => "unconfirmed",
            Outcome::Invalid => "invalid",
            Outcome::Refused => "refused",
            Outcome::Quota => "quota",
            Outcome::Failed => "failed",
        }
    }
}

impl Answer {
    /// Without operation and ids: those who made the call know them.
    pub fn new(outcome: Outcome, text: impl Into<String>) -> Self {
        Answer {
            text: text.into(),
            is_error: !matches!(outcome, Outcome::Done | Outcome::DryRun),
            outcome,
            operation: None,
            ids: Vec::new(),
            writes: false,
        }
    }
}
