//! Numbers, and texts that hold one.

use serde_json::Number;

use super::{Out, Raw, Sort};

/// Longer numbers are looked at before they are copied.
const SURELY_GOOD: usize = 15;
/// Whole numbers up to here are exact as floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// How a value became what it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cast<'a> {
    /// It was one.
    Good(Out<'a>),
    /// Another sort of value held one.
    Taken(Out<'a>),
    /// It holds none.
    None,
}

/// The number that a value is or holds.
pub(crate) fn number_of(raw: Raw<'_>, whole: bool) -> Cast<'_> {
    match raw.sort() {
        Sort::Number => match plain(raw, whole) {
            Some(out) => Cast::Good(out),
            None => Cast::None,
        },
        Sort::Text => {
            let text = raw.text().unwrap_or_default();
            match parse(text.trim()).and_then(|number| fitting(number, whole)) {
                Some(number) => Cast::Taken(Out::Number(number)),
                None => Cast::None,
            }
        }
        _ => Cast::None,
    }
}

fn plain(raw: Raw<'_>, whole: bool) -> Option<Out<'_>> {
    let text = raw.as_text();
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let decimal = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    if text.len() <= SURELY_GOOD && (digits || (!whole && text.bytes().all(decimal))) {
        return Some(Out::Raw(raw));
    }
    let number: Number = serde_json::from_str(text).ok()?;
    if !whole || number.is_i64() || number.is_u64() {
        return Some(Out::Raw(raw));
    }
    fitting(number, whole).map(Out::Number)
}

fn parse(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number.into());
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

fn fitting(number: Number, whole: bool) -> Option<Number> {
    if !whole || number.is_i64() || number.is_u64() {
        return Some(number);
    }
    let float = number.as_f64()?;
    (float.fract() == 0.0 && float.abs() <= EXACT).then(|| (float as i64).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, whole: bool) -> Option<String> {
        match number_of(Raw::parse(text).unwrap(), whole) {
            Cast::Good(out) => Some(out.into_value().to_string()),
            Cast::Taken(out) => Some(format!("taken {}", out.into_value())),
            Cast::None => None,
        }
    }

    #[test]
    fn takes_numbers_and_texts_of_numbers() {
        assert_eq!(read("12", true).as_deref(), Some("12"));
        assert_eq!(read("12.0", true).as_deref(), Some("12"));
        assert_eq!(read("12.5", true), None);
        assert_eq!(read("12.5", false).as_deref(), Some("12.5"));
        assert_eq!(read("\" 12.5 \"", false).as_deref(), Some("taken 12.5"));
        assert_eq!(read("1e2", true).as_deref(), Some("100"));
        for bad in [
            "1e999",
            "\"1e999\"",
            "\"\"",
            "\"NaN\"",
            "true",
            "[1]",
            "null",
        ] {
            assert_eq!(read(bad, false), None, "{bad}");
        }
    }
}
