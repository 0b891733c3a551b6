//! Fields and parameters: their names, types, bounds and values.

use super::resource::Types;
use super::{Found, apart};
use crate::ir::{Access, Field, ObjectType, Type};
use crate::words::code;

/// What the fields are part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A record: read and written.
    Record,
    /// A query: sent.
    Query,
    /// A body of its own: sent.
    Body,
    /// An answer of its own: read.
    Answer,
}

impl Place {
    fn one(self) -> &'static str {
        match self {
            Place::Query => "parameter",
            _ => "field",
        }
    }
}

pub(super) fn lists(
    subject: &str,
    place: Place,
    (before, after): (&[Field], &[Field]),
    types: &Types<'_>,
    found: &mut Found,
) {
    for field in after {
        let at = format!("{subject}.{}", field.wire);
        match before.iter().find(|known| known.wire == field.wire) {
            Some(known) => one(&at, place, (known, field), types, found),
            None => found.added(&at, format!("is a new {}", place.one())),
        }
    }
    for field in before {
        if !after.iter().any(|left| left.wire == field.wire) {
            found.removed(&format!("{subject}.{}", field.wire), "is gone");
        }
    }
}

fn one(
    at: &str,
    place: Place,
    (before, after): (&Field, &Field),
    types: &Types<'_>,
    found: &mut Found,
) {
    found.compare(true, at, (&before.rust, &after.rust), |before, after| {
        format!("is called `{after}` in Rust, no longer `{before}`")
    });
    found.compare(
        true,
        at,
        (&words(before), &words(after)),
        |before, after| format!("became {after}, it was {before}"),
    );
    access(at, before.access, after.access, found);
    values(at, place, before, after, found);
    bounds(at, before, after, found);
    let (new, gone) = apart(&before.only, &after.only);
    if !new.is_empty() && before.only.is_empty() {
        found.breaks(at, format!("exists in {} alone now", code(new)));
    } else if !gone.is_empty() && !after.only.is_empty() {
        found.breaks(at, format!("no longer exists in {}", code(gone)));
    }
    found.compare(
        false,
        at,
        (&before.reads_as, &after.reads_as),
        |_, after| match after {
            Some(name) => format!("comes back as `{name}`"),
            None => "comes back under its own name".to_owned(),
        },
    );
    let deprecated = (&before.deprecated, &after.deprecated);
    found.marks(at, deprecated, (&before.unverified, &after.unverified));
    members(at, place, before, after, types, found);
}

/// The type in the words of the specs.
fn words(field: &Field) -> String {
    let word = |kind: &Type| match kind.object() {
        Some(_) => format!("`{kind}` with members"),
        None => format!("`{kind}`"),
    };
    match &field.or {
        Some(or) => format!("{} or {}", word(&field.kind), word(or)),
        None => word(&field.kind),
    }
}

fn access(at: &str, before: Access, after: Access, found: &mut Found) {
    if before == after {
        return;
    }
    let (what, breaking) = match after {
        Access::Both => ("can be read and written", false),
        Access::Read => ("can only be read", true),
        Access::Write => ("can only be written", true),
    };
    match breaking {
        true => found.breaks(at, what),
        false => found.changed(at, what),
    }
}

fn values(at: &str, place: Place, before: &Field, after: &Field, found: &mut Found) {
    let names = |field: &Field| -> Vec<String> {
        field
            .values
            .iter()
            .map(|(value, _)| value.clone())
            .collect()
    };
    let (old, now) = (names(before), names(after));
    if old.is_empty() || now.is_empty() {
        return;
    }
    let (new, gone) = apart(&old, &now);
    if !new.is_empty() {
        found.changed(at, format!("also knows {}", code(new)));
    }
    if !gone.is_empty() {
        found.breaks(at, format!("no longer knows {}", code(gone)));
    }
    if before.open && !after.open && place != Place::Answer {
        found.breaks(at, "takes no other values any more");
    } else if !before.open && after.open {
        found.changed(at, "takes other values too");
    }
}

fn bounds(at: &str, before: &Field, after: &Field, found: &mut Found) {
    let tighter =
        |old: Option<f64>, new: Option<f64>, closer: fn(f64, f64) -> bool| match (old, new) {
            (None, Some(_)) => true,
            (Some(old), Some(new)) => closer(old, new),
            _ => false,
        };
    if before.min == after.min && before.max == after.max {
        return;
    }
    let breaking = tighter(before.min, after.min, |old, new| new > old)
        || tighter(before.max, after.max, |old, new| new < old);
    let what = format!("takes {}, it took {}", range(after), range(before));
    match breaking {
        true => found.breaks(at, what),
        false => found.changed(at, what),
    }
}

/// The bounds of a number, in words.
fn range(field: &Field) -> String {
    match (field.min, field.max) {
        (None, None) => "any number".to_owned(),
        (Some(min), None) => format!("{min} and more"),
        (None, Some(max)) => format!("{max} and less"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
    }
}

/// Members of nested objects that are there on both sides.
fn members(
    at: &str,
    place: Place,
    before: &Field,
    after: &Field,
    types: &Types<'_>,
    found: &mut Found,
) {
    let pairs = [
        (Some(&before.kind), Some(&after.kind)),
        (before.or.as_ref(), after.or.as_ref()),
    ];
    for (before, after) in pairs {
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        if let (Some(before), Some(after)) =
            (of_type(before, &types.before), of_type(after, &types.after))
        {
            lists(at, place, (before, after), types, found);
        }
    }
}

fn of_type<'ir>(kind: &Type, [own, shared]: &[&'ir [ObjectType]; 2]) -> Option<&'ir [Field]> {
    let name = kind.object()?;
    let mut types = if name.shared { shared } else { own }.iter();
    let found = types.find(|one| one.name == name.name);
    found.map(|one| one.fields.as_slice())
}
