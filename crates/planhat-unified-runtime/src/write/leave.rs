//! Leaving out what cannot be written, where that is asked for.

use planhat_spec::unified::mapping::Rule;
use serde_json::Value;

use super::apply::wires;
use super::check::Checked;
use super::{OnUnsupported, Work};
use crate::error::Code;
use crate::warning::{Warning, WarningCode};

/// After so many parts of a value that cannot be written the whole value is left out.
const MOST: usize = 100;

/// Writes a value. Where it is asked for, parts that cannot be written are left out and it is tried
/// again; else they are refused.
pub(super) fn leaving_out<'w>(
    work: &mut Work<'w>,
    rule: &'w Rule,
    value: &Value,
    mut write: impl FnMut(&mut Work<'w>, &Value) -> Checked<()>,
) {
    let mut value = value.clone();
    for tried in 0..=MOST {
        let before = work.mark();
        let Err(mut refused) = write(work, &value) else {
            return;
        };
        work.back_to(before);
        if let Some(wire) = wires(rule).first() {
            refused.failure = refused.failure.remote(wire.as_str());
        }
        let drops = refused.failure.code == Code::UnsupportedField
            && work.options.on_unsupported == OnUnsupported::Drop;
        if drops && refused.left.len() > 1 {
            let count = refused.left.len();
            let message = format!("{count} items left out: {}", refused.failure.message);
            let code = WarningCode::FieldDropped;
            work.warnings.push(Warning::new(code, &rule.field, message));
            remove_items(&mut value, &refused.left);
            continue;
        }
        let path = refused.failure.path.clone();
        if drops && tried == MOST {
            refused.failure.path.clone_from(&rule.field);
            refused.failure.message = "too many of its parts cannot be written".to_owned();
        }
        work.refuse(refused);
        let part = path.strip_prefix(&rule.field).unwrap_or_default();
        if !(drops && remove(&mut value, part)) {
            return;
        }
    }
}

/// Removes the items at these places, which go upwards.
fn remove_items(value: &mut Value, places: &[usize]) {
    let Some(items) = value.as_array_mut() else {
        return;
    };
    let mut at = 0..;
    items.retain(|_| {
        at.next()
            .is_none_or(|at| places.binary_search(&at).is_err())
    });
}

/// Removes a part of a value, such as `[1].type`; says whether there was one.
fn remove(value: &mut Value, part: &str) -> bool {
    let end = |text: &str| text.find(['.', '[']).unwrap_or(text.len());
    if let Some(rest) = part.strip_prefix('[') {
        let Some((place, rest)) = rest.split_once(']') else {
            return false;
        };
        let (Ok(at), Some(items)) = (place.parse::<usize>(), value.as_array_mut()) else {
            return false;
        };
        if rest.is_empty() && at < items.len() {
            items.remove(at);
            return true;
        }
        return items.get_mut(at).is_some_and(|item| remove(item, rest));
    }
    let Some(rest) = part.strip_prefix('.') else {
        return false;
    };
    let (name, rest) = rest.split_at(end(rest));
    match (value.as_object_mut(), rest) {
        (None, _) => false,
        (Some(members), "") => members.remove(name).is_some(),
        (Some(members), rest) => members
            .get_mut(name)
            .is_some_and(|inner| remove(inner, rest)),
    }
}
