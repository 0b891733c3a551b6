//! The computed rules of the runtime, as far as specs need to know them: names, sources, directions.

/// A function of the runtime by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// Sources, at least.
    pub min: usize,
    /// Sources, at most; nothing is any number.
    pub max: Option<usize>,
    /// The sources that it writes, by their place.
    pub writes: &'static [usize],
    /// Whether it can be written at all.
    pub is_written: bool,
    /// Whether it comes to terms with another field that writes the same wire field.
    pub yields: bool,
    /// Whether it looks at a setting.
    pub option: bool,
    /// Whether all that it writes reads back equal.
    pub exact: bool,
    /// Whether it looks at what identifies the record where no source is named.
    pub by_id: bool,
    /// What it makes.
    pub gives: Gives,
    /// What the sources hold, by their place, as far as it matters.
    pub takes: &'static [Takes],
}

/// What a rule makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Whatever the field holds.
    Any,
    /// `boolean`
    Boolean,
    /// `number`
    Number,
    /// `string`, or an `enum`.
    Text,
    /// `datetime`
    DateTime,
    /// `Ref`
    Ref,
    /// `list<Ref>`
    Refs,
    /// A list of a shape whose `main` member holds each text.
    Items,
}

/// What a source of a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Anything.
    Any,
    /// Numbers.
    Number,
    /// A date or a moment.
    Time,
    /// A list.
    List,
    /// `true` or `false`.
    Boolean,
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name)
}

const READ: Rule = Rule {
    name: "",
    min: 1,
    max: Some(1),
    writes: &[],
    is_written: false,
    yields: false,
    option: false,
    exact: false,
    by_id: false,
    gives: Gives::Any,
    takes: &[],
};

const BOTH: Rule = Rule {
    writes: &[0],
    is_written: true,
    ..READ
};

/// The rule of fields that the client fills by itself: those of a facet.
pub const FACET: &str = "facet_count";

/// The rule that reads the setting in force.
pub const OPTION: &str = "option";

/// All rules, by name.
pub const ALL: &[Rule] = &[
    Rule {
        name: "amount",
        min: 4,
        max: Some(4),
        writes: &[0, 1, 2],
        yields: true,
        option: true,
        gives: Gives::Number,
        takes: &[Takes::Number, Takes::Number, Takes::Number, Takes::Number],
        ..BOTH
    },
    Rule {
        name: "any_value",
        max: None,
        gives: Gives::Boolean,
        ..READ
    },
    Rule {
        name: "due_date",
        min: 2,
        max: Some(3),
        writes: &[0, 1],
        yields: true,
        gives: Gives::DateTime,
        takes: &[Takes::Time, Takes::Time],
        ..BOTH
    },
    Rule {
        name: FACET,
        min: 0,
        max: Some(0),
        ..READ
    },
    Rule {
        name: "first_of_list",
        max: Some(2),
        yields: true,
        gives: Gives::Ref,
        takes: &[Takes::List, Takes::List],
        ..BOTH
    },
    Rule {
        name: "group_parent",
        max: Some(2),
        gives: Gives::Ref,
        ..READ
    },
    Rule {
        name: "issues_of_conversation",
        min: 0,
        by_id: true,
        gives: Gives::Refs,
        ..READ
    },
    Rule {
        name: "mail_direction",
        min: 2,
        max: Some(4),
        gives: Gives::Text,
        ..READ
    },
    Rule {
        name: "none_of",
        max: None,
        gives: Gives::Boolean,
        takes: &[Takes::Boolean],
        ..BOTH
    },
    Rule {
        name: OPTION,
        min: 0,
        max: Some(0),
        writes: &[],
        option: true,
        gives: Gives::Text,
        ..BOTH
    },
    Rule {
        name: "options_of_values",
        exact: true,
        gives: Gives::Items,
        takes: &[Takes::List],
        ..BOTH
    },
    Rule {
        name: "owner_of_users",
        min: 2,
        max: Some(2),
        writes: &[1],
        yields: true,
        gives: Gives::Ref,
        ..BOTH
    },
    Rule {
        name: "reference_entity",
        gives: Gives::Text,
        ..READ
    },
    Rule {
        name: "task_status",
        min: 3,
        max: Some(3),
        writes: &[2],
        yields: true,
        gives: Gives::Text,
        ..BOTH
    },
    Rule {
        name: "website",
        min: 2,
        max: Some(2),
        gives: Gives::Text,
        ..BOTH
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_sound() {
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
        for rule in ALL {
            assert!(rule.max.is_none_or(|max| rule.min <= max), "{}", rule.name);
            assert!(rule.is_written || rule.writes.is_empty(), "{}", rule.name);
            let all = rule.writes.iter().all(|at| *at < rule.min.max(1));
            assert!(all, "{}", rule.name);
        }
        assert!(find("nothing").is_none());
    }
}
