//! The members of an object, and the names that they get in Rust.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

use super::guess::{At, Guess, guess};
use super::seen::Seen;
use crate::known::joined;
use crate::names::{self, field_rust_name};

/// A member with what it probably is.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) wire: String,
    /// The name in Rust, where that of the wire will not do.
    pub(super) name: Option<String>,
    pub(super) guess: Guess,
    /// In how many of the objects it is there.
    pub(super) present: usize,
    pub(super) of: usize,
}

/// A member of which a guess is to be made.
pub(super) struct Guessed<'a> {
    pub(super) wire: &'a str,
    pub(super) seen: &'a Seen,
    pub(super) present: usize,
    pub(super) of: usize,
}

/// Guesses the members of an object.
pub(super) fn members<'a>(at: At<'_>, all: impl Iterator<Item = Guessed<'a>>) -> Vec<Member> {
    let mut taken = BTreeSet::new();
    let member = |one: Guessed<'a>| {
        let below = At {
            known: at.known,
            name: one.wire,
            path: &joined(at.path, one.wire),
            depth: at.depth + 1,
        };
        Member {
            wire: one.wire.to_owned(),
            name: rust_name(one.wire, &mut taken),
            guess: guess(below, one.seen),
            present: one.present,
            of: one.of,
        }
    };
    all.map(member).collect()
}

/// A name in Rust that none of the others has; nothing if that of the wire will do.
pub(super) fn rust_name(wire: &str, taken: &mut BTreeSet<String>) -> Option<String> {
    let usual = field_rust_name(wire, None);
    let plain = wire.is_ascii() && wire.contains(|sign: char| sign.is_ascii_alphanumeric());
    if plain && taken.insert(usual.clone()) {
        return None;
    }
    let snake = usual.to_snake_case();
    let form = snake.starts_with(|first: char| first.is_ascii_lowercase()) && snake.is_ascii();
    let base = if form { snake } else { "field".to_owned() };
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    let mut free = std::iter::once(base.clone())
        .chain(numbered)
        .filter(|name| !names::TAKEN.contains(&name.as_str()) && name.to_snake_case() == *name);
    let name = free.find(|name| !taken.contains(name))?;
    taken.insert(name.clone());
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_apart() {
        let mut taken = BTreeSet::new();
        let mut name = |wire: &str| rust_name(wire, &mut taken);
        assert_eq!(name("closeDate"), None);
        assert_eq!(name("close_date").as_deref(), Some("close_date_2"));
        assert_eq!(name("closeDate ").as_deref(), Some("close_date_3"));
        // Generated types have a method `field`.
        assert_eq!(name("").as_deref(), Some("field_2"));
        assert_eq!(name("!").as_deref(), Some("field_3"));
        assert_eq!(name("größe").as_deref(), Some("gr_f6_dfe"));
    }
}
