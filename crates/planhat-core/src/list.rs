//! Walking lists: pages and items as streams, resumable, in constant memory.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::future::BoxFuture;
use tokio::task::JoinHandle;

use crate::call::{Call, Options};
use crate::cursor::Cursor;
use crate::fields::Fault;
use crate::request::Arguments;
use crate::table::{Kind, Operation};
use crate::{Client, Decode, Error, Raw, engine, request};

/// Rows a page, unless the caller or a lower cap says otherwise.
const PAGE: u64 = 2000;

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
    fetching: Option<Fetching>,
    records: std::marker::PhantomData<fn() -> R>,
}

/// A list being walked.
#[derive(Clone)]
struct Walk {
    client: Client,
    operation: &'static Operation,
    arguments: Arguments,
    options: Options,
    /// The values of the one parameter that is too long for one call, in parts.
    parts: Vec<String>,
    split: Option<&'static str>,
    limit: Option<u64>,
    /// Whether a short page is the last: not where the cap is uncertain.
    short_page_ends: bool,
    prefetch: bool,
    next: Option<Cursor>,
    ended: bool,
}

/// A page on its way.
enum Fetching {
    Task(JoinHandle<Result<Raw, Error>>),
    Call(BoxFuture<'static, Result<Raw, Error>>),
}

impl Drop for Fetching {
    fn drop(&mut self) {
        if let Fetching::Task(task) = self {
            task.abort();
        }
    }
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

    /// Goes on from a place that an earlier walk of the same list has left.
    ///
    /// # Errors
    /// When the cursor is of another list.
    pub fn resume(mut self, cursor: &Cursor) -> Result<Self, Error> {
        if let Ok(walk) = &mut self.walk {
            if cursor.list != walk.list() || cursor.part >= walk.parts.len().max(1) {
                let message = "is of another list, or of this one with other parameters".into();
                return Err(Error::invalid(vec![Fault {
                    argument: "cursor".into(),
                    message,
                }]));
            }
            walk.next = Some(cursor.clone());
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

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<R>, Error>>> {
        let walk = match &mut self.walk {
            Ok(walk) => walk,
            Err(error) => return Poll::Ready(error.take().map(Err)),
        };
        if walk.ended {
            return Poll::Ready(None);
        }
        let Some(cursor) = walk.next.clone() else {
            return Poll::Ready(None);
        };
        let fetching = self
            .fetching
            .get_or_insert_with(|| Fetching::Call(walk.fetch(&cursor)));
        let answer = match fetching {
            Fetching::Call(call) => std::task::ready!(call.as_mut().poll(context)),
            Fetching::Task(task) => match std::task::ready!(Pin::new(task).poll(context)) {
                Ok(answer) => answer,
                Err(_) => Err(Error::config("the runtime is shutting down")),
            },
        };
        self.fetching = None;
        let rows = match answer.and_then(|raw| raw.decode::<Vec<R>>()) {
            Ok(rows) => rows,
            Err(error) => {
                walk.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        walk.next = walk.after(&cursor, rows.len() as u64);
        if let (Some(next), true) = (walk.next.clone(), walk.prefetch)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            self.fetching = Some(Fetching::Task(runtime.spawn(walk.fetch(&next))));
        }
        if rows.is_empty() && walk.next.is_none() && cursor.offset > 0 {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(Ok(Page {
            rows,
            next: walk.next.clone(),
        })))
    }
}

impl Walk {
    fn new<T>(mut call: Call<T>) -> Result<Self, Error> {
        call.check()?;
        let operation = call.operation;
        let limit_field = operation.parameter("limit");
        let pages = limit_field.is_some() && operation.parameter("offset").is_some();
        let given = |arguments: &Arguments, name: &str| {
            arguments
                .query
                .iter()
                .find(|(known, _)| known == name)
                .and_then(|(_, value)| value.parse::<u64>().ok())
        };
        let cap = limit_field
            .and_then(|field| field.max)
            .map_or(PAGE, |max| max as u64);
        let limit = pages.then(|| {
            given(&call.arguments, "limit")
                .unwrap_or(PAGE.min(cap))
                .clamp(1, cap)
        });
        let offset = given(&call.arguments, "offset").unwrap_or(0);
        let sorted = call.arguments.query.iter().any(|(name, _)| name == "sort");
        if pages && !sorted && operation.parameter("sort").is_some() {
            let order = call.client.api().page_order;
            call = call.query("sort", order);
        }
        let (split, parts) = split(
            &mut call.arguments,
            operation,
            call.client.api().limits.query_bytes,
        );
        call.arguments
            .query
            .retain(|(name, _)| name != "limit" && name != "offset" || !pages);
        // Faults of the arguments show before the first page.
        let mut check = call.arguments.clone();
        check.query.extend(
            split
                .zip(parts.first())
                .map(|(name, part)| (name.to_owned(), part.clone())),
        );
        request::prepare(&call.client, operation, &check)?;
        let mut walk = Walk {
            client: call.client,
            operation,
            arguments: call.arguments,
            options: call.options,
            parts,
            split,
            limit,
            short_page_ends: !limit_field.is_some_and(|field| field.unverified),
            prefetch: true,
            next: None,
            ended: false,
        };
        walk.next = Some(Cursor {
            list: walk.list(),
            part: 0,
            offset,
        });
        Ok(walk)
    }

    /// Tells lists apart: FNV-1a over operation and parameters, the same in every process.
    fn list(&self) -> u64 {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let id = self.operation.id();
        let texts = self
            .arguments
            .query
            .iter()
            .flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        let all = std::iter::once(id.as_str())
            .chain(texts)
            .chain(self.parts.iter().map(String::as_str));
        for byte in all.flat_map(|text| text.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        hash
    }

    fn fetch(&self, cursor: &Cursor) -> BoxFuture<'static, Result<Raw, Error>> {
        let mut arguments = self.arguments.clone();
        let mut add = |name: &str, value: String| arguments.query.push((name.to_owned(), value));
        if let Some(limit) = self.limit {
            add("limit", limit.to_string());
            add("offset", cursor.offset.to_string());
        }
        if let (Some(name), Some(part)) = (self.split, self.parts.get(cursor.part)) {
            add(name, part.clone());
        }
        let (client, operation, options) =
            (self.client.clone(), self.operation, self.options.clone());
        Box::pin(async move {
            let prepared = options.apply(request::prepare(&client, operation, &arguments)?);
            engine::run(&client, &prepared, options.policy(&client)).await
        })
    }

    /// What comes after a page of so many rows.
    fn after(&self, cursor: &Cursor, rows: u64) -> Option<Cursor> {
        let more = self.limit.is_some_and(|limit| {
            if self.short_page_ends {
                rows >= limit
            } else {
                rows > 0
            }
        });
        if more {
            return Some(Cursor {
                offset: cursor.offset + rows,
                ..cursor.clone()
            });
        }
        let part = cursor.part + 1;
        (part < self.parts.len()).then(|| Cursor {
            part,
            offset: 0,
            ..cursor.clone()
        })
    }
}

/// Takes out a list of ids that is too long for one query, in parts that are not.
fn split(
    arguments: &mut Arguments,
    operation: &'static Operation,
    bytes: usize,
) -> (Option<&'static str>, Vec<String>) {
    let long = arguments.query.iter().position(|(name, value)| {
        value.len() > bytes
            && operation
                .parameter(name)
                .is_some_and(|field| is_id_list(&field.kind))
    });
    let Some(at) = long else {
        return (None, Vec::new());
    };
    let (name, value) = arguments.query.remove(at);
    let mut parts: Vec<String> = Vec::new();
    for id in value.split(',') {
        match parts.last_mut() {
            Some(part) if part.len() + 1 + id.len() <= bytes => {
                part.push(',');
                part.push_str(id);
            }
            _ => parts.push(id.to_owned()),
        }
    }
    (operation.parameter(&name).map(|field| field.name), parts)
}

fn is_id_list(kind: &Kind) -> bool {
    matches!(kind, Kind::List(Kind::Ref(_) | Kind::Id))
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
}

impl<R> Items<R>
where
    Vec<R>: Decode,
{
    pub(crate) fn new(pages: Pages<R>) -> Self {
        Items {
            pages,
            rows: Vec::new().into_iter(),
        }
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
                return Poll::Ready(Some(Ok(record)));
            }
            match std::task::ready!(self.pages.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.rows = page.rows.into_iter(),
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
