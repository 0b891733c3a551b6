//! The page of one model: fields with where they come from, methods, filters.

use planhat_spec::unified::mapping::{Kind, Model, Variant};

use super::{said, word_tables};
use crate::emit::docs;
use crate::emit::reference::{HEAD, cell};
use crate::ir::{Ir, UnifiedApi, UnifiedModel};
use crate::unified_words as words;
use crate::words::code;

pub(super) fn emit(ir: &Ir, api: &UnifiedApi, model: &UnifiedModel) -> String {
    let rules = api.rules(model);
    let title = words::capital(&api.title);
    let mut all = format!("{HEAD}# {title} {}\n\n", rules.name.replace('_', " "));
    all.push_str(&docs::text(&said::summary(rules)));
    all.push('\n');
    if let Some(note) = &rules.note {
        all.push_str(&format!("\nNote: {}\n", docs::text(note)));
    }
    all.push_str(&facts(api, model));
    all.push_str(&methods(ir, rules));
    for variant in &rules.variants {
        all.push_str(&fields(variant));
        all.push_str(&word_tables::of(variant));
    }
    all.push_str(&filters(rules));
    all.push_str(&options(rules));
    all
}

/// What it stands on, and how it is called in Rust.
fn facts(api: &UnifiedApi, model: &UnifiedModel) -> String {
    let rules = api.rules(model);
    let mut rows = vec![(
        "Rust",
        format!(
            "`{}::{}()`, record `{}::{}`, feature `{}`",
            api.client, model.accessor, api.module, model.record, model.feature
        ),
    )];
    for variant in &rules.variants {
        let mut text = format!("[{0}](../../{0}.md)", variant.resource);
        if let Some(route) = rules.route.as_ref().filter(|_| !variant.name.is_empty()) {
            text.push_str(&format!(" where `{route}` is `{}`", variant.name));
        }
        if !variant.scope.is_empty() {
            text.push_str(&format!(
                ", records whose {}",
                words::conditions(&variant.scope)
            ));
        }
        rows.push(("stands on", text));
    }
    if let Some(facet) = &rules.facet {
        let text = format!(
            "the distinct values of `{}` of [{1}]({1}.md)",
            facet.field, facet.model
        );
        rows.push(("lists", text));
    }
    if let Some(builtin) = &rules.builtin {
        let each = builtin.entities.iter();
        let each =
            each.map(|(resource, word)| format!("{word} ([{resource}](../../{resource}.md))"));
        let text = format!(
            "behind them the fields that are built in, of {}: they are read alone, as `builtin:<object>:<field>`",
            each.collect::<Vec<_>>().join(", ")
        );
        rows.push(("lists", text));
    }
    let rows = rows
        .iter()
        .map(|(what, text)| format!("| {what} | {} |\n", cell(text)));
    format!("\n| | |\n|---|---|\n{}", rows.collect::<String>())
}

fn methods(ir: &Ir, rules: &Model) -> String {
    let mut all =
        String::from("\n## Methods\n\n| method | call of Planhat | needs | |\n|---|---|---|---|\n");
    for kind in words::methods(rules) {
        for (variant, method) in words::of_kind(rules, kind) {
            let of = match variant {
                "" => String::new(),
                variant => format!(" (`{variant}`)"),
            };
            let mut more = Vec::new();
            more.extend(
                method
                    .key
                    .as_ref()
                    .map(|key| format!("finds the record by `{key}`")),
            );
            if !method.expect.is_empty() {
                more.push(format!(
                    "not found unless {}",
                    words::conditions(&method.expect)
                ));
            }
            all.push_str(&format!(
                "| `{}`{of} | `{}` | {} | {} |\n",
                kind.word(),
                words::call_of(method, &ir.resources),
                cell(&words::required(&method.required).join(", ")),
                cell(&more.join("; "))
            ));
        }
    }
    all
}

fn fields(variant: &Variant) -> String {
    let heading = match variant.name.as_str() {
        "" => "Fields".to_owned(),
        name => format!("Fields of {name}"),
    };
    let rows = variant.rules.iter().map(|rule| {
        let mut from = words::source(&rule.read);
        if let Some(written) = words::written_elsewhere(rule) {
            from.push_str(&format!("; written to {}", code(written)));
        }
        let mut text = docs::text(&rule.doc);
        let all = words::words_of(&rule.kind);
        if !all.is_empty() {
            text.push_str(&format!(" One of {}.", code(all)));
        }
        if let Some(target) = &rule.target {
            text.push_str(&format!(" Leads to {target}."));
        }
        if let Some(note) = &rule.note {
            text.push_str(&format!(" Note: {}", docs::text(note)));
        }
        if rule.unverified {
            text.push_str(" **Unverified.**");
        }
        format!(
            "| `{}` | {} | {} | {} | {} | {} | {} |\n",
            rule.field,
            cell(&kind(&rule.kind)),
            cell(&from),
            rule.transform,
            words::reversible(rule.reversible),
            words::access(rule),
            cell(&text)
        )
    });
    format!(
        "\n## {heading}\n\n| field | type | source | transform | reads back | access | what it is |\n|---|---|---|---|---|---|---|\n{}",
        rows.collect::<String>()
    )
}

/// A type; a shape leads to its members.
fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Shape(name) => format!("[{name}](../README.md#{})", name.to_lowercase()),
        Kind::List(item) => format!("list&lt;{}&gt;", self::kind(item)),
        plain => plain.to_string(),
    }
}

fn filters(rules: &Model) -> String {
    if rules.filters.is_empty() {
        return String::new();
    }
    let rows = rules.filters.iter().map(|filter| {
        let mut name = format!("`{}`", filter.name);
        if let Some(path) = filter.path.as_ref().filter(|path| **path != filter.name) {
            name.push_str(&format!(" (looks at `{path}`)"));
        }
        format!(
            "| {name} | {} | {} | {} |\n",
            cell(&kind(&filter.kind)),
            code(filter.ops.iter().map(|op| op.word())),
            cell(&words::pushdown(filter))
        )
    });
    format!(
        "\n## Filters\n\nWhat Planhat does not filter is scanned, within a budget of requests.\n\n| filter | type | operators | who filters |\n|---|---|---|---|\n{}",
        rows.collect::<String>()
    )
}

fn options(rules: &Model) -> String {
    if rules.options.is_empty() {
        return String::new();
    }
    let rows = rules.options.iter().map(|option| {
        format!(
            "| `{}` | {} | `{}` | {} |\n",
            option.name,
            code(&option.values),
            option.default,
            cell(&docs::text(&option.doc))
        )
    });
    format!(
        "\n## Options\n\n| option | values | default | what it does |\n|---|---|---|---|\n{}",
        rows.collect::<String>()
    )
}
