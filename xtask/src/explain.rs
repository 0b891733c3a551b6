//! `explain`: what a rule says.

use std::process::ExitCode;

use planhat_spec::rules;

use crate::USAGE;

pub fn run(code: Option<&str>) -> ExitCode {
    let Some(code) = code else {
        for rule in rules::ALL {
            println!("{}  {}", rule.code, rule.title);
        }
        return ExitCode::SUCCESS;
    };
    let Some(rule) = rules::find(code) else {
        eprintln!("there is no rule {code}; `cargo xtask explain` lists all");
        return ExitCode::from(USAGE);
    };
    println!(
        "{}: {}\n\n{}\n\nbad:\n{}\n\ngood:\n{}",
        rule.code,
        rule.title,
        rule.explanation,
        indent(rule.bad),
        indent(rule.good)
    );
    ExitCode::SUCCESS
}

fn indent(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
