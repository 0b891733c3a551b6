//! An amount on the basis that an option says.

use serde_json::{Number, Value};

use super::{Code, Seen, Wanted, Warn, Written};
use crate::value::{Cast, Out, number_of};

/// What the option may be; the first three go by their source.
const BASES: [&str; 4] = ["monthly", "annual", "one_time", "total_contract"];
const MONTHS: usize = 3;

/// Sources: a month, a year, once, months of the contract.
pub(super) fn amount<'a>(seen: &Seen<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    match BASES.iter().position(|basis| Some(*basis) == seen.setting) {
        Some(at) if at < MONTHS => number(seen, at, warn),
        Some(_) => total(seen, warn),
        None => Out::Null,
    }
}

/// A month's amount for all months, and what comes once.
fn total<'a>(seen: &Seen<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    let mut float = |at: usize| match number(seen, at, warn).into_value() {
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    let recurring = match (float(0), float(MONTHS)) {
        (Some(month), Some(months)) => Some(month * months),
        // A part of the total would pass for all of it.
        (Some(month), None) if month != 0.0 => return Out::Null,
        (month, _) => month,
    };
    let sum = match (recurring, float(2)) {
        (None, None) => return Out::Null,
        (recurring, once) => recurring.unwrap_or(0.0) + once.unwrap_or(0.0),
    };
    // Whole sums stay whole numbers, as long as floats count them.
    let number = match sum.fract() == 0.0 && sum.abs() < 9e15 {
        true => Some(Number::from(sum as i64)),
        false => Number::from_f64(sum),
    };
    number.map_or(Out::Null, Out::Number)
}

fn number<'a>(seen: &Seen<'a>, at: usize, warn: &mut Warn<'_>) -> Out<'a> {
    let Some(raw) = seen.one(at) else {
        return Out::Null;
    };
    match number_of(raw, false) {
        Cast::Good(out) => out,
        Cast::Taken(out) => {
            warn.cast(raw, "number");
            out
        }
        Cast::None if raw.quoted() == Some("") => Out::Null,
        Cast::None => warn.unexpected(raw, "number"),
    }
}

pub(super) fn write_amount(wanted: &Wanted<'_>) -> Written {
    if !(wanted.value.is_number() || wanted.value.is_null()) {
        return Err(wanted.refuse(Code::InvalidRequest, "a number is needed"));
    }
    match BASES
        .iter()
        .position(|basis| Some(*basis) == wanted.setting)
    {
        Some(at) if at < MONTHS => wanted.set(at, wanted.value.clone()),
        basis => {
            let basis = basis.and_then(|at| BASES.get(at)).copied();
            let message = format!(
                "it is worked out on the basis {}; write it on the basis {}, or its parts",
                basis.or(wanted.setting).unwrap_or("none"),
                BASES[..MONTHS].join(", ")
            );
            Err(wanted.refuse(Code::UnsupportedField, message))
        }
    }
}
