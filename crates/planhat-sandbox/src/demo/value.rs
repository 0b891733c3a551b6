//! Values in the form that the type of a field asks for.

use planhat_core::table::Kind;
use serde_json::{Number, Value};

use super::moment::{self, DAY};
use super::random::Random;

/// A moment in the form of a type.
pub(super) fn written(kind: &Kind, moment: i64) -> Value {
    match kind {
        Kind::Date => moment::date(moment).into(),
        Kind::Day | Kind::Integer | Kind::Number => moment.div_euclid(DAY).into(),
        Kind::List(item) => written(item, moment),
        _ => moment::text(moment).into(),
    }
}

/// A value as an item, where the type is a list.
fn listed(kind: &Kind, value: Value) -> Value {
    match (kind, value) {
        (Kind::List(_), value) if !value.is_array() => Value::Array(vec![value]),
        (_, value) => value,
    }
}

/// A value as the type has it: text where that is asked for, a list where that is.
pub(super) fn fitting(kind: &Kind, value: Value) -> Value {
    match (kind, value) {
        (Kind::String, Value::Number(number)) => number.to_string().into(),
        (kind, value) => listed(kind, value),
    }
}

pub(super) fn ranged(least: f64, most: f64, random: &mut Random) -> Value {
    let number = random.within(least, most);
    // Whole ends mean whole numbers, and the ends are as likely as any other.
    if let (Some(least), Some(most)) = (whole(least), whole(most)) {
        return random.between(least, most).into();
    }
    let tenths = ((number * 10.0).round() / 10.0).clamp(least, most);
    Number::from_f64(tenths).map_or(Value::Null, Value::Number)
}

/// A number with no more than two decimals.
pub(super) fn rounded(number: f64) -> Value {
    let hundredths = (number * 100.0).round() / 100.0;
    match whole(hundredths) {
        Some(whole) => whole.into(),
        None => Number::from_f64(hundredths).map_or(Value::Null, Value::Number),
    }
}

/// A float without decimals as an integer.
fn whole(number: f64) -> Option<i64> {
    format!("{number:.0}")
        .parse()
        .ok()
        .filter(|_| number.fract() == 0.0)
}

pub(super) fn opaque(random: &mut Random) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let signs = (0..15).filter_map(|_| random.one(SIGNS).copied());
    signs.map(char::from).collect()
}
