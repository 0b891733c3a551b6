//! Moments and ids.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::shelf::Id;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// This moment.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// A moment as Planhat writes it: UTC with milliseconds.
pub(crate) fn text(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A moment from text: ISO 8601 with or without an offset, a day alone, or as mails write it.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    if let Ok(civil) = text.parse::<jiff::civil::DateTime>() {
        return TimeZone::UTC.to_timestamp(civil).ok();
    }
    let mail = jiff::fmt::rfc2822::parse(text).ok();
    mail.map(|zoned| zoned.timestamp())
}

/// Days since 1970-01-01.
pub(crate) fn day(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(DAY)
}

/// Makes ids of 24 hex digits: the second, then a part of this tenant's own, then a count; so ids
/// are in the order in which records were made.
#[derive(Debug)]
pub(crate) struct Ids {
    own: u64,
    second: u32,
    count: u32,
}

impl Default for Ids {
    fn default() -> Self {
        let nanoseconds = now().as_nanosecond().unsigned_abs();
        Ids {
            own: u64::try_from(nanoseconds % (1 << 40)).unwrap_or_default(),
            second: 0,
            count: 0,
        }
    }
}

impl Ids {
    /// A new id.
    pub(crate) fn next(&mut self) -> Id {
        let second = u32::try_from(now().as_second()).unwrap_or_default();
        if second > self.second {
            (self.second, self.count) = (second, 0);
        } else {
            self.count += 1;
        }
        if self.count >= 1 << 24 {
            (self.second, self.count) = (self.second + 1, 0);
        }
        let (second, own, count) = (self.second, self.own, self.count);
        Arc::from(format!("{second:08x}{own:010x}{count:06x}"))
    }
}

/// Whether a text is an id as the server gives them; one of its own kind of records has 32 digits.
pub(crate) fn is_id(text: &str) -> bool {
    matches!(text.len(), 24 | 32) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
