//! What is said about specs: their faults, and how many there are of what.

use std::io::IsTerminal;

use planhat_spec::{Diagnostics, SpecSet};

use crate::say;

/// Shows findings: to people, or as JSON.
pub fn report(findings: &Diagnostics, json: bool) {
    if json {
        say(&format!("{:#}\n", findings.to_json()));
    } else {
        eprintln!("{}", findings.render(std::io::stderr().is_terminal()));
    }
}

/// How many faults and warnings there are, those that are not shown too.
pub fn found(findings: &Diagnostics) -> String {
    let more: usize = findings.left_out().map(|(_, more)| more).sum();
    let (errors, warnings) = (findings.errors(), findings.len() - findings.errors());
    // What is not shown is counted where it most likely belongs.
    let (errors, warnings) = match errors {
        0 => (0, warnings + more),
        _ => (errors + more, warnings),
    };
    let faults = counted(errors, "fault");
    match warnings {
        0 => faults,
        _ => format!("{faults} and {}", counted(warnings, "warning")),
    }
}

/// How much the specs hold.
pub fn of_set(set: &SpecSet) -> String {
    let resources = set.resources.values();
    let operations = resources.map(|resource| resource.operations.len()).sum();
    format!(
        "{}, {}",
        counted(set.resources.len(), "resource"),
        counted(operations, "operation")
    )
}

/// The line of counts. With JSON, the findings alone are on standard output.
pub fn last_line(counts: &str, json: bool) {
    match json {
        true => eprint!("{counts}"),
        false => say(counts),
    }
}

/// A number of things.
pub fn counted(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}
