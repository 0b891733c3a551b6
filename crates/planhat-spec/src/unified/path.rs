//! Paths as they are written in specs: `image.path`, `endusers[0].name`, `endusers[1:]`,
//! `users[isOwner]`.

use std::fmt;

use super::mapping::{Path, Step};

impl Path {
    /// The path of one member.
    pub fn member(name: impl Into<String>) -> Self {
        Path(vec![Step::Member(name.into())])
    }

    /// The member that it begins with.
    pub fn top(&self) -> Option<&str> {
        match self.0.first() {
            Some(Step::Member(name)) => Some(name),
            _ => None,
        }
    }

    /// The member that it is, where it is no more than one.
    pub fn only(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Step::Member(name)] => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if at == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Item(item) => write!(f, "[{item}]")?,
                Step::From(item) => write!(f, "[{item}:]")?,
                Step::Where(name) => write!(f, "[{name}]")?,
            }
        }
        Ok(())
    }
}

/// Reads a path; all that stands behind a member that holds the tenant's own fields is the name of one.
pub(crate) fn parse(text: &str, is_custom: impl Fn(&str) -> bool) -> Result<Path, String> {
    let text = text.trim();
    if let Some((top, name)) = text.split_once('.')
        && is_custom(top)
    {
        return match name.is_empty() {
            true => Err(format!("`{text}` names no field of the tenant")),
            false => Ok(Path(vec![
                Step::Member(top.to_owned()),
                Step::Member(name.to_owned()),
            ])),
        };
    }
    let mut steps = Vec::new();
    for part in text.split('.') {
        let (name, rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        if name.is_empty() || name.contains([']', ' ', '*', '+']) {
            return Err(format!("`{text}` is no path"));
        }
        steps.push(Step::Member(name.to_owned()));
        items(rest, &mut steps).ok_or_else(|| format!("`{text}` is no path"))?;
    }
    Ok(Path(steps))
}

/// `[0]`, `[1:]`, `[isOwner]`, one after the other.
fn items(mut rest: &str, steps: &mut Vec<Step>) -> Option<()> {
    while !rest.is_empty() {
        let (inner, more) = rest.strip_prefix('[')?.split_once(']')?;
        rest = more;
        let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        steps.push(match inner.strip_suffix(':') {
            Some(from) => Step::From(from.parse().ok()?),
            None if inner.starts_with(|first: char| first.is_ascii_digit()) => {
                Step::Item(inner.parse().ok()?)
            }
            None if !inner.is_empty() && inner.chars().all(plain) => Step::Where(inner.to_owned()),
            None => return None,
        });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for text in [
            "name",
            "image.path",
            "endusers[0].name",
            "endusers[1:]",
            "users[isOwner]",
            "users[isOwner].id",
            "custom.Size [in] people. Or so",
        ] {
            let path = parse(text, |name| name == "custom");
            let path = path.unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(path.to_string(), text);
        }
        for text in [
            "",
            ".",
            "a.",
            "a[",
            "a[]",
            "a[-1]",
            "a[x y]",
            "a b",
            "[0]",
            "custom.",
            "a[99999999999999999999999]",
        ] {
            assert!(parse(text, |name| name == "custom").is_err(), "{text}");
        }
    }
}
