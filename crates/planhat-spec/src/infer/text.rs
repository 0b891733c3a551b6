//! What a text looks like.

/// A moment: a date, `T` or a space, a time, and perhaps a zone.
pub(super) fn is_datetime(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else {
        return false;
    };
    if !is_date(date) || !rest.starts_with(['T', 't', ' ']) {
        return false;
    }
    let rest = &rest[1..];
    let zone = rest.find(['Z', 'z', '+', '-']).map_or("", |at| &rest[at..]);
    let time = &rest[..rest.len() - zone.len()];
    is_time(time) && is_zone(zone)
}

/// `hh:mm`, perhaps with seconds, perhaps with a part of one.
fn is_time(time: &str) -> bool {
    let (whole, part) = time.split_once('.').unwrap_or((time, "0"));
    let pieces: Vec<&str> = whole.split(':').collect();
    let within = |piece: &&str, most: u8| {
        piece.len() == 2 && digits(piece) && piece.parse::<u8>().is_ok_and(|value| value <= most)
    };
    (2..=3).contains(&pieces.len())
        && within(&pieces[0], 24)
        && pieces[1..].iter().all(|piece| within(piece, 60))
        && digits(part)
}

/// Nothing, `Z`, `+01`, `+0100` or `+01:00`.
fn is_zone(zone: &str) -> bool {
    match zone.strip_prefix(['+', '-']) {
        Some(offset) => {
            let bare = offset.replacen(':', "", 1);
            digits(&bare) && (bare.len() == 2 || bare.len() == 4)
        }
        None => zone.is_empty() || zone.eq_ignore_ascii_case("z"),
    }
}

/// `YYYY-MM-DD`.
pub(super) fn is_date(text: &str) -> bool {
    let pieces: Vec<&str> = text.split('-').collect();
    let [year, month, day] = pieces[..] else {
        return false;
    };
    let within = |piece: &str, most: u8| {
        piece.len() == 2
            && digits(piece)
            && piece
                .parse::<u8>()
                .is_ok_and(|value| (1..=most).contains(&value))
    };
    year.len() == 4 && digits(year) && within(month, 12) && within(day, 31)
}

/// 24 hexadecimal digits, as databases of documents number their records.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// An email address, as far as one can tell.
pub(super) fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else {
        return false;
    };
    !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(|sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | ','))
        && !host.contains('@')
}

/// An address of the web.
pub(super) fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// A telephone number; only the name of the field can tell it from other numbers.
pub(super) fn is_phone(text: &str) -> bool {
    let signs = |sign: char| sign.is_ascii_digit() || " +-().".contains(sign);
    text.chars().all(signs) && text.bytes().filter(u8::is_ascii_digit).count() >= 5
}

/// Text with a tag that ends.
pub(super) fn is_html(text: &str) -> bool {
    let closes = |at: usize| {
        let rest = &text[at..];
        rest.starts_with("</")
            || ["<br", "<p>", "<img"]
                .iter()
                .any(|tag| rest.to_ascii_lowercase().starts_with(tag))
    };
    text.contains('>') && text.match_indices('<').take(20).any(|(at, _)| closes(at))
}

/// Whether a key of an object is data rather than a name: an id, a date, a number, or words.
pub(super) fn is_data(key: &str) -> bool {
    is_id(key)
        || is_uuid(key)
        || is_date(key)
        || digits(key)
        || key.contains(char::is_whitespace)
        || key.is_empty()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_days() {
        for text in [
            "2025-06-01T07:00:00.000Z",
            "2025-06-01T07:00:00+0000",
            "2025-06-01T07:00:00.1+02:00",
            "2025-06-01 07:00",
            "2025-06-01T07:00:00",
        ] {
            assert!(is_datetime(text), "{text}");
        }
        for text in [
            "2025-06-01",
            "2025-13-01T07:00:00Z",
            "2025-06-01T",
            "2025-06-01T7:00",
            "2025-06-01T07:00:00Zulu",
            "2025-06-01Täter",
            "20250601T070000Z",
            "",
        ] {
            assert!(!is_datetime(text), "{text}");
        }
        assert!(is_date("2024-02-29") && !is_date("2024-2-9") && !is_date("2024-00-10"));
    }

    #[test]
    fn looks() {
        assert!(is_id("6693c731f1c3a84ef05cd54d") && !is_id("6693c731f1c3a84ef05cd54"));
        assert!(is_email("a@b.example") && !is_email("a@b") && !is_email("a b@c.example"));
        assert!(is_url(
            "https://a.example/b c"
                .split(' ')
                .next()
                .unwrap_or_default()
        ));
        assert!(!is_url("ftp://a.example") && !is_url("https://"));
        assert!(is_html("<p>Hi</p>") && is_html("a<br/>b") && !is_html("a < b > c"));
        assert!(is_phone("+46 (0)8-123 45") && !is_phone("12"));
        assert!(is_data("Days in Phase") && is_data("2025-06-01") && !is_data("nickName"));
    }
}
