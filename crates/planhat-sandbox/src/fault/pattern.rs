//! Which paths a fault means.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

/// A pattern of paths: segments, `*` for any one, `/**` at the end for any rest, and conditions on
/// the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Nothing stands for `*`.
    segments: Vec<Option<String>>,
    rest: bool,
    /// Names and values that the query has; nothing stands for any value.
    query: Vec<(String, Option<String>)>,
}

impl Pattern {
    /// Whether it means this path and query, both as they came.
    pub fn matches(&self, path: &str, query: &str) -> bool {
        self.matches_path(path) && self.query.iter().all(|one| has(query, one))
    }

    fn matches_path(&self, path: &str) -> bool {
        let mut segments = segments(path);
        for wanted in &self.segments {
            match (segments.next(), wanted) {
                (Some(_), None) => {}
                (Some(segment), Some(wanted)) if decoded(segment) == *wanted => {}
                _ => return false,
            }
        }
        self.rest || segments.next().is_none()
    }
}

/// The segments of a path; a slash at its end or twice makes none.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn has(query: &str, (name, value): &(String, Option<String>)) -> bool {
    query.split('&').any(|pair| {
        let (key, given) = pair.split_once('=').unwrap_or((pair, ""));
        form(key) == *name && value.as_ref().is_none_or(|value| form(given) == *value)
    })
}

/// A part of a query, where a plus is a space.
fn form(text: &str) -> String {
    decoded(&text.replace('+', " ")).into_owned()
}

/// Without percent signs; bytes that are no UTF-8 are replaced.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        if !path.starts_with('/') {
            return Err(format!(
                "the path `{path}` does not begin with a slash; `/**` is any path"
            ));
        }
        let (path, rest) = match path.strip_suffix("/**") {
            Some(path) => (path, true),
            None => (path, false),
        };
        let mut wanted = Vec::new();
        for segment in segments(path) {
            match segment {
                "*" => wanted.push(None),
                _ if segment.contains('*') => {
                    return Err(format!(
                        "`{segment}` in the path: a star is a whole segment (`*`), or `/**` at the end"
                    ));
                }
                _ => wanted.push(Some(decoded(segment).into_owned())),
            }
        }
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| match pair.split_once('=') {
            None | Some((_, "*")) => (form(pair.trim_end_matches("=*")), None),
            Some((name, value)) => (form(name), Some(form(value))),
        });
        Ok(Pattern {
            segments: wanted,
            rest,
            query: query.collect(),
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            let segment = segment.as_deref();
            write!(f, "/{}", segment.map_or("*".to_owned(), encoded))?;
        }
        match (self.rest, self.segments.is_empty()) {
            (true, _) => f.write_str("/**")?,
            (false, true) => f.write_str("/")?,
            (false, false) => {}
        }
        for (at, (name, value)) in self.query.iter().enumerate() {
            let sign = if at == 0 { '?' } else { '&' };
            let value = value.as_deref().map_or("*".to_owned(), encoded);
            write!(f, "{sign}{}={value}", encoded(name))?;
        }
        Ok(())
    }
}

/// As a part of a pattern that reads back as the same.
fn encoded(text: &str) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b',')
        .remove(b'@');
    utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str, query: &str) -> bool {
        let pattern: Pattern = pattern.parse().expect(pattern);
        let again: Pattern = pattern.to_string().parse().expect("its own text");
        assert_eq!(again, pattern);
        pattern.matches(path, query)
    }

    #[test]
    fn segments_stars_and_rests() {
        assert!(matches("/a", "/a", ""));
        assert!(matches("/a", "/a/", "x=1"));
        assert!(!matches("/a", "/a/b", ""));
        assert!(!matches("/a", "/", ""));
        assert!(matches("/a/*", "/a/b", ""));
        assert!(!matches("/a/*", "/a", ""));
        assert!(!matches("/a/*", "/a/b/c", ""));
        assert!(matches("/a/**", "/a", ""));
        assert!(matches("/a/**", "/a/b/c", ""));
        assert!(!matches("/a/**", "/ab", ""));
        assert!(matches("/**", "/", ""));
        assert!(matches("/*/b/**", "/a/b/c", ""));
        assert!(matches("/a b", "/a%20b", ""));
        assert!(matches("/a%2Ab", "/a*b", ""));
    }

    #[test]
    fn conditions_on_the_query() {
        assert!(matches("/a?offset=20", "/a", "limit=5&offset=20"));
        assert!(!matches("/a?offset=20", "/a", "offset=200"));
        assert!(!matches("/a?offset=20", "/a", ""));
        assert!(matches("/a?offset", "/a", "offset=7"));
        assert!(matches("/a?offset=*", "/a", "offset=7"));
        assert!(!matches("/a?offset=*", "/a", "limit=7"));
        assert!(matches("/a?n=b c&m=1", "/a", "m=1&n=b+c"));
    }

    #[test]
    fn wrong_patterns_are_told() {
        let told = |text: &str| text.parse::<Pattern>().expect_err(text);
        assert!(told("a").contains("does not begin with a slash"));
        assert!(told("/a*").contains("`a*`"));
        assert!(told("/**/a").contains("`**`"));
    }
}
