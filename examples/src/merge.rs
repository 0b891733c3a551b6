//! Two systems that hold the same record: who has changed it, and whose values hold.

use jiff::Timestamp;

/// What is to be done with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Winner {
    /// Nothing: both hold the same.
    Same,
    /// The other system's values go to Planhat.
    Here,
    /// Planhat's values go to the other system.
    Planhat,
}

/// Decides by what both held after the last run. Only where both have changed since does the newer
/// one win: by times alone, a touch of anything else in a record would bring an old value back.
/// Where Planhat tells no time, the other system wins.
pub fn winner<V: PartialEq>(
    last: Option<&V>,
    here: (&V, Timestamp),
    planhat: (&V, Option<Timestamp>),
) -> Winner {
    if here.0 == planhat.0 {
        return Winner::Same;
    }
    let changed = |value: &V| last != Some(value);
    match (changed(here.0), changed(planhat.0)) {
        (true, false) => Winner::Here,
        (false, true) => Winner::Planhat,
        _ if planhat.1.is_some_and(|moment| moment > here.1) => Winner::Planhat,
        _ => Winner::Here,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_changed_wins_and_of_two_the_newer() {
        let moment = |second| Timestamp::new(second, 0).unwrap();
        let decide = |last, here: (&'static str, i64), planhat: (&'static str, i64)| {
            winner(
                last,
                (&here.0, moment(here.1)),
                (&planhat.0, Some(moment(planhat.1))),
            )
        };
        assert_eq!(decide(Some(&"a"), ("b", 1), ("b", 2)), Winner::Same);
        // Planhat's record is newer, but this value in it is old.
        assert_eq!(decide(Some(&"a"), ("b", 1), ("a", 2)), Winner::Here);
        assert_eq!(decide(Some(&"a"), ("a", 2), ("b", 1)), Winner::Planhat);
        assert_eq!(decide(Some(&"a"), ("b", 1), ("c", 2)), Winner::Planhat);
        assert_eq!(decide(Some(&"a"), ("b", 2), ("c", 1)), Winner::Here);
        assert_eq!(decide(None, ("b", 1), ("c", 2)), Winner::Planhat);
        assert_eq!(winner(None, (&"b", moment(1)), (&"c", None)), Winner::Here);
    }
}
