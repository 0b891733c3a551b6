//! Catalogues of the values that are in use: the distinct values of a field over a list.

use std::collections::HashMap;
use std::time::Instant;

use planhat_spec::unified::mapping::{Facet, Rule};
use serde_json::Value;

use crate::client::ModelHandle;
use crate::cursor::Place;
use crate::list::{ListRequest, Listing, Page, Step, limit, meta, spent};
use crate::{Error, Record, filter, options};

/// A value, and how many records have it.
#[derive(Debug, Clone)]
struct Counted {
    id: String,
    name: Value,
    count: u64,
}

impl ModelHandle {
    /// The distinct values of a field with `id`, `name` and `count`, those of most records first.
    /// They are counted over as many records as the budget of a scan allows; a page that it ended
    /// goes on with its cursor, and counts anew from there.
    ///
    /// # Errors
    /// When there is no such field, or the list fails.
    pub async fn facet(&self, field: &str, request: &ListRequest) -> Result<Page, Error> {
        options::known(self.rules(), field)?;
        let name = format!("{}/{field}", self.rules().name);
        let (mut page, counted) = counted(self, field, &name, request).await?;
        page.result = counted.into_iter().map(plain).collect();
        Ok(page)
    }
}

/// A page of a model that is a catalogue.
pub(crate) async fn page(
    handle: &ModelHandle,
    facet: &Facet,
    request: &ListRequest,
) -> Result<Page, Error> {
    // Filters are those of the catalogue, and it mostly has none.
    let tests = filter::read(handle.rules(), &request.filters)?;
    let named = request
        .fields
        .iter()
        .chain(&request.exclude_fields)
        .chain(&request.key_by);
    for name in named {
        options::known(handle.rules(), name)?;
    }
    let source = handle.other(&facet.model)?;
    let (mut page, counted) = counted(&source, &facet.field, &handle.rules().name, request).await?;
    let rules: Vec<&Rule> = handle
        .rules()
        .variants
        .iter()
        .flat_map(|variant| &variant.rules)
        .collect();
    let records = counted.into_iter().map(|one| record(&rules, one));
    let tests: Vec<filter::Test> = tests
        .into_iter()
        .filter_map(|asked| {
            Some(filter::Test {
                path: asked.filter.path.clone()?,
                asked,
            })
        })
        .collect();
    let kept = records.filter(|record| tests.iter().all(|test| test.keeps(record)));
    page.result = kept.map(|record| projected(request, record)).collect();
    Ok(page)
}

/// Counts the values of a field.
async fn counted(
    source: &ModelHandle,
    field: &str,
    name: &str,
    request: &ListRequest,
) -> Result<(Page, Vec<Counted>), Error> {
    let started = Instant::now();
    let inner = ListRequest {
        fields: vec![field.to_owned()],
        ..ListRequest::default()
    };
    let mut listing = Listing::new(source, &inner)?;
    listing.start.model = format!("{}.{name}", source.mapping().api);
    let place = match &request.cursor {
        None => listing.start.clone(),
        Some(text) => {
            let place = Place::open(&source.inner.key, text)?;
            place.belongs(&listing.start)?;
            place
        }
    };
    let budget = request
        .scan_requests
        .unwrap_or(source.mapping().scan_requests)
        .max(1);
    let mut walk = listing.walk(&place)?;
    let readers = listing.readers();
    let (mut values, mut warnings) = (Values::default(), Vec::new());
    let mut next = None;
    loop {
        // Nothing may be picked from this list, so the budget is kept here.
        if !walk.is_settled() && walk.requests >= budget {
            next = Some((walk.at, walk.offset));
            warnings.push(spent(walk.requests));
            break;
        }
        let Step::Row(at, row) = walk.next(u64::MAX).await? else {
            break;
        };
        if readers.keeps(at, &row)? {
            // That a word has no counterpart is told by the catalogue itself.
            let (record, _) = readers.shown(at, &row)?;
            values.add(record.get(field).unwrap_or(&Value::Null));
        }
    }
    let page = Page {
        result: Vec::new(),
        key_by: request.key_by.clone(),
        is_partial_response: next.is_some(),
        next_cursor: next.and_then(|(at, offset)| listing.cursor(at, offset)),
        prev_cursor: None,
        limit: limit(source, request),
        warnings,
        meta: request.meta.then(|| meta(source, &walk, started)),
    };
    Ok((page, values.sorted()))
}

/// Values by their ids.
#[derive(Default)]
struct Values(HashMap<String, Counted>);

impl Values {
    fn add(&mut self, value: &Value) {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        let (id, name) = match value {
            Value::Null => return,
            Value::Array(items) => return items.iter().for_each(|item| self.add(item)),
            Value::Object(members) => {
                let member = |name: &str| members.get(name).cloned().unwrap_or(Value::Null);
                (
                    text(&member("id")).or_else(|| text(&member("name"))),
                    member("name"),
                )
            }
            one => (text(one), one.clone()),
        };
        if let Some(id) = id {
            let counted = self
                .0
                .entry(id.clone())
                .or_insert(Counted { id, name, count: 0 });
            counted.count += 1;
        }
    }

    fn sorted(self) -> Vec<Counted> {
        let mut all: Vec<Counted> = self.0.into_values().collect();
        all.sort_by(|one, other| {
            other
                .count
                .cmp(&one.count)
                .then_with(|| one.id.cmp(&other.id))
        });
        all
    }
}

fn plain(one: Counted) -> Record {
    let members = [
        ("id", one.id.into()),
        ("name", one.name),
        ("count", one.count.into()),
    ];
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A record of the catalogue: the fields of its rules.
fn record(rules: &[&Rule], one: Counted) -> Record {
    let mut members = plain(one);
    let fields = rules.iter().map(|rule| {
        let value = members.swap_remove(&rule.field).unwrap_or_default();
        (rule.field.clone(), value)
    });
    fields.collect()
}

fn projected(request: &ListRequest, mut record: Record) -> Record {
    record.retain(|name, _| {
        let wanted = request.fields.is_empty() || request.fields.iter().any(|field| field == name);
        wanted && !request.exclude_fields.iter().any(|field| field == name)
    });
    record
}
