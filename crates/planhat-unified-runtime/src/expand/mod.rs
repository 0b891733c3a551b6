//! References resolved: the records behind the ids of a page, read together.

mod fetch;
mod pointing;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_core::future::BoxFuture;
use planhat_spec::unified::mapping::{Read, Rule};
use serde_json::Value;

use self::fetch::records;
pub(crate) use self::fetch::{PARALLEL, Search};
use self::pointing::{having, pointing};
use crate::client::ModelHandle;
use crate::custom::Typing;
use crate::error::{Code, Error};
use crate::turn::{Projection, read_map, warning};
use crate::{Record, Warning, WarningCode, fault, table};

/// How many references deep.
const DEPTH: usize = 2;
/// Records that are kept from one page to the next.
const KEPT: usize = 10_000;

/// A field whose references are resolved, and those of the records behind them.
#[derive(Debug, Clone, Default)]
struct Wanted(BTreeMap<String, Wanted>);

/// Resolves references; records that it has read it keeps.
pub(crate) struct Expander {
    handle: ModelHandle,
    typing: Typing,
    wanted: Wanted,
    /// By model and id: the variant and the record, or that there is none.
    known: HashMap<(usize, String), Option<(usize, Record)>>,
    /// By model, resource and field: the records that have an id in it.
    having: HashMap<(usize, &'static str), HashMap<String, Vec<Value>>>,
}

impl Expander {
    /// # Errors
    /// When a path is no reference, or goes too deep.
    pub(crate) fn new(
        handle: &ModelHandle,
        paths: &[String],
        typing: &Typing,
    ) -> Result<Self, Error> {
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
            typing: typing.clone(),
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
        // A stream may go on for ever, and memory does not.
        if self.known.len() > KEPT {
            self.known.clear();
        }
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
                self.reverse(handle, &other, field, records, variants, warnings)
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
        let mut left = BTreeSet::new();
        for at in 0..other.rules().variants.len() {
            let (mut found, mut names) = (Vec::new(), Vec::new());
            let fetched = records(other, at, &mut open).await?;
            left.extend(fetched.left);
            for (id, record) in fetched.found {
                let (record, noticed) = read_map(other, at, &record, &Projection::default())?;
                warnings.extend(noticed);
                found.push(record);
                names.push(id);
            }
            let variants = vec![at; found.len()];
            warnings.extend(self.typing.apply(other, &mut found, &variants).await);
            for (id, record) in names.into_iter().zip(found) {
                self.known.insert((other.model, id), Some((at, record)));
            }
        }
        let name = &other.rules().name;
        for id in open {
            let skipped = left.contains(&id);
            let message = match skipped {
                true => format!("the {name} was not looked for: too many are referred to"),
                false => format!("the {name} was not found, or may not be read"),
            };
            warnings.push(warning(
                WarningCode::Unresolved,
                field,
                Some(id.clone()),
                &message,
            ));
            // What was not looked for is looked for the next time.
            if !skipped {
                self.known.insert((other.model, id), None);
            }
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
        warnings: &mut Vec<Warning>,
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
                let having = match self.having.entry(key) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(open) => {
                        let (having, missed) = having(other, &place).await?;
                        warnings.extend(missed.map(|message| {
                            warning(WarningCode::ScanBudget, field, None, &message)
                        }));
                        open.insert(having)
                    }
                };
                if let Some(found) = having.get(&id) {
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
