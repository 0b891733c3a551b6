//! Moments as seconds since 1970, and the ids that carry them.

use jiff::Timestamp;
use serde_json::Value;

use super::random::Random;
use crate::tenant::clock;

pub(super) use crate::tenant::clock::DAY;

/// A working moment on a day so many days away from another one.
pub(super) fn on_day(from: i64, days: i64, random: &mut Random) -> i64 {
    let day = from.div_euclid(DAY).saturating_add(days);
    // 1970-01-01 was a Thursday; what falls on a weekend is moved to the Friday before.
    let day = match (day + 3).rem_euclid(7) {
        5 => day - 1,
        6 => day - 2,
        _ => day,
    };
    day.saturating_mul(DAY) + random.between(8 * 3600, 17 * 3600) / 60 * 60
}

/// A moment between two.
pub(super) fn between(least: i64, most: i64, random: &mut Random) -> i64 {
    let days = most.saturating_sub(least).max(0) / DAY;
    let moment = on_day(least, random.between(0, days), random);
    moment.max(least).min(most.max(least))
}

/// A moment as Planhat writes it.
pub(super) fn text(moment: i64) -> String {
    clock::text(Timestamp::from_second(moment).unwrap_or_default())
}

/// The day of a moment.
pub(super) fn date(moment: i64) -> String {
    let moment = Timestamp::from_second(moment).unwrap_or_default();
    moment.strftime("%Y-%m-%d").to_string()
}

/// The moment that a value stands for: a text, or a count of days.
pub(super) fn of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(days) => days.as_i64()?.checked_mul(DAY),
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(moment) => Some(moment.as_second()),
            Err(_) => {
                let day: jiff::civil::Date = text.parse().ok()?;
                let midnight = jiff::tz::TimeZone::UTC
                    .to_timestamp(day.at(0, 0, 0, 0))
                    .ok()?;
                Some(midnight.as_second())
            }
        },
        _ => None,
    }
}

/// An id of 24 hex digits: the second of the creation first, so that ids sort by it.
pub(super) fn id(created: i64, seed: u64, count: u64) -> String {
    let second = u32::try_from(created).unwrap_or_default();
    let own = Random::new(&[seed]).next() & 0xff_ffff;
    format!("{second:08x}{own:06x}{:010x}", count & 0xff_ffff_ffff)
}
