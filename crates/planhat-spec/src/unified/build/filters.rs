//! What lists can be filtered by, and who filters.

use indexmap::IndexMap;

use super::filter_checks::{empty, no_target, operators, unified_words};
use super::filter_names::{self, Named};
use super::scope::Scope;
use super::words::{are_one_to_one, is_value};
use crate::SpecSet;
use crate::model::{Filter as Effect, Json, Map, Parameter, Query, Type, UnifiedFilter};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Faults};
use crate::unified::mapping::{
    Convert, Filter, Kind, Method, MethodKind, Op, Part, Pushdown, Read, Rule,
};
use crate::unified::record::Record;

/// The filters of a file.
pub(super) fn of(
    scope: &Scope<'_>,
    rules: &[Rule],
    route: Option<&str>,
    faults: &mut Faults<'_>,
) -> Vec<Filter> {
    let by_name: Rules<'_> = rules
        .iter()
        .map(|rule| (rule.field.as_str(), rule))
        .collect();
    let mut all = Vec::new();
    for named in &scope.spec.filters.0 {
        if faults.are_many() {
            break;
        }
        all.extend(filter(scope, &by_name, route, named, faults));
    }
    all
}

/// The rules of a file by their fields.
pub(super) type Rules<'r> = IndexMap<&'r str, &'r Rule>;

fn filter(
    scope: &Scope<'_>,
    rules: &Rules<'_>,
    route: Option<&str>,
    (name, spec): (&String, &UnifiedFilter),
    faults: &mut Faults<'_>,
) -> Option<Filter> {
    let at = [Step::from("filters"), name.into()];
    let named = match (&spec.source, &spec.query) {
        (None, None) if !rules.contains_key(top(name)) => filter_names::of(scope, rules, name),
        _ => Named::default(),
    };
    let asked_for = spec.query.as_deref().filter(|query| *query != "none");
    let query = asked_for.or(named.parameter.as_deref());
    let text = spec.source.as_ref().or(named.path.as_ref()).unwrap_or(name);
    let target = Target::of(scope, rules, text);
    let only_query = query.is_some() && spec.source.is_none();
    if let Err(why) = &target
        && !only_query
    {
        no_target(rules, text, &at, spec, why, faults);
        return None;
    }
    let target = target.ok();
    let kind = target.as_ref().map_or(Kind::String, |one| one.kind.clone());
    let usual = match target {
        Some(_) if named.parameter.is_none() => ops(&kind),
        _ => vec![Op::Eq],
    };
    operators(spec, target.as_ref(), &at, faults);
    unified_words(spec, target.as_ref(), &at, faults);
    let pushdown = match query {
        _ if route == Some(text.as_str()) => Pushdown::Route,
        Some(query) => asked(scope, spec, query, &at, faults)?,
        None if spec.query.is_some() => Pushdown::Scan,
        None => target
            .as_ref()
            .and_then(|target| implied(scope, spec, target))
            .unwrap_or(Pushdown::Scan),
    };
    if route.is_none() {
        empty(rules, name, text, &at, faults);
    }
    Some(Filter {
        name: name.clone(),
        path: target.map(|_| text.clone()),
        kind,
        ops: spec.ops.clone().unwrap_or(usual),
        pushdown,
    })
}

/// The field that a unified path begins with.
pub(super) fn top(path: &str) -> &str {
    path.split_once('.').map_or(path, |(top, _)| top)
}

/// What a unified path leads to.
pub(super) struct Target {
    pub(super) kind: Kind,
    /// The wire field whose values these are, one by one.
    wire: Option<String>,
}

pub(super) struct Missing {
    pub(super) field: String,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Target {
    fn of(scope: &Scope<'_>, rules: &Rules<'_>, text: &str) -> Result<Self, Missing> {
        let (field, rest) = match text.split_once('.') {
            Some((field, rest)) => (field, Some(rest)),
            None => (text, None),
        };
        let Some(rule) = rules.get(field) else {
            let known = rules.keys().copied();
            return Err(Missing {
                field: field.to_owned(),
                message: format!("the model has no field `{field}`"),
                help: hint(field, known),
            });
        };
        let kind = match rest {
            None => rule.kind.clone(),
            Some(rest) => member(scope, &rule.kind, rest).map_err(|(message, help)| Missing {
                field: String::new(),
                message,
                help,
            })?,
        };
        Ok(Target {
            kind,
            wire: wire(rule, rest),
        })
    }
}

/// The kind of a member, of lists that of the items'.
fn member(scope: &Scope<'_>, kind: &Kind, name: &str) -> Result<Kind, (String, Option<String>)> {
    match kind {
        Kind::List(item) => member(scope, item, name),
        Kind::Any | Kind::Object => Ok(Kind::Any),
        Kind::Shape(shape) => {
            let (name, rest) = match name.split_once('.') {
                Some((name, rest)) => (name, Some(rest)),
                None => (name, None),
            };
            let shape = scope.base.shapes.get(shape);
            let mut members = shape.into_iter().flat_map(|shape| &shape.members);
            match (members.find(|one| one.name == name), rest) {
                (Some(one), None) => Ok(one.kind.clone()),
                (Some(one), Some(rest)) => member(scope, &one.kind, rest),
                (None, _) => {
                    let known = shape.into_iter().flat_map(|shape| &shape.members);
                    let help = hint(name, known.map(|one| one.name.as_str()));
                    Err((format!("it has no member `{name}`"), help))
                }
            }
        }
        kind => Err((format!("`{}` has no members, such as `{name}`", kind), None)),
    }
}

/// The wire field that holds what stands at a unified path, unchanged or word for word.
pub(super) fn wire(rule: &Rule, rest: Option<&str>) -> Option<String> {
    match &rule.read {
        Read::First(all) => {
            let first = all.first()?;
            let [path] = first.paths.as_slice() else {
                return None;
            };
            let same = match (&first.convert, rest) {
                (Convert::Keep, None) => true,
                (Convert::Enum(words), None) => are_one_to_one(words),
                (Convert::Ref(_) | Convert::RefList(_) | Convert::TypeRef(_), Some("id")) => true,
                (Convert::Tags, Some("id" | "name")) => true,
                (Convert::Wrap { member, .. }, Some(rest)) => member == rest,
                _ => false,
            };
            path.only().filter(|_| same).map(str::to_owned)
        }
        Read::Parts { parts, .. } => {
            let (_, part) = parts
                .iter()
                .find(|(member, _)| Some(member.as_str()) == rest)?;
            match part {
                Part::Path(path) => path.only().map(str::to_owned),
                Part::Const(_) => None,
            }
        }
        _ => None,
    }
}

/// Operators, in the order they are told.
pub(super) fn ops(kind: &Kind) -> Vec<Op> {
    match kind {
        Kind::String => vec![Op::Eq, Op::Ne, Op::In, Op::Contains, Op::Exists],
        Kind::Enum(_) => vec![Op::Eq, Op::Ne, Op::In, Op::Exists],
        Kind::Integer | Kind::Number | Kind::DateTime | Kind::Date => {
            vec![Op::Eq, Op::Ne, Op::Gt, Op::Gte, Op::Lt, Op::Lte, Op::Exists]
        }
        Kind::Boolean => vec![Op::Eq, Op::Ne, Op::Exists],
        Kind::List(_) => vec![Op::Eq, Op::In, Op::Contains, Op::Exists],
        Kind::Any => vec![Op::Eq, Op::Ne, Op::In, Op::Contains, Op::Exists],
        Kind::Object | Kind::Shape(_) => vec![Op::Exists],
    }
}

pub(super) fn list<'s>(scope: &'s Scope<'_>) -> Option<&'s Method> {
    scope
        .methods
        .iter()
        .find(|one| one.kind == MethodKind::List)
}

/// The parameters of the list, its own and shared ones.
pub(super) fn parameters<'a>(set: &'a SpecSet, method: &Method) -> Option<&'a Map<Query>> {
    let resource = set.resources.get(&method.resource)?;
    Some(&resource.operations.get(&method.operation)?.query)
}

/// The parameter that a filter names.
fn asked(
    scope: &Scope<'_>,
    spec: &UnifiedFilter,
    query: &str,
    at: &[Step],
    faults: &mut Faults<'_>,
) -> Option<Pushdown> {
    let set = scope.base.set;
    let own = list(scope).and_then(|method| parameters(set, method));
    let found = match own.and_then(|own| own.get(query)) {
        Some(Query::Parameter(parameter)) => Some(parameter.as_ref()),
        Some(Query::Removed) => None,
        None => set.api.query.get(query),
    };
    let Some(parameter) = found else {
        let at = [at, &[Step::from("query")]].concat();
        let known = own.into_iter().flatten().map(|(name, _)| name.as_str());
        let message = format!(
            "the list of {} has no parameter `{query}`",
            scope.resource()
        );
        faults
            .value("SPEC111", &at, message)
            .maybe_help(hint(query, known))
            .about(About::Resource(scope.resource().to_owned()));
        return None;
    };
    for (word, value) in &spec.values {
        let boolean = parameter.kind == Some(Type::Boolean);
        let listed = parameter.values.as_ref().filter(|_| !parameter.open);
        let listed = listed.map(|values| values.0.iter().map(|(value, _)| value.as_str()));
        let at = [at, &[Step::from("values"), word.into()]].concat();
        is_value(value, boolean, listed, query, &at, faults);
    }
    Some(Pushdown::Query {
        parameter: query.to_owned(),
        values: pairs(spec),
        unverified: spec.unverified || parameter.unverified || is_wider(parameter),
    })
}

/// Whether a parameter lets more through than what is asked for: it brings hidden records along.
fn is_wider(parameter: &Parameter) -> bool {
    match &parameter.filter {
        Some(Effect::By(form)) => form.reveals.is_some() || form.selects.is_some(),
        _ => false,
    }
}

/// Unified values and those of the parameter.
fn pairs(spec: &UnifiedFilter) -> Vec<(Json, Json)> {
    let pair = |(word, value): (&String, &Json)| (Json::String(word.clone()), value.clone());
    spec.values.iter().map(pair).collect()
}

/// The parameter, or the key, that finds records by the value of a field.
fn implied(scope: &Scope<'_>, spec: &UnifiedFilter, target: &Target) -> Option<Pushdown> {
    let wire = target.wire.as_deref()?;
    let set = scope.base.set;
    let own = parameters(set, list(scope)?)?;
    for (name, query) in own {
        let Query::Parameter(parameter) = query else {
            continue;
        };
        let shared = set.api.query.contains_key(name);
        let field = match &parameter.filter {
            None if shared => continue,
            None => name,
            Some(Effect::None) => continue,
            Some(Effect::By(form)) => match form.forms().as_slice() {
                [("equals" | "reveals" | "selects", field)] => *field,
                _ => continue,
            },
        };
        let shown = scope.record.shown(field);
        if field == wire || shown == wire {
            return Some(Pushdown::Query {
                parameter: name.clone(),
                values: pairs(spec),
                unverified: spec.unverified || parameter.unverified || is_wider(parameter),
            });
        }
    }
    key(scope, wire)
}

/// A key that a record can be read by.
fn key(scope: &Scope<'_>, wire: &str) -> Option<Pushdown> {
    let set = scope.base.set;
    let get = scope
        .methods
        .iter()
        .find(|one| one.kind == MethodKind::Get)?;
    let resource = set.resources.get(&get.resource)?;
    let record = Record::of(set, &get.resource)?;
    let operation = resource.operations.get(&get.operation)?;
    let ids = operation.ids.as_ref().or(resource.keys.as_ref())?;
    let named = |id: &&String| id.as_str() == wire || record.shown(id) == wire;
    let id = ids.iter().find(named)?;
    let prefix = set.api.keys.get(id)?.prefix.clone()?;
    Some(Pushdown::Key { prefix })
}
