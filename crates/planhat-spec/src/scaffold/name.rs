//! What a person calls an object, as specs call it.

use heck::ToSnakeCase;

/// The names of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Singular, snake_case if it could be made so.
    pub resource: String,
    /// Plural.
    pub plural: String,
    /// Whether what was asked for was written in another way, such as `ParkingSpace`.
    pub adapted: bool,
}

impl Name {
    /// Takes `ParkingSpace` and `parking-space` for `parking_space`. What is no name stays as it
    /// is, for the checks to say so.
    pub fn of(object: &str) -> Name {
        let usual = |sign: char| sign.is_ascii_alphanumeric() || "_- ".contains(sign);
        let snake = object.to_snake_case();
        let resource = match object.chars().all(usual) && !snake.is_empty() {
            true => snake,
            false => object.to_owned(),
        };
        Name {
            plural: plural(&resource),
            adapted: resource != object,
            resource,
        }
    }

    /// Whether it is snake_case, as names of objects must be.
    pub(crate) fn is_snake_case(&self) -> bool {
        self.resource.is_ascii()
            && self
                .resource
                .starts_with(|first: char| first.is_ascii_lowercase())
            && self.resource.to_snake_case() == self.resource
    }

    /// Whether the plural is another than the one that specs take for granted.
    pub fn is_irregular(&self) -> bool {
        self.plural != format!("{}s", self.resource)
    }

    /// The name for people: `Parking space`.
    pub fn title(&self) -> String {
        sentence(&self.resource.replace('_', " "))
    }
}

/// The plural of an English word or of the last of several.
pub fn plural(word: &str) -> String {
    let before = |end: &str| word.strip_suffix(end).filter(|stem| !stem.is_empty());
    let vowel = |stem: &str| stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    match before("y") {
        Some(stem) if !vowel(stem) => return format!("{stem}ies"),
        // A plural that ends in ys is right here, as in keys.
        Some(_) => return format!("{word}s"),
        None => {}
    }
    match ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        true => format!("{word}es"),
        false => format!("{word}s"),
    }
}

/// With a capital at its beginning.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        for (one, many) in [
            ("parking_space", "parking_spaces"),
            ("company", "companies"),
            ("survey", "surveys"),
            ("series", "serieses"),
            ("box", "boxes"),
            ("batch", "batches"),
            ("wish", "wishes"),
            ("y", "ys"),
            ("", "s"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn names() {
        for written in [
            "ParkingSpace",
            "parking-space",
            "parkingSpace",
            "Parking Space",
        ] {
            let name = Name::of(written);
            assert_eq!(
                (name.resource.as_str(), name.adapted),
                ("parking_space", true)
            );
        }
        assert!(!Name::of("parking_space").adapted);
        for odd in ["", "../x", "a/b", "größe", "-"] {
            assert_eq!(Name::of(odd).resource, odd);
        }
    }
}
