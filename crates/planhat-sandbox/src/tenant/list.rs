//! Lists: filters, order, a page, and the fields asked for.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use bytes::Bytes;
use planhat_core::table::{Operation, OperationKind, Returns};
use serde_json::Value;

use super::catalog::Kind;
use super::filter::{self, Test};
use super::route::Target;
use super::shelf::{Id, Record, Shelf};
use super::{Doc, Tenant, show};
use crate::exchange::Answer;

impl Tenant {
    pub(crate) fn list(&self, target: &Target, query: &str) -> Result<Answer, Answer> {
        let operation = target.operation;
        let kind = self.catalog().of(operation);
        let pairs = filter::pairs(operation, query);
        let mut tests = filter::tests(operation, &pairs);
        let fields = target.fields();
        tests.extend(fields.map(|(name, value)| Test::Any(name, vec![value.to_owned()])));
        let state = self.read_state();
        let shelf = &state.shelves[kind.shelf];
        let keeps = |record: &&Record| {
            kind.holds(&record.doc) && tests.iter().all(|test| test.keeps(&record.doc))
        };
        let limit = limit(operation, value(&pairs, operation, "limit"));
        let offset = value(&pairs, operation, "offset").and_then(|text| text.parse().ok());
        let offset: usize = offset.unwrap_or(0);
        let sort = value(&pairs, operation, "sort").unwrap_or("");
        let records = candidates(shelf, &tests);
        let page: Vec<&Record> = match sort.strip_prefix('-').unwrap_or(sort) {
            "" | "_id" if sort.starts_with('-') => records
                .rev()
                .filter(keeps)
                .skip(offset)
                .take(limit)
                .collect(),
            "" | "_id" => records.filter(keeps).skip(offset).take(limit).collect(),
            by => {
                let mut all: Vec<&Record> = records.filter(keeps).collect();
                order(&mut all, by, sort.starts_with('-'));
                all.into_iter().skip(offset).take(limit).collect()
            }
        };
        let shown = shown(operation, value(&pairs, operation, "select"));
        Ok(answer(&page, kind, operation, shown.as_deref()))
    }
}

/// A parameter of the table that was given and is not empty.
fn value<'p>(pairs: &'p [(String, String)], operation: &Operation, name: &str) -> Option<&'p str> {
    operation.parameter(name)?;
    let found = pairs.iter().find(|(known, _)| known == name)?;
    Some(found.1.as_str()).filter(|text| !text.is_empty())
}

/// Rows of a page: what is asked for, within the cap; without a limit in the table all of them.
fn limit(operation: &Operation, given: Option<&str>) -> usize {
    let Some(field) = operation.parameter("limit") else {
        return usize::MAX;
    };
    let default = field.default.and_then(|json| json.parse::<usize>().ok());
    // A limit of zero is none, and a cap is a whole number.
    let asked = given
        .and_then(|text| text.parse::<usize>().ok())
        .filter(|rows| *rows > 0);
    let cap = field.max.map_or(usize::MAX, |max| max as usize);
    asked.or(default).unwrap_or(cap).min(cap)
}

/// The records that may pass, in the order of their ids: by an index where a test has one.
fn candidates<'s>(
    shelf: &'s Shelf,
    tests: &[Test],
) -> Box<dyn DoubleEndedIterator<Item = &'s Record> + 's> {
    let indexed = tests.iter().find_map(|test| match test {
        Test::Any("_id", values) => Some(values.iter().map(|id| Id::from(id.as_str())).collect()),
        Test::Any(field, values) if shelf.is_indexed(field) => {
            let ids = values.iter().filter_map(|value| shelf.having(field, value));
            Some(ids.flatten().cloned().collect::<BTreeSet<Id>>())
        }
        _ => None,
    });
    match indexed {
        Some(ids) => Box::new(ids.into_iter().filter_map(|id| shelf.get(&id))),
        None => Box::new(shelf.records()),
    }
}

/// Orders by a field, or by one in an object such as `custom.Name`. Records without a value come
/// first in ascending order.
fn order(records: &mut [&Record], by: &str, descending: bool) {
    records.sort_by(|one, other| {
        let order = rank(inner(&one.doc, by), inner(&other.doc, by));
        let order = order.then_with(|| one.id.cmp(&other.id));
        if descending { order.reverse() } else { order }
    });
}

fn inner<'d>(doc: &'d Doc, path: &str) -> Option<&'d Value> {
    if let Some(value) = doc.get(path) {
        return Some(value);
    }
    let (name, rest) = path.split_once('.')?;
    inner(doc.get(name)?.as_object()?, rest)
}

fn rank(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    let class = |value: Option<&Value>| match value {
        None | Some(Value::Null) => 0,
        Some(Value::Number(_)) => 1,
        Some(Value::String(_)) => 2,
        Some(Value::Object(_)) => 3,
        Some(Value::Array(_)) => 4,
        Some(Value::Bool(_)) => 5,
    };
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => {
            let (one, other) = (one.as_f64(), other.as_f64());
            one.partial_cmp(&other).unwrap_or(Ordering::Equal)
        }
        (Some(Value::String(one)), Some(Value::String(other))) => one.cmp(other),
        (Some(Value::Bool(one)), Some(Value::Bool(other))) => one.cmp(other),
        _ => class(one).cmp(&class(other)),
    }
}

/// The fields to show; nothing for all. A list beside the main one that takes no `select` shows what
/// it promises and no more.
fn shown<'q>(operation: &'static Operation, select: Option<&'q str>) -> Option<Vec<&'q str>> {
    if let Some(select) = select {
        let names = select
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        return Some(std::iter::once("_id").chain(names).collect());
    }
    let mut lists = operation.resource.operations.iter();
    let main = lists.find(|one| one.kind == OperationKind::List)?;
    match operation.returns {
        Returns::Records(promised)
            if main.name != operation.name && operation.parameter("select").is_none() =>
        {
            Some(promised.to_vec())
        }
        _ => None,
    }
}

fn answer(page: &[&Record], kind: &Kind, operation: &Operation, names: Option<&[&str]>) -> Answer {
    let mut body = Vec::with_capacity(page.len() * 2 + 1);
    let comma = Bytes::from_static(b",");
    body.push(Bytes::from_static(b"["));
    for (at, record) in page.iter().enumerate() {
        if at > 0 {
            body.push(comma.clone());
        }
        body.push(match names {
            None if !kind.shaped => record.json.clone(),
            _ => {
                let doc = show::shaped(kind, operation, &record.doc);
                let doc = match names {
                    Some(names) => selected(&doc, names),
                    None => doc,
                };
                serde_json::to_vec(&doc).unwrap_or_default().into()
            }
        });
    }
    body.push(Bytes::from_static(b"]"));
    Answer {
        status: 200,
        content_type: "application/json; charset=utf-8",
        body,
    }
}

fn selected(doc: &Doc, names: &[&str]) -> Doc {
    let mut selected = Doc::new();
    for name in names {
        match (doc.get(*name), name.split_once('.')) {
            (Some(value), _) => {
                selected.insert((*name).to_owned(), value.clone());
            }
            (None, Some((object, key))) => {
                let value = doc.get(object).and_then(|value| value.get(key));
                let into = selected.entry(object).or_insert_with(|| Doc::new().into());
                if let (Some(value), Value::Object(into)) = (value, into) {
                    into.insert(key.to_owned(), value.clone());
                }
            }
            (None, None) => {}
        }
    }
    selected
}
