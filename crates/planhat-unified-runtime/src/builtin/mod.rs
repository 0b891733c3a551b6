//! Lists that go on, behind the records of the server, with rows that the tables give: the fields of
//! the server's own objects. They are read alone.

mod rows;

use std::collections::VecDeque;
use std::time::Instant;

use planhat_spec::unified::mapping::{
    Alternative, Builtin, Convert, Path, Read, Rule, Step, Variant,
};
use serde_json::Value;

use self::rows::{PREFIX, rows};
use crate::client::ModelHandle;
use crate::cursor::Place;
use crate::filter::{self, Test};
use crate::list::{Item, ListRequest, Listing, Page, keys, limit, meta};
use crate::methods::not_found;
use crate::read::Reader;
use crate::shown::Format;
use crate::turn::Projection;
use crate::value::Raw;
use crate::{Code, Error, Record, fault};

/// The variant that cursors name behind the records of the server.
const PLACE: &str = "builtin";

/// What a list has besides the records of the server.
pub(crate) struct More {
    /// Its rows, from the place of the cursor on.
    pub(crate) rows: Vec<Record>,
    /// Where the first of them stands.
    offset: usize,
    /// Whether records of the server come before.
    pub(crate) server: bool,
}

/// The rows of a list that pass its filters; none for a model without such rows, or where records come
/// as the server has them.
///
/// # Errors
/// When a filter is not declared, or the mapping does not fit the tables.
pub(crate) fn more(
    handle: &ModelHandle,
    listing: &Listing,
    request: &ListRequest,
    place: &Place,
) -> Result<More, Error> {
    let behind = place.variant == PLACE;
    let mut more = More {
        rows: Vec::new(),
        offset: if behind {
            usize::try_from(place.offset).unwrap_or(usize::MAX)
        } else {
            0
        },
        server: !behind,
    };
    let Some(builtin) = &handle.rules().builtin else {
        return Ok(more);
    };
    let tests = tests(handle, request)?;
    more.server &= of_server(handle, builtin, &tests);
    if request.format != Format::Unified {
        return Ok(more);
    }
    let mut found = rows(handle, builtin, Some(listing.variant(0)))?;
    found.retain(|row| tests.iter().all(|test| test.keeps(row)));
    if let Some(sort) = &request.sort {
        order(&mut found, sort);
    }
    let rest = found.into_iter().skip(more.offset).collect();
    more.rows = shaped(handle, &listing.want, rest)?;
    Ok(more)
}

/// A page: records of the server, then rows.
///
/// # Errors
/// As a list.
pub(crate) async fn page(handle: &ModelHandle, request: &ListRequest) -> Result<Page, Error> {
    let started = Instant::now();
    let listing = Listing::new(handle, request)?;
    let place = listing.place(request)?;
    let More {
        rows,
        offset,
        server,
    } = more(handle, &listing, request, &place)?;
    let most = limit(handle, request);
    let mut page = match server {
        true => handle.page(request).await?,
        false => Page {
            result: Vec::new(),
            keys: None,
            next_cursor: None,
            prev_cursor: match offset {
                0 => None,
                _ => Some(cursor(
                    handle,
                    &listing,
                    offset.saturating_sub(most as usize),
                )),
            },
            limit: most,
            is_partial_response: false,
            warnings: Vec::new(),
            meta: match request.meta {
                true => Some(meta(handle, &listing.walk(&listing.start)?, started)),
                false => None,
            },
        },
    };
    if page.next_cursor.is_some() {
        return Ok(page);
    }
    let room = (most as usize).saturating_sub(page.result.len());
    if rows.len() > room {
        page.next_cursor = Some(cursor(handle, &listing, offset + room));
    }
    let mut rows: Vec<Record> = rows.into_iter().take(room).collect();
    if let Some(field) = &request.key_by {
        let known = page.keys.get_or_insert_default();
        let more = keys(&rows, field, known)?;
        known.extend(more);
    }
    cut(&listing, &mut rows);
    page.result.extend(rows);
    Ok(page)
}

fn cursor(handle: &ModelHandle, listing: &Listing, offset: usize) -> String {
    let place = Place {
        variant: PLACE.to_owned(),
        offset: offset as u64,
        ..listing.start.clone()
    };
    place.seal(&handle.inner.key)
}

/// The row of an id; nothing where it is an id of the server.
///
/// # Errors
/// When there is none, or it is wanted as the server has it.
pub(crate) fn one(
    handle: &ModelHandle,
    id: &str,
    want: &Projection,
    format: Format,
) -> Result<Option<Record>, Error> {
    let Some(builtin) = of_id(handle, id) else {
        return Ok(None);
    };
    if format != Format::Unified {
        let message = format!("`{id}` is built in: the server has no record of it");
        return Err(fault::new(Code::InvalidRequest, message));
    }
    let mut found = rows(handle, builtin, None)?;
    let is_it = |row: &Record| row.get(crate::value::ID).and_then(Value::as_str) == Some(id);
    found.retain(is_it);
    match shaped(handle, want, found)?.pop() {
        Some(row) => Ok(Some(row)),
        None => Err(not_found(handle, id)),
    }
}

/// Refuses what cannot be done with such a row.
///
/// # Errors
/// When the id is that of one.
pub(crate) fn refuse(handle: &ModelHandle, id: &str, done: &str) -> Result<(), Error> {
    match of_id(handle, id) {
        None => Ok(()),
        Some(_) => {
            let message = format!("`{id}` is built in, and cannot be {done}");
            Err(fault::new(Code::UnsupportedMethod, message))
        }
    }
}

fn of_id<'h>(handle: &'h ModelHandle, id: &str) -> Option<&'h Builtin> {
    let builtin = handle.rules().builtin.as_ref()?;
    id.starts_with(PREFIX).then_some(builtin)
}

/// Takes off what was read for keys alone.
fn cut(listing: &Listing, rows: &mut [Record]) {
    if let Some(cut) = &listing.cut {
        rows.iter_mut().for_each(|row| cut.apply(row));
    }
}

/// The rows as items of a stream.
pub(crate) fn items(handle: &ModelHandle, listing: &Listing, more: More) -> VecDeque<Item> {
    let mut rows = more.rows;
    cut(listing, &mut rows);
    let rows = rows.into_iter().zip(more.offset + 1..);
    let items = rows.map(|(record, behind)| Item {
        record,
        warnings: Vec::new(),
        cursor: Some(cursor(handle, listing, behind)),
    });
    items.collect()
}

fn tests(handle: &ModelHandle, request: &ListRequest) -> Result<Vec<Test>, Error> {
    let asked = filter::read(handle.rules(), &request.filters)?;
    let tests = asked.into_iter().filter_map(|asked| {
        let path = asked.filter.path.clone()?;
        Some(Test { asked, path })
    });
    Ok(tests.collect())
}

/// Whether filters leave records of the server: not where one asks for what they never have.
fn of_server(handle: &ModelHandle, builtin: &Builtin, tests: &[Test]) -> bool {
    let rules = handle
        .rules()
        .variants
        .iter()
        .flat_map(|variant| &variant.rules);
    let constants = rules.filter_map(|rule| match &rule.read {
        Read::Const(value) => Some((&rule.field, value)),
        _ => None,
    });
    let told = constants.filter(|(field, _)| builtin.values.iter().any(|(name, _)| name == *field));
    let all: Record = told
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect();
    tests
        .iter()
        .all(|test| !all.contains_key(test.field()) || test.keeps(&all))
}

fn order(rows: &mut [Record], sort: &str) {
    let (down, field) = match sort.strip_prefix('-') {
        Some(field) => (true, field),
        None => (false, sort),
    };
    let key = |row: &Record| match row.get(field) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    rows.sort_by_cached_key(key);
    if down {
        rows.reverse();
    }
}

/// Rows with what is wanted of them.
fn shaped(
    handle: &ModelHandle,
    want: &Projection,
    rows: Vec<Record>,
) -> Result<Vec<Record>, Error> {
    let (mapping, model) = (handle.mapping(), handle.rules());
    let Some(first) = model.variants.first() else {
        return Ok(Vec::new());
    };
    let variant = Variant {
        rules: first.rules.iter().map(as_it_stands).collect(),
        ..first.clone()
    };
    let reader = Reader::new(mapping, model, &variant, want);
    let whole = first
        .rules
        .iter()
        .find(|rule| matches!(rule.read, Read::Whole));
    let shaped = rows.into_iter().map(|row| {
        let text = serde_json::to_string(&row).unwrap_or_default();
        let raw = Raw::parse(&text).map_err(|error| {
            fault::new(Code::MappingError, format!("a row cannot be read: {error}"))
        })?;
        let mut record = reader.view(raw).into_read().value;
        // The server has no record of it.
        if let Some(place) = whole.and_then(|rule| record.get_mut(&rule.field)) {
            *place = Value::Null;
        }
        Ok(record)
    });
    shaped.collect()
}

/// A rule that reads its own field.
fn as_it_stands(rule: &Rule) -> Rule {
    let read = match &rule.read {
        Read::Whole => Read::Whole,
        _ => Read::First(vec![Alternative {
            paths: vec![Path(vec![Step::Member(rule.field.clone())])],
            when: Vec::new(),
            convert: Convert::Keep,
        }]),
    };
    Rule {
        read,
        ..rule.clone()
    }
}
