//! What is read of records for expansion and keys besides what was asked for, and what of it is shown.

use planhat_spec::unified::mapping::{Model, Read};
use serde_json::Value;

use crate::read::Projection;
use crate::value::ID;
use crate::{Code, Error, Record, fault};

/// What is left of a record once its references are resolved.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    /// These alone; all where there is none.
    fields: Vec<String>,
    /// Not these.
    exclude: Vec<String>,
}

/// What has to be read so that references can be resolved and records keyed, and what is cut off again
/// after that; nothing where the two are the same.
pub(crate) fn around(
    model: &Model,
    want: Projection,
    expand: &[String],
    key_by: Option<&str>,
) -> (Projection, Option<Cut>) {
    let narrow = !want.fields.is_empty() || !want.exclude.is_empty();
    if !narrow || (expand.is_empty() && key_by.is_none()) {
        return (want, None);
    }
    let mut fields = want.fields.clone();
    let mut read = want.clone();
    let heads = expand.iter().map(|path| head(path)).chain(key_by.map(head));
    let heads: Vec<&str> = heads.chain([ID]).collect();
    read.exclude.retain(|path| !heads.contains(&head(path)));
    if !fields.is_empty() {
        read.fields
            .extend(heads.iter().map(|head| (*head).to_owned()));
        // Who asks for a reference to be resolved wants to see it.
        let asked = expand.iter().filter(|path| !covers(&want.fields, path));
        fields.extend(asked.cloned());
        let rules = model.variants.iter().flat_map(|variant| &variant.rules);
        let whole = rules.filter(|rule| want.remote_data && matches!(rule.read, Read::Whole));
        fields.extend(whole.map(|rule| rule.field.clone()));
    }
    let exclude = want.exclude;
    (read, Some(Cut { fields, exclude }))
}

/// Whether a path, or something within it, is among these.
fn covers(fields: &[String], path: &str) -> bool {
    let within = |outer: &str, inner: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    fields
        .iter()
        .any(|field| within(field, path) || within(path, field))
}

fn head(path: &str) -> &str {
    path.split_once('.').map_or(path, |(head, _)| head)
}

/// Refuses what goes by unified names, for records that have the server's.
///
/// # Errors
/// When something of it is given.
pub(crate) fn unified_alone(want: &Projection, expand: &[String]) -> Result<(), Error> {
    let given = [
        ("fields", &want.fields[..]),
        ("exclude_fields", &want.exclude),
        ("expand", expand),
    ];
    let mut given = given.iter().filter(|(_, names)| !names.is_empty());
    let Some((name, _)) = given.next() else {
        return Ok(());
    };
    let message = format!("{name} goes with format unified alone");
    let error = fault::new(Code::InvalidRequest, message.clone());
    Err(fault::at(error, name, &message, None))
}

impl Cut {
    /// Takes off what was not asked for.
    pub(crate) fn apply(&self, record: &mut Record) {
        let fields: Vec<&str> = self.fields.iter().map(String::as_str).collect();
        let exclude: Vec<&str> = self.exclude.iter().map(String::as_str).collect();
        record.retain(|name, value| stays(name, value, &fields, &exclude));
    }
}

/// Whether a member stays; what is within it is cut in its place.
fn stays(name: &str, value: &mut Value, fields: &[&str], exclude: &[&str]) -> bool {
    if exclude.contains(&name) {
        return false;
    }
    let keep = below(fields, name);
    let whole = fields.is_empty() || fields.contains(&name);
    if !whole && keep.is_empty() {
        return false;
    }
    let keep = if whole { Vec::new() } else { keep };
    let leave = below(exclude, name);
    if !(keep.is_empty() && leave.is_empty()) {
        within(value, &keep, &leave);
    }
    true
}

fn within(value: &mut Value, fields: &[&str], exclude: &[&str]) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| within(item, fields, exclude)),
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names {
                let stays = members
                    .get_mut(&name)
                    .is_some_and(|value| stays(&name, value, fields, exclude));
                if !stays {
                    members.remove(&name);
                }
            }
        }
        _ => {}
    }
}

fn below<'p>(paths: &[&'p str], name: &str) -> Vec<&'p str> {
    let rest = paths
        .iter()
        .filter_map(|path| path.strip_prefix(name)?.strip_prefix('.'));
    rest.collect()
}
