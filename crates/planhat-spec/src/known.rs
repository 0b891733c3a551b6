//! What the specs that there are teach about one that is to come: which objects exist, and what a
//! name means elsewhere.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::model::{Access, Api, Field, Format, Map, Other, Resource, Type};
use crate::names::type_name;
use crate::{Diagnostics, Sort, Source, parse, stem};

/// The other specs, as far as they can be read; their faults are for the checks to report.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// `planhat.yaml`.
    pub(crate) api: Option<Api>,
    /// The objects, by name.
    pub(crate) resources: IndexMap<String, Resource>,
    /// The object that is to come, which may refer to itself.
    coming: Option<(String, String)>,
    /// Fields by name, members by the names above them and their own, joined by a dot.
    twins: BTreeMap<String, Vec<Twin>>,
}

/// A field of the same name in another spec.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Twin {
    pub(crate) kind: Type,
    pub(crate) format: Option<Format>,
    pub(crate) sensitive: bool,
    pub(crate) access: Option<Access>,
    /// The spec that has it.
    pub(crate) of: String,
}

impl Known {
    /// Reads the other specs; what is to come has this name and plural.
    pub(crate) fn of<'s>(
        sources: impl IntoIterator<Item = &'s Source>,
        coming: (&str, &str),
    ) -> Known {
        let sources: Vec<Source> = sources.into_iter().cloned().collect();
        let mut ignored = Diagnostics::default();
        let mut known = Known {
            coming: Some((coming.0.to_owned(), coming.1.to_owned())),
            ..Known::default()
        };
        for source in &sources {
            match Sort::of(source, &sources) {
                Sort::Api => known.api = parse::<Api>(source, &mut ignored).map(|(_, api)| api),
                Sort::Resource => {
                    if let Some((_, spec)) = parse::<Resource>(source, &mut ignored) {
                        known.resources.insert(stem(&source.path).to_owned(), spec);
                    }
                }
                Sort::Examples | Sort::Prompt | Sort::Common | Sort::Unified => {}
            }
        }
        known.resources.sort_keys();
        let mut twins = BTreeMap::new();
        if let Some(api) = &known.api {
            learn("", &api.common, "planhat", &mut twins);
        }
        for (name, spec) in &known.resources {
            learn("", &spec.fields, name, &mut twins);
        }
        known.twins = twins;
        known
    }

    /// Names of fields that `planhat.yaml` has for all.
    pub(crate) fn common(&self, name: &str) -> Option<&Field> {
        self.api.as_ref()?.common.get(name)
    }

    /// The keys of `planhat.yaml` that travel in paths, highest first.
    pub(crate) fn keys(&self) -> Vec<&str> {
        let keys = self.api.iter().flat_map(|api| &api.keys);
        let travels = keys.filter(|(_, key)| key.path != Some(false));
        travels.map(|(name, _)| name.as_str()).collect()
    }

    /// What stands before keys.
    pub(crate) fn prefixes(&self) -> Vec<String> {
        let keys = self.api.iter().flat_map(|api| api.keys.values());
        keys.filter_map(|key| key.prefix.clone()).collect()
    }

    /// The object that a word names, in singular or plural.
    pub(crate) fn named(&self, word: &str) -> Option<&str> {
        let word = type_name(word);
        let fits = |(name, spec): &(&String, &Resource)| {
            let plural = spec.plural.clone().unwrap_or_else(|| format!("{name}s"));
            type_name(name) == word || type_name(&plural) == word
        };
        let own = self
            .coming
            .iter()
            .find(|(name, plural)| type_name(name) == word || type_name(plural) == word);
        let found = self
            .resources
            .iter()
            .find(fits)
            .map(|(name, _)| name.as_str());
        found.or(own.map(|(name, _)| name.as_str()))
    }

    /// Whether this is the object that is to come.
    pub(crate) fn is_coming(&self, name: &str) -> bool {
        self.coming.as_ref().is_some_and(|(own, _)| own == name)
    }

    /// The object whose collection stands at a path.
    pub(crate) fn at_path(&self, path: &str) -> Option<&str> {
        let fits = |(name, spec): &(&String, &Resource)| match (&spec.path, &spec.view_of) {
            (Some(own), _) => own == path,
            (None, Some(_)) => false,
            (None, None) => {
                let plural = spec.plural.clone().unwrap_or_else(|| format!("{name}s"));
                format!("/{}", plural.replace('_', "")) == path
            }
        };
        let found = self.resources.iter().find(fits);
        found.map(|(name, _)| name.as_str())
    }

    /// What a field of this name is in most other specs, and which these are.
    pub(crate) fn twin(&self, path: &str) -> Option<(&Twin, Vec<&str>)> {
        let all = self.twins.get(path)?;
        let same = |twin: &Twin| all.iter().filter(|other| other.kind == twin.kind).count();
        // Of equally many the first: the order of the files does not matter.
        let best = all.iter().rev().max_by_key(|twin| same(twin))?;
        let of = all.iter().filter(|other| other.kind == best.kind);
        Some((best, of.map(|twin| twin.of.as_str()).collect()))
    }

    /// Fields that name another object, those in most specs first.
    pub(crate) fn references(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<(usize, &str, &str)> = Vec::new();
        for (name, twins) in &self.twins {
            if let Some(Type::Ref(resource)) = twins.first().map(|twin| &twin.kind) {
                all.push((twins.len(), name, resource));
            }
        }
        all.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
        all.into_iter().map(|(_, name, of)| (name, of)).collect()
    }
}

fn learn(above: &str, fields: &Map<Field>, of: &str, twins: &mut BTreeMap<String, Vec<Twin>>) {
    for (name, field) in fields {
        let path = joined(above, name);
        let twin = Twin {
            kind: field.kind.clone(),
            format: field.format,
            sensitive: field.sensitive == Some(true),
            access: field.access,
            of: of.to_owned(),
        };
        if let Some(members) = &field.fields {
            learn(&path, members, of, twins);
        }
        if let Some(Other::Fields(members)) = &field.or {
            learn(&path, members, of, twins);
        }
        twins.entry(path).or_default().push(twin);
    }
}

/// The path of a member.
pub(crate) fn joined(above: &str, name: &str) -> String {
    match above.is_empty() {
        true => name.to_owned(),
        false => format!("{above}.{name}"),
    }
}
