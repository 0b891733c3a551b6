//! What a field of the same name is in the other specs, and whether the values seen fit it.

use super::guess::{At, Guess, Strength};
use super::seen::{Seen, Shape};
use crate::known::Known;
use crate::model::{Access, Field, Other, Type};

/// No more specs than these are named as a reason.
const NAMED: usize = 3;

/// Takes over what the name means elsewhere, if every value fits. Enums and objects are told by
/// their values alone, unless there are none.
pub(super) fn guess(at: At<'_>, seen: &Seen) -> Option<Guess> {
    let (twin, of) = at.known.twin(at.path)?;
    let none = is_void(seen);
    let kind = match innermost(&twin.kind) {
        Type::Enum if none => Type::String,
        Type::Enum | Type::Object | Type::Json if !none => return None,
        _ => twin.kind.clone(),
    };
    if !none && !fits(&kind, seen) {
        return None;
    }
    let (strength, why) = match none {
        true => (
            Strength::Weak,
            format!("nothing in it; as in {}", named(&of)),
        ),
        false => (Strength::Likely, format!("as in {}", named(&of))),
    };
    let mut guess = Guess::new(kind, strength, why);
    if *innermost(&guess.kind) == Type::String {
        guess.format = twin.format;
        guess.sensitive = twin.sensitive;
    }
    Some(guess)
}

/// Whether the values are personal elsewhere.
pub(super) fn is_sensitive(at: At<'_>) -> bool {
    at.known
        .twin(at.path)
        .is_some_and(|(twin, _)| twin.sensitive)
}

/// Whether it is only read elsewhere.
pub(super) fn is_read(known: &Known, name: &str) -> bool {
    let twin = known.twin(name).map(|(twin, _)| twin);
    twin.is_some_and(|twin| twin.access == Some(Access::Read))
}

/// Whether every value is what a shared field may hold.
pub(super) fn fits_field(field: &Field, seen: &Seen) -> bool {
    let lists = |kind: &Type| matches!(kind, Type::List(_));
    let shapes = seen.shapes();
    let mut parts = shapes.iter().map(|shape| seen.only(*shape));
    let part_fits = |part: &Seen| match (&field.kind, part.lists.items.as_deref()) {
        (Type::List(item), Some(items)) => {
            let shapes = items.shapes();
            let mut parts = shapes.iter().map(|shape| items.only(*shape));
            parts.all(|part| fits_one(item, field, &part))
        }
        (kind, None) if lists(kind) => part.lists.count > 0,
        (kind, _) => fits_one(kind, field, part),
    };
    parts.all(|part| part_fits(&part))
}

fn fits_one(kind: &Type, field: &Field, part: &Seen) -> bool {
    let within = |members: &crate::model::Map<Field>| {
        let names = part.objects.members.keys();
        part.objects.count > 0
            && part.objects.rest.is_none()
            && names.into_iter().all(|name| members.contains_key(name))
    };
    fits(kind, part)
        || (*kind == Type::Object && field.fields.as_ref().is_some_and(within))
        || match &field.or {
            Some(Other::Type(other)) => fits(other, part),
            Some(Other::Fields(members)) => within(members),
            None => false,
        }
}

/// Whether every value is of a type. Of objects nothing is known here, so none fits.
fn fits(kind: &Type, seen: &Seen) -> bool {
    let shapes = seen.shapes();
    let are = |shape: Shape| shapes.iter().all(|one| *one == shape);
    let texts = &seen.texts;
    match kind {
        // Moments are more than text, whatever the name means elsewhere.
        Type::String => are(Shape::Text) && (texts.said() == 0 || texts.datetimes < texts.said()),
        Type::Integer => are(Shape::Number) && seen.numbers.decimals == 0,
        Type::Number => are(Shape::Number),
        Type::Day => are(Shape::Number) && seen.numbers.days == seen.numbers.count,
        Type::Boolean => are(Shape::Boolean),
        Type::Id => are(Shape::Text) && texts.spaced == 0,
        Type::Ref(_) => are(Shape::Text) && texts.ids == texts.said(),
        Type::Date => are(Shape::Text) && texts.dates == texts.said(),
        Type::DateTime => are(Shape::Text) && texts.dates + texts.datetimes == texts.said(),
        Type::List(item) => {
            let items = seen.lists.items.as_deref();
            are(Shape::List) && items.is_none_or(|items| fits(item, items))
        }
        Type::Map(value) => {
            let mut members = seen
                .objects
                .members
                .values()
                .chain(seen.objects.rest.as_deref());
            are(Shape::Object) && members.all(|member| fits(value, member))
        }
        Type::Custom => are(Shape::Object),
        Type::Enum | Type::Object | Type::Json => false,
    }
}

/// Whether nothing is to be seen: null, empty lists and empty objects alone.
fn is_void(seen: &Seen) -> bool {
    let full = |items: &Seen| items.values() > 0;
    seen.booleans + seen.numbers.count + seen.texts.count == 0
        && !seen.lists.items.as_deref().is_some_and(full)
        && seen.objects.members.is_empty()
        && (seen.lists.count == 0 || seen.objects.count == 0)
}

fn innermost(kind: &Type) -> &Type {
    match kind {
        Type::List(item) | Type::Map(item) => innermost(item),
        kind => kind,
    }
}

/// The names of a few specs.
fn named(of: &[&str]) -> String {
    let first = of
        .iter()
        .take(NAMED)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match of.len().checked_sub(NAMED) {
        Some(more) if more > 0 => format!("{first} and {more} more"),
        _ => first,
    }
}
