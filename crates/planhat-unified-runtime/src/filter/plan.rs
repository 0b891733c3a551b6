//! Which part of a filter the server does, and which is done here.

use planhat_core::table::{self, Api, Operation, OperationKind, Resource};
use planhat_spec::unified::mapping::{
    Condition, Convert, Mapping, Method, MethodKind, Model, Op, Pushdown, Read, Rule, Variant,
    Words,
};
use serde_json::Value;

use super::{Asked, Content, Test, plain};
use crate::Error;
use crate::table as tables;

/// How the records of one variant are listed.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The number of the variant.
    pub(crate) variant: usize,
    pub(crate) operation: &'static Operation,
    /// What the server filters by.
    pub(crate) query: Vec<(String, String)>,
    /// The one record that it can be: its id or prefixed key, and how it is read.
    pub(crate) key: Option<(String, Method)>,
    /// What is tried here on unified records.
    pub(crate) tests: Vec<Test>,
    /// What is tried here on the server's records.
    pub(crate) conditions: Vec<Condition>,
}

impl Plan {
    /// Whether records may be left out here.
    pub(crate) fn scans(&self) -> bool {
        !self.tests.is_empty() || !self.conditions.is_empty()
    }
}

/// One plan for each variant that the filters leave; with `keys`, one record may be read in place of
/// a list.
///
/// # Errors
/// When the mapping names what the table has not, or the model has no list.
pub(crate) fn plans(
    api: &'static Api,
    mapping: &Mapping,
    model: &Model,
    asked: &[Asked],
    keys: bool,
) -> Result<Vec<Plan>, Error> {
    let variants = model.variants.iter().enumerate();
    let wanted = variants.filter(|(_, variant)| asked.iter().all(|one| routed(one, variant)));
    wanted
        .map(|(at, variant)| plan(api, mapping, model, (at, variant), asked, keys))
        .collect()
}

/// Whether a filter that chooses variants leaves this one.
fn routed(asked: &Asked, variant: &Variant) -> bool {
    let named = asked.values.iter().any(|value| value.text == variant.name);
    match (&asked.filter.pushdown, asked.op) {
        (Pushdown::Route, Op::Ne) => !named,
        (Pushdown::Route, _) => named,
        _ => true,
    }
}

fn plan(
    api: &'static Api,
    mapping: &Mapping,
    model: &Model,
    (at, variant): (usize, &Variant),
    asked: &[Asked],
    keys: bool,
) -> Result<Plan, Error> {
    let method = tables::method(mapping, model, variant, MethodKind::List)?;
    let operation = tables::operation(api, method)?;
    let mut plan = Plan {
        variant: at,
        operation,
        query: Vec::new(),
        key: None,
        tests: Vec::new(),
        conditions: belonging(operation.resource, variant, asked),
    };
    for one in asked {
        push(api, variant, &mut plan, one);
    }
    settle_key(&mut plan, asked, keys);
    Ok(plan)
}

/// One record is read without a query, so all that was asked for is tried here; what the server alone
/// can tell keeps the list.
fn settle_key(plan: &mut Plan, asked: &[Asked], keys: bool) {
    let mut chosen = asked
        .iter()
        .filter(|one| !matches!(one.filter.pushdown, Pushdown::Route));
    if !keys || chosen.any(|one| one.filter.path.is_none()) {
        plan.key = None;
    }
    if plan.key.is_some() {
        plan.query.clear();
        let tests = asked.iter().filter_map(Test::of);
        plan.tests = tests.collect();
    }
}

/// What records have to be to belong: the scope, and what makes them of the resource. Words that a
/// filter asks for are not left out.
fn belonging(resource: &Resource, variant: &Variant, asked: &[Asked]) -> Vec<Condition> {
    let scope = variant.scope.iter().cloned().map(|mut condition| {
        if condition.not {
            let wanted = asked
                .iter()
                .flat_map(|one| addressed(variant, &condition.field, one));
            let wanted: Vec<String> = wanted.collect();
            condition
                .one_of
                .retain(|word| plain(word).is_none_or(|word| !wanted.contains(&word)));
        }
        condition
    });
    scope
        .filter(|condition| !condition.one_of.is_empty())
        .chain(tables::fixed(resource))
        .collect()
}

/// The server's words that a filter asks for in a wire field.
fn addressed(variant: &Variant, field: &str, asked: &Asked) -> Vec<String> {
    let rule = asked
        .filter
        .path
        .as_deref()
        .and_then(|path| rule(variant, path));
    match rule.filter(|rule| tables::sources(rule).contains(&field)) {
        Some(rule) if matches!(asked.op, Op::Eq | Op::In) => {
            let values = asked.values.iter();
            values
                .filter_map(|value| server_words(rule, asked, &value.text))
                .flatten()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The rule of the field that a unified path begins with.
fn rule<'m>(variant: &'m Variant, path: &str) -> Option<&'m Rule> {
    let field = path.split('.').next()?;
    variant.rules.iter().find(|rule| rule.field == field)
}

fn push(api: &'static Api, variant: &Variant, plan: &mut Plan, asked: &Asked) {
    let here = match &asked.filter.pushdown {
        Pushdown::Route => false,
        Pushdown::Scan => {
            reveal(variant, plan, asked);
            true
        }
        Pushdown::Query {
            parameter,
            values,
            unverified,
        } => match parameter_text(api, variant, plan, asked, parameter, values) {
            Some(text) => {
                plan.query.push((parameter.clone(), text));
                *unverified
            }
            None => {
                reveal(variant, plan, asked);
                true
            }
        },
        Pushdown::Key { prefix } => {
            let get = variant
                .methods
                .iter()
                .find(|method| method.kind == MethodKind::Get);
            let one = (asked.op, asked.values.as_slice(), get, &plan.key);
            if let (Op::Eq | Op::In, [value], Some(get), None) = one {
                plan.key = Some((format!("{prefix}{}", value.text), get.clone()));
            }
            true
        }
    };
    if here {
        plan.tests.extend(Test::of(asked));
    }
}

/// Lets records come which a plain list leaves out.
fn reveal(variant: &Variant, plan: &mut Plan, asked: &Asked) {
    let found = revealing(variant, plan.operation, asked);
    let known = |name: &String| plan.query.iter().any(|(known, _)| known == name);
    if let Some((name, value)) = found.filter(|(name, _)| !known(name)) {
        plan.query.push((name, value));
    }
}

/// The value of a parameter; nothing where the server cannot do the whole of it.
fn parameter_text(
    api: &'static Api,
    variant: &Variant,
    plan: &Plan,
    asked: &Asked,
    parameter: &str,
    values: &[(Value, Value)],
) -> Option<String> {
    let field = plan.operation.parameter(parameter)?;
    if plan.query.iter().any(|(known, _)| known == parameter) {
        return None;
    }
    let pushed = matches!(asked.op, Op::Eq | Op::In) || asked.filter.path.is_none();
    if !pushed {
        return None;
    }
    let rule = asked
        .filter
        .path
        .as_deref()
        .and_then(|path| rule(variant, path));
    let mut texts = Vec::new();
    for value in &asked.values {
        match rule {
            _ if !values.is_empty() => texts.push(translated(values, &value.text)?),
            Some(rule) => texts.extend(server_words(rule, asked, &value.text)?),
            None => texts.push(value.text.clone()),
        }
    }
    let many = matches!(field.kind, table::Kind::List(_));
    let bad = |text: &String| text.is_empty() || (many && text.contains(','));
    if texts.iter().any(bad) || (texts.len() != 1 && !many) {
        return None;
    }
    let joined = texts.join(",");
    (joined.len() <= api.limits.query_bytes).then_some(joined)
}

/// The server's words for a value, all of them; nothing where they cannot be told.
fn server_words(rule: &Rule, asked: &Asked, value: &str) -> Option<Vec<String>> {
    let convert = match &rule.read {
        Read::First(alternatives) => match alternatives.as_slice() {
            [one] => &one.convert,
            [] => return None,
            // Another source may have the value.
            [first, ..] if !matches!(first.convert, Convert::Keep) => return None,
            [first, ..] => &first.convert,
        },
        _ => return Some(vec![value.to_owned()]),
    };
    let member = asked
        .filter
        .path
        .as_deref()?
        .split_once('.')
        .map(|(_, rest)| rest);
    match (convert, member) {
        (Convert::TypeRef(_), Some("id")) => Some(vec![value.to_owned()]),
        (Convert::Enum(words) | Convert::TypeRef(words), _) => exact(words, value),
        (Convert::Keep | Convert::Number | Convert::Tags, _) => Some(vec![value.to_owned()]),
        (Convert::Ref(_) | Convert::RefList(_), Some("id")) => Some(vec![value.to_owned()]),
        _ => None,
    }
}

/// The server's words for a word of the model, where all that are read as it are known.
fn exact(words: &Words, value: &str) -> Option<Vec<String>> {
    let (_, server) = words.table.iter().find(|(word, _)| word == value)?;
    let rest = words.rest.as_deref() == Some(value);
    match words.fold_case || rest {
        true => None,
        false => server.iter().map(plain).collect(),
    }
}

/// What a parameter takes for a value, by a table of its own.
fn translated(values: &[(Value, Value)], given: &str) -> Option<String> {
    let same = |value: &Value| plain(value).as_deref() == Some(given);
    let (_, sent) = values.iter().find(|(value, _)| same(value))?;
    plain(sent)
}

/// The parameter that lets records come which a plain list leaves out, where a filter asks for them.
fn revealing(variant: &Variant, operation: &Operation, asked: &Asked) -> Option<(String, String)> {
    let rule = rule(variant, asked.filter.path.as_deref()?)?;
    let sources = tables::sources(rule);
    let parameter = operation.query.iter().find(|parameter| {
        matches!(parameter.filter, Some(table::Filter::Reveals(field)) if sources.contains(&field))
    })?;
    let hides = matches!(
        (asked.op, asked.values.as_slice()),
        (Op::Eq, [value]) if value.content == Content::Flag(false)
    );
    (!hides).then(|| (parameter.name.to_owned(), "true".to_owned()))
}

/// Whether an operation reads one record.
pub(crate) fn reads_one(operation: &Operation) -> bool {
    operation.kind == OperationKind::Get
}
