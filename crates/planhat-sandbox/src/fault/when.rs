//! Which of the requests that a fault means it hits.

use std::fmt;

/// Which of the requests that a fault means it hits, counted from one.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// All.
    Always,
    /// Each so-manieth.
    Every(u64),
    /// The first so many.
    First(u64),
    /// All but the first so many.
    After(u64),
    /// These.
    At(Vec<u64>),
    /// Each with this probability, from 0 to 1.
    Chance(f64),
}

impl When {
    /// Whether it hits the request of this number; `dice` is what chance goes by.
    pub(crate) fn hits(&self, number: u64, dice: impl FnOnce() -> f64) -> bool {
        match self {
            When::Always => true,
            When::Every(step) => number.is_multiple_of(*step),
            When::First(count) => number <= *count,
            When::After(count) => number > *count,
            When::At(numbers) => numbers.contains(&number),
            When::Chance(probability) => dice() < *probability,
        }
    }
}

/// A number from 0 up to 1 that follows from the seed, the place of the fault and the number of the
/// request alone, so that no order of other requests changes it.
pub(crate) fn dice(seed: u64, fault: usize, number: u64) -> f64 {
    let mixed = mix(mix(mix(seed) ^ fault as u64) ^ number);
    // The upper 53 bits: what a float holds exactly.
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// The step of SplitMix64.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// With a space before it, since it may be nothing.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Always => Ok(()),
            When::Every(step) => write!(f, " every {step}"),
            When::First(1) => f.write_str(" once"),
            When::First(count) => write!(f, " first {count}"),
            When::After(count) => write!(f, " after {count}"),
            When::At(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
                write!(f, " at {}", numbers.join(","))
            }
            When::Chance(probability) => write!(f, " chance {probability}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(when: &When, upto: u64) -> Vec<u64> {
        (1..=upto)
            .filter(|number| when.hits(*number, || dice(7, 0, *number)))
            .collect()
    }

    #[test]
    fn each_schedule_hits_what_it_says() {
        assert_eq!(hit(&When::Always, 3), [1, 2, 3]);
        assert_eq!(hit(&When::Every(3), 7), [3, 6]);
        assert_eq!(hit(&When::First(2), 5), [1, 2]);
        assert_eq!(hit(&When::After(2), 5), [3, 4, 5]);
        assert_eq!(hit(&When::At(vec![2, 5]), 9), [2, 5]);
        assert_eq!(hit(&When::Chance(0.0), 99), [0; 0]);
        assert_eq!(hit(&When::Chance(1.0), 99).len(), 99);
    }

    #[test]
    fn chance_is_fair_and_follows_from_the_seed() {
        let hits = |seed, fault| -> Vec<u64> {
            (1..=10_000)
                .filter(|number| dice(seed, fault, *number) < 0.1)
                .collect()
        };
        assert_eq!(hits(1, 0), hits(1, 0));
        assert_ne!(hits(1, 0), hits(2, 0));
        assert_ne!(hits(1, 0), hits(1, 1));
        assert!((900..1100).contains(&hits(1, 0).len()));
    }
}
