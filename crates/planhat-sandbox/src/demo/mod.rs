//! A made-up tenant: companies with all that belongs to them, believable and the same for the same
//! seed. What there is and what it holds stands in the specs (`demo`); here stand only words and
//! rules that know no resource.
//!
//! Dates are relative to the moment that is given, so a tenant made today and one made tomorrow with
//! the same seed differ by a day in all of them.

mod grow;
mod make;
mod moment;
mod people;
mod plan;
mod random;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unseen;
mod value;
mod words;

use jiff::Timestamp;
use planhat_core::table::Api;
use serde_json::{Map, Value};

use crate::tenant::Tenant;

/// Fills a tenant with so many companies and all that belongs to them, as of this moment.
pub fn fill(tenant: &Tenant, companies: usize, seed: u64) {
    for (resource, record) in records(tenant.api(), companies, seed, Timestamp::now()) {
        tenant.insert(resource, record);
    }
}

/// The records of a made-up tenant with the names of their resources, what is referred to first, as
/// of a moment. They are as [`Tenant::insert`] takes them: under the names that reads show, with
/// their ids, without what the server fills in. They are made while the iterator goes on, one
/// company at a time.
pub fn records(
    api: &'static Api,
    companies: usize,
    seed: u64,
    now: Timestamp,
) -> impl Iterator<Item = (&'static str, Map<String, Value>)> {
    grow::Growth::new(api, companies, seed, now.as_second())
}

/// Whether there are words of a kind.
pub fn is_word(kind: &str) -> bool {
    words::Word::named(kind).is_some()
}
