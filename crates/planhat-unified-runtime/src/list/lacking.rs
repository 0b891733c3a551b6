//! Fields that records are picked by and that no record of a list has: without a word, the empty page
//! would say that there is nothing.

use super::{Listing, Row};
use crate::table;
use crate::turn::warning;
use crate::value::Raw;
use crate::{Warning, WarningCode};

/// A field that decides whether records are shown.
struct Deciding {
    /// Its unified name; the server's for what makes a record one of the model.
    name: String,
    /// Wire fields that it is read from.
    sources: Vec<String>,
    seen: bool,
}

/// What was seen of the fields of each plan, and of how many rows.
pub(super) struct Lacking(Vec<(Vec<Deciding>, u64)>);

impl Lacking {
    pub(super) fn of(listing: &Listing) -> Self {
        let plans = listing.plans.iter().enumerate().map(|(at, plan)| {
            let rules = &listing.variant(at).rules;
            let tested = plan.tests.iter().filter_map(|test| {
                let rule = rules.iter().find(|rule| rule.field == test.field())?;
                let sources = table::sources(rule).into_iter().map(str::to_owned);
                Some((rule.field.clone(), sources.collect()))
            });
            let scope = plan.conditions.iter().map(|condition| {
                let field = condition.field.split('.').next().unwrap_or_default();
                (field.to_owned(), vec![field.to_owned()])
            });
            let each = tested.chain(scope).map(|(name, sources)| Deciding {
                name,
                sources,
                seen: false,
            });
            let each = each.filter(|one| !one.sources.is_empty());
            (each.collect(), 0)
        });
        Lacking(plans.collect())
    }

    /// Looks at a row.
    pub(super) fn look(&mut self, at: usize, row: &Row) {
        let Some((fields, rows)) = self.0.get_mut(at) else {
            return;
        };
        *rows += 1;
        let raw = Raw::from(&**row);
        for one in fields.iter_mut().filter(|one| !one.seen) {
            one.seen = one.sources.iter().any(|name| raw.get(name).is_some());
        }
    }

    /// What to say of a page that shows none of the rows that were looked at.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let looked_at = self.0.iter().filter(|(_, rows)| *rows > 0);
        let lacking = looked_at.flat_map(|(fields, rows)| {
            let fields = fields.iter().filter(|one| !one.seen);
            fields.map(move |one| (one, rows))
        });
        let each = lacking.map(|(one, rows)| {
            let message = format!(
                "{rows} records were looked at, and none of them has {}: what is not sent cannot be picked by",
                one.sources.join(" or ")
            );
            warning(WarningCode::FieldAbsent, &one.name, None, &message)
        });
        each.collect()
    }
}
