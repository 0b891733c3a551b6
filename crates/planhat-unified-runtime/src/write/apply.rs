//! What one given field puts into the body.

use planhat_spec::unified::mapping::{
    Convert, Kind, MethodKind, Part, Read as Reading, Refusal, Rule, Write as Way,
};
use serde_json::Value;

use super::check::{self, Checked, homeless, no_room, reference_id, wrong};
use super::convert::{Around, undo};
use super::leave::leaving_out;
use super::put::{Put, Wire};
use super::{Lookup, Work, list, parts, stay};
use crate::error::{Code, Failure};
use crate::nearest::hint;
use crate::read::alike;
use crate::rules::OPTION;
use crate::value::ID;
use crate::warning::{Warning, WarningCode};

/// One given field.
pub(super) fn field<'w>(work: &mut Work<'w>, rule: &'w Rule, value: &Value) {
    leaving_out(work, rule, value, |work, value| written(work, rule, value));
}

fn written<'w>(work: &mut Work<'w>, rule: &'w Rule, value: &Value) -> Checked<()> {
    if let Reading::Whole = rule.read {
        return remote(work, rule, value);
    }
    if work.method == MethodKind::Upsert && rule.field == ID {
        return key(work, rule, value);
    }
    if rule.create_only && !work.creates() {
        return match &rule.read {
            Reading::Const(fixed) if fixed == value => Ok(()),
            _ => homeless(&rule.field, "only a create takes it"),
        };
    }
    let around = Around::of(work.mapping, rule);
    match &rule.write {
        Way::Refused(why) => homeless(&rule.field, refusal(*why)),
        Way::Ignored => check::value(work.mapping, &rule.field, &rule.kind, value).map(|_| ()),
        Way::To {
            field,
            convert: Convert::Custom,
        } => custom(work, rule, field, value),
        Way::To { field, convert } => {
            if let Some(member) = member_of(rule, field) {
                return parts::parts(work, rule, value, &[(member, field.clone())]);
            }
            if let Reading::Const(fixed) = &rule.read {
                constant(rule, fixed, value)?;
                work.put(rule, Wire::of(field), fixed.clone());
                return Ok(());
            }
            let value = undo(value, convert, &around)?;
            let value = stay::keep(work.options.current.as_ref(), field, convert, value);
            work.put(rule, Wire::of(field), value);
            Ok(())
        }
        Way::SplitName { first, last } => name(work, rule, value, first, last),
        Way::Parts(ways) => parts::parts(work, rule, value, ways),
        Way::Merge => {
            let Reading::Merge(sources) = &rule.read else {
                return homeless(&rule.field, "it is not made of several sources");
            };
            for (field, piece) in list::split(value, sources, &around)? {
                // A create has nothing to clear.
                if work.method != MethodKind::Create || !piece.is_null() {
                    work.put(rule, Wire::of(&field), piece);
                }
            }
            Ok(())
        }
        Way::Lookup {
            field,
            resource,
            source,
        } => lookup(work, rule, value, (field, resource, source)),
        Way::Computed { rule: name, .. } if name == OPTION => Ok(()),
        Way::Computed { .. } => {
            work.computed.push((rule, value.clone()));
            Ok(())
        }
    }
}

fn refusal(why: Refusal) -> &'static str {
    match why {
        Refusal::Unmapped => "there is no such data on the server",
        Refusal::ReadOnly => "it is set by the server",
        Refusal::OneWay => "it is worked out, and there is no way back",
    }
}

/// The wire fields that a rule may write.
pub(super) fn wires(rule: &Rule) -> Vec<String> {
    match &rule.write {
        Way::Refused(_) => {
            let paths = crate::read::sources(rule).unwrap_or_default();
            let fields = paths.into_iter().take(1).map(crate::path::field);
            fields
                .filter(|field| !field.is_empty())
                .map(str::to_owned)
                .collect()
        }
        Way::Ignored => Vec::new(),
        Way::To { field, .. } | Way::Lookup { field, .. } => vec![field.clone()],
        Way::SplitName { first, last } => vec![first.clone(), last.clone()],
        Way::Parts(ways) => ways.iter().map(|(_, wire)| wire.clone()).collect(),
        Way::Merge => match &rule.read {
            Reading::Merge(sources) => sources.iter().filter_map(|one| one.write.clone()).collect(),
            _ => Vec::new(),
        },
        Way::Computed { fields, .. } => fields.clone(),
    }
}

/// The member of an object of several sources that is read from a wire field.
fn member_of(rule: &Rule, field: &str) -> Option<String> {
    let Reading::Parts { parts, .. } = &rule.read else {
        return None;
    };
    let from_it = |part: &Part| match part {
        Part::Path(path) => crate::path::text(path) == field,
        Part::Const(_) => false,
    };
    parts
        .iter()
        .find(|(_, part)| from_it(part))
        .map(|(member, _)| member.clone())
}

/// Fields by the server's names, given as the record that they were read as.
fn remote(work: &mut Work<'_>, rule: &Rule, value: &Value) -> Checked<()> {
    match value {
        Value::Null => Ok(()),
        Value::Object(members) => {
            for (name, value) in members {
                work.remote
                    .entry(name.clone())
                    .or_insert_with(|| value.clone());
            }
            Ok(())
        }
        _ => wrong(&rule.field, "an object is needed"),
    }
}

/// The id by which a row is matched.
fn key<'w>(work: &mut Work<'w>, rule: &'w Rule, value: &Value) -> Checked<()> {
    let paths = crate::read::sources(rule).unwrap_or_default();
    let wire = paths.first().map_or("", |path| crate::path::field(path));
    match value {
        Value::Null => Ok(()),
        Value::String(id) if !id.is_empty() && !wire.is_empty() => {
            work.put(rule, Wire::of(wire), value.clone());
            Ok(())
        }
        _ => wrong(&rule.field, "a text is needed"),
    }
}

/// What always is the same may be said, and nothing else.
fn constant(rule: &Rule, fixed: &Value, value: &Value) -> Checked<()> {
    let texts = fixed.as_str().zip(value.as_str());
    if value == fixed || texts.is_some_and(|(fixed, value)| alike(fixed, value)) {
        return Ok(());
    }
    homeless(&rule.field, format!("it always is {fixed}"))
}

/// The tenant's own fields: key by key.
fn custom<'w>(work: &mut Work<'w>, rule: &'w Rule, field: &str, value: &Value) -> Checked<()> {
    let Some(members) = value.as_object() else {
        return wrong(
            &rule.field,
            "an object is needed; clear a key by giving it null",
        );
    };
    for (key, value) in members {
        work.put(rule, Wire::within(field, key), value.clone());
    }
    Ok(())
}

/// A full name, where its parts are not given themselves.
fn name<'w>(
    work: &mut Work<'w>,
    rule: &'w Rule,
    value: &Value,
    first: &str,
    last: &str,
) -> Checked<()> {
    let given = |wire: &str| {
        let rules = work.variant.rules.iter();
        let mut writers = rules.filter(|other| match &other.write {
            Way::To { field, .. } => field == wire,
            _ => false,
        });
        writers.any(|other| work.input.contains_key(&other.field))
    };
    let (has_first, has_last) = (given(first), given(last));
    let (before, word) = parts::split_name(value, &rule.field)?;
    if has_first || has_last {
        let message = "a part of it is given by itself and counts";
        work.warnings.push(Warning::new(
            WarningCode::MemberIgnored,
            &rule.field,
            message,
        ));
    }
    if !has_first {
        work.put(rule, Wire::of(first), before);
    }
    if !(has_last || (word.is_null() && work.method == MethodKind::Create)) {
        work.put(rule, Wire::of(last), word);
    }
    Ok(())
}

/// A reference whose other member the server matches by.
fn lookup<'w>(
    work: &mut Work<'w>,
    rule: &'w Rule,
    value: &Value,
    (field, resource, source): (&str, &str, &str),
) -> Checked<()> {
    let is_list = matches!(rule.kind, Kind::List(_));
    let (path, one) = match value {
        Value::Array(items) if is_list => {
            if items.len() > 1 {
                return no_room(&format!("{}[1]", rule.field), (1..items.len()).collect());
            }
            (
                format!("{}[0]", rule.field),
                items.first().unwrap_or(&Value::Null),
            )
        }
        Value::Null => (rule.field.clone(), value),
        _ if is_list => return wrong(&rule.field, "a list is needed"),
        _ => (rule.field.clone(), value),
    };
    let member = member_of(rule, field).unwrap_or_else(|| source.to_owned());
    if let Some(Value::String(known)) = one.get(&member) {
        work.put(rule, Wire::of(field), known.as_str().into());
        return Ok(());
    }
    let shape = crate::read::shape_of(work.mapping, &rule.kind);
    match reference_id(one, &path, shape)? {
        None => work.put(rule, Wire::of(field), Value::Null),
        Some(id) => work.lookups.push(Lookup {
            path,
            field: field.to_owned(),
            resource: resource.to_owned(),
            source: source.to_owned(),
            id,
        }),
    }
    Ok(())
}

impl<'w> Work<'w> {
    /// A unified field puts a value into a wire field.
    pub(super) fn put(&mut self, rule: &'w Rule, wire: Wire, value: Value) {
        self.puts.push(Put {
            field: &rule.field,
            wire,
            value,
        });
    }

    /// Names that the model does not have are misspelt.
    pub(super) fn refuse_unknown(&mut self) {
        let known: Vec<&str> = self
            .variant
            .rules
            .iter()
            .map(|rule| rule.field.as_str())
            .collect();
        for name in self
            .input
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
        {
            let elsewhere = |variant: &&planhat_spec::unified::mapping::Variant| {
                variant.rules.iter().any(|rule| rule.field == *name)
            };
            let failure = match self.model.variants.iter().find(elsewhere) {
                Some(_) => Failure::new(
                    Code::UnsupportedField,
                    name,
                    format!("a {} of this sort has no such data", self.model.name),
                ),
                None => {
                    let hint = hint(name, known.iter().copied());
                    let message = format!("`{}` has no such field{hint}", self.model.name);
                    Failure::new(Code::InvalidRequest, name, message)
                }
            };
            match failure.code {
                Code::UnsupportedField => self.unsupported(failure),
                _ => self.failures.push(failure),
            }
        }
    }

    /// Settings that are given as fields hold for this call.
    pub(super) fn settings(&mut self) {
        for rule in &self.variant.rules {
            let Reading::Computed {
                rule: name,
                option: Some(option),
                ..
            } = &rule.read
            else {
                continue;
            };
            let Some(value) = self.input.get(&rule.field).filter(|_| name == OPTION) else {
                continue;
            };
            match check::value(self.mapping, &rule.field, &rule.kind, value) {
                Ok(Value::String(word)) => {
                    self.settings.insert(option, word);
                }
                Ok(_) => {}
                Err(refused) => self.refuse(refused),
            }
        }
    }

    /// What always is the same is said where a record may come into being.
    pub(super) fn constants(&mut self) {
        if !self.creates() {
            return;
        }
        for rule in &self.variant.rules {
            let (Reading::Const(fixed), Way::To { field, .. }) = (&rule.read, &rule.write) else {
                continue;
            };
            if !self.input.contains_key(&rule.field) {
                self.puts.push(Put {
                    field: &rule.field,
                    wire: Wire::of(field),
                    value: fixed.clone(),
                });
            }
        }
    }
}
