//! What a computed rule makes is what the field holds, and its sources are such that it can.

use super::convert::Ask;
use super::kind::REF;
use super::read::Source;
use crate::model::{Type, UnifiedField};
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::Kind;
use crate::unified::rules::{Gives, Rule, Takes};

/// A rule gets the sources and the setting that it looks at.
pub(super) fn arity(spec: &UnifiedField, rule: &Rule, faults: &mut Faults<'_>) {
    let count = spec.source.as_ref().map_or(0, |all| all.0.len());
    if count < rule.min || rule.max.is_some_and(|max| count > max) {
        let wanted = match (rule.min, rule.max) {
            (min, None) => format!("at least {min}"),
            (min, Some(max)) if min == max => format!("{min}"),
            (min, Some(max)) => format!("{min} to {max}"),
        };
        let message = format!("`{}` takes {wanted} sources, not {count}", rule.name);
        let at = match count {
            0 => Step::from("rule"),
            _ => Step::from("source"),
        };
        faults.key("SPEC121", &[at], message);
    }
    match (rule.option, &spec.option) {
        (true, None) => {
            let message = format!("`{}` looks at a setting: name it by `option`", rule.name);
            faults.value("SPEC121", &[Step::from("rule")], message);
        }
        (false, Some(_)) => {
            let message = format!("`{}` looks at no setting", rule.name);
            faults.key("SPEC121", &[Step::from("option")], message);
        }
        _ => {}
    }
}

pub(super) fn check(ask: &Ask<'_>, rule: &Rule, sources: &[Source<'_>], faults: &mut Faults<'_>) {
    if !gives(rule.gives, ask) {
        let message = format!("`{}` does not make `{}`", rule.name, ask.kind);
        faults
            .value("SPEC114", &[Step::from("rule")], message)
            .help(format!("it makes {}", made(rule.gives)));
    }
    let last = rule.takes.last().copied().unwrap_or(Takes::Any);
    for (at, source) in sources.iter().enumerate() {
        let wanted = match rule.max {
            Some(_) => rule.takes.get(at).copied().unwrap_or(Takes::Any),
            None => last,
        };
        let [found] = source.found.as_slice() else {
            continue;
        };
        if !found.custom && !takes(wanted, &found.kind) {
            let (name, path, kind) = (rule.name, &found.path, &found.kind);
            let message = format!("`{name}` makes nothing of `{path}`, which is `{kind}`");
            faults.value("SPEC114", &source.at, message);
        }
    }
}

fn gives(gives: Gives, ask: &Ask<'_>) -> bool {
    let is_ref = |kind: &Kind| matches!(kind, Kind::Shape(name) if name == REF);
    match (gives, ask.kind) {
        (Gives::Any, _) | (_, Kind::Any) => true,
        (Gives::Boolean, Kind::Boolean) | (Gives::DateTime, Kind::DateTime) => true,
        (Gives::Number, Kind::Number) => true,
        (Gives::Text, Kind::String | Kind::Enum(_)) => true,
        (Gives::Ref, kind) => is_ref(kind),
        (Gives::Refs, Kind::List(item)) => is_ref(item),
        (Gives::Items, Kind::List(item)) => match **item {
            Kind::Shape(_) => ask.main.is_some(),
            ref item => *item == Kind::String,
        },
        _ => false,
    }
}

fn made(gives: Gives) -> &'static str {
    match gives {
        Gives::Any => "what the field holds",
        Gives::Boolean => "a `boolean`",
        Gives::Number => "a `number`",
        Gives::Text => "a `string` or an `enum`",
        Gives::DateTime => "a `datetime`",
        Gives::Ref => "a `Ref`",
        Gives::Refs => "a `list<Ref>`",
        Gives::Items => "a list of a shape that has a `main`",
    }
}

fn takes(wanted: Takes, kind: &Type) -> bool {
    match (wanted, kind) {
        (Takes::Any, _) | (_, Type::Json) => true,
        (Takes::Number, kind) => matches!(kind, Type::Number | Type::Integer),
        (Takes::Time, kind) => matches!(kind, Type::Date | Type::DateTime | Type::Day),
        (Takes::List, kind) => matches!(kind, Type::List(_)),
        (Takes::Boolean, kind) => *kind == Type::Boolean,
    }
}
