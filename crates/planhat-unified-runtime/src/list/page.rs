//! One page of a list.

use std::time::Instant;

use super::lacking::Lacking;
use super::{ListRequest, Listing, Meta, Page, RateLimit, Readers, Row, Step, Walk, keys, omits};
use crate::client::ModelHandle;
use crate::cursor::Place;
use crate::expand::Expander;
use crate::{Error, Record, Warning, WarningCode, builtin, facet};

impl ModelHandle {
    /// One page of records.
    ///
    /// # Errors
    /// When a filter is not declared, a cursor is of another list, or the server fails.
    pub async fn list(&self, request: &ListRequest) -> Result<Page, Error> {
        if let Some(facet) = &self.rules().facet {
            return facet::page(self, facet, request).await;
        }
        match self.rules().builtin {
            Some(_) => builtin::page(self, request).await,
            None => self.page(request).await,
        }
    }

    /// One page of records of the server.
    pub(crate) async fn page(&self, request: &ListRequest) -> Result<Page, Error> {
        let started = Instant::now();
        let listing = Listing::new(self, request)?;
        let mut expander = match request.expand.is_empty() {
            true => None,
            false => Some(Expander::new(self, &request.expand, &listing.typing)?),
        };
        let place = listing.place(request)?;
        let limit = limit(self, request)
            .min(place.rows.unwrap_or(u32::MAX))
            .max(1);
        let budget = request
            .scan_requests
            .unwrap_or(self.mapping().scan_requests);
        let mut walk = listing.walk(&place)?.with_budget(budget);
        let readers = listing.readers();
        let filled = fill(&readers, &mut walk, limit as usize).await?;
        let mut warnings = filled.lacking.clone();
        let (result, keys) = shown(
            &listing,
            &readers,
            &filled,
            expander.as_mut(),
            request.key_by.as_deref(),
            &mut warnings,
        )
        .await?;
        if filled.spent {
            warnings.push(spent(walk.requests));
        }
        let omitted = listing
            .plans
            .iter()
            .any(|plan| omits(self, plan, &listing.want));
        Ok(Page {
            result,
            keys,
            next_cursor: filled
                .next
                .and_then(|(at, offset)| listing.cursor(at, offset)),
            prev_cursor: before(&listing, &place, limit),
            limit,
            is_partial_response: filled.spent || omitted,
            warnings,
            meta: request.meta.then(|| meta(self, &walk, started)),
        })
    }
}

/// The page size in force.
pub(crate) fn limit(handle: &ModelHandle, request: &ListRequest) -> u32 {
    let limit = handle.mapping().limit;
    request
        .limit
        .unwrap_or(limit.default)
        .clamp(1, limit.max.max(1))
}

/// What a page took.
pub(crate) fn meta(handle: &ModelHandle, walk: &Walk, started: Instant) -> Meta {
    Meta {
        scanned: walk.scanned,
        requests: walk.requests,
        elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        rate_limit: RateLimit::of(handle.client()),
        mapping_version: handle.mapping().version.clone(),
    }
}

/// That the budget ended a page.
pub(crate) fn spent(requests: u32) -> Warning {
    crate::turn::warning(
        WarningCode::ScanBudget,
        "",
        None,
        &format!(
            "{requests} requests were made for this page and the list goes on: continue with next_cursor"
        ),
    )
}

/// The records of a page.
struct Filled {
    rows: Vec<(usize, Row)>,
    /// Where the next page begins.
    next: Option<(usize, u64)>,
    /// Whether the budget ended it.
    spent: bool,
    /// Fields that records were picked by and that none had.
    lacking: Vec<Warning>,
}

/// Walks until the page is full and it is known whether there is more.
async fn fill(readers: &Readers<'_>, walk: &mut Walk, limit: usize) -> Result<Filled, Error> {
    let mut rows = Vec::new();
    let mut lacking = Lacking::of(readers.listing);
    let (next, spent) = loop {
        let wanted = (limit - rows.len()) as u64 + 1;
        match walk.next(wanted).await? {
            Step::End => break (None, false),
            // A full page needs no more; whether there is more is not known.
            Step::Spent => break (Some((walk.at, walk.offset)), rows.len() < limit),
            Step::Row(at, row) => {
                if rows.is_empty() {
                    lacking.look(at, &row);
                }
                if !readers.keeps(at, &row)? {
                    continue;
                }
                if rows.len() == limit {
                    break (Some((at, walk.offset - 1)), false);
                }
                rows.push((at, row));
            }
        }
    };
    let lacking = match rows.is_empty() {
        true => lacking.warnings(),
        false => Vec::new(),
    };
    Ok(Filled {
        rows,
        next,
        spent,
        lacking,
    })
}

/// The records in the form that was asked for, with references resolved, and their keys.
async fn shown(
    listing: &Listing,
    readers: &Readers<'_>,
    filled: &Filled,
    expander: Option<&mut Expander>,
    key_by: Option<&str>,
    warnings: &mut Vec<Warning>,
) -> Result<(Vec<Record>, Option<Vec<String>>), Error> {
    let mut result = Vec::with_capacity(filled.rows.len());
    for (at, row) in &filled.rows {
        let (record, noticed) = readers.shown(*at, row)?;
        warnings.extend(noticed);
        result.push(record);
    }
    let variants: Vec<usize> = filled
        .rows
        .iter()
        .map(|(at, _)| listing.plans[*at].variant)
        .collect();
    warnings.extend(listing.typed(&mut result, &variants).await);
    if let Some(expander) = expander {
        warnings.extend(expander.expand(&mut result, &variants).await?);
    }
    let keys = key_by.map(|field| keys(&result, field, &[])).transpose()?;
    if let Some(cut) = &listing.cut {
        result.iter_mut().for_each(|record| cut.apply(record));
    }
    Ok((result, keys))
}

/// The page before: known where every row of the server's list is a record of ours, and within one
/// list alone, since how long that of another variant is nobody says. The first page has no more rows
/// than stand before this one.
fn before(listing: &Listing, place: &Place, limit: u32) -> Option<String> {
    let variants = &listing.handle.rules().variants;
    let at = listing
        .plans
        .iter()
        .position(|plan| variants[plan.variant].name == place.variant)?;
    if place.offset == 0 || listing.plans[at].scans() || listing.plans[at].key.is_some() {
        return None;
    }
    let before = Place {
        offset: place.offset.saturating_sub(limit.into()),
        rows: u32::try_from(place.offset)
            .ok()
            .filter(|rows| *rows < limit),
        variant: place.variant.clone(),
        ..listing.start.clone()
    };
    Some(before.seal(&listing.handle.inner.key))
}
