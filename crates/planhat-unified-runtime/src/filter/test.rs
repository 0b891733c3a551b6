//! Filters that are tried here, on unified records.

use serde_json::Value;

use planhat_spec::unified::mapping::Op;

use super::{Asked, Content, Operand, moment};
use crate::Record;

/// What is tried on each record.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) asked: Asked,
    /// The unified path.
    pub(crate) path: String,
}

impl Test {
    /// What is tried for a filter; nothing where only the server can tell.
    pub(crate) fn of(asked: &Asked) -> Option<Test> {
        let path = asked.filter.path.clone()?;
        let asked = asked.clone();
        Some(Test { asked, path })
    }

    /// The unified field that it looks at.
    pub(crate) fn field(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// Whether a record passes.
    pub(crate) fn keeps(&self, record: &Record) -> bool {
        let mut found = Vec::new();
        let mut steps = self.path.split('.');
        if let Some(value) = steps.next().and_then(|field| record.get(field)) {
            let rest: Vec<&str> = steps.collect();
            leaves(value, &rest, &mut found);
        }
        let values = &self.asked.values;
        let any = |holds: fn(&Value, &Operand) -> bool| {
            found
                .iter()
                .any(|value| values.iter().any(|wanted| holds(value, wanted)))
        };
        match self.asked.op {
            Op::Eq | Op::In => any(equals),
            Op::Ne => !any(equals),
            Op::Gt => {
                any(|value, wanted| order(value, wanted) == Some(std::cmp::Ordering::Greater))
            }
            Op::Gte => any(|value, wanted| order(value, wanted).is_some_and(|it| it.is_ge())),
            Op::Lt => any(|value, wanted| order(value, wanted) == Some(std::cmp::Ordering::Less)),
            Op::Lte => any(|value, wanted| order(value, wanted).is_some_and(|it| it.is_le())),
            Op::Contains => any(contains),
            Op::Exists => {
                let wanted = !matches!(
                    values.first(),
                    Some(Operand {
                        content: Content::Flag(false),
                        ..
                    })
                );
                found.is_empty() != wanted
            }
        }
    }
}

/// The values at the end of a path; every item of a list counts, null does not.
fn leaves<'v>(value: &'v Value, rest: &[&str], found: &mut Vec<&'v Value>) {
    match (value, rest) {
        (Value::Array(items), _) => items.iter().for_each(|item| leaves(item, rest, found)),
        (Value::Null, _) => {}
        (Value::Object(members), [step, rest @ ..]) => {
            if let Some(member) = members.get(*step) {
                leaves(member, rest, found);
            }
        }
        // A key with dots in it, as custom fields may have.
        (_, []) => found.push(value),
        _ => {}
    }
}

fn equals(value: &Value, wanted: &Operand) -> bool {
    match value {
        // Of a reference, a tag or an address, any of its texts.
        Value::Object(members) => members
            .values()
            .any(|member| !member.is_object() && equals(member, wanted)),
        _ => match wanted.content {
            Content::Text => match value {
                Value::String(text) => *text == wanted.text,
                Value::Number(number) => number.to_string() == wanted.text,
                Value::Bool(flag) => (if *flag { "true" } else { "false" }) == wanted.text,
                _ => false,
            },
            Content::Flag(flag) => value.as_bool() == Some(flag),
            _ => order(value, wanted) == Some(std::cmp::Ordering::Equal),
        },
    }
}

fn order(value: &Value, wanted: &Operand) -> Option<std::cmp::Ordering> {
    match wanted.content {
        Content::Text => Some(value.as_str()?.cmp(&wanted.text)),
        Content::Number(number) => value.as_f64()?.partial_cmp(&number),
        Content::Moment(limit) => Some(moment(value.as_str()?)?.cmp(&limit)),
        Content::Flag(_) => None,
    }
}

fn contains(value: &Value, wanted: &Operand) -> bool {
    match value {
        Value::String(text) => text.to_lowercase().contains(&wanted.text.to_lowercase()),
        _ => equals(value, wanted),
    }
}
