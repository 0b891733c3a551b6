//! From the keys of a record to the values that rules look at.

use crate::value::unescape;

/// The members of a record that rules look at. Most keys of a record are none of them, so that a
/// miss has to be quick.
#[derive(Debug, Default)]
pub(super) struct Slots<'m> {
    names: Vec<&'m str>,
    table: Vec<Option<(&'m str, usize)>>,
}

impl<'m> Slots<'m> {
    /// The slot of a name.
    pub(super) fn add(&mut self, name: &'m str) -> usize {
        let found = self.names.iter().position(|one| *one == name);
        found.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    /// Makes the table, once all names are there.
    pub(super) fn seal(&mut self) {
        let size = (self.names.len() * 4).next_power_of_two().max(16);
        self.table = vec![None; size];
        for (slot, name) in self.names.iter().enumerate() {
            let mut at = hash(name.as_bytes()) & (size - 1);
            while self.table[at].is_some() {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = Some((name, slot));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The slot of a key as it stands between its quotes.
    #[inline]
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.look(key).or_else(|| {
            let escaped = memchr::memchr(b'\\', key.as_bytes()).is_some();
            escaped.then(|| self.look(&unescape(key)))?
        })
    }

    #[inline]
    fn look(&self, key: &str) -> Option<usize> {
        let mask = self.table.len().checked_sub(1)?;
        let mut at = hash(key.as_bytes()) & mask;
        loop {
            match self.table[at] {
                None => return None,
                Some((name, slot)) if name == key => return Some(slot),
                Some(_) => at = (at + 1) & mask,
            }
        }
    }
}

/// Length, first, middle and last letter tell names of members well apart.
fn hash(key: &[u8]) -> usize {
    let letter = |at: usize| key.get(at).copied().map_or(0, usize::from);
    let length = key.len();
    let mixed = length
        ^ (letter(0) << 3)
        ^ (letter(length / 2) << 6)
        ^ (letter(length.wrapping_sub(1)) << 9);
    mixed.wrapping_mul(0x9E37_79B9) >> 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_added_and_nothing_else() {
        let names: Vec<String> = (0..300).map(|at| format!("field{at}")).collect();
        let mut slots = Slots::default();
        for name in names.iter().chain(&names) {
            slots.add(name);
        }
        slots.seal();
        assert_eq!(slots.len(), 300);
        for (at, name) in names.iter().enumerate() {
            assert_eq!(slots.find(name), Some(at));
        }
        assert_eq!(slots.find(r"f\u0069eld7"), Some(7));
        assert_eq!(slots.find("field300"), None);
        assert_eq!(slots.find(""), None);
        assert_eq!(Slots::default().find("x"), None);
    }
}
