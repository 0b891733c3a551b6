//! The tools that agents call.

mod acceptance;
mod behaviour;
mod dry_runs;
mod effects;
mod lint;
mod matrix;
mod oracle;
mod outages;
mod pacing;
mod refused;
mod selection;
mod stand;
mod unified;
mod unified_rules;
mod unified_writes;
#[path = "../sandbox/values.rs"]
mod values;
