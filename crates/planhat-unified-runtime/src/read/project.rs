//! Which fields of a record are wanted, and what becomes of the others.

use std::borrow::Cow;

use indexmap::IndexMap;
use planhat_spec::unified::mapping::{Model, Read as Way, Rule};

use crate::error::{Code, Error, Failure, Insight};
use crate::nearest::hint;
use crate::value::{Out, Sort, unescape};

/// Which fields of a record are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Projection {
    /// These alone, such as `name` or `owner.id`; all where there is none.
    pub fields: Vec<String>,
    /// Not these.
    pub exclude: Vec<String>,
    /// Whether the record as it came is wanted too.
    pub remote_data: bool,
    /// Settings that rules look at, by name; the others are as the model has them.
    pub options: IndexMap<String, String>,
}

impl Projection {
    /// Refuses fields that the model does not have.
    ///
    /// # Errors
    /// When there are such, with the nearest that it has.
    pub fn check(&self, model: &Model) -> Result<(), Error> {
        let known: Vec<&str> = model
            .variants
            .iter()
            .flat_map(|variant| variant.rules.iter().map(|rule| rule.field.as_str()))
            .collect();
        let unknown = self
            .fields
            .iter()
            .chain(&self.exclude)
            .filter(|path| !known.contains(&head(path)));
        let failures: Vec<Failure> = unknown
            .map(|path| Failure {
                path: path.clone(),
                code: Code::InvalidRequest,
                message: format!(
                    "`{}` has no such field{}",
                    model.name,
                    hint(head(path), known.iter().copied())
                ),
                remote_field: None,
            })
            .collect();
        match failures.is_empty() {
            true => Ok(()),
            false => Err(Error::of_failures(failures, Insight::default())),
        }
    }

    /// Whether a field is wanted, or a part of it.
    pub(crate) fn wants(&self, rule: &Rule) -> bool {
        let named = self.fields.iter().any(|path| head(path) == rule.field);
        let whole = matches!(rule.read, Way::Whole);
        let asked = match self.fields.is_empty() {
            true => !whole || self.remote_data,
            false => named || (whole && self.remote_data),
        };
        asked && !self.exclude.contains(&rule.field)
    }

    /// The parts of a field that alone are wanted, and those that are not.
    pub(super) fn parts(&self, field: &str) -> (Vec<String>, Vec<String>) {
        let whole = self.fields.iter().any(|path| path == field);
        let keep = if whole {
            Vec::new()
        } else {
            below(&self.fields, field)
        };
        (keep, below(&self.exclude, field))
    }
}

/// The first name of a path.
fn head(path: &str) -> &str {
    path.split_once('.').map_or(path, |(head, _)| head)
}

fn below(paths: &[String], field: &str) -> Vec<String> {
    let rest = paths
        .iter()
        .filter_map(|path| path.strip_prefix(field)?.strip_prefix('.'));
    rest.map(str::to_owned).collect()
}

/// A value with these members alone.
pub(super) fn keep<'a>(out: Out<'a>, paths: &[String]) -> Out<'a> {
    each(out, &|name, value| {
        let rest = below(paths, name);
        if paths.iter().any(|path| path == name) {
            Some(value)
        } else if rest.is_empty() {
            None
        } else {
            Some(keep(value, &rest))
        }
    })
}

/// A value without these members.
pub(super) fn leave_out<'a>(out: Out<'a>, paths: &[String]) -> Out<'a> {
    each(out, &|name, value| {
        let rest = below(paths, name);
        if paths.iter().any(|path| path == name) {
            None
        } else if rest.is_empty() {
            Some(value)
        } else {
            Some(leave_out(value, &rest))
        }
    })
}

/// Each member of an object, or of the objects of a list.
fn each<'a>(out: Out<'a>, choose: &dyn Fn(&str, Out<'a>) -> Option<Out<'a>>) -> Out<'a> {
    match opened(out) {
        Out::Object(members) => {
            let chosen = members.into_iter().filter_map(|(name, value)| {
                let value = choose(&name, value)?;
                Some((name, value))
            });
            Out::Object(chosen.collect())
        }
        Out::List(items) => Out::List(items.into_iter().map(|item| each(item, choose)).collect()),
        other => other,
    }
}

/// A value of the record as one whose members can be told apart.
fn opened(out: Out<'_>) -> Out<'_> {
    match out {
        Out::Raw(raw) if raw.sort() == Sort::Object => {
            let member =
                |(key, value)| -> (Cow<'_, str>, Out<'_>) { (unescape(key), Out::Raw(value)) };
            Out::Object(raw.members().map(member).collect())
        }
        Out::Raw(raw) if raw.sort() == Sort::List => Out::List(raw.items().map(Out::Raw).collect()),
        other => other,
    }
}
