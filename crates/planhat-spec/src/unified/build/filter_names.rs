//! Filters that are called as Planhat calls them: by a parameter of the list, or by a field that some
//! rule reads.

use super::filters::{Rules, list, parameters, wire};
use super::kind;
use super::scope::Scope;
use crate::model::{Filter as Effect, Query};
use crate::unified::mapping::{Read, Rule};

/// What a name of Planhat leads to.
#[derive(Default)]
pub(super) struct Named {
    /// The parameter of that name.
    pub(super) parameter: Option<String>,
    /// The unified path that shows the field of that name.
    pub(super) path: Option<String>,
}

pub(super) fn of(scope: &Scope<'_>, rules: &Rules<'_>, name: &str) -> Named {
    let own = list(scope).and_then(|method| parameters(scope.base.set, method));
    let parameter = match own.and_then(|own| own.get(name)) {
        Some(Query::Parameter(parameter)) => Some(parameter),
        _ => None,
    };
    let parameter = parameter.filter(|one| !matches!(one.filter, Some(Effect::None)));
    // A parameter may keep records by a field of another name.
    let form = parameter.and_then(|parameter| match &parameter.filter {
        Some(Effect::By(form)) => form.forms().first().map(|(_, field)| field.as_str()),
        _ => None,
    });
    let field = form.unwrap_or(name);
    let known = scope.record.fields.contains_key(field);
    let path = known.then(|| shown(scope, rules, scope.record.shown(field)));
    Named {
        parameter: parameter.map(|_| name.to_owned()),
        path: path.flatten(),
    }
}

/// The unified path that a field of Planhat is read at.
fn shown(scope: &Scope<'_>, rules: &Rules<'_>, field: &str) -> Option<String> {
    let mut paths = rules.iter().flat_map(|(name, rule)| {
        let members = members(scope, rule).into_iter().map(Some);
        std::iter::once(None)
            .chain(members)
            .map(move |member| (*name, *rule, member))
    });
    match paths.find(|(_, rule, member)| reads(rule, *member, field)) {
        Some((name, _, Some(member))) => Some(format!("{name}.{member}")),
        Some((name, _, None)) => Some(name.to_owned()),
        None => {
            let mut rules = rules.iter();
            let (name, _) = rules.find(|(_, rule)| is_read_by(rule, field))?;
            Some((*name).to_owned())
        }
    }
}

/// Whether a single value is made of the field, unchanged or not.
fn is_read_by(rule: &Rule, field: &str) -> bool {
    let first = match &rule.read {
        Read::First(all) => all.first(),
        _ => None,
    };
    let is_it = first.is_some_and(|one| one.paths.iter().any(|path| path.only() == Some(field)));
    is_it && kind::shape_of(&rule.kind).is_none()
}

fn members<'s>(scope: &'s Scope<'_>, rule: &Rule) -> Vec<&'s str> {
    let shape = kind::shape_of(&rule.kind).and_then(|name| scope.base.shapes.get(name));
    let members = shape.into_iter().flat_map(|shape| &shape.members);
    members.map(|member| member.name.as_str()).collect()
}

fn reads(rule: &Rule, member: Option<&str>, field: &str) -> bool {
    match &rule.read {
        Read::Merge(parts) => parts
            .iter()
            .any(|part| part.path.only() == Some(field) && part.member.as_deref() == member),
        _ => wire(rule, member).as_deref() == Some(field),
    }
}
