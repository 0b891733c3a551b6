//! Names as people spell them.

/// A name without letter case and separators.
pub(crate) fn squeezed(name: &str) -> String {
    let letters = name.chars().filter(|sign| sign.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
