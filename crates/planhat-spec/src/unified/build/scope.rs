//! What a field of a model is resolved in.

use indexmap::IndexMap;

use super::kind::closed;
use super::words::is_value;
use crate::SpecSet;
use crate::model::{Field, Map, Type, UnifiedCondition, UnifiedModel};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Faults};
use crate::unified::mapping::{Condition, Method, MethodKind, Shape};
use crate::unified::record::{Lost, Record};

/// All that does not depend on one model.
pub(crate) struct Base<'a> {
    pub(crate) set: &'a SpecSet,
    pub(crate) shapes: IndexMap<String, Shape>,
    /// The models of the API, by the names of their files.
    pub(crate) models: &'a Map<UnifiedModel>,
}

/// One file of a model.
pub(super) struct Scope<'a> {
    pub(super) base: &'a Base<'a>,
    pub(super) spec: &'a UnifiedModel,
    pub(super) record: Record<'a>,
    pub(super) methods: Vec<Method>,
}

/// Which methods take a wire field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Taken {
    pub(super) any: bool,
    /// No method but a create.
    pub(super) create_only: bool,
}

impl<'a> Base<'a> {
    /// Whether the API has a model of this name.
    pub(super) fn has_model(&self, name: &str) -> bool {
        self.models.values().any(|spec| spec.model == name)
    }

    /// Says that there is no such model.
    pub(super) fn unknown_model(&self, at: &[Step], name: &str, faults: &mut Faults<'_>) {
        let known = self.models.values().map(|spec| spec.model.as_str());
        faults
            .value("SPEC110", at, format!("there is no model `{name}`"))
            .maybe_help(hint(name, known))
            .about(About::Model(name.to_owned()));
    }

    /// The model that stands on a resource: one without scope, else one that is read through it, else
    /// the first.
    pub(super) fn model_of(&self, resource: &str) -> Option<&'a str> {
        let plain = |spec: &&UnifiedModel| spec.facet.is_none();
        let all = || self.models.values().filter(plain);
        let on = |spec: &&UnifiedModel| spec.resource == resource;
        let through = |spec: &&UnifiedModel| {
            let methods = spec.methods.iter().flat_map(|methods| methods.0.values());
            methods
                .into_iter()
                .any(|method| method.resource.as_deref() == Some(resource))
        };
        let whole = all().filter(on).find(|spec| spec.scope.is_empty());
        let found = whole.or_else(|| all().find(through));
        let found = found.or_else(|| all().find(on));
        found.map(|spec| spec.model.as_str())
    }
}

impl<'a> Scope<'a> {
    pub(super) fn resource(&self) -> &'a str {
        &self.spec.resource
    }

    /// The methods that send fields.
    pub(super) fn writing(&self) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter(|method| method.kind.writes())
    }

    pub(super) fn taken(&self, wire: &str) -> Taken {
        let kinds: Vec<MethodKind> = self
            .writing()
            .filter(|method| self.takes(method, wire))
            .map(|method| method.kind)
            .collect();
        let updates = self.writing().any(|one| one.kind == MethodKind::Update);
        Taken {
            any: !kinds.is_empty(),
            create_only: updates
                && kinds.contains(&MethodKind::Create)
                && !kinds.contains(&MethodKind::Update),
        }
    }

    fn takes(&self, method: &Method, wire: &str) -> bool {
        if method.resource == self.spec.resource {
            return self.record.takes(&method.operation, wire);
        }
        let other = Record::of(self.base.set, &method.resource);
        other.is_some_and(|other| other.takes(&method.operation, wire))
    }

    /// Whether the resource sends a constant in this field.
    pub(super) fn is_fixed(&self, wire: &str) -> bool {
        self.record.resource.fixed.contains_key(wire)
    }
}

/// The values of a condition are such that the field can have.
fn values(
    field: &Field,
    name: &str,
    condition: &UnifiedCondition,
    at: &[Step],
    faults: &mut Faults<'_>,
) {
    let closed = closed(Some(field));
    for (item, value) in condition.values.iter().enumerate() {
        let mut at = at.to_vec();
        at.extend(condition.not.then(|| Step::from("not_in")));
        at.extend((condition.values.len() > 1).then(|| Step::from(item)));
        let listed = closed.as_ref().map(|all| all.iter().map(String::as_str));
        let boolean = field.kind == Type::Boolean;
        is_value(value, boolean, listed, name, &at, faults);
    }
}

/// Conditions on fields of a record.
pub(super) fn conditions(
    record: &Record<'_>,
    spec: &Map<UnifiedCondition>,
    at: &[Step],
    faults: &mut Faults<'_>,
) -> Vec<Condition> {
    let mut all = Vec::new();
    for (field, condition) in spec {
        let at = [at, &[Step::from(field)]].concat();
        if let Some(known) = record.fields.get(field) {
            values(known, field, condition, &at, faults);
        } else {
            match record.unknown(field) {
                Lost::Unknown(name, message, help) => {
                    let about = About::Field(record.resource.resource.clone(), name);
                    faults
                        .key("SPEC111", &at, message)
                        .maybe_help(help)
                        .about(about);
                }
                lost => faults.lost(&record.resource.resource, &at, lost),
            }
            continue;
        }
        all.push(Condition {
            field: field.clone(),
            one_of: condition.values.clone(),
            not: condition.not,
        });
    }
    all
}
