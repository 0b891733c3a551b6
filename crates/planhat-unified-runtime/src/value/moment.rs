//! Moments and dates: tolerant in, RFC 3339 in UTC out, as precise as they came.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use planhat_core::{DateTime, Day};

use super::{Raw, Sort};

/// Numbers below are days since 1970, others milliseconds.
const DAYS: u64 = 1_000_000;
/// Letters of `2025-05-30`.
const DATE: usize = 10;

/// The moment that a value holds.
pub(crate) fn moment_of(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    match raw.sort() {
        Sort::Text => match raw.text()? {
            Cow::Borrowed(text) => moment_of_text(text),
            Cow::Owned(text) => moment_of_text(&text).map(|one| Cow::Owned(one.into_owned())),
        },
        Sort::Number => number_moment(whole(raw)?).map(Cow::Owned),
        _ => None,
    }
}

/// The moment that a text holds.
pub(crate) fn moment_of_text(text: &str) -> Option<Cow<'_, str>> {
    if is_utc(text.as_bytes()) {
        return Some(Cow::Borrowed(text));
    }
    if is_date(text.as_bytes()) {
        return Some(Cow::Owned(format!("{text}T00:00:00Z")));
    }
    if let Ok(number) = text.parse::<i64>() {
        return number_moment(number).map(Cow::Owned);
    }
    let moment = text.parse::<DateTime>().ok()?.timestamp().ok()?;
    print(moment, fraction(text)).map(Cow::Owned)
}

/// The moment that a caller gives. Numerals alone are a date, `20250530`, or milliseconds: any other
/// number is a slip.
pub(crate) fn moment_given(text: &str) -> Option<Cow<'_, str>> {
    if !is_numeral(text) {
        return moment_of_text(text);
    }
    match text.len() {
        8 => {
            let (year, rest) = text.split_at(4);
            let (month, day) = rest.split_at(2);
            let date = format!("{year}-{month}-{day}");
            is_date(date.as_bytes()).then(|| Cow::Owned(format!("{date}T00:00:00Z")))
        }
        12 | 13 => moment_of_text(text),
        _ => None,
    }
}

/// The calendar date that a caller gives, in UTC.
pub(crate) fn date_given(text: &str) -> Option<Cow<'_, str>> {
    moment_given(text).and_then(date_alone)
}

/// What is wrong with a text that should be a moment, or a date.
pub(crate) fn no_moment(text: &str, wanted: &str) -> String {
    match is_numeral(text) {
        true => format!(
            "{wanted} is needed; of numerals alone, YYYYMMDD and milliseconds of 12 or 13 digits \
             are taken"
        ),
        false => format!("{wanted} is needed"),
    }
}

fn is_numeral(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The calendar date that a value holds, in UTC.
pub(crate) fn date_of(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    moment_of(raw).and_then(date_alone)
}

/// The calendar date that a text holds, in UTC.
pub(crate) fn date_of_text(text: &str) -> Option<Cow<'_, str>> {
    moment_of_text(text).and_then(date_alone)
}

fn date_alone(moment: Cow<'_, str>) -> Option<Cow<'_, str>> {
    match moment {
        Cow::Borrowed(text) => text.get(..DATE).map(Cow::Borrowed),
        Cow::Owned(text) => text.get(..DATE).map(|date| Cow::Owned(date.to_owned())),
    }
}

/// The moment that an object id was made: its first eight hex digits count seconds.
pub(crate) fn moment_of_id(text: &str) -> Option<String> {
    let good = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let seconds = i64::from_str_radix(text.get(..8).filter(|_| good)?, 16).ok()?;
    print(Timestamp::from_second(seconds).ok()?, 0)
}

fn number_moment(number: i64) -> Option<String> {
    if number.unsigned_abs() < DAYS {
        let day = Day::new(number).civil()?.to_string();
        return is_date(day.as_bytes()).then(|| format!("{day}T00:00:00Z"));
    }
    print(Timestamp::from_millisecond(number).ok()?, 3)
}

fn whole(raw: Raw<'_>) -> Option<i64> {
    if let Ok(number) = raw.as_text().parse::<i64>() {
        return Some(number);
    }
    let float = raw.as_text().parse::<f64>().ok()?;
    (float.abs() < 1e17).then_some(float as i64)
}

/// Years before 0 have no RFC 3339 form.
fn print(moment: Timestamp, digits: u8) -> Option<String> {
    let printer = DateTimePrinter::new().precision(Some(digits));
    let text = printer.timestamp_to_string(&moment);
    is_utc(text.as_bytes()).then_some(text)
}

/// Digits behind the point of the seconds.
fn fraction(text: &str) -> u8 {
    let behind = text.find(['.', ',']).map_or("", |at| &text[at + 1..]);
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    u8::try_from(digits.min(9)).unwrap_or(9)
}

/// Whether a text is RFC 3339 in UTC and names a moment there is.
fn is_utc(text: &[u8]) -> bool {
    let [date @ .., b'Z'] = text else {
        return false;
    };
    let Some((date, time)) = date.split_at_checked(DATE) else {
        return false;
    };
    let Some((clock, fraction)) = time.split_at_checked(9) else {
        return false;
    };
    let [b'T', h1, h2, b':', m1, m2, b':', s1, s2] = *clock else {
        return false;
    };
    let below =
        |tens: u8, ones: u8, limit: u32| two(tens, ones).is_some_and(|number| number < limit);
    let good_fraction = match fraction {
        [] => true,
        [b'.', digits @ ..] => {
            (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    good_fraction && is_date(date) && below(h1, h2, 24) && below(m1, m2, 60) && below(s1, s2, 60)
}

/// Whether a text is a date that the calendar has.
fn is_date(text: &[u8]) -> bool {
    let [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2] = *text else {
        return false;
    };
    let parts = (two(c1, c2), two(y1, y2), two(m1, m2), two(d1, d2));
    let (Some(century), Some(year), Some(month), Some(day)) = parts else {
        return false;
    };
    let leap = match (century, year) {
        (century, 0) => century % 4 == 0,
        (_, year) => year % 4 == 0,
    };
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_leaves_in_utc_as_precise_as_it_came() {
        for (from, to) in [
            ("\"2025-05-30T09:15:00.000Z\"", "2025-05-30T09:15:00.000Z"),
            ("\"2025-05-30T09:15:00Z\"", "2025-05-30T09:15:00Z"),
            ("\"2025-05-30T09:15:00.12+0000\"", "2025-05-30T09:15:00.12Z"),
            ("\"2025-05-30T11:15:00+02:00\"", "2025-05-30T09:15:00Z"),
            ("\"2025-05-30T09:15:00\"", "2025-05-30T09:15:00Z"),
            ("\"2025-05-30\"", "2025-05-30T00:00:00Z"),
            ("\"2024-02-29\"", "2024-02-29T00:00:00Z"),
            ("1748596500000", "2025-05-30T09:15:00.000Z"),
            ("\"1748596500000\"", "2025-05-30T09:15:00.000Z"),
            ("20238", "2025-05-30T00:00:00Z"),
        ] {
            assert_eq!(
                moment_of(Raw::parse(from).unwrap()).as_deref(),
                Some(to),
                "{from}"
            );
        }
        assert_eq!(
            date_of(Raw::parse("\"2025-05-30T23:15:00-02:00\"").unwrap()).as_deref(),
            Some("2025-05-31")
        );
    }

    #[test]
    fn numerals_that_are_given_are_a_date_or_milliseconds() {
        for (given, moment) in [
            ("20240115", Some("2024-01-15T00:00:00Z")),
            ("1717000000000", Some("2024-05-29T16:26:40.000Z")),
            ("171700000000", Some("1975-06-11T06:26:40.000Z")),
            ("2024-01-15", Some("2024-01-15T00:00:00Z")),
            ("2024-01-15T10:00:00+02:00", Some("2024-01-15T08:00:00Z")),
            ("2024", None),
            ("20238", None),
            ("20241315", None),
            ("1717000000", None),
            ("-1717000000000", None),
            ("17170000000000", None),
            ("", None),
        ] {
            assert_eq!(moment_given(given).as_deref(), moment, "{given}");
        }
        assert_eq!(date_given("20240115").as_deref(), Some("2024-01-15"));
        assert!(no_moment("2024", "a date").contains("YYYYMMDD"));
        assert_eq!(no_moment("soon", "a date"), "a date is needed");
    }

    #[test]
    fn what_names_no_moment_is_none() {
        for bad in [
            "\"\"",
            "\"soon\"",
            "\"2025-02-29T00:00:00Z\"",
            "\"2025-13-01\"",
            "1e300",
            "true",
            "9223372036854775807",
            "-9223372036854775808",
            "-900000",
            "\"2025-05-30T25:00:00Z\"",
        ] {
            assert_eq!(moment_of(Raw::parse(bad).unwrap()), None, "{bad}");
        }
    }

    #[test]
    fn an_object_id_tells_its_moment() {
        assert_eq!(
            moment_of_id("61dd5bf1d8ecd4a9a5b0c0a1").as_deref(),
            Some("2022-01-11T10:29:05Z")
        );
        assert_eq!(moment_of_id("61dd5bf1"), None);
        assert_eq!(moment_of_id("é1dd5bf1d8ecd4a9a5b0c0a"), None);
    }
}
