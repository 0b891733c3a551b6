//! The first page of the unified models: what is covered, and the shapes of values.

use std::collections::BTreeMap;

use planhat_spec::unified::mapping::{MethodKind, Model, Reversible, Rule, Write};

use crate::emit::docs;
use crate::emit::reference::{HEAD, cell};
use crate::ir::{Ir, UnifiedApi};
use crate::unified_words as words;
use crate::words::code;

pub(super) fn index(ir: &Ir) -> String {
    let mut all = format!(
        "{HEAD}# Unified models\n\nThe objects of the {} by models that other systems have too. A field is *mapped* where \
         Planhat has the data, *written* where a write reaches Planhat, and *reads back* where what was written is read \
         again, equal; partly, under the conditions that its note tells. What is not mapped is null, and all that Planhat \
         sent can be had as `remote_data`.\n",
        docs::text(&ir.api.title)
    );
    for api in &ir.unified {
        all.push_str(&coverage(api));
    }
    all.push_str(&shapes(ir));
    all
}

/// How many fields of a model are what.
#[derive(Default)]
struct Count {
    all: usize,
    mapped: usize,
    written: usize,
    back: usize,
    partly: usize,
}

/// Of a field of several variants, the best counts.
fn count(model: &Model) -> Count {
    let mut fields: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in model.variants.iter().flat_map(|variant| &variant.rules) {
        fields.entry(&rule.field).or_default().push(rule);
    }
    let mut count = Count::default();
    for rules in fields.values() {
        let any = |test: fn(&Rule) -> bool| rules.iter().any(|rule| test(rule));
        let back = any(|rule| rule.reversible == Reversible::Yes);
        count.all += 1;
        count.mapped += usize::from(any(words::is_mapped));
        count.written += usize::from(any(|rule| {
            !matches!(rule.write, Write::Refused(_) | Write::Ignored)
        }));
        count.back += usize::from(back);
        count.partly += usize::from(!back && any(|rule| rule.reversible == Reversible::Partial));
    }
    count
}

fn coverage(api: &UnifiedApi) -> String {
    let kinds = MethodKind::ALL.map(MethodKind::word);
    let mut all = format!(
        "\n## {}\n\n| model | stands on | {} | fields | mapped | unmapped | written | reads back | partly |\n|---|---|{}---|---|---|---|---|---|\n",
        words::capital(&api.title),
        kinds.join(" | "),
        "---|".repeat(kinds.len())
    );
    for model in &api.mapping.models {
        let has = words::methods(model);
        let methods = MethodKind::ALL.map(|kind| if has.contains(&kind) { "yes" } else { "" });
        let on = model
            .variants
            .iter()
            .map(|one| format!("[{0}](../{0}.md)", one.resource));
        let count = count(model);
        all.push_str(&format!(
            "| [{0}]({1}/{0}.md) | {2} | {3} | {4} | {5} | {6} | {7} | {8} | {9} |\n",
            model.name,
            api.mapping.api,
            on.collect::<Vec<_>>().join(", "),
            methods.join(" | "),
            count.all,
            count.mapped,
            count.all - count.mapped,
            count.written,
            count.back,
            count.partly
        ));
    }
    all
}

/// All APIs have the same shapes.
fn shapes(ir: &Ir) -> String {
    let Some(api) = ir.unified.first() else {
        return String::new();
    };
    let mut all = String::from("\n## Shapes\n\nObjects that values are made of.\n");
    for (name, shape) in &api.mapping.shapes {
        all.push_str(&format!(
            "\n### {name}\n\n| member | type | what it is |\n|---|---|---|\n"
        ));
        for member in &shape.members {
            let mut text = docs::text(&member.doc);
            let each = words::words_of(&member.kind);
            if !each.is_empty() {
                text.push_str(&format!(" One of {}.", code(each)));
            }
            all.push_str(&format!(
                "| `{}` | {} | {} |\n",
                member.name,
                cell(
                    &member
                        .kind
                        .to_string()
                        .replace('<', "&lt;")
                        .replace('>', "&gt;")
                ),
                cell(&text)
            ));
        }
    }
    all
}
