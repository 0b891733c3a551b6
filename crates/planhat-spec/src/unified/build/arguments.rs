//! A transform has the arguments that it needs, and no others.

use crate::model::{Transform, UnifiedField};
use crate::node::Step;
use crate::unified::fault::Faults;

pub(super) fn check(spec: &UnifiedField, faults: &mut Faults<'_>) {
    use Transform::{ArrayMerge, ArrayWrap, Computed, Const, ConstIgnored, Not, ObjectMap};
    let given: [(&str, bool, &[Transform]); 6] = [
        ("parts", !spec.parts.is_empty(), &[ObjectMap, ArrayMerge]),
        ("item", !spec.item.is_empty(), &[ObjectMap, ArrayWrap]),
        ("value", spec.value.is_some(), &[Const, ConstIgnored, Not]),
        ("rule", spec.rule.is_some(), &[Computed]),
        ("option", spec.option.is_some(), &[Computed, ConstIgnored]),
        ("when", !spec.when.is_empty(), &[]),
    ];
    for (key, given, transforms) in given {
        let fits = match (key, spec.transform) {
            ("when", None) => spec.source.is_some(),
            (_, transform) => transform.is_some_and(|one| transforms.contains(&one)),
        };
        if given && !fits {
            let message = format!("`{key}` says nothing here");
            let fault = faults.key("SPEC113", &[Step::from(key)], message);
            let words: Vec<&str> = transforms.iter().map(|one| one.word()).collect();
            if !words.is_empty() {
                fault.help(format!("it is an argument of {}", words.join(" and ")));
            }
        }
    }
    let worded = [("fold_case", spec.fold_case), ("rest", spec.rest.is_some())];
    for (key, given) in worded {
        if given && spec.values.is_none() {
            let message = format!("`{key}` says nothing without `values`");
            faults.key("SPEC113", &[Step::from(key)], message);
        }
    }
    if spec.source.as_ref().is_some_and(|all| all.0.is_empty()) {
        let at = [Step::from("source")];
        faults
            .value("SPEC113", &at, "a list of no sources says nothing")
            .help("leave `source` out where Planhat has no such data");
    }
    needs(spec, faults);
}

fn needs(spec: &UnifiedField, faults: &mut Faults<'_>) {
    use Transform::{ArrayMerge, Computed, Const, ConstIgnored, ObjectMap, SplitName};
    let Some(transform) = spec.transform else {
        return;
    };
    let word = transform.word();
    let at = [Step::from("transform")];
    let lacking = match transform {
        ObjectMap | ArrayMerge if spec.parts.is_empty() => Some("parts"),
        Computed if spec.rule.is_none() => Some("rule"),
        Const if spec.value.is_none() => Some("value"),
        ConstIgnored if spec.value.is_none() && spec.option.is_none() => Some("value"),
        _ => None,
    };
    if let Some(key) = lacking {
        faults.value("SPEC113", &at, format!("`{word}` needs `{key}`"));
    }
    if transform == SplitName {
        faults
            .value("SPEC113", &at, "a name is only split where it is written")
            .help("say `write: split_name`");
    }
    let sourceless = matches!(
        transform,
        ObjectMap
            | ArrayMerge
            | Computed
            | Const
            | ConstIgnored
            | SplitName
            | Transform::CustomAlias
            | Transform::Unmapped
    );
    if spec.source.is_none() && !sourceless {
        faults.value("SPEC113", &at, format!("`{word}` needs a `source`"));
    }
    let free = matches!(
        transform,
        ObjectMap | ArrayMerge | ConstIgnored | Transform::Unmapped
    );
    if spec.source.is_some() && free {
        let message = format!("`source` says nothing beside `{word}`");
        faults.key("SPEC113", &[Step::from("source")], message);
    }
}
