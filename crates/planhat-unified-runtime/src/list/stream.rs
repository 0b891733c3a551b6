//! All records of a list, one after the other.

use std::collections::VecDeque;

use futures_util::stream::{self, Stream};

use super::{ListRequest, Listing, Step, Walk};
use crate::builtin;
use crate::client::ModelHandle;
use crate::expand::Expander;
use crate::{Error, Record, Warning};

/// Records that are made ready together.
const TOGETHER: usize = 200;

/// A record of a stream, and what was noticed about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The record.
    pub record: Record,
    /// What was noticed on the way to it.
    pub warnings: Vec<Warning>,
}

struct State {
    listing: Listing,
    walk: Walk,
    expander: Option<Expander>,
    ready: VecDeque<Item>,
    ended: bool,
    /// What comes behind the records of the server.
    more: VecDeque<Item>,
}

impl ModelHandle {
    /// All records, page by page under the pace of the client; a cursor says where to begin, and
    /// limits of pages and scans play no part. The stream ends with its first error.
    ///
    /// # Errors
    /// When something of the request cannot be done.
    pub fn stream(
        &self,
        request: &ListRequest,
    ) -> Result<impl Stream<Item = Result<Item, Error>> + Send + 'static + use<>, Error> {
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
        let state = State {
            listing,
            walk,
            expander,
            ready: VecDeque::new(),
            ended: !more.server,
            more: builtin::items(more.rows).collect(),
        };
        Ok(stream::try_unfold(state, next))
    }
}

async fn next(mut state: State) -> Result<Option<(Item, State)>, Error> {
    while state.ready.is_empty() && !state.ended {
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
        let (at, row) = match state.walk.next(u64::MAX).await? {
            Step::Row(at, row) => (at, row),
            Step::End | Step::Spent => {
                state.ended = true;
                break;
            }
        };
        if readers.keeps(at, &row)? {
            let (record, warnings) = readers.shown(at, &row)?;
            records.push(record);
            noticed.push(warnings);
            variants.push(state.walk.plans()[at].variant);
        }
        if records.len() >= TOGETHER || (!records.is_empty() && !state.walk.is_settled()) {
            break;
        }
    }
    let mut missed = state.listing.typed(&mut records, &variants).await;
    if let Some(expander) = &mut state.expander {
        missed.extend(expander.expand(&mut records, &variants).await?);
    }
    for (record, mut warnings) in records.into_iter().zip(noticed) {
        warnings.append(&mut missed);
        state.ready.push_back(Item { record, warnings });
    }
    Ok(())
}
