//! What changed in the API surface between two sets of specs, in words.

mod field;
mod operation;
mod resource;

use crate::ir::Ir;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What sort of difference it is.
    pub sort: Sort,
    /// Whether code that uses the surface may have to change.
    pub breaking: bool,
    /// What it is about, such as `company.create` or `company.phase`.
    pub subject: String,
    /// What happened to it.
    pub what: String,
}

/// The sorts of changes, as a changelog has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// It is new.
    Added,
    /// It is another than it was.
    Changed,
    /// It is gone.
    Removed,
}

/// All differences, those that break first, then in the order of the specs.
pub fn between(before: &Ir, after: &Ir) -> Vec<Change> {
    let mut found = Found::default();
    resource::compare(before, after, &mut found);
    let mut all = found.0;
    all.sort_by_key(|change| !change.breaking);
    all
}

/// The differences in words: those that break, the others, and an entry for the changelog.
pub fn report(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "no change of the API surface\n".to_owned();
    }
    let mut text = String::new();
    for (title, breaking) in [("Breaking", true), ("Not breaking", false)] {
        let lines: Vec<String> = changes
            .iter()
            .filter(|change| change.breaking == breaking)
            .map(line)
            .collect();
        if !lines.is_empty() {
            text.push_str(&format!("{title}:\n{}\n", lines.concat()));
        }
    }
    text.push_str("For the changelog:\n\n");
    text.push_str(&entry(changes));
    text
}

fn line(change: &Change) -> String {
    format!("  {} {}\n", change.subject, change.what)
}

/// An entry as Keep a Changelog has them.
fn entry(changes: &[Change]) -> String {
    let mut text = String::new();
    for (title, sort) in [
        ("Added", Sort::Added),
        ("Changed", Sort::Changed),
        ("Removed", Sort::Removed),
    ] {
        let of_sort: Vec<&Change> = changes.iter().filter(|one| one.sort == sort).collect();
        if of_sort.is_empty() {
            continue;
        }
        text.push_str(&format!("### {title}\n"));
        for change in of_sort {
            let mark = if change.breaking {
                "**Breaking:** "
            } else {
                ""
            };
            text.push_str(&format!("- {mark}`{}` {}.\n", change.subject, change.what));
        }
        text.push('\n');
    }
    text
}

/// The differences found so far.
#[derive(Default)]
struct Found(Vec<Change>);

impl Found {
    fn push(&mut self, sort: Sort, breaking: bool, subject: &str, what: impl Into<String>) {
        self.0.push(Change {
            sort,
            breaking,
            subject: subject.to_owned(),
            what: what.into(),
        });
    }

    fn added(&mut self, subject: &str, what: impl Into<String>) {
        self.push(Sort::Added, false, subject, what);
    }

    fn removed(&mut self, subject: &str, what: impl Into<String>) {
        self.push(Sort::Removed, true, subject, what);
    }

    fn breaks(&mut self, subject: &str, what: impl Into<String>) {
        self.push(Sort::Changed, true, subject, what);
    }

    fn changed(&mut self, subject: &str, what: impl Into<String>) {
        self.push(Sort::Changed, false, subject, what);
    }

    /// Deprecation and certainty.
    fn marks(
        &mut self,
        subject: &str,
        deprecated: (&Option<String>, &Option<String>),
        unverified: (&bool, &bool),
    ) {
        self.compare(false, subject, deprecated, |_, after| match after {
            Some(instead) => format!("is deprecated: {instead}"),
            None => "is no longer deprecated".to_owned(),
        });
        self.compare(false, subject, unverified, |_, after| match after {
            true => "is marked as unverified".to_owned(),
            false => "is verified".to_owned(),
        });
    }

    /// A value that is another than it was.
    fn compare<T: PartialEq>(
        &mut self,
        breaking: bool,
        subject: &str,
        (before, after): (&T, &T),
        say: impl FnOnce(&T, &T) -> String,
    ) {
        if before != after {
            self.push(Sort::Changed, breaking, subject, say(before, after));
        }
    }
}

/// Names that are new and names that are gone, in their order.
fn apart<'n>(before: &'n [String], after: &'n [String]) -> (Vec<&'n str>, Vec<&'n str>) {
    let only = |these: &'n [String], others: &[String]| {
        let names = these.iter().filter(|name| !others.contains(name));
        names.map(String::as_str).collect()
    };
    (only(after, before), only(before, after))
}
