//! Both ways of a field: how it is read, how it is written, and how much of it comes back.

use serde_json::Value;

use super::convert::{Ask, innermost};
use super::field::referred_by;
use super::read::{self, Source};
use super::scope::Scope;
use super::{parts, rule_kinds, words, write};
use crate::model::{Transform, UnifiedWrite};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::{Alternative, Convert, Kind, Path, Read, Refusal, Words, Write};
use crate::unified::rules;

/// Both ways.
pub(super) struct Way {
    pub(super) read: Read,
    pub(super) write: Write,
    pub(super) keeps: Keeps,
    pub(super) create_only: bool,
    pub(super) transform: String,
    /// The resource that it refers to.
    pub(super) referred: Option<String>,
}

/// How much of what is written reads back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    All,
    /// Some of it; a spec may know that it is all.
    Most,
    /// Some of it.
    Some,
    Nothing,
}

impl Way {
    /// A way that is not written.
    pub(super) fn read_only(read: Read, why: Refusal, transform: &str) -> Self {
        Way {
            read,
            write: Write::Refused(why),
            keeps: Keeps::Nothing,
            create_only: false,
            transform: transform.to_owned(),
            referred: None,
        }
    }
}

pub(super) fn of(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    sources: &[Source<'_>],
    faults: &mut Faults<'_>,
) -> Way {
    let spec = ask.spec;
    if spec.transform == Some(Transform::CustomAlias) {
        bound(sources, faults);
    }
    let mut way = match spec.transform {
        _ if spec.source.as_ref().is_some_and(|all| all.is_whole()) => {
            Way::read_only(Read::Whole, Refusal::ReadOnly, "rename")
        }
        Some(Transform::Const | Transform::ConstIgnored) => constant(scope, ask, sources, faults),
        Some(Transform::Computed) => computed(scope, ask, sources, faults),
        Some(Transform::ObjectMap) => parts::object(scope, ask, faults),
        Some(Transform::ArrayMerge) => parts::merge(scope, ask, faults),
        transform if spec.source.is_none() && spec.write.is_none() => match transform {
            Some(Transform::CustomAlias) => {
                Way::read_only(Read::Unmapped, Refusal::Unmapped, "custom_alias")
            }
            _ if scope.spec.facet.is_some() => {
                let read = Read::Computed {
                    rule: rules::FACET.to_owned(),
                    sources: Vec::new(),
                    option: None,
                };
                Way::read_only(read, Refusal::ReadOnly, "computed")
            }
            _ => Way::read_only(Read::Unmapped, Refusal::Unmapped, "unmapped"),
        },
        _ => plain(scope, ask, sources, faults),
    };
    if way.referred.is_none() {
        way.referred = referred_by(sources);
    }
    way
}

/// An alias is bound to what belongs to the tenant.
fn bound(sources: &[Source<'_>], faults: &mut Faults<'_>) {
    let own = |source: &&Source<'_>| source.found.iter().all(|found| found.custom);
    if let Some(other) = sources.iter().find(|source| !own(source)) {
        faults
            .value(
                "SPEC113",
                &other.at,
                "an alias stands for one of the tenant's own fields",
            )
            .help("name it as `custom.Industry`, or leave the transform out");
    }
}

/// Sources that are tried in order.
fn plain(scope: &Scope<'_>, ask: &Ask<'_>, sources: &[Source<'_>], faults: &mut Faults<'_>) -> Way {
    let all = read::alternatives(ask, sources, faults);
    let transform = told(&all);
    if let Some(named) = ask.spec.transform
        && !all.is_empty()
        && !is_told(named, &transform)
    {
        let message = format!("this is `{transform}`, not `{}`", named.word());
        faults.value("SPEC114", &[Step::from("transform")], message);
    }
    let (write, keeps) = write::of(scope, ask, sources, &all, faults);
    let create_only = match &write {
        Write::To { field, .. } | Write::Lookup { field, .. } => scope.taken(field).create_only,
        _ => false,
    };
    Way {
        read: match all.is_empty() {
            true => Read::Unmapped,
            false => Read::First(all),
        },
        write,
        keeps,
        create_only,
        transform,
        referred: None,
    }
}

/// The transform of alternatives, in the words of the format.
fn told(all: &[Alternative]) -> String {
    let Some(first) = all.first() else {
        return Transform::Unmapped.word().to_owned();
    };
    let one = match (&first.convert, first.paths.len()) {
        (Convert::Keep, 1) => Transform::Rename,
        (Convert::Keep, _) => Transform::Concat,
        (Convert::Number, _) => Transform::Number,
        (Convert::DateTime, _) => Transform::Datetime,
        (Convert::Date { .. }, _) => Transform::Date,
        (Convert::IdTime, _) => Transform::ObjectidTime,
        (Convert::Not { .. }, _) => Transform::Not,
        (Convert::Enum(_), _) => Transform::Enum,
        (Convert::TypeRef(_), _) => Transform::Enum,
        (Convert::Ref(_), _) => Transform::Ref,
        (Convert::RefList(_), _) => Transform::RefList,
        (Convert::Tags, _) => Transform::TagList,
        (Convert::Wrap { .. }, _) => Transform::ArrayWrap,
        (Convert::Custom, _) => Transform::CustomMap,
    };
    match (all.len(), one) {
        (1, one) => one.word().to_owned(),
        (_, Transform::Rename) => Transform::Coalesce.word().to_owned(),
        (_, one) => format!("{}, {}", Transform::Coalesce.word(), one.word()),
    }
}

/// Whether a transform that was named is the one that follows; an alias that is bound is any.
fn is_told(named: Transform, told: &str) -> bool {
    named == Transform::CustomAlias || told.split(", ").any(|word| word == named.word())
}

fn constant(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    sources: &[Source<'_>],
    faults: &mut Faults<'_>,
) -> Way {
    let spec = ask.spec;
    let ignored = spec.transform == Some(Transform::ConstIgnored);
    let transform = spec.transform.map_or("const", Transform::word);
    let mut way = Way {
        read: Read::Const(spec.value.clone().unwrap_or_default()),
        write: Write::Ignored,
        keeps: if ignored { Keeps::Nothing } else { Keeps::All },
        create_only: false,
        transform: transform.to_owned(),
        referred: None,
    };
    if let Some(option) = &spec.option {
        known_option(scope, option, faults);
        way.read = Read::Computed {
            rule: rules::OPTION.to_owned(),
            sources: Vec::new(),
            option: Some(option.clone()),
        };
        return way;
    }
    if let Some(value) = &spec.value
        && !fits(ask.kind, value)
    {
        let message = format!("{value} is no `{}`", ask.kind);
        faults.value("SPEC114", &[Step::from("value")], message);
    }
    let wire = sources.first().and_then(|source| source.wire.clone());
    if let (Some(field), Some(value)) = (wire, &spec.value) {
        if scope.taken(&field).any || scope.is_fixed(&field) {
            way.create_only = scope.taken(&field).create_only;
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let words = Words {
                table: vec![(text, vec![value.clone()])],
                rest: None,
                fold_case: false,
                open: false,
                listed: Vec::new(),
            };
            way.write = Write::To {
                field,
                convert: Convert::Enum(words),
            };
        } else {
            way.write = Write::Refused(Refusal::ReadOnly);
        }
    }
    way
}

/// The kind of a constant.
pub(super) fn kind_of_value(value: &Value) -> Kind {
    match value {
        Value::String(_) => Kind::String,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(number) if number.is_f64() => Kind::Number,
        Value::Number(_) => Kind::Integer,
        Value::Object(_) => Kind::Object,
        Value::Null | Value::Array(_) => Kind::Any,
    }
}

pub(super) fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Enum(words), Value::String(text)) => words.contains(text),
        (Kind::Any, _) => true,
        (Kind::Number, Value::Number(_)) => true,
        (kind, value) => *kind == kind_of_value(value),
    }
}

fn known_option(scope: &Scope<'_>, option: &str, faults: &mut Faults<'_>) {
    if !scope.spec.options.contains_key(option) {
        let known = scope.spec.options.keys().map(String::as_str);
        let help = hint(option, known).unwrap_or_else(|| "describe it in `options`".to_owned());
        faults
            .value(
                "SPEC122",
                &[Step::from("option")],
                format!("there is no option `{option}`"),
            )
            .help(help);
    }
}

fn computed(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    sources: &[Source<'_>],
    faults: &mut Faults<'_>,
) -> Way {
    let spec = ask.spec;
    let name = spec.rule.clone().unwrap_or_default();
    let paths = sources.iter().filter_map(|source| source.found.first());
    let mut paths: Vec<Path> = paths.map(|found| found.path.clone()).collect();
    if paths.is_empty() && spec.source.is_none() && rules::find(&name).is_some_and(|one| one.by_id)
    {
        let id = scope.base.set.api.keys.keys().next();
        paths.extend(id.map(Path::member));
    }
    let read = Read::Computed {
        rule: name.clone(),
        sources: paths,
        option: spec.option.clone(),
    };
    if let Some(option) = &spec.option {
        known_option(scope, option, faults);
    }
    let mut way = Way::read_only(read, Refusal::OneWay, Transform::Computed.word());
    let Some(rule) = rules::find(&name) else {
        if spec.rule.is_some() {
            let known = rules::ALL.iter().map(|rule| rule.name);
            let help = hint(&name, known)
                .unwrap_or_else(|| "rules are functions of the runtime, by name".to_owned());
            faults
                .value(
                    "SPEC121",
                    &[Step::from("rule")],
                    format!("there is no rule `{name}`"),
                )
                .help(help);
        }
        return way;
    };
    rule_kinds::arity(spec, rule, faults);
    rule_kinds::check(ask, rule, sources, faults);
    if !rule.is_written {
        if !matches!(spec.write, None | Some(UnifiedWrite::None)) {
            let message = format!("`{name}` has no way back");
            faults.key("SPEC117", &[Step::from("write")], message);
        }
        return way;
    }
    let fields = fields(scope, ask, rule, sources, faults);
    way.keeps = if rule.exact { Keeps::All } else { Keeps::Some };
    let taken: Vec<_> = fields.iter().map(|field| scope.taken(field)).collect();
    way.create_only = !taken.is_empty() && taken.iter().all(|one| one.create_only);
    let none = !fields.is_empty() && !taken.iter().any(|one| one.any);
    way.write = match none || spec.write == Some(UnifiedWrite::None) {
        true => Write::Refused(Refusal::ReadOnly),
        false => Write::Computed {
            rule: name,
            fields,
            option: spec.option.clone(),
        },
    };
    way
}

/// The wire fields that a rule writes: those that are named, else those of its sources.
fn fields(
    scope: &Scope<'_>,
    ask: &Ask<'_>,
    rule: &rules::Rule,
    sources: &[Source<'_>],
    faults: &mut Faults<'_>,
) -> Vec<String> {
    let at = Step::from("write");
    let named: Vec<String> = match &ask.spec.write {
        Some(UnifiedWrite::Field(field)) => vec![field.clone()],
        Some(UnifiedWrite::Fields(fields)) => fields.clone(),
        Some(UnifiedWrite::SplitName | UnifiedWrite::Paths(_)) => {
            let message = "a rule writes the fields that are named";
            faults.value("SPEC113", &[at], message);
            return Vec::new();
        }
        Some(UnifiedWrite::None) | None => {
            let path = |place: &usize| sources.get(*place)?.found.first();
            let written = rule.writes.iter().filter_map(path);
            return written
                .filter_map(|found| found.path.top().map(str::to_owned))
                .collect();
        }
    };
    for (item, field) in named.iter().enumerate() {
        let at = match &ask.spec.write {
            Some(UnifiedWrite::Fields(_)) => vec![at.clone(), Step::from(item)],
            _ => vec![at.clone()],
        };
        write::is_taken(scope, field, &at, faults);
    }
    named
}

/// How much a conversion keeps of what it writes into a field of this type.
pub(super) fn keeps(convert: &Convert, into: &crate::model::Type) -> Keeps {
    match convert {
        // A day loses the time of a moment.
        Convert::DateTime if matches!(into, crate::model::Type::Date | crate::model::Type::Day) => {
            Keeps::Some
        }
        Convert::Enum(words) if !words::are_exact(words) => Keeps::Some,
        Convert::TypeRef(words) if !words.table.is_empty() => Keeps::Some,
        Convert::Wrap { .. } | Convert::IdTime => Keeps::Some,
        _ => Keeps::All,
    }
}

/// Whether a source holds single values.
pub(super) fn is_single(kind: &crate::model::Type) -> bool {
    innermost(kind) == kind
}
