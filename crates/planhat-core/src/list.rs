//! Walking lists: pages and items as streams, resumable, in constant memory.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::call::Call;
use crate::cursor::Cursor;
use crate::engine::Started;
use crate::fields::Fault;
use crate::walk::Walk;
use crate::{Decode, Error, Raw};

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<R> {
    /// Its records.
    pub rows: Vec<R>,
    /// Where the next page begins; nothing when this was the last.
    pub next: Option<Cursor>,
}

/// The pages of a list. The next one is fetched while the present one is read, unless switched off.
pub struct Pages<R> {
    walk: Result<Walk, Option<Error>>,
    fetching: Option<Started>,
    records: std::marker::PhantomData<fn() -> R>,
}

impl<R> Pages<R>
where
    Vec<R>: Decode,
{
    pub(crate) fn new(call: Call<Vec<R>>) -> Self {
        let walk = Walk::new(call).map_err(Some);
        Pages {
            walk,
            fetching: None,
            records: std::marker::PhantomData,
        }
    }

    /// Goes on from a place that a walk of the same list has left, be it this one or an earlier one.
    ///
    /// # Errors
    /// When the cursor is of another list.
    pub fn resume(mut self, cursor: &Cursor) -> Result<Self, Error> {
        if let Ok(walk) = &mut self.walk {
            if !walk.has(cursor) {
                let message = "is of another list, or of this one with other parameters".into();
                return Err(Error::invalid(vec![Fault {
                    argument: "cursor".into(),
                    message,
                }]));
            }
            walk.go_to(cursor.clone());
            self.fetching = None;
        }
        Ok(self)
    }

    /// Whether the next page is fetched while the present one is read; it is unless switched off.
    pub fn prefetch(mut self, on: bool) -> Self {
        if let Ok(walk) = &mut self.walk {
            walk.prefetch = on;
        }
        self
    }

    /// Where the next page begins: after an error, the page that failed.
    pub fn cursor(&self) -> Option<Cursor> {
        self.walk.as_ref().ok().and_then(|walk| walk.next.clone())
    }

    /// The next page.
    pub async fn next(&mut self) -> Option<Result<Page<R>, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// The answer of the next page as it came, for those who look at its text alone. Once its records
    /// are counted, [`advance`](Self::advance) goes on behind it; else the same page comes again.
    pub async fn next_raw(&mut self) -> Option<Result<Raw, Error>> {
        std::future::poll_fn(|context| self.poll_raw(context)).await
    }

    /// Goes on behind a page of so many records, and says where the next one begins.
    pub fn advance(&mut self, rows: u64) -> Option<Cursor> {
        let walk = self.walk.as_mut().ok()?;
        let cursor = walk.next.clone()?;
        walk.next = walk.after(&cursor, rows);
        walk.read = Some(cursor);
        if let (Some(next), true) = (&walk.next, walk.prefetch) {
            self.fetching = walk.fetch(next).ok();
        }
        walk.next.clone()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<R>, Error>>> {
        let Some(answer) = std::task::ready!(self.poll_raw(context)) else {
            return Poll::Ready(None);
        };
        let rows = match answer.and_then(|raw| raw.decode::<Vec<R>>()) {
            Ok(rows) => rows,
            Err(error) => {
                if let Ok(walk) = &mut self.walk {
                    walk.ended = true;
                }
                return Poll::Ready(Some(Err(error)));
            }
        };
        let offset = self.cursor().map_or(0, |cursor| cursor.offset);
        let next = self.advance(rows.len() as u64);
        if rows.is_empty() && next.is_none() && offset > 0 {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(Ok(Page { rows, next })))
    }

    fn poll_raw(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Raw, Error>>> {
        let walk = match &mut self.walk {
            Ok(walk) => walk,
            Err(error) => return Poll::Ready(error.take().map(Err)),
        };
        let next = walk.next.clone().filter(|_| !walk.ended);
        let Some(cursor) = next else {
            return Poll::Ready(None);
        };
        let fetching = match &mut self.fetching {
            Some(fetching) => fetching,
            None => match walk.fetch(&cursor) {
                Ok(started) => self.fetching.insert(started),
                Err(error) => {
                    walk.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            },
        };
        let answer = std::task::ready!(Pin::new(fetching).poll(context));
        self.fetching = None;
        walk.ended |= answer.is_err();
        Poll::Ready(Some(answer))
    }
}

impl<R> Stream for Pages<R>
where
    Vec<R>: Decode,
{
    type Item = Result<Page<R>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<R> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages")
    }
}

/// The records of a list, page by page.
pub struct Items<R> {
    pages: Pages<R>,
    rows: std::vec::IntoIter<R>,
    /// Records of the present page that were given out.
    given: u64,
}

impl<R> Items<R>
where
    Vec<R>: Decode,
{
    pub(crate) fn new(pages: Pages<R>) -> Self {
        Items {
            pages,
            rows: Vec::new().into_iter(),
            given: 0,
        }
    }

    /// Goes on from a place that a walk of the same list has left.
    ///
    /// # Errors
    /// When the cursor is of another list.
    pub fn resume(self, cursor: &Cursor) -> Result<Self, Error> {
        self.pages.resume(cursor).map(Items::new)
    }

    /// Whether the next page is fetched while the present one is read; it is unless switched off.
    pub fn prefetch(mut self, on: bool) -> Self {
        self.pages = self.pages.prefetch(on);
        self
    }

    /// Where the next record stands; nothing at the end.
    pub fn cursor(&self) -> Option<Cursor> {
        if self.rows.len() == 0 {
            return self.pages.cursor();
        }
        let page = self.pages.walk.as_ref().ok()?.read.as_ref()?;
        Some(page.after(self.given))
    }

    /// The next record.
    pub async fn next(&mut self) -> Option<Result<R, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// All records that are left. For long lists, walk them instead.
    ///
    /// # Errors
    /// The first that a page gives.
    pub async fn collect(mut self) -> Result<Vec<R>, Error> {
        let mut all = Vec::new();
        while let Some(record) = self.next().await {
            all.push(record?);
        }
        Ok(all)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R, Error>>> {
        loop {
            if let Some(record) = self.rows.next() {
                self.given += 1;
                return Poll::Ready(Some(Ok(record)));
            }
            match std::task::ready!(self.pages.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => {
                    self.rows = page.rows.into_iter();
                    self.given = 0;
                }
            }
        }
    }
}

impl<R> Unpin for Items<R> {}

impl<R> Stream for Items<R>
where
    Vec<R>: Decode,
{
    type Item = Result<R, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<R> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}
