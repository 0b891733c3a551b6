//! What was seen at one place of many records, as counts and a few values: it grows with the shapes
//! that occur, not with the records.

use indexmap::IndexMap;

use super::json::Json;
use super::text;
use crate::model::Type;

/// More different texts than these are not kept apart: an enum has fewer.
const TEXTS: usize = 16;
/// Longer texts are no values of an enum.
const LENGTH: usize = 60;
/// More members than these are data, and looked at together.
const MEMBERS: usize = 1000;

/// Sorts of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Number,
    Boolean,
    List,
    Object,
}

/// All values of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) nulls: usize,
    pub(super) booleans: usize,
    pub(super) numbers: Numbers,
    pub(super) texts: Texts,
    pub(super) lists: Lists,
    pub(super) objects: Objects,
}

/// Numbers of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub(super) count: usize,
    pub(super) decimals: usize,
    /// How many lie within the days of 2000 to 2100.
    pub(super) days: usize,
}

/// Texts of one place; those that are empty say nothing and are only counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    pub(super) count: usize,
    pub(super) empty: usize,
    pub(super) datetimes: usize,
    pub(super) dates: usize,
    pub(super) ids: usize,
    pub(super) emails: usize,
    pub(super) urls: usize,
    pub(super) phones: usize,
    pub(super) htmls: usize,
    pub(super) spaced: usize,
    /// The different ones; nothing once they are too many or too long.
    pub(super) different: Option<IndexMap<String, usize>>,
}

/// Lists of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    pub(super) count: usize,
    /// All items of all of them.
    pub(super) items: Option<Box<Seen>>,
}

/// Objects of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Objects {
    pub(super) count: usize,
    pub(super) members: IndexMap<String, Seen>,
    /// Values of members beyond those that are kept apart.
    pub(super) rest: Option<Box<Seen>>,
}

impl Seen {
    /// Takes in one value. Texts that begin with one of these prefixes are ids.
    pub(super) fn add(&mut self, value: &Json, prefixes: &[String]) {
        match value {
            Json::Null => self.nulls += 1,
            Json::Boolean(_) => self.booleans += 1,
            Json::Integer(number) => {
                self.numbers.count += 1;
                self.numbers.days += usize::from((10_957..=47_482).contains(number));
            }
            Json::Decimal(_) => {
                self.numbers.count += 1;
                self.numbers.decimals += 1;
            }
            Json::Text(text) => self.texts.add(text, prefixes),
            Json::List(items) => {
                self.lists.count += 1;
                for item in items {
                    let seen = self.lists.items.get_or_insert_default();
                    seen.add(item, prefixes);
                }
            }
            Json::Object(members) => self.objects.add(members, prefixes),
        }
    }

    /// How many values there are, null apart.
    pub(super) fn values(&self) -> usize {
        self.booleans
            + self.numbers.count
            + self.texts.count
            + self.lists.count
            + self.objects.count
    }

    /// The sorts of values that occur, in the order in which one is preferred for writing.
    pub(super) fn shapes(&self) -> Vec<Shape> {
        let all = [
            (Shape::Text, self.texts.count),
            (Shape::Number, self.numbers.count),
            (Shape::Boolean, self.booleans),
            (Shape::List, self.lists.count),
            (Shape::Object, self.objects.count),
        ];
        let there = all.into_iter().filter(|(_, count)| *count > 0);
        there.map(|(shape, _)| shape).collect()
    }

    /// The values of one sort alone.
    pub(super) fn only(&self, shape: Shape) -> Seen {
        let mut seen = Seen::default();
        match shape {
            Shape::Text => seen.texts = self.texts.clone(),
            Shape::Number => seen.numbers = self.numbers.clone(),
            Shape::Boolean => seen.booleans = self.booleans,
            Shape::List => seen.lists = self.lists.clone(),
            Shape::Object => seen.objects = self.objects.clone(),
        }
        seen
    }
}

impl Texts {
    fn add(&mut self, text: &str, prefixes: &[String]) {
        self.count += 1;
        if text.is_empty() {
            self.empty += 1;
            return;
        }
        let prefixed = prefixes.iter().any(|prefix| text.starts_with(prefix));
        self.datetimes += usize::from(text::is_datetime(text));
        self.dates += usize::from(text::is_date(text));
        self.ids += usize::from(text::is_id(text) || prefixed);
        self.emails += usize::from(text::is_email(text));
        self.urls += usize::from(text::is_url(text));
        self.phones += usize::from(text::is_phone(text));
        self.htmls += usize::from(text::is_html(text));
        self.spaced += usize::from(text.contains(char::is_whitespace));
        if self.count == self.empty + 1 {
            self.different = Some(IndexMap::new());
        }
        if let Some(different) = &mut self.different {
            if let Some(count) = different.get_mut(text) {
                *count += 1;
            } else if different.len() < TEXTS && text.len() <= LENGTH {
                different.insert(text.to_owned(), 1);
            } else {
                self.different = None;
            }
        }
    }

    /// How many say something.
    pub(super) fn said(&self) -> usize {
        self.count - self.empty
    }
}

impl Objects {
    fn add(&mut self, members: &IndexMap<String, Json>, prefixes: &[String]) {
        self.count += 1;
        for (name, value) in members {
            if self.members.len() < MEMBERS && !self.members.contains_key(name) {
                self.members.insert(name.clone(), Seen::default());
            }
            let seen = match self.members.get_mut(name) {
                Some(seen) => seen,
                None => self.rest.get_or_insert_default(),
            };
            seen.add(value, prefixes);
        }
    }
}

impl Objects {
    /// Whether the names of the members are data, such as ids, rather than names: some look so, or
    /// there are many and hardly two objects have the same.
    pub(super) fn keys_are_data(&self) -> bool {
        let values = || self.members.values().map(|seen| seen.values() + seen.nulls);
        let rare = 3 * values().sum::<usize>() < self.members.len() * self.count;
        self.rest.is_some()
            || self.members.keys().any(|name| text::is_data(name))
            || (self.members.len() > 12 && rare && self.value_type().is_some())
    }

    /// The type that all members have.
    pub(super) fn value_type(&self) -> Option<Type> {
        let all = self.members.values().chain(self.rest.as_deref());
        let mut kinds = all.filter(|seen| seen.values() > 0).map(|seen| {
            Some(match seen.shapes()[..] {
                [Shape::Number] => Type::Number,
                [Shape::Boolean] => Type::Boolean,
                [Shape::Text] if seen.texts.datetimes == seen.texts.count => Type::DateTime,
                [Shape::Text] => Type::String,
                _ => return None,
            })
        });
        let first = kinds.next()??;
        kinds
            .all(|kind| kind.as_ref() == Some(&first))
            .then_some(first)
    }
}
