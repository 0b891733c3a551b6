//! Where a walk through a list stands, and how it goes on.

use std::collections::HashSet;

use crate::call::{Call, Options};
use crate::cursor::Cursor;
use crate::engine::Started;
use crate::fields::Fault;
use crate::request::Arguments;
use crate::table::{Kind, Operation};
use crate::{Client, Error, engine, request};

/// Rows a page, unless the caller or a lower cap says otherwise.
const PAGE: u64 = 2000;

/// A list being walked.
pub(crate) struct Walk {
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
    pub(crate) prefetch: bool,
    /// The page that was read last.
    pub(crate) read: Option<Cursor>,
    /// The page to read next.
    pub(crate) next: Option<Cursor>,
    pub(crate) ended: bool,
}

impl Walk {
    pub(crate) fn new<T>(mut call: Call<T>) -> Result<Self, Error> {
        call.check()?;
        let operation = call.operation;
        let limit_field = operation.parameter("limit");
        let pages = limit_field.is_some() && operation.parameter("offset").is_some();
        if pages
            && !given(&call.arguments, operation, "sort")
            && operation.parameter("sort").is_some()
        {
            let order = call.client.api().page_order;
            call = call.query("sort", order);
        }
        let bytes = call.client.api().limits.query_bytes;
        let (split, parts) = split(&mut call.arguments, operation, bytes);
        let (mut limit, mut offset) = (None, 0);
        if pages {
            let cap = limit_field
                .and_then(|field| field.max)
                .map_or(PAGE, |max| max as u64);
            let rows = taken(&mut call.arguments, operation, "limit", 1)?;
            limit = Some(rows.unwrap_or(PAGE).min(cap));
            offset = taken(&mut call.arguments, operation, "offset", 0)?.unwrap_or(0);
        }
        // Faults of the arguments show before the first page.
        let mut check = call.arguments.clone();
        let first = split.zip(parts.first());
        check
            .query
            .extend(first.map(|(name, part)| (name.to_owned(), part.clone())));
        request::prepare(&call.client, operation, &check)?;
        if offset > 0 && split.is_some() {
            return Err(fault(
                operation,
                "offset",
                "goes with fewer ids: so many do not fit into one call",
            ));
        }
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
            read: None,
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

    /// Whether a place is one of this list.
    pub(crate) fn has(&self, cursor: &Cursor) -> bool {
        cursor.list == self.list() && cursor.part < self.parts.len().max(1)
    }

    /// Goes on from a place.
    pub(crate) fn go_to(&mut self, cursor: Cursor) {
        self.next = Some(cursor);
        self.ended = false;
    }

    /// Tells lists apart: FNV-1a over operation and parameters, in whatever order they were given,
    /// the same in every process.
    fn list(&self) -> u64 {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let id = self.operation.id();
        let mut pairs: Vec<_> = self.arguments.query.iter().collect();
        pairs.sort();
        let texts = pairs
            .into_iter()
            .flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        let all = std::iter::once(id.as_str())
            .chain(texts)
            .chain(self.parts.iter().map(String::as_str));
        for byte in all.flat_map(|text| text.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        hash
    }

    /// Starts to fetch a page.
    pub(crate) fn fetch(&self, cursor: &Cursor) -> Result<Started, Error> {
        let mut arguments = self.arguments.clone();
        let mut add = |name: &str, value: String| arguments.query.push((name.to_owned(), value));
        if let Some(limit) = self.limit {
            add("limit", limit.to_string());
            add("offset", cursor.offset.to_string());
        }
        if let (Some(name), Some(part)) = (self.split, self.parts.get(cursor.part)) {
            add(name, part.clone());
        }
        let prepared = request::prepare(&self.client, self.operation, &arguments)?;
        Ok(engine::start(&self.client, prepared, &self.options))
    }

    /// What comes after a page of so many rows.
    pub(crate) fn after(&self, cursor: &Cursor, rows: u64) -> Option<Cursor> {
        let more = self.limit.is_some_and(|limit| {
            if self.short_page_ends {
                rows >= limit
            } else {
                rows > 0
            }
        });
        if more {
            return Some(cursor.after(rows));
        }
        let part = cursor.part + 1;
        (part < self.parts.len()).then(|| Cursor {
            part,
            offset: 0,
            ..cursor.clone()
        })
    }
}

/// Whether a parameter is given, under its name or an alias.
fn given(arguments: &Arguments, operation: &Operation, name: &str) -> bool {
    arguments
        .query
        .iter()
        .any(|(known, _)| is(operation, known, name))
}

fn is(operation: &Operation, given: &str, name: &str) -> bool {
    given == name
        || operation
            .parameter(name)
            .is_some_and(|field| field.aliases.contains(&given))
}

/// Takes a number out of the query, under its name or an alias.
fn taken(
    arguments: &mut Arguments,
    operation: &Operation,
    name: &str,
    least: u64,
) -> Result<Option<u64>, Error> {
    let mut found = None;
    arguments.query.retain(|(known, value)| {
        let ours = is(operation, known, name);
        if ours {
            found = Some(value.clone());
        }
        !ours
    });
    let number = |text: String| match text.parse::<u64>() {
        Ok(number) if number >= least => Ok(number),
        _ => Err(fault(
            operation,
            name,
            &format!("is {text}, and the least is {least}"),
        )),
    };
    found.map(number).transpose()
}

fn fault(operation: &Operation, argument: &str, message: &str) -> Error {
    let fault = Fault {
        argument: argument.to_owned(),
        message: message.to_owned(),
    };
    Error::invalid(vec![fault]).operation(&operation.id())
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
    let mut seen = HashSet::new();
    // The same id in two parts would give its records twice.
    for id in value.split(',').filter(|id| seen.insert(*id)) {
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
