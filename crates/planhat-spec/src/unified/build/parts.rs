//! Objects of several sources, and lists of several sources.

use serde_json::Value;

use super::convert::{Ask, constants, innermost, referred};
use super::kind;
use super::read::wire;
use super::scope::Scope;
use super::way::{Keeps, Way, fits, is_single};
use super::write;
use crate::model::{Json, Map, Transform, Type, UnifiedPart, UnifiedWrite};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::{Kind, Member, Merged, Part, Path, Read, Refusal, Shape, Write};
use crate::unified::record::{Found, Record};

/// The shape that the parts are of; said where there is none.
fn members<'s>(
    scope: &'s Scope<'_>,
    ask: &Ask<'_>,
    faults: &mut Faults<'_>,
) -> Option<Vec<&'s Member>> {
    let name = kind::shape_of(ask.kind);
    let Some(name) = name else {
        if *ask.kind != Kind::Any {
            let message = format!(
                "its parts are members of a shape, and this is `{}`",
                ask.kind
            );
            faults.value("SPEC114", &[Step::from("type")], message);
        }
        return None;
    };
    // A shape that does not exist is reported where it is named.
    let shape = scope.base.shapes.get(name)?;
    Some(shape.members.iter().collect())
}

fn is_member<'s>(
    known: &[&'s Member],
    name: &str,
    at: &[Step],
    faults: &mut Faults<'_>,
) -> Option<&'s Member> {
    let found = known.iter().find(|member| member.name == name);
    if found.is_none() {
        faults
            .key("SPEC111", at, format!("the shape has no member `{name}`"))
            .maybe_help(hint(name, known.iter().map(|member| member.name.as_str())));
    }
    found.copied()
}

/// Constants are members, and such as these hold.
fn are_members(known: &[&Member], item: &Map<Json>, at: &[Step], faults: &mut Faults<'_>) {
    for (name, value) in item {
        let at = [at, &[Step::from(name)]].concat();
        if let Some(member) = is_member(known, name, &at, faults)
            && !value.is_null()
            && !fits(&member.kind, value)
        {
            let message = format!("{value} is no `{}`", member.kind);
            let help = match &member.kind {
                Kind::Enum(words) => Some(format!("it is one of {}", words.join(", "))),
                _ => None,
            };
            faults.value("SPEC114", &at, message).maybe_help(help);
        }
    }
}

/// Constants of the items of a list that is made of one value.
pub(super) fn items(ask: &Ask<'_>, shape: Option<&Shape>, faults: &mut Faults<'_>) {
    if let Some(shape) = shape
        && ask.spec.transform == Some(Transform::ArrayWrap)
    {
        let known: Vec<&Member> = shape.members.iter().collect();
        are_members(&known, &ask.spec.item, &[Step::from("item")], faults);
    }
}

pub(super) fn object(scope: &Scope<'_>, ask: &Ask<'_>, faults: &mut Faults<'_>) -> Way {
    let known = members(scope, ask, faults).unwrap_or_default();
    let mut parts = Vec::new();
    let mut found = Vec::new();
    for (member, part) in &ask.spec.parts {
        let at = [Step::from("parts"), member.into()];
        let kind = match known.is_empty() {
            true => None,
            false => is_member(&known, member, &at, faults).map(|member| &member.kind),
        };
        match part {
            UnifiedPart::Source(text) => match scope.record.find(text) {
                Ok(one) => {
                    if let Some(kind) = kind
                        && let Err(message) = ask.of_kind(kind).part(&one)
                    {
                        faults.value("SPEC114", &at, message);
                    }
                    parts.push((member.clone(), Part::Path(one.path.clone())));
                    found.push((member.as_str(), one));
                }
                Err(lost) => faults.lost(scope.resource(), &at, lost),
            },
            UnifiedPart::Constants(_) => {
                faults
                    .value("SPEC113", &at, "a member has a source")
                    .help("constants of the object stand in `item`");
            }
        }
    }
    if !known.is_empty() {
        are_members(&known, &ask.spec.item, &[Step::from("item")], faults);
    }
    let fixed = constants(&ask.spec.item).into_iter();
    parts.extend(fixed.map(|(name, value): (String, Value)| (name, Part::Const(value))));
    let list = matches!(ask.kind, Kind::List(_));
    let (write, keeps) = write_object(scope, ask, &found, list, faults);
    let create_only = match &write {
        Write::Parts(all) => all.iter().all(|(_, wire)| scope.taken(wire).create_only),
        Write::Lookup { field, .. } => scope.taken(field).create_only,
        _ => false,
    };
    Way {
        read: Read::Parts { parts, list },
        write,
        keeps,
        create_only,
        transform: Transform::ObjectMap.word().to_owned(),
        referred: found.iter().find_map(|(_, found)| referred(found)),
    }
}

fn write_object(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    found: &[(&str, Found<'_>)],
    list: bool,
    faults: &mut Faults<'_>,
) -> (Write, Keeps) {
    let refused = |why| (Write::Refused(why), Keeps::Nothing);
    let at = [Step::from("write")];
    match &ask.spec.write {
        Some(UnifiedWrite::None) => refused(Refusal::ReadOnly),
        Some(UnifiedWrite::SplitName | UnifiedWrite::Fields(_)) => {
            let message = "parts are written into their fields, or one of them is looked up";
            faults.value("SPEC113", &at, message);
            refused(Refusal::OneWay)
        }
        Some(UnifiedWrite::Paths(paths)) => match write::lookup(scope, paths, faults) {
            Some(write) => (write, Keeps::Some),
            None => refused(Refusal::OneWay),
        },
        Some(UnifiedWrite::Field(field)) => match write::is_taken(scope, field, &at, faults) {
            true => (by_field(scope, field, found, faults), Keeps::Some),
            false => refused(Refusal::ReadOnly),
        },
        None => {
            let taken = |(member, one): &(&str, Found<'_>)| {
                let wire = wire(one).filter(|wire| scope.taken(wire).any)?;
                Some(((*member).to_owned(), wire))
            };
            let all: Vec<(String, String)> = found.iter().filter_map(taken).collect();
            let whole = all.len() == found.len() && !list;
            match all.is_empty() {
                true => refused(Refusal::ReadOnly),
                false if whole => (Write::Parts(all), Keeps::All),
                false => (Write::Parts(all), Keeps::Some),
            }
        }
    }
}

/// One field: by which the record is found that the id belongs to, else the member that reads it.
fn by_field(
    scope: &Scope<'_>,
    field: &str,
    found: &[(&str, Found<'_>)],
    faults: &mut Faults<'_>,
) -> Write {
    let other = found.iter().find_map(|(_, found)| referred(found));
    if let Some(resource) = other
        && let Some(record) = Record::of(scope.base.set, &resource)
        && record.fields.contains_key(field)
    {
        return Write::Lookup {
            field: field.to_owned(),
            resource,
            source: field.to_owned(),
        };
    }
    let reads = |one: &&(&str, Found<'_>)| one.1.path == Path::member(field);
    match found.iter().find(reads) {
        Some((member, _)) => Write::Parts(vec![((*member).to_owned(), field.to_owned())]),
        None => {
            let message = format!("no part reads `{field}`");
            faults.value("SPEC113", &[Step::from("write")], message);
            Write::Refused(Refusal::OneWay)
        }
    }
}

pub(super) fn merge(scope: &Scope<'_>, ask: &Ask<'_>, faults: &mut Faults<'_>) -> Way {
    let known = members(scope, ask, faults).unwrap_or_default();
    if !matches!(ask.kind, Kind::List(_) | Kind::Any) {
        let message = format!("`array_merge` makes a list, and this is `{}`", ask.kind);
        faults.value("SPEC114", &[Step::from("type")], message);
    }
    let mut all = Vec::new();
    for (source, part) in &ask.spec.parts {
        let at = [Step::from("parts"), source.into()];
        let UnifiedPart::Constants(item) = part else {
            faults
                .value("SPEC113", &at, "a source has constants of its items")
                .help("write them as `{ type: other }`");
            continue;
        };
        if !known.is_empty() {
            are_members(&known, item, &at, faults);
        }
        if let Some(one) = merged(scope, ask, source, item, &at, faults) {
            all.push(one);
        }
    }
    let written = all.iter().filter(|one| one.write.is_some()).count();
    let create_only = written > 0
        && all
            .iter()
            .filter_map(|one| one.write.as_ref())
            .all(|wire| scope.taken(wire).create_only);
    let (write, keeps) = match written {
        0 => (Write::Refused(Refusal::ReadOnly), Keeps::Nothing),
        count if count == all.len() => (Write::Merge, Keeps::All),
        _ => (Write::Merge, Keeps::Some),
    };
    Way {
        read: Read::Merge(all),
        write,
        keeps,
        create_only,
        transform: Transform::ArrayMerge.word().to_owned(),
        referred: None,
    }
}

/// One source of a merged list.
fn merged(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    source: &str,
    item: &Map<Json>,
    at: &[Step],
    faults: &mut Faults<'_>,
) -> Option<Merged> {
    let found = match scope.record.find(source) {
        Ok(found) => found,
        Err(lost) => {
            faults.lost(scope.resource(), at, lost);
            return None;
        }
    };
    let objects = matches!(innermost(&found.kind), Type::Object);
    if !objects && ask.main.is_none() && kind::shape_of(ask.kind).is_some() {
        let message = "the shape has no `main`, which single values become";
        faults.value("SPEC113", &[Step::from("type")], message);
    }
    let single = Found {
        kind: innermost(&found.kind).clone(),
        ..found.clone()
    };
    if let Some(kind) = ask.main_kind.filter(|_| !objects)
        && let Err(message) = ask.of_kind(kind).part(&single)
    {
        faults.key("SPEC114", at, message);
    }
    let wanted = match &ask.spec.write {
        None => true,
        Some(UnifiedWrite::Field(field)) => field == source,
        Some(UnifiedWrite::Fields(fields)) => fields.iter().any(|field| field == source),
        Some(_) => false,
    };
    let write = wire(&found).filter(|wire| wanted && scope.taken(wire).any);
    Some(Merged {
        list: !is_single(&found.kind),
        member: ask.main.filter(|_| !objects).map(str::to_owned),
        constants: constants(item),
        // Objects are read by their members, which is no way back.
        write: write.filter(|_| !objects),
        path: found.path,
    })
}
