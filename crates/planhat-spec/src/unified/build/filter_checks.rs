//! What is wrong with a filter.

use super::filters::{Missing, Rules, Target, ops, top};
use crate::model::{Transform, UnifiedFilter};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Faults, Of};
use crate::unified::mapping::Kind;

/// Says why a filter leads nowhere; where an override made it so, there.
pub(super) fn no_target(
    rules: &Rules<'_>,
    text: &str,
    at: &[Step],
    spec: &UnifiedFilter,
    why: &Missing,
    faults: &mut Faults<'_>,
) {
    let overridden = rules.get(top(text)).filter(|rule| rule.overridden);
    let fault = match (overridden, &spec.source, &faults.of) {
        (Some(rule), _, Of::File(file)) => {
            let mut faults = Faults {
                of: Of::Field(*file, rule.field.clone()),
                all: &mut *faults.all,
            };
            let message = format!("the filter `{text}` needs more of it: {}", why.message);
            faults
                .key("SPEC119", &[], message)
                .help("keep the type, or name another that has it");
            return;
        }
        (_, Some(_), _) => {
            let at = [at, &[Step::from("source")]].concat();
            faults.value("SPEC119", &at, why.message.clone())
        }
        (_, None, _) => faults.key("SPEC119", at, why.message.clone()),
    };
    fault
        .maybe_help(why.help.clone())
        .about(About::Own(why.field.clone()));
}

/// Operators that are named fit, and there is one.
pub(super) fn operators(
    spec: &UnifiedFilter,
    target: Option<&Target>,
    at: &[Step],
    faults: &mut Faults<'_>,
) {
    let Some(asked) = &spec.ops else {
        return;
    };
    let at = [at, &[Step::from("ops")]].concat();
    if asked.is_empty() {
        faults.value("SPEC119", &at, "a filter takes at least one operator");
    }
    let Some(target) = target else {
        return;
    };
    let usual = ops(&target.kind);
    let misfits = asked.iter().enumerate();
    for (item, op) in misfits.filter(|(_, op)| !usual.contains(op)) {
        let at = [&at[..], &[Step::from(item)]].concat();
        let message = format!("`{}` does not fit `{}`", op.word(), target.kind);
        faults.value("SPEC119", &at, message);
    }
}

/// The unified values of a filter are those of what it looks at.
pub(super) fn unified_words(
    spec: &UnifiedFilter,
    target: Option<&Target>,
    at: &[Step],
    faults: &mut Faults<'_>,
) {
    let known = match target.map(|target| &target.kind) {
        Some(Kind::Enum(words)) => words.clone(),
        Some(Kind::Boolean) => vec!["true".to_owned(), "false".to_owned()],
        _ => return,
    };
    for word in spec.values.keys().filter(|word| !known.contains(word)) {
        let at = [at, &[Step::from("values"), word.into()]].concat();
        let help = hint(word, known.iter().map(String::as_str));
        faults
            .key("SPEC115", &at, format!("`{word}` is none of the words"))
            .maybe_help(help);
    }
}

/// Warns of a filter that nothing can pass. An alias that no tenant bound yet is meant so.
pub(super) fn empty(
    rules: &Rules<'_>,
    name: &str,
    text: &str,
    at: &[Step],
    faults: &mut Faults<'_>,
) {
    let Some(rule) = rules.get(top(text)) else {
        return;
    };
    if rule.transform == Transform::Unmapped.word() {
        let message = format!("nothing passes `{name}`: this object has no such data");
        faults
            .key("SPEC119", at, message)
            .help("leave the filter out")
            .warning();
    }
}
