//! Firms and people with names and addresses that fit.

use std::cell::Cell;

use super::random::{Random, divisor, stride};
use super::words::{
    self, COMPANY_FIRST, COMPANY_SECOND, COMPANY_THIRD, FIRST_NAMES, LAST_NAMES, Place, STREETS,
    Word,
};

/// A firm, and how many of its people were named so far.
#[derive(Debug)]
pub(super) struct Firm {
    pub(super) name: String,
    pub(super) slug: String,
    pub(super) domain: String,
    place: Place,
    seed: u64,
    people: Cell<usize>,
}

impl Firm {
    /// The firm of a number. No two of a seed have one name.
    pub(super) fn numbered(seed: u64, number: usize) -> Self {
        let mut random = Random::new(&[seed, 1]);
        let (first, second) = paired(number, &COMPANY_FIRST, &COMPANY_SECOND, &mut random);
        let mut name = format!("{first} {second}");
        let rounds = number / pairs(&COMPANY_FIRST, &COMPANY_SECOND);
        // The first round goes without a third word.
        if let Some(at) = rounds.checked_sub(1) {
            match COMPANY_THIRD.get(at) {
                Some(third) => name = format!("{name} {third}"),
                None => name = format!("{name} {rounds}"),
            }
        }
        let slug = words::folded(&name, '-');
        let mut random = Random::new(&[seed, 2, u64::try_from(number).unwrap_or_default()]);
        Firm {
            domain: format!("{}.example", slug.replace('-', "")),
            slug,
            name,
            place: Place::numbered(random.below(words::PLACES.len())),
            seed: random.next(),
            people: Cell::new(0),
        }
    }

    /// Another person of the firm. No two have one name, as long as there are names.
    pub(super) fn person(&self) -> Person {
        let number = self.people.replace(self.people.get() + 1);
        let mut random = Random::new(&[self.seed, 3]);
        let (first, last) = paired(number, &FIRST_NAMES, &LAST_NAMES, &mut random);
        let again = match number / pairs(&FIRST_NAMES, &LAST_NAMES) {
            0 => String::new(),
            times => (times + 1).to_string(),
        };
        let (local, more) = (words::folded(first, '-'), words::folded(last, '-'));
        Person {
            first,
            last,
            email: format!("{local}.{more}{again}@{}", self.domain),
        }
    }

    /// Words that go by the firm alone.
    pub(super) fn word(&self, word: Word, random: &mut Random) -> Option<String> {
        Some(match word {
            Word::Company => self.name.clone(),
            Word::Domain => self.domain.clone(),
            Word::Slug => self.slug.clone(),
            Word::Url => format!("https://www.{}", self.domain),
            Word::City => self.place.city.to_owned(),
            Word::Country => self.place.country.to_owned(),
            Word::Zip => digits(self.place.zip, random),
            Word::Phone => digits(self.place.phone, random),
            Word::Street => {
                let street = random.one(&STREETS).copied().unwrap_or_default();
                format!("{street} {}", random.between(1, 180))
            }
            Word::JobTitle => of(&words::JOB_TITLES, random),
            Word::Product => of(&words::PRODUCTS, random),
            Word::Sentence => of(&words::SENTENCES, random),
            Word::Tag => of(&words::TAGS, random),
            Word::Paragraph => {
                let first = random.below(words::SENTENCES.len());
                let step = stride(random, words::SENTENCES.len());
                let count = words::SENTENCES.len().max(1);
                let sentences = (0..3)
                    .filter_map(|at| words::SENTENCES.get((first + at * step) % count).copied());
                sentences.collect::<Vec<_>>().join(" ")
            }
            Word::FirstName | Word::LastName | Word::FullName | Word::Email => return None,
        })
    }
}

/// A person of a firm.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) email: String,
}

impl Person {
    /// Words that go by the person.
    pub(super) fn word(&self, word: Word) -> Option<String> {
        Some(match word {
            Word::FirstName => self.first.to_owned(),
            Word::LastName => self.last.to_owned(),
            Word::FullName => format!("{} {}", self.first, self.last),
            Word::Email => self.email.clone(),
            _ => return None,
        })
    }
}

/// How many numbers give different pairs of words.
fn pairs(one: &words::List, other: &words::List) -> usize {
    let (one, other) = (one.len().max(1), other.len().max(1));
    one / divisor(one, other) * other
}

/// A pair of words for a number: both change from one number to the next.
fn paired(
    number: usize,
    one: &words::List,
    other: &words::List,
    random: &mut Random,
) -> (&'static str, &'static str) {
    let mut word = |list: &words::List| {
        let count = list.len().max(1);
        let (first, step) = (random.below(count), stride(random, count));
        list.get((first + number % count * step) % count)
            .copied()
            .unwrap_or_default()
    };
    (word(one), word(other))
}

fn of(list: &words::List, random: &mut Random) -> String {
    random.one(list).copied().unwrap_or_default().to_owned()
}

fn digits(pattern: &str, random: &mut Random) -> String {
    let sign = |sign| match sign {
        '#' => char::from(b'0' + u8::try_from(random.below(10)).unwrap_or_default()),
        other => other,
    };
    pattern.chars().map(sign).collect()
}
