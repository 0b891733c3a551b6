//! Computed rules: functions by name, the only door from a mapping to code. What they look at and what
//! they write is said by the mapping; what they know of values is told at each.

mod entity;
mod money;
mod people;
mod simple;
mod state;

use std::fmt;

use planhat_spec::unified::mapping::{Kind, Path, Shape};
use serde_json::{Map, Value};

use crate::error::{Code, Failure};
use crate::path::Found;
pub(crate) use crate::read::Warn;
use crate::value::{Out, Raw};

/// A computed rule.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// Sources that it needs.
    pub min: usize,
    /// Sources that it takes.
    pub max: usize,
    /// The sources, by place, that it writes; none where it has no way back.
    pub writes: &'static [usize],
    /// Whether another field may write the same wire field.
    pub yields: bool,
    /// Whether it brings its value into what another field writes there.
    pub merges: bool,
    /// Whether a write goes by the present record, where there is one.
    pub current: bool,
    /// Whether it looks at an option.
    pub option: bool,
    pub(crate) read: for<'a> fn(&Seen<'a>, &mut Warn<'_>) -> Out<'a>,
    pub(crate) write: Option<fn(&Wanted<'_>) -> Written>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.name).finish()
    }
}

/// What a rule looks at when it reads.
pub(crate) struct Seen<'a> {
    /// What stands at each source.
    pub(crate) found: Vec<Option<Found<'a>>>,
    /// The option in force.
    pub(crate) setting: Option<&'a str>,
    /// The shape of its value, or of the items.
    pub(crate) shape: Option<&'a Shape>,
    /// What its value is.
    pub(crate) kind: &'a Kind,
}

impl<'a> Seen<'a> {
    /// The value of a source.
    pub(crate) fn one(&self, at: usize) -> Option<Raw<'a>> {
        self.found.get(at)?.as_ref()?.one()
    }

    /// The items of a source.
    pub(crate) fn items(&self, at: usize) -> Vec<Raw<'a>> {
        let found = self.found.get(at).and_then(Option::as_ref);
        found.map(Found::items).unwrap_or_default()
    }
}

/// What a rule looks at when it writes.
pub(crate) struct Wanted<'w> {
    /// The unified field.
    pub(crate) path: &'w str,
    /// What it shall be.
    pub(crate) value: &'w Value,
    /// The wire fields that may be set.
    pub(crate) fields: &'w [String],
    /// What the rule reads.
    pub(crate) sources: &'w [Path],
    /// The option in force.
    pub(crate) setting: Option<&'w str>,
    /// What is written already.
    pub(crate) body: &'w Map<String, Value>,
    /// The present record, where it is known.
    pub(crate) current: Option<&'w Map<String, Value>>,
    /// The shape of the value, or of its items.
    pub(crate) shape: Option<&'w Shape>,
}

/// Wire fields and what they are set to.
pub(crate) type Written = Result<Vec<(String, Value)>, Failure>;

impl Wanted<'_> {
    /// One of the wire fields is set.
    pub(crate) fn set(&self, at: usize, value: Value) -> Written {
        match self.fields.get(at) {
            Some(field) => Ok(vec![(field.clone(), value)]),
            None => Err(self.refuse(Code::MappingError, "the rule has no wire field to write")),
        }
    }

    pub(crate) fn refuse(&self, code: Code, message: impl Into<String>) -> Failure {
        let failure = Failure::new(code, self.path, message);
        match self.fields.first() {
            Some(field) => failure.remote(field),
            None => failure,
        }
    }

    /// What a wire field will be: as it is written, else as it is.
    pub(crate) fn known(&self, field: &str) -> Option<&Value> {
        let present = || self.current.and_then(|record| record.get(field));
        self.body.get(field).or_else(present)
    }
}

/// A rule that only reads one to some sources.
const READS: Rule = Rule {
    name: "",
    min: 1,
    max: 1,
    writes: &[],
    yields: false,
    merges: false,
    current: false,
    option: false,
    read: simple::nothing,
    write: None,
};

/// All of them.
pub static RULES: &[Rule] = &[
    Rule {
        name: "none_of",
        max: usize::MAX,
        writes: &[0],
        read: simple::none_of,
        write: Some(simple::write_none_of),
        ..READS
    },
    Rule {
        name: "any_value",
        max: usize::MAX,
        read: simple::any_value,
        ..READS
    },
    Rule {
        name: "website",
        min: 2,
        max: 2,
        writes: &[0],
        read: simple::website,
        write: Some(simple::write_text),
        ..READS
    },
    Rule {
        name: "amount",
        min: 4,
        max: 4,
        writes: &[0, 1, 2],
        yields: true,
        option: true,
        read: money::amount,
        write: Some(money::write_amount),
        ..READS
    },
    Rule {
        name: OPTION,
        min: 0,
        max: 0,
        option: true,
        read: simple::option,
        ..READS
    },
    Rule {
        name: "group_parent",
        max: 2,
        read: entity::group_parent,
        ..READS
    },
    Rule {
        name: "owner_of_users",
        min: 2,
        max: 2,
        writes: &[1],
        yields: true,
        merges: true,
        current: true,
        read: people::owner,
        write: Some(people::write_owner),
        ..READS
    },
    Rule {
        name: "first_of_list",
        max: 2,
        writes: &[0],
        yields: true,
        merges: true,
        current: true,
        read: people::first_of_list,
        write: Some(people::write_first_of_list),
        ..READS
    },
    Rule {
        name: "mail_direction",
        min: 2,
        max: 4,
        read: people::mail_direction,
        ..READS
    },
    Rule {
        name: "task_status",
        min: 3,
        max: 3,
        writes: &[2],
        yields: true,
        read: state::task_status,
        write: Some(state::write_task_status),
        ..READS
    },
    Rule {
        name: "options_of_values",
        writes: &[0],
        read: entity::options,
        write: Some(entity::write_options),
        ..READS
    },
    Rule {
        name: "reference_entity",
        read: entity::reference_entity,
        ..READS
    },
    // These two are filled by who lists and expands.
    Rule {
        name: "issues_of_conversation",
        min: 0,
        ..READS
    },
    Rule {
        name: "facet_count",
        min: 0,
        max: 0,
        ..READS
    },
    Rule {
        name: "due_date",
        min: 2,
        max: 3,
        writes: &[0, 1],
        yields: true,
        current: true,
        read: state::due_date,
        write: Some(state::write_due_date),
        ..READS
    },
];

/// The rule that reads a setting; a write sets it for the same call.
pub(crate) const OPTION: &str = "option";

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_together() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(
                RULES[..at].iter().all(|other| other.name != rule.name),
                "{}",
                rule.name
            );
            assert!(rule.min <= rule.max, "{}", rule.name);
            assert_eq!(
                rule.writes.is_empty(),
                rule.write.is_none(),
                "{}",
                rule.name
            );
            assert!(rule.writes.iter().all(|at| *at < rule.min), "{}", rule.name);
            assert!(rule.yields || !rule.merges, "{}", rule.name);
        }
    }
}
