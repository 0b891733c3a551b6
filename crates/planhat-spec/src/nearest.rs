//! The valid name that is nearest to one that is not.

/// Longer names are not compared.
const LETTERS: usize = 64;
/// No more names are compared.
const COMPARED: usize = 1000;
/// No more names than these are listed in a hint.
const LISTED: usize = 12;

/// The nearest of the known names, if one is near enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().take(LETTERS + 1).collect();
    let limit = (name.len() / 3).clamp(1, 3);
    if name.len() > LETTERS {
        return None;
    }
    known
        .into_iter()
        .take(COMPARED)
        .filter(|one| one.len() <= 4 * LETTERS)
        .filter_map(|one| {
            let letters: Vec<char> = one.to_lowercase().chars().collect();
            Some((distance(&name, &letters, limit)?, one))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// A hint with the nearest name, or with all of them when they are few.
pub(crate) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => None,
        None if known.len() <= LISTED => Some(format!("known: {}", known.join(", "))),
        None => None,
    }
}

/// Insertions, removals, replacements and swaps of neighbours that turn one into the other, if they
/// are not more than the limit.
fn distance(left: &[char], right: &[char], limit: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let same = left
        .iter()
        .zip(right)
        .take_while(|(left, right)| left == right)
        .count();
    let (left, right) = (&left[same..], &right[same..]);
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.iter().enumerate() {
        let mut next = vec![at + 1];
        for (other, sign) in right.iter().enumerate() {
            let replaced = row[other] + usize::from(letter != sign);
            let mut best = replaced.min(row[other + 1] + 1).min(next[other] + 1);
            if at > 0 && other > 0 && *letter == right[other - 1] && left[at - 1] == *sign {
                best = best.min(before[other - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    Some(row[right.len()]).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        let known = ["company", "companyId", "name", "type"];
        assert_eq!(nearest("compnay", known), Some("company"));
        assert_eq!(nearest("CompanyID", known), Some("companyId"));
        assert_eq!(nearest("nmae", known), Some("name"));
        assert_eq!(nearest("description", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
        assert_eq!(hint("zzzzzz", ["a", "b"]).as_deref(), Some("known: a, b"));
    }
}
