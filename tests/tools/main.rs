//! The tools for agents.

mod dry_runs;
mod effects;
mod matrix;
mod oracle;
mod outages;
mod pacing;
mod refused;
mod stand;
#[path = "../sandbox/values.rs"]
mod values;
