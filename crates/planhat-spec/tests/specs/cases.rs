//! Small edits of good specs, with marks where faults are due.

use planhat_spec::{Diagnostic, Diagnostics, Source, load, rules};

/// Stands in a replacement before the place of a fault.
const MARK: char = '§';

/// The good specs.
pub fn base() -> Vec<(&'static str, String)> {
    vec![
        ("planhat", include_str!("base/planhat.yaml").to_owned()),
        ("asset", include_str!("base/asset.yaml").to_owned()),
        ("company", include_str!("base/company.yaml").to_owned()),
    ]
}

/// Good unified models over the good specs.
pub fn unified() -> Vec<(&'static str, String)> {
    vec![
        (
            "unified/common",
            include_str!("base/unified/common.yaml").to_owned(),
        ),
        (
            "unified/crm/thing",
            include_str!("base/unified/thing.yaml").to_owned(),
        ),
        (
            "unified/crm/thing.more",
            include_str!("base/unified/thing.more.yaml").to_owned(),
        ),
    ]
}

/// The sources of files by name.
pub fn sources(files: &[(&str, String)]) -> Vec<Source> {
    let path = |name: &str| match name {
        "planhat" => "specs/planhat.yaml".to_owned(),
        name if name.contains('/') => format!("specs/{name}.yaml"),
        name => format!("specs/resources/{name}.yaml"),
    };
    let source = |(name, text): &(&str, String)| Source {
        path: path(name),
        bytes: text.clone().into_bytes(),
    };
    files.iter().map(source).collect()
}

/// All that is found in files, warnings too.
pub fn found(files: &[(&str, String)]) -> Diagnostics {
    found_in(&sources(files))
}

/// The same in sources.
pub fn found_in(sources: &[Source]) -> Diagnostics {
    match load(sources) {
        Ok(loaded) => loaded.warnings,
        Err(faults) => faults,
    }
}

/// Findings as `rule file:line:column`.
pub fn places(found: &Diagnostics) -> Vec<String> {
    found.iter().map(place).collect()
}

fn place(one: &Diagnostic) -> String {
    assert!(rules::find(one.rule).is_some(), "{} is no rule", one.rule);
    let name = match one.file.strip_prefix("specs/") {
        Some(name) if !name.starts_with("resources/") => name,
        _ => one.file.rsplit('/').next().unwrap_or(&one.file),
    };
    let name = name.trim_end_matches(".yaml");
    format!("{} {name}:{}:{}", one.rule, one.line, one.column)
}

/// Takes the marks out of a text; gives the lines and columns that they had.
pub fn unmark(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let (mut line, mut column) = (1, 1);
    for letter in marked.chars() {
        match letter {
            MARK => marks.push((line, column)),
            letter => {
                text.push(letter);
                (line, column) = if letter == '\n' {
                    (line + 1, 1)
                } else {
                    (line, column + 1)
                };
            }
        }
    }
    (text, marks)
}

/// Replaces a part of one good file. Each mark stands where the next of the rules must be reported,
/// and nothing else may be.
#[track_caller]
pub fn check(file: &str, old: &str, new: &str, rules: &[&str]) {
    edits(&[(file, old, new)], rules);
}

/// The same with several parts; rules in the order of files and places.
#[track_caller]
pub fn edits(edits: &[(&str, &str, &str)], rules: &[&str]) {
    let mut files = base();
    if edits.iter().any(|(file, ..)| file.starts_with("unified/")) {
        files.extend(unified());
    }
    for (file, old, new) in edits {
        let (_, text) = files
            .iter_mut()
            .find(|(name, _)| name == file)
            .expect("a base file");
        assert_eq!(
            text.matches(old).count(),
            1,
            "`{old}` stands once in {file}"
        );
        *text = text.replace(old, new);
    }
    expect(files, rules);
}

/// Whole files, besides or instead of the good ones.
#[track_caller]
pub fn with(more: &[(&'static str, &str)], rules: &[&str]) {
    let mut files = base();
    for (name, text) in more {
        files.retain(|(known, _)| known != name);
        files.push((name, (*text).to_owned()));
    }
    expect(files, rules);
}

#[track_caller]
fn expect(mut files: Vec<(&'static str, String)>, rules: &[&str]) {
    files.sort_by_key(|(name, _)| (*name != "planhat", *name));
    let mut marks = Vec::new();
    for (name, text) in &mut files {
        let (plain, found) = unmark(text);
        *text = plain;
        marks.extend(
            found
                .into_iter()
                .map(|(line, column)| format!("{name}:{line}:{column}")),
        );
    }
    let expected: Vec<String> = rules
        .iter()
        .zip(&marks)
        .map(|(rule, mark)| format!("{rule} {mark}"))
        .collect();
    assert_eq!(rules.len(), marks.len(), "a mark for each rule");
    let found = found(&files);
    assert_eq!(places(&found), expected, "\n{found}");
}
