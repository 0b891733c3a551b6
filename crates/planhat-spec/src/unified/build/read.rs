//! Where the value of a field comes from.

use super::convert::Ask;
use super::scope::{Scope, conditions};
use crate::model::{Access, UnifiedField, UnifiedSources};
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::{Alternative, Condition, Convert, Kind, Path};
use crate::unified::record::{Found, Lost};

/// One of the sources of a field.
pub(super) struct Source<'a> {
    /// What stands there; several are joined.
    pub(super) found: Vec<Found<'a>>,
    pub(super) when: Vec<Condition>,
    /// The wire field that it is and that could be written.
    pub(super) wire: Option<String>,
    pub(super) at: Vec<Step>,
}

/// The sources of a field, those that are no faults. Of a shared field those are left out that the
/// resource lacks, as long as one is left.
pub(super) fn sources<'a>(
    scope: &Scope<'a>,
    spec: &UnifiedField,
    shared: bool,
    faults: &mut Faults<'_>,
) -> Vec<Source<'a>> {
    let Some(UnifiedSources(all)) = spec.source.as_ref().filter(|all| !all.is_whole()) else {
        return Vec::new();
    };
    let mut sources = Vec::new();
    for (item, text) in all.iter().enumerate() {
        let at = match all.len() {
            1 => vec![Step::from("source")],
            _ => vec![Step::from("source"), Step::from(item)],
        };
        let found: Result<Vec<_>, Lost> = text
            .split(" + ")
            .map(|part| scope.record.find(part))
            .collect();
        match found {
            Ok(found) => {
                let when = when(scope, spec, text, faults);
                sources.push(source(scope, found, when, at, all.len() == 1));
            }
            Err(Lost::Unknown(name, ..)) if shared && !name.is_empty() => {}
            Err(lost) => faults.lost(scope.resource(), &at, lost),
        }
    }
    for text in spec.when.keys().filter(|text| !all.contains(text)) {
        let message = format!("`{text}` is none of the sources");
        faults.key("SPEC111", &[Step::from("when"), text.into()], message);
    }
    sources
}

fn when(
    scope: &Scope<'_>,
    spec: &UnifiedField,
    text: &str,
    faults: &mut Faults<'_>,
) -> Vec<Condition> {
    let Some(when) = spec.when.get(text) else {
        return Vec::new();
    };
    let at = [Step::from("when"), text.into()];
    conditions(&scope.record, when, &at, faults)
}

/// A value that is only written is read under the name that it comes back as, where that is not said.
fn source<'a>(
    scope: &Scope<'a>,
    mut found: Vec<Found<'a>>,
    when: Vec<Condition>,
    at: Vec<Step>,
    alone: bool,
) -> Source<'a> {
    let wire = match found.as_slice() {
        [one] => wire(one),
        _ => None,
    };
    if alone
        && let [one] = found.as_mut_slice()
        && let Some(field) = one.leaf
        && one.path.only().is_some()
        && scope.record.access(field) == Access::Write
        && let Some(shown) = field.reads_as.as_deref()
        && let Ok(other) = scope.record.find(shown)
    {
        *one = other;
    }
    Source {
        found,
        when,
        wire,
        at,
    }
}

/// The wire field that a path is: a member, or one of the tenant's own.
pub(super) fn wire(found: &Found<'_>) -> Option<String> {
    match found.custom {
        true => Some(found.path.to_string()),
        false => found.path.only().map(str::to_owned),
    }
}

/// The sources as alternatives, each with its conversion.
pub(super) fn alternatives(
    ask: &Ask<'_>,
    sources: &[Source<'_>],
    faults: &mut Faults<'_>,
) -> Vec<Alternative> {
    let mut all: Vec<Alternative> = Vec::new();
    for source in sources {
        let paths: Vec<Path> = source
            .found
            .iter()
            .map(|found| found.path.clone())
            .collect();
        let convert = match source.found.as_slice() {
            [one] => ask.of(one),
            several => joined(ask, several),
        };
        let convert = match convert {
            Ok(convert) => convert,
            Err(message) => {
                faults.value("SPEC114", &source.at, message);
                continue;
            }
        };
        let one = Alternative {
            paths,
            when: source.when.clone(),
            convert,
        };
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn joined(ask: &Ask<'_>, several: &[Found<'_>]) -> Result<Convert, String> {
    let text = |found: &Found<'_>| found.custom || super::convert::is_text(&found.kind);
    match several.iter().find(|found| !text(found)) {
        Some(found) => Err(format!(
            "texts are joined, and `{}` is `{}`",
            found.path, found.kind
        )),
        None if *ask.kind != Kind::String => {
            let kind = ask.kind.to_string();
            Err(format!("what is joined is a string, and this is `{kind}`"))
        }
        None => Ok(Convert::Keep),
    }
}
