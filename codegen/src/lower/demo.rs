//! What a made-up tenant holds.

use planhat_spec::model::{self, Ends, Form, Json, Map, Told};

use crate::ir::{Case, Demo, Share};

pub(super) fn share(spec: &model::Share) -> Share {
    let cases: Vec<Vec<Case>> = spec
        .cases
        .values()
        .map(|group| group.iter().map(case).collect())
        .collect();
    let (least, most) = match spec.count {
        Some(Ends(least, most)) => (count(least), count(most)),
        None => {
            let all = cases.first().map_or(1, Vec::len);
            let all = u32::try_from(all).unwrap_or(u32::MAX);
            (all, all)
        }
    };
    let when = spec.when.first();
    Share {
        per: spec.per.clone(),
        least,
        most,
        when: when.map(|(field, values)| (field.clone(), texts(values))),
        cases,
        defines: spec.defines.clone(),
    }
}

pub(super) fn demo(spec: &model::Demo) -> Demo {
    match spec {
        model::Demo::Words(kind) => Demo::Words(kind.clone()),
        model::Demo::Nothing => Demo::Nothing,
        model::Demo::Form(form) => self::form(form),
    }
}

fn case(spec: &Map<Told>) -> Case {
    let mut case = Case {
        weight: 1,
        fields: Vec::new(),
        holds: None,
    };
    for (name, told) in spec {
        match (name.as_str(), told) {
            ("$weight", Told::Value(weight)) => {
                case.weight = weight.as_f64().map_or(1, count);
            }
            ("$holds", told) => case.holds = Some(self::told(told)),
            _ => case.fields.push((name.clone(), self::told(told))),
        }
    }
    case
}

fn told(told: &Told) -> Demo {
    match told {
        Told::Value(Json::Null) => Demo::Nothing,
        Told::Value(Json::String(text)) if text.contains('{') => Demo::Text(text.clone()),
        Told::Value(value) => Demo::Values(vec![value.to_string()]),
        Told::Form(form) => self::form(form),
    }
}

/// A form has one key: the reader of specs sees to it.
fn form(form: &Form) -> Demo {
    let pair = |map: &Option<Map<Ends>>| {
        let (name, ends) = map.as_ref()?.first()?;
        Some((name.clone(), *ends))
    };
    if let Some(kind) = &form.words {
        return Demo::Words(kind.clone());
    }
    if let Some(values) = &form.values {
        return Demo::Values(texts(values));
    }
    if let Some(Ends(least, most)) = form.range {
        return Demo::Range(least, most);
    }
    if let Some(Ends(least, most)) = form.days {
        return Demo::Days(days(least), days(most));
    }
    if let Some(text) = &form.text {
        return Demo::Text(text.clone());
    }
    if let Some((name, Ends(least, most))) = pair(&form.times) {
        return Demo::Times(name, least, most);
    }
    if let Some((name, Ends(least, most))) = pair(&form.after) {
        return Demo::After(name, days(least), days(most));
    }
    match &form.sum {
        Some(name) => Demo::Sum(name.clone()),
        None => Demo::Nothing,
    }
}

fn texts(values: &[Json]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

// A float becomes an integer at its bounds at most.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn count(number: f64) -> u32 {
    number.round() as u32
}

// As above, and below zero it is negative.
#[allow(clippy::cast_possible_truncation)]
fn days(number: f64) -> i32 {
    number.round() as i32
}
