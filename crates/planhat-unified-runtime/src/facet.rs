//! Catalogues of the values that are in use: the distinct values of a field over a list.

use std::collections::HashMap;
use std::time::Instant;

use futures_util::TryStreamExt;
use futures_util::stream::{self, Stream};
use planhat_spec::unified::mapping::{Facet, Rule};
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::cursor::{Place, digest};
use crate::list::{Item, ListRequest, Listing, Page, Step, Walk, keys, limit, meta, spent};
use crate::shown::Format;
use crate::{Code, Error, Record, fault, filter, options};

/// Members of a value.
const MEMBERS: [&str; 3] = ["id", "name", "count"];

/// A value, and how many records have it.
#[derive(Debug, Clone)]
struct Counted {
    id: String,
    name: Value,
    count: u64,
}

impl ModelHandle {
    /// The distinct values of a field with `id`, `name` and `count`, those of most records first.
    /// They are counted over as many records as the budget of a scan allows; where that ended, the last
    /// page goes on with its cursor, and counts anew from there. Filters pick the records that are
    /// counted.
    ///
    /// # Errors
    /// When there is no such field, the request asks for what a catalogue has not, or the list fails.
    pub async fn facet(&self, field: &str, request: &ListRequest) -> Result<Page, Error> {
        options::known(self.rules(), field)?;
        let catalogue = Catalogue {
            source: self.clone(),
            field: field.to_owned(),
            name: format!("{}/{field}", self.rules().name),
            filters: request.filters.clone(),
            tests: Vec::new(),
            rules: None,
        };
        catalogue.page(request).await
    }
}

/// A page of a model that is a catalogue.
pub(crate) async fn page(
    handle: &ModelHandle,
    facet: &Facet,
    request: &ListRequest,
) -> Result<Page, Error> {
    Catalogue::of(handle, facet, request)?.page(request).await
}

/// All values of a model that is a catalogue, counted over all records.
///
/// # Errors
/// When something of the request cannot be done.
pub(crate) fn stream(
    handle: &ModelHandle,
    facet: &Facet,
    request: &ListRequest,
) -> Result<impl Stream<Item = Result<Item, Error>> + Send + 'static + use<>, Error> {
    let catalogue = Catalogue::of(handle, facet, request)?;
    let request = request.clone();
    // Refused at once, as by other streams.
    let (_, place) = catalogue.listing(&request)?;
    let all = async move {
        let (listing, _) = catalogue.listing(&request)?;
        let counted = catalogue.counted(&listing, &place, None).await?;
        let records = catalogue.shown(counted.values).into_iter();
        let records = records.map(|record| projected(&request, record));
        let records = records.skip(usize::try_from(place.skip).unwrap_or(usize::MAX));
        let items = records.map(|record| {
            Ok(Item {
                record,
                warnings: Vec::new(),
                cursor: None,
            })
        });
        Ok::<_, Error>(stream::iter(items.collect::<Vec<_>>()))
    };
    Ok(stream::once(all).try_flatten())
}

/// What is counted, and how it is shown.
struct Catalogue {
    source: ModelHandle,
    field: String,
    /// By which its cursors are known.
    name: String,
    /// Filters of the records that are counted.
    filters: Map<String, Value>,
    /// Filters of the values.
    tests: Vec<filter::Test>,
    /// The model whose fields the values are shown with, where there is one.
    rules: Option<ModelHandle>,
}

/// Values that were counted.
struct Counts {
    values: Vec<Counted>,
    walk: Walk,
    /// Where the budget ended the count.
    next: Option<(usize, u64)>,
}

impl Catalogue {
    fn of(handle: &ModelHandle, facet: &Facet, request: &ListRequest) -> Result<Self, Error> {
        let asked = filter::read(handle.rules(), &request.filters)?;
        Ok(Catalogue {
            source: handle.other(&facet.model)?,
            field: facet.field.clone(),
            name: handle.rules().name.clone(),
            filters: Map::new(),
            tests: asked.iter().filter_map(filter::Test::of).collect(),
            rules: Some(handle.clone()),
        })
    }

    /// The list that is counted over, and the place to begin.
    fn listing(&self, request: &ListRequest) -> Result<(Listing, Place), Error> {
        refused(request)?;
        let named = request
            .fields
            .iter()
            .chain(&request.exclude_fields)
            .chain(&request.key_by);
        for name in named {
            self.has(name)?;
        }
        let inner = ListRequest {
            fields: vec![self.field.clone()],
            filters: self.filters.clone(),
            remote_query: request.remote_query.clone(),
            options: request.options.clone(),
            ..ListRequest::default()
        };
        let mut listing = Listing::new(&self.source, &inner)?;
        listing.start.model = format!("{}.{}", self.source.mapping().api, self.name);
        // A catalogue of other values has other pages.
        let tested = self.tests.iter().map(|test| test.asked.clone());
        let told = filter::told(&tested.collect::<Vec<_>>());
        listing.start.filter = digest(&[listing.start.filter.clone(), told]);
        let place = match &request.cursor {
            None => listing.start.clone(),
            Some(text) => {
                let place = Place::open(&self.source.inner.key, text)?;
                place.belongs(&listing.start)?;
                place
            }
        };
        Ok((listing, place))
    }

    /// Whether a value has this member.
    fn has(&self, name: &str) -> Result<(), Error> {
        match &self.rules {
            Some(handle) => options::known(handle.rules(), name),
            None if MEMBERS.contains(&name) => Ok(()),
            None => {
                let message = format!("a value has {}, and no `{name}`", MEMBERS.join(", "));
                let error = fault::new(Code::InvalidRequest, message.clone());
                Err(fault::at(error, name, &message, None))
            }
        }
    }

    /// A page of what is counted.
    async fn page(&self, request: &ListRequest) -> Result<Page, Error> {
        let started = Instant::now();
        let (listing, place) = self.listing(request)?;
        let budget = request
            .scan_requests
            .unwrap_or(self.source.mapping().scan_requests)
            .max(1);
        let counts = self.counted(&listing, &place, Some(budget)).await?;
        let Counts { values, walk, next } = counts;
        let warnings = next.iter().map(|_| spent(walk.requests)).collect();
        let mut all = self.shown(values);
        let limit = limit(&self.source, request);
        let skip = usize::try_from(place.skip).unwrap_or(usize::MAX);
        let behind = skip.saturating_add(limit as usize);
        let next_cursor = match all.len() > behind {
            true => {
                let skip = place.skip.saturating_add(limit.into());
                Some(
                    Place {
                        skip,
                        ..place.clone()
                    }
                    .seal(&self.source.inner.key),
                )
            }
            false => next.and_then(|(at, offset)| listing.cursor(at, offset)),
        };
        all.truncate(behind);
        let result: Vec<Record> = all.into_iter().skip(skip).collect();
        let keyed = request.key_by.as_deref();
        let keys = keyed.map(|field| keys(&result, field, &[])).transpose()?;
        Ok(Page {
            result: result
                .into_iter()
                .map(|record| projected(request, record))
                .collect(),
            keys,
            is_partial_response: next.is_some(),
            next_cursor,
            prev_cursor: None,
            limit,
            warnings,
            meta: request.meta.then(|| meta(&self.source, &walk, started)),
        })
    }

    /// Counts the values of the field from a place on.
    async fn counted(
        &self,
        listing: &Listing,
        place: &Place,
        budget: Option<u32>,
    ) -> Result<Counts, Error> {
        let mut walk = listing.walk(place)?;
        let readers = listing.readers();
        let (mut values, mut next) = (Values::default(), None);
        loop {
            // Nothing may be picked from this list, so the budget is kept here.
            if !walk.is_settled() && budget.is_some_and(|budget| walk.requests >= budget) {
                next = Some((walk.at, walk.offset));
                break;
            }
            let Step::Row(at, row) = walk.next(u64::MAX).await? else {
                break;
            };
            if readers.keeps(at, &row)? {
                // That a word has no counterpart is told by the catalogue itself.
                let (record, _) = readers.shown(at, &row)?;
                values.add(record.get(&self.field).unwrap_or(&Value::Null));
            }
        }
        let values = values.sorted();
        drop(readers);
        Ok(Counts { values, walk, next })
    }

    /// The values that pass the filters, as records with all members.
    fn shown(&self, counted: Vec<Counted>) -> Vec<Record> {
        let variants = self
            .rules
            .iter()
            .flat_map(|handle| &handle.rules().variants);
        let rules: Vec<&Rule> = variants.flat_map(|variant| &variant.rules).collect();
        let records = counted.into_iter().map(|one| match rules.is_empty() {
            true => plain(one),
            false => record(&rules, one),
        });
        let kept = records.filter(|record| self.tests.iter().all(|test| test.keeps(record)));
        kept.collect()
    }
}

/// Refuses what a catalogue has not.
fn refused(request: &ListRequest) -> Result<(), Error> {
    let given = [
        ("sort", request.sort.is_some()),
        ("expand", !request.expand.is_empty()),
        ("remote_data", request.remote_data),
        ("format", request.format != Format::Unified),
    ];
    let mut given = given.iter().filter(|(_, given)| *given);
    let Some((name, _)) = given.next() else {
        return Ok(());
    };
    let message =
        format!("a catalogue of values has no {name}: they are counted, most records first");
    let error = fault::new(Code::InvalidRequest, message.clone());
    Err(fault::at(error, name, &message, None))
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
    let values = [one.id.into(), one.name, one.count.into()];
    let members = MEMBERS.into_iter().zip(values);
    members
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
