//! Operations: where they go, what they require, take and answer.

use super::field::{self, Place};
use super::resource::Types;
use super::{Found, apart};
use crate::ir::{Body, Form, Operation, Returns};
use crate::words::{call, code, constants, rule as rule_words};

pub(super) fn compare(
    subject: &str,
    before: &Operation,
    after: &Operation,
    types: &Types<'_>,
    found: &mut Found,
) {
    // Callers do not see where a call goes; what watches the wire does.
    found.compare(
        false,
        subject,
        (&call(before), &call(after)),
        |before, after| format!("is now `{after}`, it was `{before}`"),
    );
    found.compare(
        false,
        subject,
        (&before.host, &after.host),
        |before, after| format!("goes to the host `{after}`, no longer to `{before}`"),
    );
    found.compare(
        false,
        subject,
        (&before.auth, &after.auth),
        |before, after| format!("authenticates by `{after}`, no longer by `{before}`"),
    );
    let (new, gone) = apart(&before.ids, &after.ids);
    if !new.is_empty() {
        found.changed(subject, format!("also takes {} for the id", code(new)));
    }
    if !gone.is_empty() {
        found.breaks(
            subject,
            format!("no longer takes {} for the id", code(gone)),
        );
    }
    parameters(subject, before, after, types, found);
    rules(subject, before, after, found);
    body(subject, before, after, types, found);
    answer(subject, &before.returns, &after.returns, types, found);
    marks(subject, before, after, found);
}

fn parameters(
    subject: &str,
    before: &Operation,
    after: &Operation,
    types: &Types<'_>,
    found: &mut Found,
) {
    let fields = (before.query.as_slice(), after.query.as_slice());
    field::lists(subject, Place::Query, fields, types, found);
}

fn rules(subject: &str, before: &Operation, after: &Operation, found: &mut Found) {
    for rule in after
        .required
        .iter()
        .filter(|rule| !before.required.contains(rule))
    {
        found.breaks(subject, format!("requires {} now", rule_words(rule)));
    }
    for rule in before
        .required
        .iter()
        .filter(|rule| !after.required.contains(rule))
    {
        // What is required is an argument of the method, so its signature is another.
        let typed = rule.when.is_empty() && after.face.form != Form::Patch;
        let what = format!("no longer requires {}", rule_words(rule));
        match typed {
            true => found.breaks(subject, what),
            false => found.changed(subject, what),
        }
    }
    let (new, gone) = apart(&before.drops_without, &after.drops_without);
    if !new.is_empty() {
        found.breaks(subject, format!("refuses rows without {}", code(new)));
    }
    if !gone.is_empty() {
        found.changed(subject, format!("takes rows without {}", code(gone)));
    }
    found.compare(
        true,
        subject,
        (&before.fixed, &after.fixed),
        |_, after| match after.is_empty() {
            true => "sends no constants any more".to_owned(),
            false => format!("always sends {}", constants(after)),
        },
    );
}

fn body(
    subject: &str,
    before: &Operation,
    after: &Operation,
    types: &Types<'_>,
    found: &mut Found,
) {
    match (&before.body, &after.body) {
        (Body::Fields(before), Body::Fields(after)) => {
            let fields = (before.as_slice(), after.as_slice());
            field::lists(subject, Place::Body, fields, types, found);
        }
        (before, after) => found.compare(
            true,
            subject,
            (&form(before), &form(after)),
            |before, after| format!("sends {after}, no longer {before}"),
        ),
    }
}

fn form(body: &Body) -> &'static str {
    match body {
        Body::None => "nothing",
        Body::One => "one object",
        Body::Many => "a list of objects",
        Body::OneOrMany => "an object or a list of them",
        Body::Csv => "CSV text",
        Body::Fields(_) => "fields of its own",
    }
}

fn answer(subject: &str, before: &Returns, after: &Returns, types: &Types<'_>, found: &mut Found) {
    let promised = |returns: &Returns| match returns {
        Returns::Records(names) | Returns::Record(names) => names.clone(),
        _ => Vec::new(),
    };
    found.compare(
        true,
        subject,
        (&kind(before), &kind(after)),
        |before, after| format!("answers {after}, no longer {before}"),
    );
    let (old, now) = (promised(before), promised(after));
    let (new, gone) = apart(&old, &now);
    if !new.is_empty() && kind(before) == kind(after) {
        found.changed(subject, format!("is now said to return {}", code(new)));
    }
    if !gone.is_empty() && kind(before) == kind(after) {
        found.changed(
            subject,
            format!("is no longer said to return {}", code(gone)),
        );
    }
    if let (Returns::Shape(_, one), Returns::Shape(_, two)) = (before, after)
        && !two.shared
    {
        let own = |all: &[&[crate::ir::ObjectType]; 2], name: &str| {
            let mut own = all[0].iter();
            own.find(|one| one.name == name)
                .map(|one| one.fields.clone())
        };
        let (before, after) = (own(&types.before, &one.name), own(&types.after, &two.name));
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        field::lists(subject, Place::Answer, (&before, &after), types, found);
    }
}

fn kind(returns: &Returns) -> String {
    match returns {
        Returns::Records(_) => "a list of records".to_owned(),
        Returns::Record(_) => "the record".to_owned(),
        Returns::Shape(name, _) if name.is_empty() => "a shape of its own".to_owned(),
        Returns::Shape(name, _) => format!("`{name}`"),
        Returns::Nothing => "nothing".to_owned(),
        Returns::Json => "any JSON".to_owned(),
    }
}

/// Deprecation, certainty and tools.
fn marks(subject: &str, before: &Operation, after: &Operation, found: &mut Found) {
    let deprecated = (&before.deprecated, &after.deprecated);
    found.marks(subject, deprecated, (&before.unverified, &after.unverified));
    found.compare(
        before.tool.is_some(),
        subject,
        (&before.tool, &after.tool),
        |before, after| match (before, after) {
            (_, None) => "is no longer a tool".to_owned(),
            (None, Some(name)) => format!("is a tool now, `{name}`"),
            (Some(before), Some(after)) => format!("is the tool `{after}`, no longer `{before}`"),
        },
    );
}
