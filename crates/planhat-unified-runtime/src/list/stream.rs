//! All records of a list, one after the other.

use std::collections::VecDeque;

use futures_util::StreamExt;
use futures_util::stream::{self, Stream};

use super::{ListRequest, Listing, Readers, Row, Step, Walk};
use crate::builtin;
use crate::client::ModelHandle;
use crate::expand::Expander;
use crate::{Code, Error, Record, Warning, facet, fault};

/// Records that are made ready together.
const TOGETHER: usize = 200;

/// A record of a stream, and what was noticed about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The record.
    pub record: Record,
    /// What was noticed on the way to it.
    pub warnings: Vec<Warning>,
    /// The place behind it: where to go on when the stream ends early. A catalogue has none.
    pub cursor: Option<String>,
}

struct State {
    listing: Listing,
    walk: Walk,
    expander: Option<Expander>,
    ready: VecDeque<Item>,
    /// What ends the stream once the records before it were given out.
    failed: Option<Error>,
    ended: bool,
    /// What comes behind the records of the server.
    more: VecDeque<Item>,
}

impl ModelHandle {
    /// All records, page by page under the pace of the client; a cursor says where to begin, and
    /// limits of pages and scans play no part. The stream ends with its first error, behind the records
    /// that came before it; the cursor of the last one says where to go on.
    ///
    /// # Errors
    /// When something of the request cannot be done.
    pub fn stream(
        &self,
        request: &ListRequest,
    ) -> Result<impl Stream<Item = Result<Item, Error>> + Send + 'static + use<>, Error> {
        if request.key_by.is_some() {
            let message = "goes with pages alone: a stream is no object";
            let error = fault::new(Code::InvalidRequest, format!("key_by: {message}"));
            return Err(fault::at(error, "key_by", message, None));
        }
        if let Some(facet) = &self.rules().facet {
            return Ok(facet::stream(self, facet, request)?.boxed());
        }
        let listing = Listing::new(self, request)?;
        let place = listing.place(request)?;
        let more = builtin::more(self, &listing, request, &place)?;
        let walk = match more.server {
            true => listing.walk(&place)?,
            false => listing.walk(&listing.start)?,
        };
        let expander = match request.expand.is_empty() {
            true => None,
            false => Some(Expander::new(self, &request.expand, &listing.typing)?),
        };
        let ended = !more.server;
        let more = builtin::items(self, &listing, more);
        let state = State {
            listing,
            walk,
            expander,
            ready: VecDeque::new(),
            failed: None,
            ended,
            more,
        };
        Ok(stream::try_unfold(state, next).boxed())
    }
}

async fn next(mut state: State) -> Result<Option<(Item, State)>, Error> {
    while state.ready.is_empty() && !state.ended {
        if let Some(error) = state.failed.take() {
            return Err(error);
        }
        more(&mut state).await?;
    }
    let item = state.ready.pop_front().or_else(|| state.more.pop_front());
    Ok(item.map(|item| (item, state)))
}

/// Makes some records ready: those of the request that was made last.
async fn more(state: &mut State) -> Result<(), Error> {
    let readers = state.listing.readers();
    let (mut records, mut variants, mut noticed) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let (at, row) = match state.walk.next(u64::MAX).await {
            Ok(Step::Row(at, row)) => (at, row),
            Ok(Step::End | Step::Spent) => {
                state.ended = true;
                break;
            }
            Err(error) => {
                state.failed = Some(error);
                break;
            }
        };
        match picked(&readers, at, &row) {
            Ok(None) => {}
            Ok(Some((record, warnings))) => {
                records.push(record);
                noticed.push((warnings, state.listing.cursor(at, state.walk.offset)));
                variants.push(state.walk.plans()[at].variant);
            }
            Err(error) => {
                state.failed = Some(error);
                break;
            }
        }
        if records.len() >= TOGETHER || (!records.is_empty() && !state.walk.is_settled()) {
            break;
        }
    }
    let mut missed = state.listing.typed(&mut records, &variants).await;
    if let Some(expander) = &mut state.expander {
        missed.extend(expander.expand(&mut records, &variants).await?);
    }
    for (mut record, (mut warnings, cursor)) in records.into_iter().zip(noticed) {
        if let Some(cut) = &state.listing.cut {
            cut.apply(&mut record);
        }
        warnings.append(&mut missed);
        state.ready.push_back(Item {
            record,
            warnings,
            cursor,
        });
    }
    Ok(())
}

/// A record that passes the filters, in the form that was asked for.
fn picked(
    readers: &Readers<'_>,
    at: usize,
    row: &Row,
) -> Result<Option<(Record, Vec<Warning>)>, Error> {
    match readers.keeps(at, row)? {
        true => readers.shown(at, row).map(Some),
        false => Ok(None),
    }
}
