//! One model: its files, joined by the names of their fields.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::field::{self, Joined};
use super::scope::{Base, Scope, conditions};
use super::{absent, builtin, conflicts, extras, filters, method_keys, methods};
use crate::model::{Map, UnifiedField, UnifiedModel};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Fault, Faults, Of};
use crate::unified::mapping::{
    Filter, Kind, MethodKind, Model, Read, Refusal, Requirement, Reversible, Rule, Variant, Write,
};
use crate::unified::record::Record;

/// A file of a model: its place among all, and what it holds.
pub(crate) type File<'a> = (usize, &'a UnifiedModel);

/// One file, resolved.
struct Done<'a> {
    at: usize,
    scope: Scope<'a>,
    joined: Map<Joined>,
    rules: IndexMap<String, Rule>,
    variant: Variant,
}

/// Makes a model of its files, the main one first.
pub(crate) fn of<'a>(
    base: &'a Base<'a>,
    shared: &Map<UnifiedField>,
    files: &[File<'a>],
    all: &mut Vec<Fault>,
) -> Option<Model> {
    let (_, main) = *files.first()?;
    let mut done: Vec<Done<'a>> = Vec::new();
    let mut first: Option<Map<Joined>> = None;
    for file in files {
        let mut joined = joined(base, shared, *file, all);
        if let Some(main) = &first {
            after_main(&mut joined, main, done.first().map(|done| &done.rules));
        }
        first.get_or_insert_with(|| joined.clone());
        let first = all.len();
        let imposed: Vec<String> = joined
            .iter()
            .filter(|(_, field)| field.imposed)
            .map(|(name, _)| name.clone())
            .collect();
        done.extend(resolved(base, *file, joined, all));
        impose(&mut all[first..], files[0].0, &imposed);
    }
    level(&mut done, all);
    let route = route(&done, all);
    for one in &mut done {
        // The main file is a variant by the value of its constant too.
        let value = route.as_ref().and_then(|route| constant(one, route));
        one.variant.name = value.unwrap_or_default();
        finish(base, one, all);
    }
    let mut found: IndexMap<String, Filter> = IndexMap::new();
    for one in &done {
        let mut faults = Faults {
            of: Of::File(one.at),
            all,
        };
        let more = filters::of(
            &one.scope,
            &one.variant.rules,
            route.as_deref(),
            &mut faults,
        );
        for filter in more {
            found.entry(filter.name.clone()).or_insert(filter);
        }
    }
    let options = done
        .iter()
        .flat_map(|one| extras::options(one.scope.spec))
        .collect();
    let facet = extras::facet(base, main, shared, files[0].0, all);
    let builtin = builtin::of(
        base,
        main,
        done.first().map(|one| &one.variant),
        files[0].0,
        all,
    );
    Some(Model {
        name: main.model.clone(),
        plural: main
            .plural
            .clone()
            .unwrap_or_else(|| format!("{}s", main.model)),
        summary: main.summary.clone(),
        note: main.note.clone(),
        variants: done.into_iter().map(|one| one.variant).collect(),
        route,
        filters: found.into_values().collect(),
        facet,
        builtin,
        options,
    })
}

/// A variant takes types and documentation from the main file.
fn after_main(
    joined: &mut Map<Joined>,
    main: &Map<Joined>,
    rules: Option<&IndexMap<String, Rule>>,
) {
    for (name, field) in joined {
        let Some(other) = main.get(name) else {
            continue;
        };
        let rule = rules.and_then(|rules| rules.get(name));
        let spec = &mut field.spec;
        field.imposed = spec.kind.is_none() && other.spec.overridden;
        spec.kind = spec.kind.take().or_else(|| other.spec.kind.clone());
        spec.doc = spec.doc.take().or_else(|| other.spec.doc.clone());
        field.usual = rule.map(|rule| rule.kind.clone());
    }
}

/// What does not become the type that an override of the main file gave is the fault of that.
fn impose(faults: &mut [Fault], main: usize, imposed: &[String]) {
    for fault in faults.iter_mut().filter(|fault| fault.rule == "SPEC114") {
        if let Of::Field(at, name) = &mut fault.of
            && imposed.contains(name)
        {
            *at = main;
            fault.at = vec![Step::from("type")];
            fault.message = format!("in another file of the model {}", fault.message);
        }
    }
}

/// The fields of a file: what identifies a record, its own, then shared ones.
fn joined(
    base: &Base<'_>,
    shared: &Map<UnifiedField>,
    (at, spec): File<'_>,
    all: &mut Vec<Fault>,
) -> Map<Joined> {
    let mut fields: Map<Joined> = Map::new();
    let mut add = |name: &String, field: &UnifiedField, shared: bool| {
        let one = Joined {
            spec: field.clone(),
            shared,
            usual: None,
            imposed: false,
        };
        fields.insert(name.clone(), one);
    };
    let is_identity = |field: &UnifiedField| is_identity(base, field);
    let own = |name: &String| spec.fields.contains_key(name);
    let named = spec.common.iter().filter(|name| !own(name));
    let named: Vec<_> = named
        .filter_map(|name| Some((name, shared.get(name)?)))
        .collect();
    for (name, field) in named.iter().filter(|(_, field)| is_identity(field)) {
        add(name, field, true);
    }
    for (name, field) in &spec.fields {
        add(name, field, false);
    }
    for (name, field) in named.iter().filter(|(_, field)| !is_identity(field)) {
        add(name, field, true);
    }
    let mut faults = Faults {
        of: Of::File(at),
        all,
    };
    for (item, name) in spec.common.iter().enumerate() {
        if faults.are_many() {
            break;
        }
        if !shared.contains_key(name) {
            let at = [Step::from("common"), Step::from(item)];
            let known = shared.keys().map(String::as_str);
            faults
                .value("SPEC110", &at, format!("there is no shared field `{name}`"))
                .maybe_help(hint(name, known))
                .about(About::Shared(name.clone()));
        }
    }
    fields
}

/// Whether a field is what the API finds records by before all else.
fn is_identity(base: &Base<'_>, field: &UnifiedField) -> bool {
    let identity = base.set.api.keys.keys().next();
    let sources = field.source.as_ref().map(|source| source.0.as_slice());
    matches!(sources, Some([one]) if Some(one) == identity)
}

fn resolved<'a>(
    base: &'a Base<'a>,
    (at, spec): File<'a>,
    mut joined: Map<Joined>,
    all: &mut Vec<Fault>,
) -> Option<Done<'a>> {
    let mut faults = Faults {
        of: Of::File(at),
        all,
    };
    let Some(record) = Record::of(base.set, &spec.resource) else {
        let known = base.set.resources.keys().map(String::as_str);
        let message = format!("there is no resource `{}`", spec.resource);
        faults
            .value("SPEC110", &[Step::from("resource")], message)
            .maybe_help(hint(&spec.resource, known))
            .about(About::Resource(spec.resource.clone()));
        return None;
    };
    let belongs = conditions(&record, &spec.scope, &[Step::from("scope")], &mut faults);
    let methods = methods::of(base, spec, &record, &belongs, &mut faults);
    let scope = Scope {
        base,
        spec,
        record,
        methods,
    };
    let identity = |field: &UnifiedField| is_identity(base, field);
    absent::unmap(&scope, at, &mut joined, identity, all);
    let mut rules = IndexMap::new();
    for (name, field) in &joined {
        let mut faults = Faults {
            of: Of::Field(at, name.clone()),
            all,
        };
        if faults.are_many() {
            break;
        }
        rules.insert(name.clone(), field::rule(&scope, name, field, &mut faults));
    }
    Some(Done {
        at,
        joined,
        rules,
        variant: Variant {
            name: spec.variant.clone().unwrap_or_default(),
            resource: spec.resource.clone(),
            scope: belongs,
            methods: scope.methods.clone(),
            rules: Vec::new(),
        },
        scope,
    })
}

/// All variants have all fields, of one kind each; one that a file lacks is unmapped there.
fn level(done: &mut [Done<'_>], all: &mut Vec<Fault>) {
    let mut known: IndexMap<String, (usize, Rule)> = IndexMap::new();
    for one in done.iter() {
        for (name, rule) in &one.rules {
            let Some((at, other)) = known.get(name) else {
                known.insert(name.clone(), (one.at, rule.clone()));
                continue;
            };
            if other.kind != rule.kind && other.kind != Kind::Any && rule.kind != Kind::Any {
                let (here, there) = (rule.kind.to_string(), other.kind.to_string());
                // An override of the main file is to fit the others.
                let (at, message) = match other.overridden && !rule.overridden {
                    true => (
                        *at,
                        format!("this holds `{there}`, in another file `{here}`"),
                    ),
                    false => (
                        one.at,
                        format!("this holds `{here}`, in the main file `{there}`"),
                    ),
                };
                let mut faults = Faults {
                    of: Of::Field(at, name.clone()),
                    all,
                };
                faults.key("SPEC123", &[], message);
            }
        }
    }
    for one in done.iter_mut() {
        let rules = known
            .iter()
            .map(|(name, (_, other))| match one.rules.get(name) {
                Some(rule) => rule.clone(),
                None => unmapped(other),
            });
        one.variant.rules = rules.collect();
    }
}

fn unmapped(other: &Rule) -> Rule {
    Rule {
        read: Read::Unmapped,
        write: Write::Refused(Refusal::Unmapped),
        reversible: Reversible::No,
        transform: "unmapped".to_owned(),
        create_only: false,
        required: false,
        create_default: None,
        yields_to: Vec::new(),
        note: None,
        unverified: false,
        overridden: false,
        ..other.clone()
    }
}

/// The text that a field of a file always has.
fn constant(one: &Done<'_>, name: &str) -> Option<String> {
    match &one.rules.get(name)?.read {
        Read::Const(value) => value.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The field that tells variants apart: a constant of each.
fn route(done: &[Done<'_>], all: &mut Vec<Fault>) -> Option<String> {
    let (main, more) = done.split_first()?;
    let text = constant;
    let mut names = main.rules.keys();
    let found = names.find(|name| {
        let own = text(main, name);
        own.is_some()
            && more.iter().any(|one| {
                let value = text(one, name);
                value.is_some() && value != own && value == one.scope.spec.variant
            })
    });
    for one in more {
        let tells = found.and_then(|name| text(one, name));
        if tells != one.scope.spec.variant {
            let mut faults = Faults {
                of: Of::File(one.at),
                all,
            };
            faults
                .value("SPEC123", &[Step::from("variant")], "no field tells this variant from the main file")
                .help("give one the transform `const` in both files, here with the name of the variant as `value`");
        }
    }
    found.filter(|_| !more.is_empty()).cloned()
}

/// What can be told when all rules are there.
fn finish(base: &Base<'_>, one: &mut Done<'_>, all: &mut Vec<Fault>) {
    let at = one.at;
    let specs: Map<UnifiedField> = one
        .joined
        .iter()
        .map(|(name, joined)| (name.clone(), joined.spec.clone()))
        .collect();
    let is_shared = |name: &str| one.joined.get(name).is_some_and(|one| one.shared);
    conflicts::check(&one.variant.rules, &specs, is_shared, |name, say| {
        say(&mut Faults {
            of: Of::Field(at, name.to_owned()),
            all,
        });
    });
    let mut faults = Faults {
        of: Of::File(at),
        all,
    };
    method_keys::check(base, &one.variant.methods, &one.variant.rules, &mut faults);
    for method in &mut one.variant.methods {
        method.required = methods::required(base, method, &one.variant.rules);
    }
    let needed = needed(&one.variant, &specs);
    for rule in &mut one.variant.rules {
        rule.required |= needed.contains(&rule.field);
    }
}

/// The fields that a create needs, each alone: of several with the same data the one that the others name.
fn needed(variant: &Variant, specs: &Map<UnifiedField>) -> HashSet<String> {
    let is_other = |name: &&String| {
        let spec = specs.get(*name);
        spec.is_some_and(|spec| spec.same_as.is_some())
    };
    let create = variant.methods.iter();
    let create = create.filter(|method| method.kind == MethodKind::Create);
    let needs = create.flat_map(|method| &method.required);
    let sole = |needs: &Requirement| {
        let mut rest = needs.one_of.iter().filter(|name| !is_other(name));
        match (rest.next(), rest.next()) {
            (Some(name), None) if needs.when.is_empty() => Some(name.clone()),
            _ => None,
        }
    };
    needs.filter_map(sole).collect()
}
