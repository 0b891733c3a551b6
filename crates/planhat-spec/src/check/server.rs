//! What the server does by itself: forms that are whole, and names that stand somewhere.

use super::references::{self, unknown};
use super::{Context, Subject, below, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Effect, Field, Fill, FillForm, Filter, Map, Query, Source, Type};
use crate::node::Step;

pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    for (name, field) in &subject.spec.fields {
        let at = steps!["fields", name];
        if let Some(fill) = &field.fill {
            filled(context, subject, &below(&at, "fill"), field, fill, found);
        }
        if let Some(fallback) = &field.fallback
            && !fallback.known.contains(&fallback.to)
        {
            let message = format!("`{}` is none of `known`", fallback.to);
            wrong(
                subject,
                &below(&below(&at, "fallback"), "to"),
                message,
                found,
            );
        }
    }
    filters(subject, found);
    for (item, effect) in subject.spec.effects.iter().enumerate() {
        happens(context, subject, &steps!["effects", item], effect, found);
    }
}

fn wrong(subject: &Subject<'_>, at: &[Step], message: String, found: &mut Diagnostics) {
    found.push(subject.place.at_value("SPEC090", at, message));
}

fn resource(
    context: &Context<'_>,
    subject: &Subject<'_>,
    at: &[Step],
    name: &str,
    found: &mut Diagnostics,
) {
    if !context.knows_resource(name) {
        let message = format!("there is no resource `{name}`");
        let known = Some(context.resource_names());
        unknown(subject.place, "SPEC030", at, name, message, known, found);
    }
}

fn filled(
    context: &Context<'_>,
    subject: &Subject<'_>,
    at: &[Step],
    field: &Field,
    fill: &Fill,
    found: &mut Diagnostics,
) {
    let form = match fill {
        Fill::Created | Fill::Updated if field.kind != Type::DateTime => {
            let message = format!("a moment fills a `datetime`, and this is `{}`", field.kind);
            return wrong(subject, at, message, found);
        }
        Fill::Created | Fill::Updated | Fill::Version => return,
        Fill::From(form) => form,
    };
    match form.forms().as_slice() {
        [_] => {}
        [] => return wrong(subject, at, "this says not what fills it".to_owned(), found),
        several => {
            let message = format!("one form alone, and these are {}", several.join(", "));
            return wrong(subject, at, message, found);
        }
    }
    if let Some(lacking) = form.lacks() {
        wrong(subject, at, format!("`{lacking}` is missing here"), found);
    }
    for (key, name) in form.own_fields() {
        references::field(subject, &below(at, key), name, found);
    }
    for (item, name) in form.join.iter().flatten().enumerate() {
        references::field(subject, &below(&below(at, "join"), item), name, found);
    }
    if let Some(name) = &form.having {
        resource(context, subject, &below(at, "having"), name, found);
    }
    there(context, subject, at, form, found);
}

/// The field of the record that a reference points to.
fn there(
    context: &Context<'_>,
    subject: &Subject<'_>,
    at: &[Step],
    form: &FillForm,
    found: &mut Diagnostics,
) {
    let (Some(reference), Some(name)) = (&form.of, &form.field) else {
        return;
    };
    let Some(field) = subject.fields.get(reference) else {
        return;
    };
    let Type::Ref(target) = &field.kind else {
        let message = format!("`{reference}` is no reference, but `{}`", field.kind);
        return wrong(subject, &below(at, "of"), message, found);
    };
    let Some(other) = Subject::of(context, target) else {
        return;
    };
    if !other.has_field(name) {
        let message = format!("`{name}` is no field of {target}");
        let known = Some(other.field_names().collect());
        unknown(
            subject.place,
            "SPEC031",
            &below(at, "field"),
            name,
            message,
            known,
            found,
        );
    }
}

fn filters(subject: &Subject<'_>, found: &mut Diagnostics) {
    for (operation, spec) in &subject.spec.operations {
        for (name, query) in &spec.query {
            let Query::Parameter(parameter) = query else {
                continue;
            };
            let Some(Filter::By(form)) = &parameter.filter else {
                continue;
            };
            let at = steps!["operations", operation, "query", name, "filter"];
            match form.forms().as_slice() {
                [(form, field)] => references::field(subject, &below(&at, *form), field, found),
                _ => wrong(
                    subject,
                    &at,
                    "one form, such as `equals: companyId`".to_owned(),
                    found,
                ),
            }
        }
    }
}

fn happens(
    context: &Context<'_>,
    subject: &Subject<'_>,
    at: &[Step],
    effect: &Effect,
    found: &mut Diagnostics,
) {
    let when = below(at, "when");
    match effect.when.len() {
        1 => {}
        _ => wrong(subject, &when, "one field and its value".to_owned(), found),
    }
    for name in effect.when.keys() {
        references::field(subject, &below(&when, name), name, found);
    }
    for name in effect.sets.keys() {
        references::field(subject, &below(&below(at, "sets"), name), name, found);
    }
    sources(subject, &below(at, "sets"), &effect.sets, found);
    if let Some(made) = &effect.makes {
        let at = below(at, "makes");
        resource(
            context,
            subject,
            &below(&at, "resource"),
            &made.resource,
            found,
        );
        sources(subject, &below(&at, "fields"), &made.fields, found);
        let Some(other) = Subject::of(context, &made.resource) else {
            return;
        };
        for name in made.fields.keys().filter(|name| !other.has_field(name)) {
            let message = format!("`{name}` is no field of {}", made.resource);
            let known = Some(other.field_names().collect());
            let at = below(&below(&at, "fields"), name);
            unknown(subject.place, "SPEC031", &at, name, message, known, found);
        }
    }
}

fn sources(subject: &Subject<'_>, at: &[Step], map: &Map<Source>, found: &mut Diagnostics) {
    for (name, source) in map {
        let Source::Given(form) = source else {
            continue;
        };
        let at = below(at, name);
        match (&form.value, &form.from) {
            (Some(_), None) => {}
            (None, Some(field)) => references::field(subject, &below(&at, "from"), field, found),
            _ => wrong(subject, &at, "either `value` or `from`".to_owned(), found),
        }
    }
}
