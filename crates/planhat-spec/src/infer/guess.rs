//! From what was seen at a place to what it probably is, with the reason.

use super::member::{Guessed, Member, members};
use super::seen::{Seen, Shape, Texts};
use super::twin;
use super::words;
use crate::known::Known;
use crate::model::{Format, Type};

/// Objects within objects are looked into down to this depth.
const DEPTH: usize = 5;

/// How far a guess can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// No value said anything.
    Unknown,
    /// The values fit, and would fit other types too.
    Weak,
    /// The values or other specs speak for it.
    Likely,
    /// The values leave little else.
    Sure,
}

impl Strength {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Strength::Unknown => "unknown",
            Strength::Weak => "weak",
            Strength::Likely => "likely",
            Strength::Sure => "sure",
        }
    }
}

/// What a place probably is.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    pub(super) kind: Type,
    pub(super) values: Vec<String>,
    pub(super) format: Option<Format>,
    pub(super) sensitive: bool,
    pub(super) fields: Vec<Member>,
    pub(super) or: Or,
    pub(super) why: String,
    pub(super) strength: Strength,
}

/// Another shape on read.
#[derive(Debug, Clone)]
pub(super) enum Or {
    Nothing,
    Type(Type),
    Fields(Vec<Member>),
}

/// The place: its name, the names above it joined by dots, and the specs beside.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) known: &'a Known,
    pub(super) name: &'a str,
    pub(super) path: &'a str,
    pub(super) depth: usize,
}

impl Guess {
    pub(super) fn new(kind: Type, strength: Strength, why: impl Into<String>) -> Guess {
        Guess {
            kind,
            values: Vec::new(),
            format: None,
            sensitive: false,
            fields: Vec::new(),
            or: Or::Nothing,
            why: why.into(),
            strength,
        }
    }

    fn format(mut self, format: Format) -> Guess {
        self.format = Some(format);
        self
    }
}

/// Guesses one place. What other specs say of the name comes first, as long as every value fits.
pub(super) fn guess(at: At<'_>, seen: &Seen) -> Guess {
    if let Some(guess) = twin::guess(at, seen) {
        return guess;
    }
    if seen.values() == 0 {
        return of_nothing(at);
    }
    let mut guess = match seen.shapes()[..] {
        [shape] => one(at, seen, shape),
        [written, other] => two(at, seen, written, other),
        _ => Guess::new(Type::Json, Strength::Weak, "its values have many shapes"),
    };
    guess.sensitive =
        twin::is_sensitive(at) && guess.kind == Type::String && guess.format.is_none();
    guess
}

/// Where no value says anything, the name is all there is.
fn of_nothing(at: At<'_>) -> Guess {
    let weak = |kind| Guess::new(kind, Strength::Weak, "only null; by its name");
    if words::ends_in_id(at.name) {
        return weak(words::reference(at.known, at.path).map_or(Type::Id, Type::Ref));
    }
    match words::hints_at_moment(at.name) {
        true => weak(Type::DateTime),
        false => Guess::new(
            Type::Json,
            Strength::Unknown,
            "only null, so its type is unknown",
        ),
    }
}

fn one(at: At<'_>, seen: &Seen, shape: Shape) -> Guess {
    match shape {
        Shape::Text => of_texts(at, &seen.texts),
        Shape::Number => of_numbers(at, seen),
        Shape::Boolean => Guess::new(Type::Boolean, Strength::Sure, "true or false"),
        Shape::List => of_lists(at, seen),
        Shape::Object => of_objects(at, seen),
    }
}

/// Values of two shapes: one is taken as what is written, the other as what reads show too.
fn two(at: At<'_>, seen: &Seen, written: Shape, other: Shape) -> Guess {
    let mut first = one(at, &seen.only(written), written);
    let second = one(at, &seen.only(other), other);
    if first.kind == Type::Enum {
        first.kind = Type::String;
        first.values.clear();
    }
    let fits = matches!(first.or, Or::Nothing)
        && matches!(second.or, Or::Nothing)
        && !matches!(first.kind, Type::List(_) | Type::Json);
    let second_kind = second.kind;
    first.or = match second_kind {
        _ if !fits => return Guess::new(Type::Json, Strength::Weak, "its values have many shapes"),
        Type::Object if !second.fields.is_empty() => Or::Fields(second.fields),
        kind if kind == first.kind => Or::Nothing,
        kind => Or::Type(kind),
    };
    first.strength = first.strength.min(Strength::Likely);
    first.why = format!("{}; other values have another shape", first.why);
    first
}

fn of_texts(at: At<'_>, texts: &Texts) -> Guess {
    let said = texts.said();
    let all = |count: usize| count == said;
    if said == 0 {
        return Guess::new(Type::String, Strength::Weak, "only empty texts");
    }
    if all(texts.datetimes) {
        return Guess::new(Type::DateTime, Strength::Sure, "moments");
    }
    if all(texts.dates) {
        return Guess::new(Type::Date, Strength::Sure, "days without a time");
    }
    if all(texts.dates + texts.datetimes) {
        let mut guess = Guess::new(
            Type::DateTime,
            Strength::Likely,
            "moments, and days without a time",
        );
        guess.or = Or::Type(Type::Date);
        return guess;
    }
    if all(texts.ids) {
        return of_ids(at);
    }
    of_words(at, texts)
}

/// Ids: of an object that the name tells, or of something else.
fn of_ids(at: At<'_>) -> Guess {
    match words::reference(at.known, at.path) {
        Some(resource) => {
            let many = format!("ids, of {} by its name", resource.replace('_', " "));
            Guess::new(Type::Ref(resource), Strength::Likely, many)
        }
        None => Guess::new(
            Type::Id,
            Strength::Likely,
            "ids; of what, its name does not say",
        ),
    }
}

/// Texts that are for people, or one of a few.
fn of_words(at: At<'_>, texts: &Texts) -> Guess {
    let said = texts.said();
    let text =
        |format: Format, why: &str| Guess::new(Type::String, Strength::Sure, why).format(format);
    if texts.emails == said {
        return text(Format::Email, "email addresses");
    }
    if texts.urls == said {
        return text(Format::Url, "web addresses");
    }
    if texts.phones == said && words::hints_at_phone(at.name) {
        return text(Format::Phone, "digits, of a phone by its name");
    }
    if texts.htmls > 0 && texts.htmls * 2 >= said {
        return text(Format::Html, "texts with tags");
    }
    match &texts.different {
        Some(different)
            if said >= 8 && (2..=6).contains(&different.len()) && different.len() * 2 <= said =>
        {
            let why = format!("{} different texts in {said}", different.len());
            let mut guess = Guess::new(Type::Enum, Strength::Likely, why);
            guess.values = different.keys().cloned().collect();
            guess
        }
        _ => Guess::new(Type::String, Strength::Likely, "texts"),
    }
}

fn of_numbers(at: At<'_>, seen: &Seen) -> Guess {
    let numbers = &seen.numbers;
    if numbers.decimals > 0 {
        return Guess::new(Type::Number, Strength::Sure, "numbers, some with decimals");
    }
    if numbers.days == numbers.count && words::hints_at_day(at.name) {
        return Guess::new(
            Type::Day,
            Strength::Likely,
            "a day as a number, by its name and size",
        );
    }
    if words::hints_at_amount(at.name) {
        return Guess::new(
            Type::Number,
            Strength::Weak,
            "whole numbers, of an amount by its name",
        );
    }
    Guess::new(Type::Integer, Strength::Likely, "whole numbers")
}

/// A list is one of what its items are.
fn of_lists(at: At<'_>, seen: &Seen) -> Guess {
    let items = seen.lists.items.as_deref();
    let Some(items) = items.filter(|items| items.values() > 0) else {
        if words::ends_in_id(at.name) {
            let item = words::reference(at.known, at.path).map_or(Type::Id, Type::Ref);
            let kind = Type::List(Box::new(item));
            return Guess::new(kind, Strength::Weak, "only empty lists; by its name");
        }
        let unknown = "only empty lists, so their items are unknown";
        return Guess::new(Type::List(Box::new(Type::Json)), Strength::Unknown, unknown);
    };
    let below = At {
        depth: at.depth + 1,
        ..at
    };
    let mut guess = match at.depth < DEPTH {
        true => guess_items(below, items),
        false => Guess::new(Type::Json, Strength::Weak, "it is nested deeply"),
    };
    if guess.kind == Type::Enum {
        guess.kind = Type::String;
        guess.values.clear();
    }
    // Members and other shapes belong to the items of the outermost list.
    if matches!(guess.kind, Type::List(_))
        && (!guess.fields.is_empty() || !matches!(guess.or, Or::Nothing))
    {
        guess = Guess::new(Type::Json, Strength::Weak, "lists of lists of objects");
    }
    guess.why = format!("lists: {}", guess.why);
    guess.kind = Type::List(Box::new(guess.kind));
    guess
}

/// Items have no name of their own, so nothing elsewhere speaks of them.
fn guess_items(at: At<'_>, items: &Seen) -> Guess {
    match items.shapes()[..] {
        [shape] => one(at, items, shape),
        [written, other] => two(at, items, written, other),
        _ => Guess::new(Type::Json, Strength::Weak, "items of many shapes"),
    }
}

fn of_objects(at: At<'_>, seen: &Seen) -> Guess {
    let objects = &seen.objects;
    if objects.members.is_empty() {
        return Guess::new(
            Type::Object,
            Strength::Weak,
            "only empty objects, so their members are unknown",
        );
    }
    if objects.keys_are_data() {
        return match objects.value_type() {
            Some(kind) => {
                let kind = Type::Map(Box::new(kind));
                Guess::new(
                    kind,
                    Strength::Likely,
                    "its keys are data, its values are alike",
                )
            }
            None => Guess::new(
                Type::Object,
                Strength::Weak,
                "its keys are data, its values differ",
            ),
        };
    }
    if at.depth >= DEPTH {
        return Guess::new(Type::Object, Strength::Weak, "it is nested deeply");
    }
    let counted = objects.members.iter().map(|(wire, seen)| Guessed {
        wire,
        seen,
        present: seen.values() + seen.nulls,
        of: objects.count,
    });
    let mut guess = Guess::new(
        Type::Object,
        Strength::Likely,
        "objects with the same members",
    );
    guess.fields = members(at, counted);
    guess
}
