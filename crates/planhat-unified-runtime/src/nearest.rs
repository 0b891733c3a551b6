//! The known name that is nearest to one that is not known.

/// Names at least as alike as this are taken to be meant, from 0 to 1.
const ALIKE: f64 = 0.7;
/// Longer names are not compared.
const LONGEST: usize = 80;
/// No more names than these are told.
const TOLD: usize = 12;

/// The nearest of the known names, if one is near enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_lowercase();
    known
        .into_iter()
        .filter(|one| one.len() <= LONGEST)
        .map(|one| {
            let alike = strsim::normalized_damerau_levenshtein(&name, &one.to_lowercase());
            (alike, one)
        })
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, one)| one)
}

/// `; did you mean …?` or `; known: …`, to be put behind a sentence.
pub(crate) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.is_empty() || known.len() > TOLD => String::new(),
        None => format!("; known: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_was_meant_or_what_there_is() {
        let known = ["first_name", "last_name"];
        assert_eq!(nearest("frist_name", known), Some("first_name"));
        assert_eq!(nearest("", known), None);
        assert_eq!(hint("First_Name", known), "; did you mean `first_name`?");
        assert_eq!(hint("colour", known), "; known: first_name, last_name");
    }
}
