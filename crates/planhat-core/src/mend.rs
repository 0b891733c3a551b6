//! Halves of surrogate pairs: JavaScript cuts a text inside an emoji and escapes what is left, and
//! no text of Rust can hold that.

use std::borrow::Cow;

use crate::object::may_hold_surrogates;

/// JSON text in which each escaped half of a surrogate pair that stands alone is replaced by the
/// replacement character, U+FFFD, so that one cut text does not make a whole page unreadable.
pub(crate) fn mended(json: &str) -> Cow<'_, str> {
    if !may_hold_surrogates(json.as_bytes()) {
        return Cow::Borrowed(json);
    }
    let bytes = json.as_bytes();
    let mut out = String::new();
    let (mut at, mut kept) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        let escape = at + found;
        at = match (unit(bytes, escape), unit(bytes, escape + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => escape + 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str(&json[kept..escape]);
                out.push_str("\\ufffd");
                kept = escape + 6;
                kept
            }
            (Some(_), _) => escape + 6,
            // Another escape is two bytes long.
            (None, _) => (escape + 2).min(bytes.len()),
        };
    }
    if kept == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(&json[kept..]);
    Cow::Owned(out)
}

/// The code unit that is escaped at this place.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let value = |so_far: u16, digit: &u8| {
        let digit = char::from(*digit).to_digit(16)?;
        u16::try_from(u32::from(so_far) * 16 + digit).ok()
    };
    digits.iter().try_fold(0, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_replaced_and_pairs_stay() {
        for (cut, whole) in [
            (r#"["a\ud83d"]"#, r#"["a\ufffd"]"#),
            (
                r#"["\uDE00b\ud83d\ud83d\ude00"]"#,
                r#"["\ufffdb\ufffd\ud83d\ude00"]"#,
            ),
            (r#"["\ud83d\ude00"]"#, r#"["\ud83d\ude00"]"#),
            (r#"["\\ud83d", "\\\ud83d"]"#, r#"["\\ud83d", "\\\ufffd"]"#),
            (r#"["\ud83"]"#, r#"["\ud83"]"#),
            (r#"["\ud83d\"#, r#"["\ufffd\"#),
            (r#"["ä\ud83dä"]"#, r#"["ä\ufffdä"]"#),
        ] {
            assert_eq!(mended(cut), whole);
        }
    }
}
