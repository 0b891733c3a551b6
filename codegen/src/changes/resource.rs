//! Resources that came, went or became others.

use super::{Found, apart, field, operation};
use crate::ir::{Ir, ObjectType, Resource};
use crate::words::code;

pub(super) fn compare(before: &Ir, after: &Ir, found: &mut Found) {
    let named = |ir: &'_ Ir, name: &str| ir.resources.iter().position(|one| one.name == name);
    for resource in &after.resources {
        match named(before, &resource.name) {
            Some(at) => one(
                (&before.resources[at], resource),
                (&before.api.types, &after.api.types),
                found,
            ),
            None => found.added(
                &resource.name,
                format!(
                    "is a new resource, with {}",
                    code(resource.operations.iter().map(|one| &one.name))
                ),
            ),
        }
    }
    for resource in &before.resources {
        if named(after, &resource.name).is_none() {
            found.removed(&resource.name, "is gone, with all its operations");
        }
    }
}

/// Nested types of both sides: those of the resource, and the shared ones.
pub(super) struct Types<'ir> {
    pub(super) before: [&'ir [ObjectType]; 2],
    pub(super) after: [&'ir [ObjectType]; 2],
}

fn one(
    (before, after): (&Resource, &Resource),
    shared: (&[ObjectType], &[ObjectType]),
    found: &mut Found,
) {
    let subject = &after.name;
    let accessor = (&before.names.accessor, &after.names.accessor);
    found.compare(true, subject, accessor, |before, after| {
        format!("is reached by `client.{after}()`, no longer by `client.{before}()`")
    });
    found.compare(
        true,
        subject,
        (&before.path, &after.path),
        |before, after| format!("moved from `{before}` to `{after}`"),
    );
    let (new, gone) = apart(&before.keys, &after.keys);
    if !new.is_empty() {
        found.changed(subject, format!("is also identified by {}", code(new)));
    }
    if !gone.is_empty() {
        found.breaks(
            subject,
            format!("is no longer identified by {}", code(gone)),
        );
    }
    let types = Types {
        before: [&before.types, shared.0],
        after: [&after.types, shared.1],
    };
    let fields = (before.fields.as_slice(), after.fields.as_slice());
    field::lists(subject, field::Place::Record, fields, &types, found);
    operations(before, after, &types, found);
}

fn operations(before: &Resource, after: &Resource, types: &Types<'_>, found: &mut Found) {
    for operation in &after.operations {
        let subject = format!("{}.{}", after.name, operation.name);
        let mut known = before.operations.iter();
        match known.find(|known| known.name == operation.name) {
            Some(known) => operation::compare(&subject, known, operation, types, found),
            None => found.added(
                &subject,
                format!(
                    "is a new operation: {}",
                    operation.doc.trim_end_matches('.')
                ),
            ),
        }
    }
    for operation in &before.operations {
        let subject = format!("{}.{}", before.name, operation.name);
        let mut left = after.operations.iter();
        if !left.any(|left| left.name == operation.name) {
            found.removed(&subject, "is gone");
        }
    }
}
