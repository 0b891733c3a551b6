//! The rules that specs are held to, from where the checks have them.

use planhat_spec::rules;

use crate::emit::docs;

pub(super) fn emit() -> String {
    let mut all = String::from(
        "# Rules of specs\n\nEach fault of a spec is reported with its code, its place and what to do. \
         `cargo xtask explain SPEC010` shows one of these on the terminal.\n\n| rule | what it says |\n|---|---|\n",
    );
    for rule in rules::ALL {
        all.push_str(&format!(
            "| [{}](#{}) | {} |\n",
            rule.code,
            rule.code.to_lowercase(),
            super::cell(&docs::text(rule.title))
        ));
    }
    for rule in rules::ALL {
        all.push_str(&format!(
            "\n## {}\n\n{}. {}\n\nBad:\n\n```yaml\n{}\n```\n\nGood:\n\n```yaml\n{}\n```\n",
            rule.code,
            capital(&docs::text(rule.title)),
            docs::text(rule.explanation),
            rule.bad,
            rule.good
        ));
    }
    all
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
