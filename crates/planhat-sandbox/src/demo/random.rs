//! Numbers that look random and are the same for the same seed on every machine.

/// A source of numbers (SplitMix64): small, and its sequence is fixed by its definition.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// A source of its own for each list of parts, so that one more field changes no other one.
    pub(super) fn new(parts: &[u64]) -> Self {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for part in parts {
            random.0 = random.next() ^ *part;
        }
        random
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not, `end`; 0 where that is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// A whole number in a range, both ends included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = usize::try_from(most.saturating_sub(least)).unwrap_or_default();
        least.saturating_add(i64::try_from(self.below(span.saturating_add(1))).unwrap_or_default())
    }

    /// A number in a range.
    pub(super) fn within(&mut self, least: f64, most: f64) -> f64 {
        // 32 bits fit a float whole.
        let bits = u32::try_from(self.next() >> 32).unwrap_or_default();
        least + (most - least) * (f64::from(bits) / f64::from(u32::MAX))
    }

    /// One of several.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

/// A number for a name (FNV-1a).
pub(super) fn number(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A step that leads from one place to another, not near, through all `count` places before it
/// repeats.
pub(super) fn stride(random: &mut Random, count: usize) -> usize {
    let mut step = count / 3 + 1 + random.below(count / 3 + 1);
    while divisor(step, count) > 1 {
        step += 1;
    }
    step
}

/// The greatest number that divides both.
pub(super) fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a % b) }
}
