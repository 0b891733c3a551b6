//! The project tool: a file here, calls of its own API in earnest.

use planhat_client::{AnyId, DateTime, Number};
use serde::{Deserialize, Serialize};

/// All that it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Projects.
    pub projects: Vec<Item<Project>>,
    /// Tasks.
    pub tasks: Vec<Item<Task>>,
    /// Hours worked.
    pub time: Vec<Item<Time>>,
    /// The newest change of a task in Planhat that was seen.
    #[serde(default)]
    pub tasks_seen_until: Option<DateTime>,
    /// The newest change of a time entry in Planhat that was seen.
    #[serde(default)]
    pub time_seen_until: Option<DateTime>,
}

/// A record of the tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item<V> {
    /// Its id in the tool.
    pub id: String,
    /// Id of the customer: the `externalId` of the company.
    pub customer: String,
    /// What both sides can change.
    #[serde(flatten)]
    pub values: V,
    /// When it last changed.
    pub changed: DateTime,
    /// Its id in Planhat, once that is known.
    #[serde(default)]
    pub planhat_id: Option<AnyId>,
    /// What both sides were seen to hold at last.
    #[serde(default = "Option::default")]
    pub synced: Option<V>,
}

/// What a project holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// What it is called.
    pub name: String,
    /// When it begins.
    pub start: Option<Moment>,
    /// When it ends.
    pub end: Option<Moment>,
}

/// What a task holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Headline.
    pub title: String,
    /// When it is due.
    pub due: Option<Moment>,
    /// Whether it is finished.
    pub done: bool,
}

/// What a time entry holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// Day of the work.
    pub date: Moment,
    /// How many hours.
    pub hours: Number,
    /// What they went into.
    pub note: String,
}

/// A moment that is the same however it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub DateTime);

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        match (self.0.timestamp(), other.0.timestamp()) {
            (Ok(one), Ok(other)) => one == other,
            _ => self.0 == other.0,
        }
    }
}
