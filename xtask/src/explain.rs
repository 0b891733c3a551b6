//! `explain`: what a rule says.

use std::process::ExitCode;

use planhat_spec::rules;

use crate::{USAGE, say};

pub fn run(code: Option<&str>) -> ExitCode {
    let Some(code) = code else {
        let lines = rules::ALL
            .iter()
            .map(|rule| format!("{}  {}\n", rule.code, rule.title));
        say(&lines.collect::<String>());
        return ExitCode::SUCCESS;
    };
    let Some(rule) = rules::find(code) else {
        eprintln!("there is no rule {code}; `cargo xtask explain` lists all");
        return ExitCode::from(USAGE);
    };
    say(&format!(
        "{}: {}\n\n{}\n\nbad:\n{}\n\ngood:\n{}\n",
        rule.code,
        rule.title,
        rule.explanation,
        indent(rule.bad),
        indent(rule.good)
    ));
    ExitCode::SUCCESS
}

fn indent(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
