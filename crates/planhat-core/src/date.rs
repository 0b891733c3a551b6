//! Moments, dates and day numbers: tolerant in, exact out.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize};

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    text: String,
    expected: &'static str,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.text, self.expected)
    }
}

impl std::error::Error for DateError {}

/// A moment. What was read keeps its text, so that it writes back unchanged; what is made here is
/// written as ISO 8601 in UTC with milliseconds.
///
/// ```
/// use planhat_core::DateTime;
/// let read: DateTime = "2025-05-30T09:15:00.000+0000".parse()?;
/// assert_eq!(read.as_str(), "2025-05-30T09:15:00.000+0000");
/// assert_eq!(DateTime::from(read.timestamp()?).as_str(), "2025-05-30T09:15:00.000Z");
/// # Ok::<(), planhat_core::DateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct DateTime(String);

impl DateTime {
    /// The text as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment. A date without a time is midnight UTC.
    ///
    /// # Errors
    /// When the text looked like a date but names none, such as `2025-02-31T00:00:00Z`.
    pub fn timestamp(&self) -> Result<Timestamp, DateError> {
        parse_moment(&self.0).ok_or_else(|| DateError {
            text: self.0.clone(),
            expected: "an ISO 8601 datetime",
        })
    }

    /// The present moment.
    pub fn now() -> Self {
        Timestamp::now().into()
    }

    /// A text that begins like a date; whether it is one is known by `timestamp`.
    pub(crate) fn lenient(text: &str) -> Option<Self> {
        starts_like_date(text).then(|| DateTime(text.to_owned()))
    }
}

impl From<Timestamp> for DateTime {
    fn from(moment: Timestamp) -> Self {
        DateTime(moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string())
    }
}

impl From<civil::Date> for DateTime {
    fn from(date: civil::Date) -> Self {
        DateTime(format!("{date}T00:00:00.000Z"))
    }
}

impl FromStr for DateTime {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let moment = DateTime(text.to_owned());
        moment.timestamp().map(|_| moment)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A day of the calendar, `YYYY-MM-DD`. Keeps its text; a datetime is taken too, and read as its day.
///
/// ```
/// use planhat_core::Date;
/// let day: Date = "2025-05-30".parse()?;
/// assert_eq!(day.civil()?, jiff::civil::date(2025, 5, 30));
/// # Ok::<(), planhat_core::DateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Date(String);

impl Date {
    /// The text as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day.
    ///
    /// # Errors
    /// When the text looked like a date but names none.
    pub fn civil(&self) -> Result<civil::Date, DateError> {
        let day = self.0.get(..10).and_then(|text| text.parse().ok());
        day.ok_or_else(|| DateError {
            text: self.0.clone(),
            expected: "a date (YYYY-MM-DD)",
        })
    }

    /// A text that begins like a date.
    pub(crate) fn lenient(text: &str) -> Option<Self> {
        starts_like_date(text).then(|| Date(text.to_owned()))
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Date(date.to_string())
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let date = Date(text.to_owned());
        let whole = text.len() == 10 || parse_moment(text).is_some();
        match date.civil() {
            Ok(_) if !whole => Err(DateError {
                text: date.0,
                expected: "a date (YYYY-MM-DD)",
            }),
            day => day.map(|_| date),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A day as Planhat counts some: whole days since 1970-01-01.
///
/// ```
/// use planhat_core::Day;
/// let day = Day::from(jiff::civil::date(2025, 5, 30));
/// assert_eq!(day.number(), 20238);
/// assert_eq!(day.civil(), Some(jiff::civil::date(2025, 5, 30)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i64);

impl Day {
    /// The day of this number.
    pub const fn new(number: i64) -> Self {
        Day(number)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day of the calendar; nothing outside the years -9999 to 9999.
    pub fn civil(self) -> Option<civil::Date> {
        let span = jiff::Span::new().try_days(self.0).ok()?;
        civil::date(1970, 1, 1).checked_add(span).ok()
    }
}

impl From<civil::Date> for Day {
    fn from(date: civil::Date) -> Self {
        let days = date.duration_since(civil::date(1970, 1, 1)).as_hours() / 24;
        Day(days)
    }
}

impl From<i64> for Day {
    fn from(number: i64) -> Self {
        Day(number)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Four digits, a dash, two digits, a dash, two digits: cheap, and true of every form seen.
fn starts_like_date(text: &str) -> bool {
    let Some(head) = text.as_bytes().get(..10) else {
        return false;
    };
    head.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

/// ISO 8601 with `Z` or an offset with or without a colon, a local datetime (taken as UTC), or a
/// bare date (midnight UTC).
fn parse_moment(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    if let Ok(moment) = Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text) {
        return Some(moment);
    }
    let local = text.parse::<civil::DateTime>().ok()?;
    jiff::tz::Offset::UTC.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_seen() {
        for text in [
            "2025-05-30T09:15:00.000Z",
            "2025-05-30T09:15:00Z",
            "2025-05-30T09:15:00.000+0000",
            "2025-05-30T11:15:00+02:00",
            "2025-05-30T09:15:00",
        ] {
            let moment = text.parse::<DateTime>().unwrap();
            assert_eq!(
                DateTime::from(moment.timestamp().unwrap()).as_str(),
                "2025-05-30T09:15:00.000Z",
                "{text}"
            );
            assert_eq!(moment.as_str(), text);
        }
        let day = "2025-05-30".parse::<DateTime>().unwrap();
        assert_eq!(
            DateTime::from(day.timestamp().unwrap()).as_str(),
            "2025-05-30T00:00:00.000Z"
        );
    }

    #[test]
    fn refuses_what_names_no_day() {
        for text in ["", "soon", "2025-02-31T00:00:00Z", "2025-13-01"] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!("2025-05-30xyz".parse::<Date>().is_err());
        assert!("2025-05-30T09:15:00Z".parse::<Date>().is_ok());
    }

    #[test]
    fn days_count_from_the_epoch_both_ways() {
        for number in [-719_528, -1, 0, 1, 20_238, 2_000_000] {
            let day = Day::new(number).civil().unwrap();
            assert_eq!(Day::from(day).number(), number);
        }
        assert_eq!(Day::new(i64::MAX).civil(), None);
    }
}
