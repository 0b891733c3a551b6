//! What changed since the last run. No list has a filter for that, and one that is made up is ignored
//! without an error: sort by the time of the last change, look at the order, and stop early.

use jiff::Timestamp;
use planhat_client::DateTime;

/// Watches a list that is sorted by the time of the last change, newest first.
#[derive(Debug)]
pub struct Changes {
    since: Option<Timestamp>,
    last: Option<Timestamp>,
    newest: Option<Timestamp>,
    in_order: bool,
}

impl Changes {
    /// Begins a list; `since` is the newest change that the last run saw. It is Planhat's own time,
    /// so that clocks that differ do no harm.
    pub fn since(since: Option<&DateTime>) -> Self {
        let since = since.and_then(|moment| moment.timestamp().ok());
        Changes {
            since,
            last: None,
            newest: since,
            in_order: true,
        }
    }

    /// Takes note of a record; false where it and all behind it are known. In a list that is out of
    /// order, or holds a record without a time, that is never so.
    pub fn goes_on(&mut self, changed: Option<&DateTime>) -> bool {
        let changed = changed.and_then(|moment| moment.timestamp().ok());
        self.in_order &= changed.is_some() && self.last.is_none_or(|last| changed <= Some(last));
        self.last = changed.or(self.last);
        self.newest = self.newest.max(changed);
        // Those of the same moment are read again: another of that moment may have come since.
        !(self.in_order && changed < self.since)
    }

    /// The newest change so far, for the next run.
    pub fn newest(&self) -> Option<DateTime> {
        self.newest.map(DateTime::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u8) -> DateTime {
        format!("2026-01-{day:02}").parse().unwrap()
    }

    fn walk(since: Option<u8>, days: &[Option<u8>]) -> (usize, Option<DateTime>) {
        let mut changes = Changes::since(since.map(day).as_ref());
        let days = days.iter().map(|number| number.map(day));
        let read = days.take_while(|day| changes.goes_on(day.as_ref())).count();
        (read, changes.newest())
    }

    #[test]
    fn a_list_in_order_ends_early_and_another_does_not() {
        let newest = |number| Some(DateTime::from(day(number).timestamp().unwrap()));
        assert_eq!(
            walk(Some(5), &[Some(9), Some(5), Some(4), Some(3)]),
            (2, newest(9))
        );
        assert_eq!(walk(Some(5), &[Some(4), Some(9), Some(3)]), (0, newest(5)));
        assert_eq!(walk(Some(5), &[Some(6), Some(9), Some(3)]), (3, newest(9)));
        assert_eq!(walk(Some(5), &[None, Some(4)]), (2, newest(5)));
        assert_eq!(walk(None, &[Some(2), Some(1)]), (2, newest(2)));
        assert_eq!(walk(None, &[]), (0, None));
    }
}
