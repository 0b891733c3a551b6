//! Puts together what the spec will say: which fields are shared, which are its own, which keys it
//! has and which calls.

use std::collections::BTreeSet;

use super::Row;
use super::guess::{At, Guess, Or, Strength, guess};
use super::member::{Member, rust_name};
use super::operations::{Operations, operations};
use super::records::{self, Record, Samples};
use super::twin;
use super::words::words;
use crate::check::is_type_taken;
use crate::known::Known;
use crate::model::{Field, Type};
use crate::names::{field_rust_name, type_name};
use crate::scaffold::Name;

/// All that the spec will say.
pub(super) struct Spec<'a> {
    pub(super) name: &'a Name,
    pub(super) record: Record,
    pub(super) operations: Operations,
    /// How many calls were recorded.
    pub(super) calls: usize,
    /// The object whose path and fields it shares.
    pub(super) view_of: Option<String>,
    pub(super) keys: Vec<String>,
    /// Fields of planhat.yaml, with their types.
    pub(super) common: Vec<(String, String)>,
    /// Fields of the object that it is a view of, with their types.
    pub(super) inherited: Vec<(String, String)>,
    pub(super) fields: Vec<Own>,
}

/// A field of its own.
pub(super) struct Own {
    pub(super) member: Member,
    /// Whether a call sent it.
    pub(super) sent: bool,
    /// Whether it is probably only read.
    pub(super) reads: bool,
}

/// Sorts out what the samples hold.
pub(super) fn spec<'a>(name: &'a Name, samples: Samples, known: &Known) -> Spec<'a> {
    let Samples { mut record, calls } = samples;
    let usual = format!("/{}", name.plural.replace('_', ""));
    let recorded = calls.len();
    let operations = operations(calls, &usual, &mut record, known);
    let view_of = operations.collection.as_deref();
    let view_of = view_of
        .and_then(|path| known.at_path(path))
        .map(str::to_owned);
    let mut spec = Spec {
        keys: Vec::new(),
        common: Vec::new(),
        inherited: Vec::new(),
        fields: Vec::new(),
        name,
        record,
        operations,
        calls: recorded,
        view_of,
    };
    spec.sort_fields(known);
    spec.find_keys(known);
    spec.name_types();
    spec
}

impl Spec<'_> {
    fn sort_fields(&mut self, known: &Known) {
        let parent = self
            .view_of
            .as_ref()
            .and_then(|name| known.resources.get(name));
        let mut taken = BTreeSet::new();
        let (mut own, mut waiting) = (Vec::new(), Vec::new());
        for (wire, member) in &self.record.fields {
            let fits = |field: &&Field| twin::fits_field(field, &member.all);
            let inherited = parent.and_then(|parent| {
                let shared = parent
                    .common
                    .contains(wire)
                    .then(|| known.common(wire))
                    .flatten();
                parent.fields.get(wire).or(shared)
            });
            let common = known.common(wire).filter(fits);
            let shown = |field: &Field| (wire.clone(), field.kind.to_string());
            match (inherited.filter(fits), common) {
                (Some(field), _) => self.inherited.push(shown(field)),
                (None, Some(field)) => self.common.push(shown(field)),
                (None, None) => {
                    waiting.push((wire, member));
                    continue;
                }
            }
            taken.insert(field_rust_name(wire, None));
        }
        taken.extend(parent.iter().flat_map(|parent| {
            let fields = parent.fields.iter();
            fields.map(|(wire, field)| field_rust_name(wire, field.name.as_deref()))
        }));
        taken.extend(known.keys().iter().map(|key| field_rust_name(key, None)));
        for (wire, member) in waiting {
            if parent.is_some_and(|parent| parent.fields.contains_key(wire)) {
                taken.remove(&field_rust_name(wire, None));
            }
            own.push(self.own(wire, member, &mut taken, known));
        }
        self.fields = own;
    }

    fn own(
        &self,
        wire: &str,
        member: &records::Member,
        taken: &mut BTreeSet<String>,
        known: &Known,
    ) -> Own {
        let at = At {
            known,
            name: wire,
            path: wire,
            depth: 0,
        };
        let mut found = guess(at, &member.all);
        if member.sent.values() > 0 {
            found = turned(found, &guess(at, &member.sent));
        }
        let kind = &found.kind;
        Own {
            sent: member.sent.values() + member.sent.nulls > 0,
            reads: twin::is_read(known, wire) || (*kind == Type::DateTime && tells_of_change(wire)),
            member: Member {
                wire: wire.to_owned(),
                name: rust_name(wire, taken),
                guess: found,
                present: member.read,
                of: self.record.read,
            },
        }
    }

    /// The keys that were seen. Something that is only pushed has none.
    fn find_keys(&mut self, known: &Known) {
        let shared = |name: &str| {
            let mut all = self.common.iter().chain(&self.inherited);
            all.any(|(one, _)| one == name)
        };
        let keys = known.keys();
        self.keys = keys
            .iter()
            .filter(|key| shared(key))
            .map(|key| (*key).to_owned())
            .collect();
        let by_id = self
            .operations
            .all
            .iter()
            .any(|one| one.path.contains("{id}"));
        let pushed = !self.operations.all.is_empty() && self.record.read == 0 && !by_id;
        if self.keys.is_empty() && !pushed {
            self.keys.extend(keys.first().map(|key| (*key).to_owned()));
        }
    }

    /// Fields that bring a type get another name where the calls have a type of that name.
    fn name_types(&mut self) {
        let usual = ["list", "get", "create", "update", "delete", "bulk_upsert"];
        let operations = self.operations.all.iter().map(|one| one.name.as_str());
        let types: BTreeSet<String> = operations.chain(usual).map(type_name).collect();
        let shared = self.common.iter().chain(&self.inherited);
        let mut taken: BTreeSet<String> = shared
            .map(|(wire, _)| field_rust_name(wire, None))
            .collect();
        let rust = |own: &Own| field_rust_name(&own.member.wire, own.member.name.as_deref());
        taken.extend(self.fields.iter().map(rust));
        for own in &mut self.fields {
            let name = rust(own);
            if types.contains(&type_name(&name)) || is_type_taken(&name) {
                own.member.name = rust_name(&format!("{name}_field"), &mut taken)
                    .or(Some(format!("{name}_field")));
            }
        }
    }

    /// What was guessed of each field, the shared ones first.
    pub(super) fn rows(&self) -> Vec<Row> {
        let shared = |(field, kind): &(String, String), why: String| Row {
            field: field.clone(),
            kind: kind.clone(),
            strength: Strength::Likely,
            why,
        };
        let common = self.common.iter();
        let common = common.map(|one| shared(one, "shared, from planhat.yaml".to_owned()));
        let view = self.view_of.as_deref().unwrap_or_default();
        let inherited = self.inherited.iter();
        let inherited = inherited.map(|one| shared(one, format!("as in {view}")));
        let own = self.fields.iter().map(|own| Row {
            field: own.member.wire.clone(),
            kind: own.member.guess.kind.to_string(),
            strength: own.member.guess.strength,
            why: own.member.guess.why.clone(),
        });
        common.chain(inherited).chain(own).collect()
    }
}

/// What is written decides the type, what is read besides stands after `or`.
fn turned(read: Guess, sent: &Guess) -> Guess {
    let Or::Fields(members) = &read.or else {
        return read;
    };
    let (item, object) = match (&read.kind, &sent.kind) {
        (Type::List(item), Type::List(of)) => ((**item).clone(), **of == Type::Object),
        (kind, of) => (kind.clone(), *of == Type::Object),
    };
    if !object {
        return read;
    }
    let mut turned = Guess::new(sent.kind.clone(), read.strength, read.why.clone());
    turned.fields.clone_from(members);
    turned.or = Or::Type(item);
    turned
}

/// Whether a moment is one that a server notes down by itself.
fn tells_of_change(name: &str) -> bool {
    let marks = [
        "created", "updated", "modified", "changed", "last", "create", "update",
    ];
    words(name)
        .iter()
        .any(|word| marks.contains(&word.as_str()))
}
