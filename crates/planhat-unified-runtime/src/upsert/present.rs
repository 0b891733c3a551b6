//! The records that rows of an upsert are about, as they are now.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::{StreamExt, TryStreamExt, stream};
use planhat_core::table::Operation;
use planhat_spec::unified::mapping::{MethodKind, Variant, Write};
use serde_json::{Map, Value};

use super::ready::Draft;
use crate::client::ModelHandle;
use crate::error::{Code, Error};
use crate::expand::{PARALLEL, Search};
use crate::list::{Step, Walk, map, parsed};
use crate::write::wants_current;
use crate::{fault, remote, rules, table};

/// What stands where the key of a row leads.
pub(super) enum Present {
    /// A record of this model.
    Record(Map<String, Value>),
    /// Another record, or none at all where the server's own id was given.
    Other,
}

/// Records by the values of one key.
type Known = HashMap<String, Map<String, Value>>;

impl ModelHandle {
    /// What is there already of the rows where that matters: where a value goes by the present record,
    /// and where a key may lead to a record of another model. A row that is not named is a new one, or
    /// its record does not matter.
    pub(super) async fn present(&self, drafts: &[Draft]) -> Result<HashMap<usize, Present>, Error> {
        let mut groups: BTreeMap<(usize, &'static str), Vec<&Draft>> = BTreeMap::new();
        for draft in drafts {
            if let Some((name, _)) = &draft.key {
                groups.entry((draft.at, name)).or_default().push(draft);
            }
        }
        let mut present = HashMap::new();
        for ((at, name), drafts) in groups {
            let variant = &self.rules().variants[at];
            let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Upsert)?;
            let expected = self.expected(variant, method);
            let by_record = |draft: &&Draft| wants_current(variant, &draft.row);
            let drafts: Vec<&Draft> = match expected.is_empty() {
                true => drafts.into_iter().filter(by_record).collect(),
                false => drafts,
            };
            let needed = drafts.iter().any(by_record);
            let values = drafts
                .iter()
                .filter_map(|draft| Some(draft.key.as_ref()?.1.clone()));
            let Some(known) = self.known(at, name, values.collect(), needed).await? else {
                continue;
            };
            for draft in drafts {
                let Some((name, value)) = &draft.key else {
                    continue;
                };
                let own = table::own_id(self.client().api()) == Some(name);
                let found = match known.get(value) {
                    Some(record) if table::meets(record, &expected) => {
                        Present::Record(record.clone())
                    }
                    Some(_) => Present::Other,
                    None if own => Present::Other,
                    None => continue,
                };
                present.insert(draft.index, found);
            }
        }
        Ok(present)
    }

    /// The records that have these values as a key; nothing where they would have to be looked for and
    /// are not needed.
    async fn known(
        &self,
        at: usize,
        key: &'static str,
        values: BTreeSet<String>,
        needed: bool,
    ) -> Result<Option<Known>, Error> {
        let api = self.client().api();
        let variant = &self.rules().variants[at];
        let mut methods = variant.methods.iter();
        let get = methods.find(|method| method.kind == MethodKind::Get);
        let get = get.map(|get| table::operation(api, get)).transpose()?;
        let prefix = api.keys.iter().find(|one| one.name == key);
        let prefix = prefix.filter(|one| one.path).and_then(|one| one.prefix);
        if values.is_empty() {
            return Ok(Some(Known::new()));
        }
        match (get, prefix) {
            (Some(_), _) if table::own_id(api) == Some(key) => {
                self.by_ids(at, values).await.map(Some)
            }
            (Some(get), Some(prefix)) if get.ids.contains(&key) => {
                self.by_paths(get, prefix, values).await.map(Some)
            }
            _ if needed => self.by_looking(variant, key, values).await.map(Some),
            _ => Ok(None),
        }
    }

    async fn by_ids(&self, at: usize, mut open: BTreeSet<String>) -> Result<Known, Error> {
        let variant = &self.rules().variants[at];
        let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Upsert)?;
        let expected = self.expected(variant, method);
        let mut fields: Vec<&str> = expected.iter().map(|one| one.field.as_str()).collect();
        fields.extend(looked_at(variant));
        // A list may leave out what decides.
        let search = Search {
            single: usize::MAX,
            listed: &|record| fields.iter().all(|field| record.contains_key(*field)),
            select: None,
        };
        let fetched = search.records(self, at, &mut open).await?;
        Ok(fetched.found.into_iter().collect())
    }

    async fn by_paths(
        &self,
        get: &'static Operation,
        prefix: &str,
        values: BTreeSet<String>,
    ) -> Result<Known, Error> {
        let answers = stream::iter(values).map(|value| async move {
            let id = format!("{prefix}{value}");
            let raw = remote::get(self.client(), get, &id).await?;
            Ok::<_, Error>((value, raw.map(|raw| map(&raw)).transpose()?))
        });
        let answers: Vec<(String, Option<Map<String, Value>>)> =
            answers.buffer_unordered(PARALLEL).try_collect().await?;
        let found = answers.into_iter();
        Ok(found
            .filter_map(|(value, record)| Some((value, record?)))
            .collect())
    }

    /// Looks through the list; a key that is not found because the budget ended could be anywhere.
    async fn by_looking(
        &self,
        variant: &Variant,
        key: &'static str,
        mut open: BTreeSet<String>,
    ) -> Result<Known, Error> {
        let list = table::method(self.mapping(), self.rules(), variant, MethodKind::List)?;
        let operation = table::operation(self.client().api(), list)?;
        let name = table::read_name(operation.resource, key);
        let mut walk = Walk::all(self.client(), operation);
        let mut known = Known::new();
        while !open.is_empty() {
            if !walk.is_settled() && walk.requests >= self.mapping().scan_requests {
                let message = format!(
                    "the records of {} rows were not found by {key} among the first {}; give their ids instead",
                    open.len(),
                    walk.scanned
                );
                return Err(fault::new(Code::ScanBudgetExceeded, message));
            }
            let Step::Row(_, row) = walk.next(u64::MAX).await? else {
                break;
            };
            let record = parsed(&row)?;
            let value = record.get(name).and_then(Value::as_str).map(str::to_owned);
            if let Some(value) = value.filter(|value| open.remove(value)) {
                known.insert(value, record);
            }
        }
        Ok(known)
    }
}

/// The fields that values go by.
fn looked_at(variant: &Variant) -> impl Iterator<Item = &str> {
    let by_record = variant.rules.iter().filter(|rule| match &rule.write {
        Write::Computed { rule, .. } => rules::find(rule).is_some_and(|rule| rule.current),
        _ => false,
    });
    by_record.flat_map(table::sources)
}
