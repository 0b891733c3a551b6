//! Lists: pages with cursors, and all records as a stream.

mod keys;
mod lacking;
mod page;
mod request;
mod shared;
mod stream;
mod walk;

use planhat_core::table::Operation;
use planhat_spec::unified::mapping::{MethodKind, Read, Rule, Variant};
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::cursor::{Place, digest};
use crate::custom::Typing;
use crate::cut::{self, Cut};
use crate::filter::{self, Asked, Plan, plans};
use crate::read::{Reader, holds, selects};
use crate::shown::{Format, normalized};
use crate::turn::Projection;
use crate::value::Raw;
use crate::{Code, Error, Record, Warning, fault, table};

pub(crate) use keys::keys;
pub(crate) use page::{limit, meta, spent};
pub use request::{ListRequest, Meta, Page, RateLimit};
pub(crate) use shared::as_asked;
pub use stream::Item;
pub(crate) use walk::{Frame, Row, Step, Walk, map};

/// A list made ready: what is asked of the server, and what is done here.
pub(crate) struct Listing {
    pub(crate) handle: ModelHandle,
    pub(crate) plans: Vec<Plan>,
    pub(crate) frame: Frame,
    pub(crate) want: Projection,
    /// What is cut off once references are resolved.
    pub(crate) cut: Option<Cut>,
    pub(crate) format: Format,
    /// What types the tenant's own values.
    pub(crate) typing: Typing,
    /// For each plan, the variant where filters change how it reads.
    read_as: Vec<Option<Variant>>,
    /// The place of its beginning.
    pub(crate) start: Place,
}

impl Listing {
    /// Checks a request and makes it ready.
    ///
    /// # Errors
    /// When something of it cannot be done.
    pub(crate) fn new(handle: &ModelHandle, request: &ListRequest) -> Result<Listing, Error> {
        let (mapping, model) = (handle.mapping(), handle.rules());
        let asked = filter::read(model, &request.filters)?;
        let want = projection(handle, request)?;
        let key_by = request.key_by.as_deref();
        let (want, cut) = cut::around(model, want, &request.expand, key_by);
        // A record that is read by its key takes no parameters.
        let keys = request.remote_query.is_empty();
        let plans = plans(handle.client().api(), mapping, model, &asked, keys)?;
        remote_query(request, &plans)?;
        let mut frame = Frame {
            query: request.remote_query.clone(),
            ..Frame::default()
        };
        if let Some(sort) = &request.sort {
            frame.sort = Some(order(handle, &plans, sort)?);
        }
        frame.select = plans
            .iter()
            .map(|plan| select(handle, plan, &want, request.format))
            .collect();
        let start = place(handle, request, &asked, &plans);
        let read_as = plans
            .iter()
            .map(|plan| shared::asked_first(&model.variants[plan.variant], &asked));
        Ok(Listing {
            handle: handle.clone(),
            read_as: read_as.collect(),
            plans,
            frame,
            want,
            cut,
            format: request.format,
            typing: Typing::new(request.custom_fields_format),
            start,
        })
    }

    /// The place that a request begins at.
    ///
    /// # Errors
    /// When its cursor is of another list.
    pub(crate) fn place(&self, request: &ListRequest) -> Result<Place, Error> {
        let Some(text) = &request.cursor else {
            return Ok(self.start.clone());
        };
        let place = Place::open(&self.handle.inner.key, text)?;
        place.belongs(&self.start)?;
        Ok(place)
    }

    /// A walk from a place on.
    pub(crate) fn walk(&self, place: &Place) -> Result<Walk, Error> {
        let variants = &self.handle.rules().variants;
        let mut plans = self.plans.iter();
        let at = match plans.position(|plan| variants[plan.variant].name == place.variant) {
            Some(at) => at,
            None if self.plans.is_empty() => 0,
            None => {
                let message =
                    "the cursor is of a list that has other variants; start again without it";
                return Err(fault::new(Code::CursorMismatch, message));
            }
        };
        let client = self.handle.client().clone();
        Ok(Walk::new(
            client,
            self.plans.clone(),
            self.frame.clone(),
            at,
            place.offset,
        ))
    }

    /// The place of a walk, as a cursor.
    pub(crate) fn cursor(&self, at: usize, offset: u64) -> Option<String> {
        let plan = self.plans.get(at)?;
        let variant = self.handle.rules().variants[plan.variant].name.clone();
        let place = Place {
            variant,
            offset,
            ..self.start.clone()
        };
        Some(place.seal(&self.handle.inner.key))
    }

    /// Types the tenant's own values of unified records.
    pub(crate) async fn typed(&self, records: &mut [Record], variants: &[usize]) -> Vec<Warning> {
        match self.format {
            Format::Unified => self.typing.apply(&self.handle, records, variants).await,
            _ => Vec::new(),
        }
    }

    /// The variant of a plan, as it is read here.
    pub(crate) fn variant(&self, at: usize) -> &Variant {
        let plain = || &self.handle.rules().variants[self.plans[at].variant];
        self.read_as[at].as_ref().unwrap_or_else(plain)
    }

    /// What reads its records.
    pub(crate) fn readers(&self) -> Readers<'_> {
        let (mapping, model) = (self.handle.mapping(), self.handle.rules());
        let tests = self.plans.iter().enumerate().map(|(at, plan)| {
            let fields: Vec<String> = plan
                .tests
                .iter()
                .map(|test| test.field().to_owned())
                .collect();
            let options = self.want.options.clone();
            let want = Projection {
                fields,
                options,
                ..Projection::default()
            };
            let variant = self.variant(at);
            (!plan.tests.is_empty()).then(|| Reader::new(mapping, model, variant, &want))
        });
        let shown = (0..self.plans.len())
            .map(|at| Reader::new(mapping, model, self.variant(at), &self.want));
        Readers {
            listing: self,
            tests: tests.collect(),
            shown: shown.collect(),
        }
    }
}

/// What reads the records of a listing: for each plan, what filters look at and what is wanted.
pub(crate) struct Readers<'l> {
    listing: &'l Listing,
    tests: Vec<Option<Reader<'l>>>,
    shown: Vec<Reader<'l>>,
}

impl Readers<'_> {
    /// Whether a record belongs and passes the filters.
    pub(crate) fn keeps(&self, at: usize, row: &Row) -> Result<bool, Error> {
        let plan = &self.listing.plans[at];
        let raw = Raw::from(&**row);
        if !holds(&plan.conditions, raw) {
            return Ok(false);
        }
        Ok(self.tests[at].as_ref().is_none_or(|reader| {
            let record = reader.view(raw).into_read().value;
            plan.tests.iter().all(|test| test.keeps(&record))
        }))
    }

    /// A record in the form that was asked for.
    pub(crate) fn shown(&self, at: usize, row: &Row) -> Result<(Record, Vec<Warning>), Error> {
        let plan = &self.listing.plans[at];
        match self.listing.format {
            Format::Raw => Ok((ordered(row)?, Vec::new())),
            Format::Normalized => Ok((
                normalized(plan.operation.resource, ordered(row)?),
                Vec::new(),
            )),
            Format::Unified => {
                let read = self.shown[at].view(Raw::from(&**row)).into_read();
                Ok((read.value, read.warnings))
            }
        }
    }
}

/// A record as a map.
pub(crate) fn parsed(row: &Row) -> Result<Map<String, Value>, Error> {
    serde_json::from_str(row.get()).map_err(no_record)
}

/// A record with its members as they came.
fn ordered(row: &Row) -> Result<Record, Error> {
    serde_json::from_str(row.get()).map_err(no_record)
}

fn no_record(error: serde_json::Error) -> Error {
    let message = format!("the list holds something that is no record: {error}");
    let mut error = fault::new(Code::UpstreamError, message);
    error.is_remote_error = true;
    error
}

/// Parameters that would take the place of what cursors count by, or of what was asked for.
fn remote_query(request: &ListRequest, plans: &[Plan]) -> Result<(), Error> {
    let wire = |plan: &Plan, name: &str| plan.operation.parameter(name).map(|field| field.name);
    let pushed = |name: &str| {
        plans.iter().any(|plan| {
            let mut own = plan.query.iter();
            own.any(|(known, _)| known == name || wire(plan, name) == Some(known.as_str()))
        })
    };
    for (name, _) in &request.remote_query {
        let why = match name.as_str() {
            "limit" | "offset" => "pages go by limit and cursor",
            "select" => "what is read is told by fields",
            "sort" if request.sort.is_some() => "sort says the order already",
            name if pushed(name) => "a filter sets it already",
            _ => continue,
        };
        let message = format!("remote_query cannot set `{name}`: {why}");
        let error = fault::new(Code::InvalidRequest, message.clone());
        return Err(fault::at(error, "remote_query", &message, None));
    }
    Ok(())
}

/// What is wanted of each record, checked against the model.
fn projection(handle: &ModelHandle, request: &ListRequest) -> Result<Projection, Error> {
    let want = Projection {
        fields: request.fields.clone(),
        exclude: request.exclude_fields.clone(),
        remote_data: request.remote_data,
        options: crate::options::checked(handle.rules(), &request.options)?,
    };
    let expanded = request.expand.iter();
    let named = want
        .fields
        .iter()
        .chain(&want.exclude)
        .chain(expanded)
        .chain(&request.key_by);
    if request.format == Format::Unified {
        for name in named {
            crate::options::known(handle.rules(), name)?;
        }
    } else {
        cut::unified_alone(&want, &request.expand)?;
    }
    Ok(want)
}

/// The order by wire names.
fn order(handle: &ModelHandle, plans: &[Plan], sort: &str) -> Result<String, Error> {
    let (minus, name) = sort
        .strip_prefix('-')
        .map_or(("", sort), |name| ("-", name));
    let refused = |message: String| {
        let error = fault::new(Code::InvalidRequest, format!("sort: {message}"));
        fault::at(error, "sort", &message, None)
    };
    if plans.len() > 1 {
        let route = handle.rules().route.as_deref().unwrap_or("variant");
        return Err(refused(format!(
            "{} are several lists, each in its own order; filter by `{route}`",
            handle.rules().plural
        )));
    }
    let mut found = None;
    for plan in plans {
        let variant = &handle.rules().variants[plan.variant];
        let rule = variant.rules.iter().find(|rule| rule.field == name);
        let wire = rule.and_then(sortable);
        let Some(wire) = wire else {
            return Err(refused(format!(
                "{} cannot be ordered by `{name}`",
                handle.rules().plural
            )));
        };
        if plan.operation.parameter("sort").is_none() {
            return Err(refused(
                "the server gives this list in one order alone".to_owned(),
            ));
        }
        found = Some(wire);
    }
    Ok(format!("{minus}{}", found.unwrap_or(name)))
}

/// The wire field that stands for a rule in an order.
fn sortable(rule: &Rule) -> Option<&str> {
    match &rule.read {
        Read::First(alternatives) => match alternatives.first()?.paths.as_slice() {
            [path] if path.0.len() == 1 => Some(crate::path::field(path)),
            _ => None,
        },
        _ => None,
    }
}

/// The wire fields that are needed, where less than all are and the list can leave out others.
fn select(handle: &ModelHandle, plan: &Plan, want: &Projection, format: Format) -> Option<String> {
    plan.operation.parameter("select")?;
    let narrow = !want.fields.is_empty() || !want.exclude.is_empty();
    if !narrow || format != Format::Unified {
        return None;
    }
    let mut want = want.clone();
    for test in &plan.tests {
        want.exclude.retain(|field| field != test.field());
        if !want.fields.is_empty() {
            want.fields.push(test.field().to_owned());
        }
    }
    let variant = &handle.rules().variants[plan.variant];
    let mut names = selects(variant, &want)?;
    names.extend(
        plan.conditions
            .iter()
            .map(|condition| condition.field.as_str()),
    );
    names.extend(table::own_id(handle.client().api()));
    names.sort_unstable();
    names.dedup();
    Some(names.join(","))
}

/// Whether a field is wanted, or a member of it.
pub(crate) fn wanted(want: &Projection, field: &str) -> bool {
    let of = |name: &String| name.split('.').next() == Some(field);
    let excluded = want.exclude.iter().any(|name| name == field);
    !excluded && (want.fields.is_empty() || want.fields.iter().any(of))
}

/// Whether the list leaves out fields that a single record has, of those that are wanted.
pub(crate) fn omits(handle: &ModelHandle, plan: &Plan, want: &Projection) -> bool {
    let variant: &Variant = &handle.rules().variants[plan.variant];
    let get = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Get);
    let get = get.and_then(|method| table::operation(handle.client().api(), method).ok());
    let Some(get) = get else {
        return false;
    };
    let has = |operation: &Operation, name: &str| {
        let field = operation.resource.field(name);
        field.is_some_and(|field| field.in_operation(operation.name))
    };
    let rules = variant
        .rules
        .iter()
        .filter(|rule| wanted(want, &rule.field));
    rules
        .flat_map(table::sources)
        .any(|name| has(get, name) && !has(plan.operation, name))
}

/// The place of the beginning of a list.
fn place(handle: &ModelHandle, request: &ListRequest, asked: &[Asked], plans: &[Plan]) -> Place {
    let remote = serde_json::to_string(&request.remote_query).unwrap_or_default();
    let options = serde_json::to_string(&request.options).unwrap_or_default();
    let variant = plans
        .first()
        .map(|plan| handle.rules().variants[plan.variant].name.clone());
    Place {
        model: format!("{}.{}", handle.mapping().api, handle.rules().name),
        variant: variant.unwrap_or_default(),
        offset: 0,
        rows: None,
        skip: 0,
        sort: request.sort.clone(),
        filter: digest(&[filter::told(asked), remote, options]),
        mapping: handle.mapping().version.clone(),
    }
}
