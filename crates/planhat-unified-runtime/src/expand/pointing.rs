//! The other way round: records of another model that refer to those of this one.

use std::collections::{BTreeSet, HashMap};

use planhat_core::table::Kind;
use planhat_spec::unified::mapping::MethodKind;
use serde_json::Value;

use crate::client::ModelHandle;
use crate::error::Error;
use crate::list::{Step, Walk, parsed};
use crate::read::selects;
use crate::table;
use crate::turn::{Projection, read_map};

/// A field of another model's resource that holds ids of records of this one.
pub(super) struct Pointing {
    variant: usize,
    pub(super) field: &'static str,
}

/// The fields of another model's resources that are lists of ids of this model's records.
pub(super) fn pointing(handle: &ModelHandle, at: usize, other: &ModelHandle) -> Vec<Pointing> {
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
                field: field.name,
            });
        }
    }
    found
}

/// Members of a reference.
const MEMBERS: [&str; 2] = ["id", "name"];

/// References to the records of another model, by the ids that a field of theirs holds; and what was
/// not looked at.
pub(super) async fn having(
    other: &ModelHandle,
    place: &Pointing,
) -> Result<(HashMap<String, Vec<Value>>, Option<String>), Error> {
    let mut having: HashMap<String, Vec<Value>> = HashMap::new();
    let variant = &other.rules().variants[place.variant];
    let list = table::method(other.mapping(), other.rules(), variant, MethodKind::List)?;
    let operation = table::operation(other.client().api(), list)?;
    let want = Projection {
        fields: MEMBERS.map(str::to_owned).to_vec(),
        ..Projection::default()
    };
    let mut walk = Walk::all(other.client(), operation);
    if let Some(mut names) = selects(variant, &want) {
        names.extend(
            [place.field]
                .into_iter()
                .chain(table::own_id(other.client().api())),
        );
        names.sort_unstable();
        names.dedup();
        walk = walk.selecting(&names.join(","));
    }
    let budget = other.mapping().scan_requests;
    loop {
        if !walk.is_settled() && walk.requests >= budget {
            let message = format!(
                "{} {} were looked at, and others may refer to it too",
                walk.scanned,
                other.rules().plural
            );
            return Ok((having, Some(message)));
        }
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
        let (read, _) = read_map(other, place.variant, &record, &want)?;
        let members = MEMBERS.map(|name| {
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
    Ok((having, None))
}
