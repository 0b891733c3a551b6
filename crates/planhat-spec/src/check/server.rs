//! What the server does by itself with fields and parameters: forms that are whole, names that stand
//! somewhere, types that fit.

use super::fill::{self, Owner};
use super::value::Rules;
use super::{Context, Place, Subject, below, effective, references, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Access, Fallback, Field, Filter, FilterForm, Json, Kind, Map, Query, Type};
use crate::node::Step;

/// What a resource says of its own fields and of the parameters of its operations.
pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let owner = Owner::record(context, subject);
    for (name, field) in &subject.spec.fields {
        let access = subject.access(field);
        one(&owner, &steps!["fields", name], field, access, found);
    }
    filters(context, subject, found);
}

/// What planhat.yaml says of the fields and parameters that resources share.
pub(super) fn shared(context: &Context<'_>, found: &mut Diagnostics) {
    let owner = Owner::shared(context);
    for (name, field) in &context.set.api.common {
        let access = field.access.unwrap_or(Access::Both);
        one(&owner, &steps!["common", name], field, access, found);
    }
    for (name, parameter) in &context.set.api.query {
        if let Some(Filter::By(_)) = &parameter.filter {
            let at = steps!["query", name, "filter"];
            let message = "a parameter of every list keeps records by no field of one resource";
            found.push(context.api.at_key("SPEC090", &at, message));
        }
    }
}

/// A form that is not whole, or does not fit.
pub(super) fn wrong(
    place: &Place,
    at: &[Step],
    message: impl Into<String>,
    found: &mut Diagnostics,
) {
    found.push(place.at_value("SPEC090", at, message));
}

fn one(owner: &Owner<'_>, at: &[Step], field: &Field, access: Access, found: &mut Diagnostics) {
    if let Some(one) = &field.fill {
        fill::check(owner, at, field, one, found);
    }
    values(owner.place, at, field, found);
    if !field.refuses.is_empty() && access == Access::Read {
        let message = "this is never sent, so there is nothing to refuse";
        found.push(
            owner
                .place
                .at_key("SPEC090", &below(at, "refuses"), message),
        );
    }
}

/// Values that the server does not know, and those that it refuses.
pub(super) fn values(place: &Place, at: &[Step], field: &Field, found: &mut Diagnostics) {
    let text = matches!(field.kind, Type::String | Type::Enum);
    for (key, given) in [
        ("fallback", field.fallback.is_some()),
        ("refuses", !field.refuses.is_empty()),
    ] {
        if given && !text {
            let message = format!("`{key}` is about texts, and this is `{}`", field.kind);
            found.push(place.at_key("SPEC090", &below(at, key), message));
        }
    }
    if let Some(fallback) = field.fallback.as_ref().filter(|_| text) {
        known(place, &below(at, "fallback"), field, fallback, found);
    }
    for (value, message) in field.refuses.iter().filter(|_| text) {
        let at = below(at, "refuses");
        place.not_empty(&at, [(value.as_str(), Some(message))], found);
    }
}

fn known(place: &Place, at: &[Step], field: &Field, one: &Fallback, found: &mut Diagnostics) {
    let list = below(at, "known");
    references::unique(place, &list, &one.known, found);
    for (item, value) in one.known.iter().enumerate() {
        if let Err(message) = Rules::of_field(field).takes(&Json::String(value.clone())) {
            wrong(place, &below(&list, item), message, found);
        }
    }
    // A value that is at fault itself is none to fall back on either.
    if place.has(&list) && !one.known.contains(&one.to) {
        let message = format!("`{}` is none of `known`", one.to);
        wrong(place, &below(at, "to"), message, found);
    }
}

fn filters(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    for (operation, spec) in &subject.spec.operations {
        let kind = effective::kind(operation, spec);
        for (name, form) in given(&spec.query) {
            let at = steps!["operations", operation, "query", name, "filter"];
            let idle = if kind != Kind::List {
                "a filter is about a list, and this is none"
            } else if context.set.api.query.contains_key(name) {
                "a parameter that every list shares is no filter"
            } else {
                filter(subject, &at, form, found);
                continue;
            };
            found.push(subject.place.at_key("SPEC090", &at, idle));
        }
    }
}

/// The parameters that say by which field they keep records.
fn given(query: &Map<Query>) -> impl Iterator<Item = (&String, &FilterForm)> {
    query.iter().filter_map(|(name, query)| match query {
        Query::Parameter(parameter) => match &parameter.filter {
            Some(Filter::By(form)) => Some((name, form)),
            _ => None,
        },
        Query::Removed => None,
    })
}

fn filter(subject: &Subject<'_>, at: &[Step], form: &FilterForm, found: &mut Diagnostics) {
    let place = subject.place;
    let forms = form.forms();
    let [(way, name)] = forms.as_slice() else {
        if !place.has_faulty(at) {
            wrong(place, at, "one form, such as `equals: companyId`", found);
        }
        return;
    };
    let at = below(at, *way);
    references::field(subject, &at, name, found);
    let Some(field) = subject.fields.get(*name) else {
        return;
    };
    if let Some(kept) = &field.reads_as {
        let message = format!("`{name}` is written under this name and kept as `{kept}`");
        found.push(
            place
                .at_value("SPEC090", &at, message)
                .help(format!("write `{kept}`")),
        );
    } else if let Some(wanted) = unfit(way, &field.kind) {
        let message = format!(
            "`{way}` is about {wanted}, and `{name}` is `{}`",
            field.kind
        );
        wrong(place, &at, message, found);
    }
}

/// What a filter is about, where the field is something else.
fn unfit(way: &str, kind: &Type) -> Option<&'static str> {
    let item = match kind {
        Type::List(item) => item,
        kind => kind,
    };
    let (fits, wanted) = match way {
        "contains" => (matches!(item, Type::String | Type::Enum), "texts"),
        "from" | "to" => (
            matches!(
                kind,
                Type::Integer | Type::Number | Type::Day | Type::Date | Type::DateTime
            ),
            "numbers and moments",
        ),
        "reveals" | "selects" => (*kind == Type::Boolean, "`boolean`"),
        _ => (true, ""),
    };
    (!fits).then_some(wanted)
}
