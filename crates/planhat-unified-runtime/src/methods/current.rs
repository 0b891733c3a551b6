//! The record that a call is about, as it is now.

use planhat_spec::unified::mapping::{Condition, Method, MethodKind, Variant};
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::filter::Plan;
use crate::list::{Frame, Step, Walk, map, parsed};
use crate::read::alike;
use crate::{Code, Error, fault, remote, table};

/// A record as the server has it, and the variant that it is of.
#[derive(Debug, Clone)]
pub(crate) struct Current {
    pub(crate) variant: usize,
    pub(crate) record: Map<String, Value>,
}

impl ModelHandle {
    /// The record of an id or a prefixed key, of one of these variants.
    ///
    /// # Errors
    /// When there is none, or it is none of this model.
    pub(crate) async fn current(&self, variants: &[usize], id: &str) -> Result<Current, Error> {
        for at in variants {
            let variant = &self.rules().variants[*at];
            let get = table::method(self.mapping(), self.rules(), variant, MethodKind::Get)?;
            if let Some(record) = self.read_one(variant, get, id).await?
                && table::meets(&record, &self.expected(variant, get))
            {
                return Ok(Current {
                    variant: *at,
                    record,
                });
            }
        }
        Err(not_found(self, id))
    }

    async fn read_one(
        &self,
        variant: &Variant,
        get: &Method,
        id: &str,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let api = self.client().api();
        let operation = table::operation(api, get)?;
        let keys = table::resource(api, &variant.resource)?.keys;
        match table::prefixed(api, keys, id) {
            Some((key, value)) if !operation.ids.contains(&key) => {
                self.read_by_scan(variant, get, key, value).await
            }
            _ => self.read_by_id(get, id).await,
        }
    }

    async fn read_by_id(
        &self,
        get: &Method,
        id: &str,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let operation = table::operation(self.client().api(), get)?;
        match remote::get(self.client(), operation, id).await? {
            Some(raw) => map(&raw).map(Some),
            None => Ok(None),
        }
    }

    /// The record with a key by which none can be read: looked for in the list, and then read.
    async fn read_by_scan(
        &self,
        variant: &Variant,
        get: &Method,
        key: &str,
        value: &str,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let api = self.client().api();
        let resource = table::resource(api, &variant.resource)?;
        let list = table::method(self.mapping(), self.rules(), variant, MethodKind::List)?;
        let same = Condition {
            field: table::read_name(resource, key).to_owned(),
            one_of: vec![value.into()],
            not: false,
        };
        let plan = Plan {
            variant: 0,
            operation: table::operation(api, list)?,
            query: Vec::new(),
            key: None,
            tests: Vec::new(),
            conditions: vec![same],
        };
        let conditions = plan.conditions.clone();
        let budget = self.mapping().scan_requests;
        let narrow = table::own_id(api).filter(|_| plan.operation.parameter("select").is_some());
        let select = narrow.map(|own| format!("{own},{}", conditions[0].field));
        let walk = Walk::new(self.client().clone(), vec![plan], Frame::default(), 0, 0);
        let mut walk = walk.with_budget(budget);
        if let Some(select) = &select {
            walk = walk.selecting(select);
        }
        loop {
            match walk.next(u64::MAX).await? {
                Step::End => return Ok(None),
                Step::Row(_, row) => {
                    let record = parsed(&row)?;
                    if !table::meets(&record, &conditions) {
                        continue;
                    }
                    let id = narrow.and_then(|own| record.get(own)?.as_str());
                    return match id {
                        Some(id) => self.read_by_id(get, id).await,
                        None => Ok(Some(record)),
                    };
                }
                Step::Spent => {
                    let message = format!(
                        "no record with this {key} among the first {}; give its id instead",
                        walk.scanned
                    );
                    return Err(fault::new(Code::ScanBudgetExceeded, message));
                }
            }
        }
    }

    /// What has to hold of a record so that it is one of this variant.
    pub(crate) fn expected(&self, variant: &Variant, method: &Method) -> Vec<Condition> {
        let get = variant
            .methods
            .iter()
            .find(|one| one.kind == MethodKind::Get);
        let of_get = get.into_iter().flat_map(|get| &get.expect);
        let resource = table::resource(self.client().api(), &variant.resource);
        let fixed = resource.ok().into_iter().flat_map(table::fixed);
        let mut all: Vec<Condition> = Vec::new();
        for condition in method.expect.iter().chain(of_get).cloned().chain(fixed) {
            if !all.contains(&condition) {
                all.push(condition);
            }
        }
        all
    }

    /// The numbers of the variants that a record can be of: that of a name, or all.
    ///
    /// # Errors
    /// When there is no such variant.
    pub(crate) fn variants(&self, name: Option<&str>) -> Result<Vec<usize>, Error> {
        let variants = &self.rules().variants;
        let Some(name) = name.filter(|_| variants.len() > 1) else {
            return Ok((0..variants.len()).collect());
        };
        let found = variants
            .iter()
            .position(|variant| alike(&variant.name, name));
        found.map(|at| vec![at]).ok_or_else(|| {
            let route = self.rules().route.as_deref().unwrap_or("variant");
            let names: Vec<&str> = variants
                .iter()
                .map(|variant| variant.name.as_str())
                .collect();
            let message = format!("has no value `{name}`; it has {}", names.join(", "));
            let error = fault::new(Code::EnumUnmapped, format!("`{route}` {message}"));
            fault::allowed(fault::at(error, route, &message, None), route, names)
        })
    }

    /// The variant that an input names, where there are several.
    pub(crate) fn routed<'i>(&self, input: &'i Map<String, Value>) -> Option<&'i str> {
        input.get(self.rules().route.as_deref()?)?.as_str()
    }
}

/// That there is no such record.
pub(crate) fn not_found(handle: &ModelHandle, id: &str) -> Error {
    let message = format!("there is no {} `{id}`", handle.rules().name);
    fault::new(Code::NotFound, message)
}
