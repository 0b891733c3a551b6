//! How a field of plain sources is written.

use super::convert::{Ask, referred};
use super::read::{Source, wire};
use super::scope::Scope;
use super::way::{Keeps, keeps};
use crate::model::{Access, Map, UnifiedWrite};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Faults};
use crate::unified::mapping::{Alternative, Convert, Refusal, Write};
use crate::unified::record::Record;

pub(super) fn of(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    sources: &[Source<'_>],
    read: &[Alternative],
    faults: &mut Faults<'_>,
) -> (Write, Keeps) {
    let at = [Step::from("write")];
    let refused = |why| (Write::Refused(why), Keeps::Nothing);
    match &ask.spec.write {
        Some(UnifiedWrite::None) => refused(Refusal::ReadOnly),
        Some(UnifiedWrite::SplitName) => split(scope, sources, faults),
        Some(UnifiedWrite::Fields(_)) => {
            let message = "a list of fields is written by a rule, in `computed`";
            faults.value("SPEC113", &at, message);
            refused(Refusal::OneWay)
        }
        Some(UnifiedWrite::Paths(paths)) => match lookup(scope, paths, faults) {
            Some(write) => (write, Keeps::Some),
            None => refused(Refusal::OneWay),
        },
        Some(UnifiedWrite::Field(field)) => match is_taken(scope, field, &at, faults) {
            true => to(scope, ask, field, read, &at, faults),
            false => refused(Refusal::ReadOnly),
        },
        None => {
            let Some(source) = sources.first() else {
                return refused(Refusal::ReadOnly);
            };
            match &source.wire {
                Some(field) if scope.taken(field).any => {
                    to(scope, ask, field, read, &source.at, faults)
                }
                Some(_) => refused(Refusal::ReadOnly),
                None => refused(one_way(scope, source)),
            }
        }
    }
}

/// Why something inside of a field, or made of several, is not written.
fn one_way(scope: &Scope<'_>, source: &Source<'_>) -> Refusal {
    let read_only = |name: &str| {
        let field = scope.record.fields.get(name);
        field.is_some_and(|field| scope.record.access(field) == Access::Read)
    };
    let mut tops = source.found.iter().filter_map(|found| found.path.top());
    match tops.all(read_only) {
        true => Refusal::ReadOnly,
        false => Refusal::OneWay,
    }
}

/// Whether some method takes a wire field; said where not.
pub(super) fn is_taken(
    scope: &Scope<'_>,
    field: &str,
    at: &[Step],
    faults: &mut Faults<'_>,
) -> bool {
    let found = match scope.record.find(field) {
        Ok(found) => found,
        Err(lost) => {
            faults.lost(scope.resource(), at, lost);
            return false;
        }
    };
    let about = About::Field(scope.resource().to_owned(), field.to_owned());
    let access = found.leaf.map(|field| scope.record.access(field));
    let message = if wire(&found).is_none() {
        format!("`{field}` is inside of a field: a field is written as a whole")
    } else if access == Some(Access::Read) {
        format!("`{field}` of {} is only read", scope.resource())
    } else if scope.writing().next().is_none() {
        "no method of the model writes".to_owned()
    } else if !scope.taken(field).any {
        format!("no method of the model sends `{field}`")
    } else {
        return true;
    };
    faults.value("SPEC118", at, message).about(about);
    false
}

/// Into one wire field.
fn to(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    field: &str,
    read: &[Alternative],
    at: &[Step],
    faults: &mut Faults<'_>,
) -> (Write, Keeps) {
    let nothing = (Write::Refused(Refusal::OneWay), Keeps::Nothing);
    let Ok(found) = scope.record.find(field) else {
        return nothing;
    };
    let convert = match ask.of(&found) {
        Ok(Convert::IdTime) => return nothing,
        Ok(convert) => convert,
        Err(message) => {
            // Of the first source it is said already.
            if ask.spec.write.is_some() {
                faults.value("SPEC114", at, message);
            }
            return nothing;
        }
    };
    let kept = kept(scope, field, read, keeps(&convert, &found.kind));
    let write = Write::To {
        field: field.to_owned(),
        convert,
    };
    (write, kept)
}

/// How much reads back, where a value is read from several sources.
fn kept(scope: &Scope<'_>, field: &str, read: &[Alternative], convert: Keeps) -> Keeps {
    let shown = scope.record.shown(field);
    let same = |one: &Alternative| match one.paths.as_slice() {
        [path] => {
            let text = path.to_string();
            text == field || path.top().is_some_and(|top| top == field || top == shown)
        }
        _ => false,
    };
    let plain = read.iter().all(|one| one.when.is_empty());
    match read.first() {
        Some(_) if plain && read.iter().all(same) => convert,
        // What nobody writes can be known to show the same.
        Some(first)
            if same(first)
                && convert == Keeps::All
                && read
                    .iter()
                    .filter(|one| !same(one))
                    .all(|one| is_only_read(scope, one)) =>
        {
            Keeps::Most
        }
        _ => Keeps::Some,
    }
}

/// The resource that a field of the record refers to.
fn pointed(scope: &Scope<'_>, field: &str) -> Option<String> {
    let found = scope.record.find(field).ok()?;
    referred(&found)
}

/// Whether the model writes nothing of what a source looks at.
fn is_only_read(scope: &Scope<'_>, one: &Alternative) -> bool {
    let taken = |top: &str| scope.taken(top).any;
    !one.paths.iter().filter_map(|path| path.top()).any(taken)
}

fn split(scope: &Scope<'_>, sources: &[Source<'_>], faults: &mut Faults<'_>) -> (Write, Keeps) {
    let names = sources.iter().find_map(|source| match &source.found[..] {
        [first, last] => Some((wire(first)?, wire(last)?)),
        _ => None,
    });
    let at = [Step::from("write")];
    if let Some((first, last)) = names {
        let taken = [&first, &last].map(|name| is_taken(scope, name, &at, faults));
        if taken == [true, true] {
            return (Write::SplitName { first, last }, Keeps::Some);
        }
    } else {
        faults
            .value("SPEC113", &at, "`split_name` needs a source of two fields")
            .help("write it as `firstName + lastName`");
    }
    (Write::Refused(Refusal::OneWay), Keeps::Nothing)
}

/// What the server matches by: `{ agentEmail: user.email }`.
pub(super) fn lookup(
    scope: &Scope<'_>,
    paths: &Map<String>,
    faults: &mut Faults<'_>,
) -> Option<Write> {
    let at = Step::from("write");
    let mut all = paths.iter();
    let (Some((field, path)), None) = (all.next(), all.next()) else {
        faults.value("SPEC113", &[at], "one field is looked up");
        return None;
    };
    let at = [at, field.into()];
    let Some((resource, source)) = path.split_once('.') else {
        let message = format!("`{path}` is no field of a resource");
        faults
            .value("SPEC112", &at, message)
            .help("write it as `user.email`");
        return None;
    };
    let taken = is_taken(scope, field, &at, faults);
    let set = scope.base.set;
    let through = match set.resources.contains_key(resource) {
        true => None,
        false => pointed(scope, resource),
    };
    let resource = through.as_deref().unwrap_or(resource);
    let Some(record) = Record::of(set, resource) else {
        let known = set.resources.keys().map(String::as_str);
        faults
            .value("SPEC110", &at, format!("there is no resource `{resource}`"))
            .maybe_help(hint(resource, known))
            .about(About::Resource(resource.to_owned()));
        return None;
    };
    if let Err(lost) = record.find(source) {
        faults.lost(resource, &at, lost);
        return None;
    }
    taken.then(|| Write::Lookup {
        field: field.clone(),
        resource: resource.to_owned(),
        source: source.to_owned(),
    })
}
