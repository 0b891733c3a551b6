//! One field: its rule, with all that its spec leaves open.

use super::convert::{Ask, referred};
use super::kind::{self, REF};
use super::read::{self, Source};
use super::scope::Scope;
use super::way::{self, Keeps, Way};
use super::{arguments, parts, words};
use crate::model::{Transform, UnifiedAccess, UnifiedField, UnifiedWrite};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{Faults, Of};
use crate::unified::mapping::{Kind, Path, Read, Refusal, Reversible, Rule, Shape, Write};

/// A field of a file, its own or a shared one.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    pub(super) spec: UnifiedField,
    pub(super) shared: bool,
    /// What the main file holds there, for a variant.
    pub(super) usual: Option<Kind>,
    /// Whether its type is that of an override of the main file.
    pub(super) imposed: bool,
}

pub(super) fn rule(
    scope: &Scope<'_>,
    name: &str,
    joined: &Joined,
    faults: &mut Faults<'_>,
) -> Rule {
    let spec = &joined.spec;
    arguments::check(spec, faults);
    let sources = read::sources(scope, spec, joined.shared, faults);
    let kind = kind(spec, &sources)
        .or_else(|| before(scope, joined))
        .unwrap_or_else(|| unknown(spec, &sources, faults));
    known_shape(scope, spec, faults);
    let shape = kind::shape_of(&kind).and_then(|name| scope.base.shapes.get(name));
    let ask = Ask {
        spec,
        kind: &kind,
        main: shape.and_then(|shape| shape.main.as_deref()),
        main_kind: shape.and_then(main_kind),
        beside: beside(scope, spec, faults),
    };
    words::check(spec, &kind, &sources, faults);
    parts::items(&ask, shape, faults);
    let mut way = way::of(scope, &ask, &sources, faults);
    let create_only = access(spec, &mut way, faults);
    let reversible = reversible(spec, &way, faults);
    let doc = spec.doc.clone().or_else(|| doc(&sources));
    // Of a faulty source nothing is known.
    if doc.is_none() && (spec.source.is_none() || !sources.is_empty()) {
        faults.key("SPEC011", &[], "`doc` is missing here");
    }
    Rule {
        field: name.to_owned(),
        read: way.read,
        write: way.write,
        reversible,
        transform: way.transform,
        create_only,
        required: spec.required,
        create_default: spec.create_default.clone(),
        yields_to: spec.yields_to.clone().unwrap_or_default().0,
        target: target(scope, spec, &kind, way.referred, faults),
        doc: doc.unwrap_or_default(),
        note: spec.note.clone(),
        unverified: spec.unverified || is_unverified(&sources),
        overridden: spec.overridden,
        kind,
    }
}

/// What the main member of a shape holds.
fn main_kind(shape: &Shape) -> Option<&Kind> {
    let main = shape.main.as_ref()?;
    let member = shape.members.iter().find(|one| one.name == *main)?;
    Some(&member.kind)
}

/// Whether it is there for a tenant to bind.
fn is_unbound(spec: &UnifiedField) -> bool {
    spec.transform == Some(Transform::CustomAlias) && spec.source.is_none()
}

/// The documentation of the first source.
fn doc(sources: &[Source<'_>]) -> Option<String> {
    let found = sources.first()?.found.first()?;
    found.leaf.map(|field| field.doc.clone())
}

fn is_unverified(sources: &[Source<'_>]) -> bool {
    let found = sources.first().and_then(|source| source.found.first());
    let leaf = found.and_then(|found| found.leaf);
    leaf.is_some_and(|field| field.unverified)
}

fn beside(scope: &Scope<'_>, spec: &UnifiedField, faults: &mut Faults<'_>) -> Option<Path> {
    match scope.record.find(spec.name.as_deref()?) {
        Ok(found) => Some(found.path),
        Err(lost) => {
            faults.lost(scope.resource(), &[Step::from("name")], lost);
            None
        }
    }
}

/// What the field holds: its type, by its words, by its transform, or as its source.
fn kind(spec: &UnifiedField, sources: &[Source<'_>]) -> Option<Kind> {
    let first = sources.first().and_then(|source| match &source.found[..] {
        [one] => kind::of_source(one),
        _ => Some(Kind::String),
    });
    let words = kind::words(spec);
    if let Some(kind) = &spec.kind {
        let of_source = match &first {
            Some(Kind::Enum(words)) => Some(words.clone()),
            _ => None,
        };
        return match (kind::of_type(kind, &[]), words.or(of_source)) {
            (Kind::Enum(_), words) => words.map(Kind::Enum),
            (Kind::String, Some(words)) if spec.values.is_some() => Some(Kind::Enum(words)),
            (kind, _) => Some(kind),
        };
    }
    if let Some(words) = words {
        return Some(Kind::Enum(words));
    }
    let whole = spec.source.as_ref().is_some_and(|all| all.is_whole());
    match spec.transform {
        _ if whole => Some(Kind::Object),
        Some(Transform::Not) => Some(Kind::Boolean),
        Some(Transform::Date) => Some(Kind::Date),
        Some(Transform::Computed | Transform::ObjectMap) => None,
        Some(Transform::ArrayWrap | Transform::ArrayMerge) => None,
        Some(Transform::Const | Transform::ConstIgnored) => {
            spec.value.as_ref().map(way::kind_of_value)
        }
        _ => first,
    }
}

/// What it held before an override, or what it holds in the main file.
fn before(scope: &Scope<'_>, joined: &Joined) -> Option<Kind> {
    let replaced = joined.spec.before.as_deref().and_then(|before| {
        let mut nowhere = Vec::new();
        let mut faults = Faults {
            of: Of::File(0),
            all: &mut nowhere,
        };
        let sources = read::sources(scope, before, true, &mut faults);
        kind(before, &sources)
    });
    let usual = || joined.usual.clone();
    replaced
        .or_else(usual)
        .filter(|_| joined.spec.kind.is_none())
}

/// Says that nothing tells what it holds, unless a faulty source would.
fn unknown(spec: &UnifiedField, sources: &[Source<'_>], faults: &mut Faults<'_>) -> Kind {
    if spec.kind.is_some() {
        faults.value("SPEC113", &[Step::from("type")], "an enum needs `values`");
        return Kind::String;
    }
    if spec.source.is_none() || !sources.is_empty() {
        faults
            .key("SPEC113", &[], "nothing tells what this holds")
            .help("give it a `type`");
    }
    Kind::Any
}

/// A shape that is named exists.
fn known_shape(scope: &Scope<'_>, spec: &UnifiedField, faults: &mut Faults<'_>) {
    let shape = spec.kind.as_ref().and_then(kind::shape_in);
    if let Some(shape) = shape.filter(|name| !scope.base.shapes.contains_key(*name)) {
        let help = hint(shape, scope.base.shapes.keys().map(String::as_str));
        let message = format!("there is no shape `{shape}`");
        faults
            .value("SPEC110", &[Step::from("type")], message)
            .maybe_help(help);
    }
}

/// Takes back what `access` does not want; tells whether a create alone takes it.
fn access(spec: &UnifiedField, way: &mut Way, faults: &mut Faults<'_>) -> bool {
    let at = [Step::from("access")];
    let refused = match way.write {
        Write::Refused(why) => Some(why),
        _ => None,
    };
    let unbound = is_unbound(spec);
    match (spec.access, refused) {
        (Some(UnifiedAccess::Read), None) => way.write = Write::Refused(Refusal::ReadOnly),
        (Some(UnifiedAccess::Both | UnifiedAccess::Write | UnifiedAccess::Create), Some(why))
            if !unbound =>
        {
            let why = match why {
                Refusal::Unmapped => "there is no such data",
                Refusal::ReadOnly => "nothing takes what it would be written into",
                Refusal::OneWay => "its transform has no way back",
            };
            faults.value("SPEC117", &at, format!("this cannot be written: {why}"));
        }
        _ => {}
    }
    if spec.access == Some(UnifiedAccess::Read)
        && !matches!(spec.write, None | Some(UnifiedWrite::None))
    {
        let message = "what is never written needs no `write`";
        faults.key("SPEC117", &[Step::from("write")], message);
    }
    if spec.access == Some(UnifiedAccess::Write) {
        way.read = Read::Unmapped;
    }
    let written = !matches!(way.write, Write::Refused(_));
    written && (way.create_only || spec.access == Some(UnifiedAccess::Create))
}

/// What the transform keeps; a claim may say less, or what it does not know.
fn reversible(spec: &UnifiedField, way: &Way, faults: &mut Faults<'_>) -> Reversible {
    let at = [Step::from("reversible")];
    let written = !matches!(way.write, Write::Refused(_));
    let most = match (written, way.keeps) {
        (false, _) | (true, Keeps::Nothing) => Reversible::No,
        (true, Keeps::All) => Reversible::Yes,
        (true, Keeps::Most | Keeps::Some) => Reversible::Partial,
    };
    let unbound = is_unbound(spec);
    match (spec.reversible, most) {
        (None, most) => most,
        (Some(Reversible::Yes), _) if written && way.keeps == Keeps::Most => Reversible::Yes,
        (Some(Reversible::Yes | Reversible::Partial), Reversible::No) if !unbound => {
            faults.value("SPEC117", &at, "what is not written does not read back");
            most
        }
        (Some(Reversible::Yes), Reversible::Partial) => {
            let message = format!("`{}` does not give back all that is written", way.transform);
            faults
                .value("SPEC117", &at, message)
                .help("say `partial`, and when in a `note`");
            most
        }
        (Some(Reversible::No), Reversible::Yes | Reversible::Partial) => {
            faults
                .value("SPEC117", &at, "this is written")
                .help("say `access: read`, or `partial`");
            most
        }
        (Some(_), Reversible::No) => Reversible::No,
        (Some(claim), _) => claim,
    }
}

/// The model that a reference leads to.
fn target(
    scope: &Scope<'_>,
    spec: &UnifiedField,
    kind: &Kind,
    referred: Option<String>,
    faults: &mut Faults<'_>,
) -> Option<String> {
    if let Some(name) = &spec.target {
        if !scope.base.has_model(name) {
            scope
                .base
                .unknown_model(&[Step::from("target")], name, faults);
        }
        return Some(name.clone());
    }
    let is_ref = kind::shape_of(kind) == Some(REF);
    let resource = referred.filter(|_| is_ref)?;
    scope.base.model_of(&resource).map(str::to_owned)
}

/// The resource that the first source refers to.
pub(super) fn referred_by(sources: &[Source<'_>]) -> Option<String> {
    sources
        .iter()
        .flat_map(|source| &source.found)
        .find_map(referred)
}
