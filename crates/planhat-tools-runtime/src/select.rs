//! Which tools are served.

use crate::selection::{Profile, Selection};
use crate::table::{Catalogue, Method, Tool};

/// Tools that hosts of agents take in one list.
const MOST: usize = 128;
/// Names at least as alike as this are taken to be meant, from 0 to 1.
const ALIKE: f64 = 0.7;

/// Why a selection cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// A filter names what there is not.
    #[error("there is no {what} `{name}`; {help}")]
    Unknown {
        /// `method`, `tag` or `tool`.
        what: &'static str,
        /// What was given.
        name: String,
        /// What may be meant, or what there is.
        help: String,
    },
    /// A pattern alone chooses none of the tools that it stands for.
    #[error(
        "the tools that `{name}` stands for are served where a tag or their whole names ask for them: add the tag {tags}"
    )]
    Unasked {
        /// The pattern.
        name: String,
        /// Tags that all of those tools have, joined by `or`.
        tags: String,
    },
    /// No tool is left.
    #[error(
        "no tool is left: {chosen} were chosen by {by}, and the other filters take them all away ({filters}); drop one of them"
    )]
    Empty {
        /// How many tools there were to begin with.
        chosen: usize,
        /// How they were chosen.
        by: String,
        /// The filters that are set.
        filters: String,
    },
    /// More tools than hosts take.
    #[error(
        "{count} tools are chosen, and hosts take {MOST} at most: leave some out, for instance with {drop}, or take the profile compact"
    )]
    TooMany {
        /// How many are chosen.
        count: usize,
        /// What to drop.
        drop: String,
    },
    /// An answer could not even say that it was cut.
    #[error("answers of {tokens} tokens are too small to be of use; allow 200 at least")]
    Budget {
        /// What was asked for.
        tokens: usize,
    },
}

/// The tools that a selection leaves, in the order of the catalogue.
pub(crate) fn tools(
    catalogue: &'static Catalogue,
    selection: &Selection,
) -> Result<Vec<&'static Tool>, SelectionError> {
    known(catalogue, selection)?;
    if selection.max_result_tokens < 200 {
        return Err(SelectionError::Budget {
            tokens: selection.max_result_tokens,
        });
    }
    let begun: Vec<&Tool> = catalogue
        .tools
        .iter()
        .copied()
        .filter(|tool| begins(selection, tool))
        .collect();
    let kept: Vec<&Tool> = begun
        .iter()
        .copied()
        .filter(|tool| keeps(selection, tool))
        .collect();
    if kept.is_empty() {
        return Err(SelectionError::Empty {
            chosen: begun.len(),
            by: beginning(selection),
            filters: filters(selection),
        });
    }
    if kept.len() > MOST && selection.profile != Profile::Compact {
        return Err(SelectionError::TooMany {
            count: kept.len(),
            drop: drop(&kept),
        });
    }
    Ok(kept)
}

/// Whether a tool is among those to begin with.
fn begins(selection: &Selection, tool: &Tool) -> bool {
    let chosen = !selection.tags.is_empty() || !selection.tools.is_empty();
    if !chosen {
        return match selection.profile {
            // What stands on several operations does again what they do.
            Profile::Compact => tool.operation().is_some(),
            profile => tool.profiles.contains(&profile.as_str()),
        };
    }
    let by_tag = selection.tags.is_empty()
        || selection
            .tags
            .iter()
            .any(|tag| tool.tags.contains(&tag.as_str()));
    let by_name = selection.tools.is_empty()
        || selection
            .tools
            .iter()
            .any(|name| chooses(selection, name, tool));
    by_tag && by_name
}

/// Whether a name or pattern of the selection chooses a tool. What stands on several operations does
/// again what they do: where no tag asks for it, its whole name has to.
fn chooses(selection: &Selection, name: &str, tool: &Tool) -> bool {
    let asked = tool.operation().is_some() || !selection.tags.is_empty();
    is(name, tool.name) && (asked || name == tool.name)
}

/// Whether the filters that narrow let a tool through.
fn keeps(selection: &Selection, tool: &Tool) -> bool {
    let reads = tool.annotations.read_only;
    let by_method = selection.methods.is_empty()
        || selection
            .methods
            .iter()
            .any(|method| match method.as_str() {
                "read" => reads,
                "write" => !reads,
                exact => tool.method.as_str() == exact,
            });
    let excluded = selection.exclude.iter().any(|name| is(name, tool.name));
    by_method && !excluded && (reads || !selection.read_only)
}

/// Whether a name is the one that is meant; `*` stands for any letters.
fn is(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Every word of the filters is one that there is.
fn known(catalogue: &'static Catalogue, selection: &Selection) -> Result<(), SelectionError> {
    let methods = ["read", "write"].into_iter();
    let methods: Vec<&str> = methods
        .chain(Method::ALL.into_iter().map(Method::as_str))
        .collect();
    for name in &selection.methods {
        if !methods.contains(&name.as_str()) {
            return Err(unknown("method", name, &methods, 8));
        }
    }
    let tags = tags(catalogue);
    for name in &selection.tags {
        if !tags.contains(&name.as_str()) {
            return Err(unknown("tag", name, &tags, 40));
        }
    }
    let names: Vec<&str> = catalogue.tools.iter().map(|tool| tool.name).collect();
    for name in selection.tools.iter().chain(&selection.exclude) {
        if !names.iter().any(|known| is(name, known)) {
            return Err(unknown("tool", name, &names, 0));
        }
    }
    let mut patterns = selection.tools.iter();
    patterns.try_for_each(|name| asked(catalogue, selection, name))
}

/// A pattern chooses at least one of the tools that it stands for.
fn asked(
    catalogue: &'static Catalogue,
    selection: &Selection,
    name: &str,
) -> Result<(), SelectionError> {
    let all = catalogue.tools.iter().copied();
    let meant: Vec<&Tool> = all.filter(|tool| is(name, tool.name)).collect();
    if meant.iter().any(|tool| chooses(selection, name, tool)) {
        return Ok(());
    }
    let tags = meant.first().map_or(&[][..], |tool| tool.tags).iter();
    let shared = tags.filter(|tag| meant.iter().all(|tool| tool.tags.contains(tag)));
    Err(SelectionError::Unasked {
        name: name.to_owned(),
        tags: shared.copied().collect::<Vec<_>>().join(" or "),
    })
}

/// All tags that some tool has, in the order that they come up.
fn tags(catalogue: &Catalogue) -> Vec<&'static str> {
    let mut all: Vec<&str> = Vec::new();
    for tag in catalogue.tools.iter().flat_map(|tool| tool.tags) {
        if !all.contains(tag) {
            all.push(tag);
        }
    }
    all
}

/// What may be meant, or all that there is where that is few.
fn unknown(what: &'static str, name: &str, known: &[&str], few: usize) -> SelectionError {
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.len() <= few => format!("there are {}", known.join(", ")),
        None => "the reference lists them all".to_owned(),
    };
    SelectionError::Unknown {
        what,
        name: name.to_owned(),
        help,
    }
}

/// The name that is most alike, if it is alike enough; letter case and `_` count for nothing.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let squeezed = |name: &str| name.replace('_', "").to_lowercase();
    let meant = squeezed(name);
    let rated = known.map(|one| (strsim::jaro_winkler(&meant, &squeezed(one)), one));
    rated
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, one)| one)
}

fn beginning(selection: &Selection) -> String {
    let mut all = Vec::new();
    if !selection.tags.is_empty() {
        all.push(format!("tags {}", selection.tags.join(",")));
    }
    if !selection.tools.is_empty() {
        all.push(format!("tools {}", selection.tools.join(",")));
    }
    match all.is_empty() {
        true => format!("the profile {}", selection.profile),
        false => all.join(" and "),
    }
}

fn filters(selection: &Selection) -> String {
    let mut all = Vec::new();
    if !selection.methods.is_empty() {
        all.push(format!("methods {}", selection.methods.join(",")));
    }
    if !selection.exclude.is_empty() {
        all.push(format!("exclude {}", selection.exclude.join(",")));
    }
    if selection.read_only {
        all.push("read-only".to_owned());
    }
    match all.is_empty() {
        true => "none is set".to_owned(),
        false => all.join(", "),
    }
}

/// Patterns that take away enough: names by their first words, those that read last.
fn drop(tools: &[&Tool]) -> String {
    let mut groups: Vec<(&str, bool, usize)> = Vec::new();
    for tool in tools {
        let word = tool.name.split('_').next().unwrap_or(tool.name);
        let reads = tool.annotations.read_only;
        match groups.iter_mut().find(|(known, ..)| *known == word) {
            Some((_, all_read, count)) => {
                *all_read &= reads;
                *count += 1;
            }
            None => groups.push((word, reads, 1)),
        }
    }
    groups.sort_by_key(|(_, reads, count)| (*reads, *count));
    let mut over = tools.len().saturating_sub(MOST);
    let mut left: Vec<String> = Vec::new();
    for (word, _, count) in groups {
        if over == 0 {
            break;
        }
        // A small group beside what is missing only makes the list longer.
        if count * 4 < over {
            continue;
        }
        over = over.saturating_sub(count);
        left.push(format!("{word}_*"));
    }
    format!("--exclude '{}'", left.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, name, same) in [
            ("list_all", "list_all", true),
            ("list_all", "list_all_x", false),
            ("list_*", "list_all_x", true),
            ("*_x", "list_all_x", true),
            ("*all*", "list_all_x", true),
            ("l*a*x", "list_all_x", true),
            ("l*b*x", "list_all_x", false),
            ("*", "anything", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(is(pattern, name), same, "{pattern} {name}");
        }
    }

    #[test]
    fn the_nearest_name_is_the_one_that_is_spelt_otherwise() {
        let names = ["id", "source", "sourceId", "cId", "fcNewMrr", "fcNewArr"];
        for (given, meant) in [
            ("source_id", "sourceId"),
            ("SOURCE", "source"),
            ("cIdd", "cId"),
            ("FCNEWARR", "fcNewArr"),
        ] {
            assert_eq!(nearest(given, names.into_iter()), Some(meant), "{given}");
        }
        assert_eq!(nearest("zzz", names.into_iter()), None);
    }
}
