//! Where each field of a record comes from.

use planhat_spec::unified::mapping::{Part, Path, Read, Reversible, Rule};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::custom::Typing;
use crate::path;
use crate::turn::{Projection, read_map};
use crate::value::Raw;
use crate::{Error, Record, Warning, builtin, table};

/// Where the fields of a record come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The API.
    pub api: String,
    /// The model.
    pub model: String,
    /// The variant; empty where there is one.
    pub variant: String,
    /// The resource that it stands on.
    pub resource: String,
    /// The digest of the rules.
    pub mapping_version: String,
    /// Each field.
    pub fields: Vec<FieldOrigin>,
    /// What was noticed on the way.
    pub warnings: Vec<Warning>,
}

/// Where a field comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldOrigin {
    /// Its name.
    pub field: String,
    /// What it reads as.
    pub value: Value,
    /// Where the rule looks, in order.
    pub sources: Vec<Origin>,
    /// What becomes of that.
    pub transform: String,
    /// The wire fields that a write sets.
    pub writes: Vec<String>,
    /// Whether a value that was written reads back equal.
    pub reversible: Reversible,
    /// Whether an override is active.
    pub overridden: bool,
}

/// A source and what stands there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Origin {
    /// Its path in the server's record.
    pub path: String,
    /// What stands there.
    pub raw: Value,
}

impl ModelHandle {
    /// Where each field of a record comes from.
    ///
    /// # Errors
    /// When there is no such record, or the call fails.
    pub async fn explain(&self, id: &str) -> Result<Explanation, Error> {
        builtin::refuse(self, id, "explained")?;
        let current = self.current(&self.variants(None)?, id).await?;
        let mut explained = self.explained(current.variant, &current.record)?;
        self.type_custom(current.variant, &mut explained).await;
        Ok(explained)
    }

    /// Types the tenant's own values, as a read does.
    async fn type_custom(&self, at: usize, explained: &mut Explanation) {
        let fields = &mut explained.fields;
        let pairs = fields
            .iter_mut()
            .map(|one| (one.field.clone(), one.value.take()));
        let mut records = [pairs.collect::<Record>()];
        let typing = Typing::default();
        let typed = typing.apply(self, &mut records, &[at]).await;
        explained.warnings.extend(typed);
        for one in fields {
            if let Some(value) = records[0].swap_remove(&one.field) {
                one.value = value;
            }
        }
    }

    /// The same for a record that is there; the tenant's own values as the server has them.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn explained(&self, at: usize, record: &Map<String, Value>) -> Result<Explanation, Error> {
        let variant = &self.rules().variants[at];
        let (mut read, warnings) = read_map(self, at, record, &Projection::default())?;
        let text = serde_json::to_string(record).unwrap_or_default();
        let raw = Raw::parse(&text).ok();
        let fields = variant
            .rules
            .iter()
            .filter(|rule| !matches!(rule.read, Read::Whole));
        let fields = fields.map(|rule| FieldOrigin {
            field: rule.field.clone(),
            value: read.swap_remove(&rule.field).unwrap_or(Value::Null),
            sources: paths(rule).into_iter().map(|at| origin(raw, at)).collect(),
            transform: rule.transform.clone(),
            writes: table::targets(rule)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            reversible: rule.reversible,
            overridden: rule.overridden,
        });
        Ok(Explanation {
            api: self.mapping().api.clone(),
            model: self.rules().name.clone(),
            variant: variant.name.clone(),
            resource: variant.resource.clone(),
            mapping_version: self.mapping().version.clone(),
            fields: fields.collect(),
            warnings,
        })
    }
}

fn origin(record: Option<Raw<'_>>, at: &Path) -> Origin {
    let found = record.and_then(|record| path::find(record, at));
    let raw = match found {
        None => Value::Null,
        Some(path::Found::One(raw)) => raw.to_value(),
        Some(path::Found::Items(items)) => items.into_iter().map(Raw::to_value).collect(),
    };
    Origin {
        path: path::text(at),
        raw,
    }
}

/// Where a rule looks, in order.
fn paths(rule: &Rule) -> Vec<&Path> {
    match &rule.read {
        Read::Unmapped | Read::Const(_) | Read::Whole => Vec::new(),
        Read::First(alternatives) => alternatives.iter().flat_map(|one| &one.paths).collect(),
        Read::Parts { parts, .. } => parts
            .iter()
            .filter_map(|(_, part)| match part {
                Part::Path(path) => Some(path),
                Part::Const(_) => None,
            })
            .collect(),
        Read::Merge(merged) => merged.iter().map(|one| &one.path).collect(),
        Read::Computed { sources, .. } => sources.iter().collect(),
    }
}
