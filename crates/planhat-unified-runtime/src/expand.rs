//! References resolved: the records behind the ids of a page, read together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_core::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt, stream};
use planhat_core::table::{Filter, Kind, Operation, Resource};
use planhat_core::{Arguments, Raw};
use planhat_spec::unified::mapping::{MethodKind, Read, Rule};
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::error::{Code, Error};
use crate::list::{Step, Walk, map, parsed};
use crate::turn::{Projection, read_map, warning};
use crate::{Record, Warning, WarningCode, fault, remote, table};

/// How many references deep.
const DEPTH: usize = 2;
/// Single records read at the same time.
const PARALLEL: usize = 8;
/// Single records read for one page.
const SINGLE: usize = 50;

/// A field whose references are resolved, and those of the records behind them.
#[derive(Debug, Clone, Default)]
struct Wanted(BTreeMap<String, Wanted>);

/// Resolves references; records that it has read it keeps.
pub(crate) struct Expander {
    handle: ModelHandle,
    wanted: Wanted,
    /// By model and id: the variant and the record, or that there is none.
    known: HashMap<(usize, String), Option<(usize, Record)>>,
    /// By model, resource and field: the records that have an id in it.
    having: HashMap<(usize, &'static str), HashMap<String, Vec<Value>>>,
}

impl Expander {
    /// # Errors
    /// When a path is no reference, or goes too deep.
    pub(crate) fn new(handle: &ModelHandle, paths: &[String]) -> Result<Self, Error> {
        let mut wanted = Wanted::default();
        for path in paths {
            let steps: Vec<&str> = path.split('.').collect();
            if steps.len() > DEPTH {
                let message = format!(
                    "`{path}` goes {} references deep, and {DEPTH} are the most",
                    steps.len()
                );
                return Err(refused(&message));
            }
            let (mut at, mut model) = (&mut wanted, handle.clone());
            for step in steps {
                model = model.other(&target(&model, step)?)?;
                at = at.0.entry(step.to_owned()).or_default();
            }
        }
        Ok(Expander {
            handle: handle.clone(),
            wanted,
            known: HashMap::new(),
            having: HashMap::new(),
        })
    }

    /// Puts records in place of references.
    ///
    /// # Errors
    /// When a call fails.
    pub(crate) async fn expand(
        &mut self,
        records: &mut [Record],
        variants: &[usize],
    ) -> Result<Vec<Warning>, Error> {
        let (handle, wanted) = (self.handle.clone(), self.wanted.clone());
        let mut warnings = Vec::new();
        self.level(&handle, &wanted, records, variants, &mut warnings)
            .await?;
        Ok(warnings)
    }

    fn level<'a>(
        &'a mut self,
        handle: &'a ModelHandle,
        wanted: &'a Wanted,
        records: &'a mut [Record],
        variants: &'a [usize],
        warnings: &'a mut Vec<Warning>,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            for (field, below) in &wanted.0 {
                let other = handle.other(&target(handle, field)?)?;
                self.reverse(handle, &other, field, records, variants)
                    .await?;
                let mut ids = BTreeSet::new();
                records
                    .iter()
                    .filter_map(|record| record.get(field))
                    .for_each(|value| collect(value, &mut ids));
                self.read(&other, &ids, warnings, field).await?;
                let found = self.below(&other, below, &ids, warnings).await?;
                for record in records.iter_mut() {
                    if let Some(value) = record.get_mut(field) {
                        put(value, &found);
                    }
                }
            }
            Ok(())
        })
    }

    /// The records of these ids, with their own references resolved.
    async fn below(
        &mut self,
        other: &ModelHandle,
        wanted: &Wanted,
        ids: &BTreeSet<String>,
        warnings: &mut Vec<Warning>,
    ) -> Result<HashMap<String, Record>, Error> {
        let (mut names, mut records, mut variants) = (Vec::new(), Vec::new(), Vec::new());
        for id in ids {
            if let Some(Some((variant, record))) = self.known.get(&(other.model, id.clone())) {
                names.push(id.clone());
                records.push(record.clone());
                variants.push(*variant);
            }
        }
        if !wanted.0.is_empty() {
            self.level(other, wanted, &mut records, &variants, warnings)
                .await?;
        }
        Ok(names.into_iter().zip(records).collect())
    }

    /// Reads what is not known yet.
    async fn read(
        &mut self,
        other: &ModelHandle,
        ids: &BTreeSet<String>,
        warnings: &mut Vec<Warning>,
        field: &str,
    ) -> Result<(), Error> {
        let unknown = |id: &&String| !self.known.contains_key(&(other.model, (*id).clone()));
        let mut open: BTreeSet<String> = ids.iter().filter(unknown).cloned().collect();
        for at in 0..other.rules().variants.len() {
            let found = records(other, at, &mut open).await?;
            for (id, record) in found {
                let (record, noticed) = read_map(other, at, &record, &Projection::default())?;
                warnings.extend(noticed);
                self.known.insert((other.model, id), Some((at, record)));
            }
        }
        for id in open {
            let message = format!(
                "the {} was not found, or too many are referred to",
                other.rules().name
            );
            warnings.push(warning(
                WarningCode::Unresolved,
                field,
                Some(id.clone()),
                &message,
            ));
            self.known.insert((other.model, id), None);
        }
        Ok(())
    }

    /// Fills a field that has no source of its own with the records that refer to this one.
    async fn reverse(
        &mut self,
        handle: &ModelHandle,
        other: &ModelHandle,
        field: &str,
        records: &mut [Record],
        variants: &[usize],
    ) -> Result<(), Error> {
        for (record, at) in records.iter_mut().zip(variants) {
            let variant = &handle.rules().variants[*at];
            let rule = variant.rules.iter().find(|rule| rule.field == field);
            let empty = record.get(field).is_none_or(Value::is_null);
            let own = table::id_rule(handle.client().api(), variant);
            let id = own.and_then(|(own, _)| record.get(&own.field)?.as_str().map(str::to_owned));
            let (
                Some(Rule {
                    read: Read::Computed { .. },
                    ..
                }),
                true,
                Some(id),
            ) = (rule, empty, id)
            else {
                continue;
            };
            for place in pointing(handle, *at, other) {
                let key = (other.model, place.field);
                if !self.having.contains_key(&key) {
                    let having = having(other, &place).await?;
                    self.having.insert(key, having);
                }
                if let Some(found) = self.having.get(&key).and_then(|having| having.get(&id)) {
                    record.insert(field.to_owned(), Value::Array(found.clone()));
                }
            }
        }
        Ok(())
    }
}

fn refused(message: &str) -> Error {
    fault::at(
        fault::new(Code::InvalidRequest, format!("expand: {message}")),
        "expand",
        message,
        None,
    )
}

/// The model that a field refers to.
fn target(handle: &ModelHandle, field: &str) -> Result<String, Error> {
    let rules = || {
        handle
            .rules()
            .variants
            .iter()
            .flat_map(|variant| &variant.rules)
    };
    let found = rules()
        .filter(|rule| rule.field == field)
        .find_map(|rule| rule.target.clone());
    found.ok_or_else(|| {
        let mut names: Vec<&str> = rules()
            .filter(|rule| rule.target.is_some())
            .map(|rule| rule.field.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        let message = format!(
            "`{field}` of {} refers to nothing; {} do",
            handle.rules().plural,
            names.join(", ")
        );
        fault::allowed(refused(&message), "expand", names)
    })
}

/// The ids of a reference, or of a list of them.
fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
        Value::Object(members) => {
            if let Some(id) = members.get("id").and_then(Value::as_str) {
                ids.insert(id.to_owned());
            }
        }
        _ => {}
    }
}

/// The record in place of its reference; what it lacks of that stays.
fn put(value: &mut Value, found: &HashMap<String, Record>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| put(item, found)),
        Value::Object(members) => {
            let record = members
                .get("id")
                .and_then(Value::as_str)
                .and_then(|id| found.get(id));
            for (name, value) in record.into_iter().flatten() {
                let known = members.get(name).is_some_and(|known| !known.is_null());
                if !known || !value.is_null() {
                    members.insert(name.clone(), value.clone());
                }
            }
        }
        _ => {}
    }
}

/// The server's records of ids, as many as can be read; their ids leave `open`.
async fn records(
    other: &ModelHandle,
    at: usize,
    open: &mut BTreeSet<String>,
) -> Result<Vec<(String, Map<String, Value>)>, Error> {
    let (api, mut found) = (other.client().api(), Vec::new());
    let variant = &other.rules().variants[at];
    let (Some(own), false) = (table::own_id(api), open.is_empty()) else {
        return Ok(found);
    };
    let list = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::List);
    if let Some(list) = list.filter(|_| open.len() > 1) {
        let operation = table::operation(api, list)?;
        match by_ids(operation, own) {
            Some(parameter) => by_list(other, operation, parameter, own, open, &mut found).await?,
            None if open.len() > other.mapping().scan_requests as usize => {
                by_scan(other, operation, own, open, &mut found).await?;
            }
            None => {}
        }
    }
    let Some(get) = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Get)
    else {
        return Ok(found);
    };
    let operation = table::operation(api, get)?;
    let ids: Vec<String> = open.iter().take(SINGLE).cloned().collect();
    let answers = stream::iter(ids).map(|id| async move {
        let raw = remote::get(other.client(), operation, &id).await?;
        Ok::<_, Error>((id, raw))
    });
    let answers: Vec<(String, Option<Raw>)> =
        answers.buffer_unordered(PARALLEL).try_collect().await?;
    for (id, raw) in answers {
        if let Some(raw) = raw {
            let record = map(&raw)?;
            if table::meets(&record, &get.expect) {
                open.remove(&id);
                found.push((id, record));
            }
        }
    }
    Ok(found)
}

/// The parameter by which a list gives the records of several ids.
fn by_ids(operation: &'static Operation, own: &str) -> Option<&'static str> {
    let mut parameters = operation.query.iter();
    let found = parameters.find(|parameter| {
        matches!(parameter.filter, Some(Filter::Equals(field)) if field == own)
            && matches!(parameter.kind, Kind::List(_))
            && !parameter.unverified
    });
    found.map(|parameter| parameter.name)
}

/// Takes a record that is looked for.
fn take(
    own: &str,
    record: Map<String, Value>,
    open: &mut BTreeSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) {
    let id = record.get(own).and_then(Value::as_str).map(str::to_owned);
    if let Some(id) = id.filter(|id| open.remove(id)) {
        found.push((id, record));
    }
}

async fn by_list(
    other: &ModelHandle,
    operation: &'static Operation,
    parameter: &str,
    own: &str,
    open: &mut BTreeSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) -> Result<(), Error> {
    let (client, mut left) = (other.client(), open.iter().cloned().peekable());
    let bytes = client.api().limits.query_bytes;
    let mut parts: Vec<(String, usize)> = Vec::new();
    while let Some(mut part) = left.next() {
        let mut count = 1;
        while let Some(id) = left.next_if(|id| part.len() + 1 + id.len() <= bytes) {
            part.push(',');
            part.push_str(&id);
            count += 1;
        }
        parts.push((part, count));
    }
    for (part, count) in parts {
        let mut query = vec![(parameter.to_owned(), part)];
        if operation.parameter("limit").is_some() {
            query.push(("limit".to_owned(), count.to_string()));
        }
        let arguments = Arguments {
            query,
            ..Arguments::default()
        };
        let raw = client
            .call_raw(operation, arguments)
            .await
            .map_err(remote::error)?;
        let rows: Vec<crate::list::Row> = raw.decode().map_err(remote::error)?;
        for row in rows {
            take(own, parsed(&row)?, open, found);
        }
    }
    Ok(())
}

async fn by_scan(
    other: &ModelHandle,
    operation: &'static Operation,
    own: &str,
    open: &mut BTreeSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) -> Result<(), Error> {
    let mut walk = Walk::all(other.client(), operation);
    let budget = other.mapping().scan_requests;
    while !open.is_empty() && (walk.is_settled() || walk.requests < budget) {
        let Step::Row(_, row) = walk.next(u64::MAX).await? else {
            break;
        };
        take(own, parsed(&row)?, open, found);
    }
    Ok(())
}

/// A field of another model's resource that holds ids of records of this one.
struct Pointing {
    variant: usize,
    resource: &'static Resource,
    field: &'static str,
}

/// The fields of another model's resources that are lists of ids of this model's records.
fn pointing(handle: &ModelHandle, at: usize, other: &ModelHandle) -> Vec<Pointing> {
    let (api, variant) = (handle.client().api(), &handle.rules().variants[at]);
    let mut own: BTreeSet<&str> = variant
        .methods
        .iter()
        .map(|method| method.resource.as_str())
        .collect();
    own.insert(&variant.resource);
    let mut found = Vec::new();
    for (number, variant) in other.rules().variants.iter().enumerate() {
        let Ok(resource) = table::resource(api, &variant.resource) else {
            continue;
        };
        let mut fields = resource.fields.iter();
        let field = fields
            .find(|field| matches!(field.kind, Kind::List(Kind::Ref(name)) if own.contains(name)));
        if let Some(field) = field {
            found.push(Pointing {
                variant: number,
                resource,
                field: field.name,
            });
        }
    }
    found
}

/// References to the records of another model, by the ids that a field of theirs holds.
async fn having(
    other: &ModelHandle,
    place: &Pointing,
) -> Result<HashMap<String, Vec<Value>>, Error> {
    let mut having: HashMap<String, Vec<Value>> = HashMap::new();
    let variant = &other.rules().variants[place.variant];
    let list = table::method(other.mapping(), other.rules(), variant, MethodKind::List)?;
    let operation = table::operation(other.client().api(), list)?;
    debug_assert_eq!(operation.resource.name, place.resource.name);
    let mut walk = Walk::all(other.client(), operation);
    let budget = other.mapping().scan_requests;
    while walk.is_settled() || walk.requests < budget {
        let Step::Row(_, row) = walk.next(u64::MAX).await? else {
            break;
        };
        let record = parsed(&row)?;
        let ids = record.get(place.field).and_then(Value::as_array);
        let ids: Vec<&str> = ids
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if ids.is_empty() {
            continue;
        }
        let (read, _) = read_map(other, place.variant, &record, &Projection::default())?;
        let members = ["id", "name"].map(|name| {
            (
                name.to_owned(),
                read.get(name).cloned().unwrap_or(Value::Null),
            )
        });
        for id in ids {
            let reference = Value::Object(members.clone().into_iter().collect());
            having.entry(id.to_owned()).or_default().push(reference);
        }
    }
    Ok(having)
}
