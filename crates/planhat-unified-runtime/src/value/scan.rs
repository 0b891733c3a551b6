//! Where values begin and end in JSON text that is known to be good. Text that is not ends a walk
//! early, and nothing else.

use std::borrow::Cow;

use memchr::memchr2;

/// Steps that are taken before a search.
const SHORT: usize = 4;

/// The next place that holds no white space.
#[inline]
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// Where the value that begins here ends.
#[inline]
pub(super) fn end_of_value(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => end_of_text(bytes, at),
        b'{' | b'[' => end_of_nested(bytes, at),
        _ => {
            let rest = bytes.get(at..)?;
            let ends =
                |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
            let length = rest.iter().position(ends).unwrap_or(rest.len());
            (length > 0).then_some(at + length)
        }
    }
}

/// Where the text ends whose opening quote is here.
#[inline]
pub(super) fn end_of_text(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    // Most texts are short: some steps of a word each have their end before a search is set up.
    for _ in 0..SHORT {
        let Some(word) = word(bytes, at) else {
            break;
        };
        let found = equals(word, b'"') | equals(word, b'\\');
        if found == 0 {
            at += WORD;
            continue;
        }
        at += place(found);
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[found] == b'"' {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

fn end_of_nested(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        if let Some(word) = word(bytes, at) {
            // Braces and brackets differ in one bit.
            let folded = word | (EACH * 0x20);
            let found = equals(word, b'"') | equals(folded, b'{') | equals(folded, b'}');
            if found == 0 {
                at += WORD;
                continue;
            }
            at += place(found);
        }
        match bytes.get(at)? {
            b'"' => {
                at = end_of_text(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Bytes that are looked at together.
const WORD: usize = size_of::<u64>();
/// One in each byte.
const EACH: u64 = u64::MAX / 0xFF;
/// The highest bit of each byte.
const HIGH: u64 = EACH * 0x80;

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk = bytes.get(at..)?.first_chunk::<WORD>()?;
    Some(u64::from_le_bytes(*chunk))
}

/// The highest bit of the first byte that is this one, and perhaps of some after it.
fn equals(word: u64, byte: u8) -> u64 {
    let other = word ^ (EACH * u64::from(byte));
    other.wrapping_sub(EACH) & !other & HIGH
}

/// The place of the first byte whose highest bit is set.
fn place(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// What stands between the quotes of a text, without its escapes. Half of an emoji is U+FFFD.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(tail) = rest.strip_prefix('\\') {
        rest = escape(tail, &mut out);
        let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
    }
    Cow::Owned(out)
}

/// Takes what stands behind a backslash; gives what comes after.
fn escape<'a>(text: &'a str, out: &mut String) -> &'a str {
    let mut letters = text.chars();
    let plain = match letters.next() {
        Some('n') => '\n',
        Some('t') => '\t',
        Some('r') => '\r',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('u') => return unicode(letters.as_str(), out),
        Some(other) => other,
        None => return "",
    };
    out.push(plain);
    letters.as_str()
}

fn unicode<'a>(text: &'a str, out: &mut String) -> &'a str {
    let Some((unit, rest)) = hex(text) else {
        out.push(char::REPLACEMENT_CHARACTER);
        return text;
    };
    if (0xD800..0xDC00).contains(&unit)
        && let Some((low, after)) = rest.strip_prefix("\\u").and_then(hex)
        && (0xDC00..0xE000).contains(&low)
    {
        let letter = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        out.push(char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER));
        return after;
    }
    out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

fn hex(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    Some((u32::from_str_radix(digits, 16).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_found_wherever_they_are() {
        for before in 0..40 {
            for after in 0..20 {
                let plain = "x".repeat(before);
                let rest = "\"y}]".repeat(after);
                for value in [
                    format!("\"{plain}\""),
                    format!("\"{plain}\\\"{plain}\\\\\""),
                    format!("[[{plain}],\"]{plain}\\\"\",{{}}]"),
                    format!("{{\"{plain}\":[{{}},\"}}\"{plain}]}}"),
                ] {
                    let text = format!("{value},{rest}");
                    assert_eq!(
                        end_of_value(text.as_bytes(), 0),
                        Some(value.len()),
                        "{text}"
                    );
                    let cut = &text.as_bytes()[..value.len() - 1];
                    assert_eq!(end_of_value(cut, 0), None, "{text}");
                }
            }
        }
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescape(r"a\n\t\u00e9\\\/\ud83d\ude00"), "a\n\té\\/😀");
        assert_eq!(
            unescape(r"\ud83dx\udc00\u12"),
            "\u{fffd}x\u{fffd}\u{fffd}12"
        );
        assert_eq!(unescape("plain"), Cow::Borrowed("plain"));
    }
}
