//! Arithmetic.

use serde_json::{Number, Value};

use super::{Answer, Call, Row};
use crate::domain::rendering::bounds::fault;

pub const ALL: &[Row] = &[
    ("add", 2, true, |call| whole_or(call, i64::checked_add, |a, b| a + b)),
    ("subtract", 2, true, |call| whole_or(call, i64::checked_sub, |a, b| a - b)),
    ("multiply", 2, true, |call| whole_or(call, i64::checked_mul, |a, b| a * b)),
    ("divide", 2, true, |call| {
        let (a, b) = (call.number(0)?, call.number(1)?);
        if b == 0.0 { Err(fault("divide can not divide by 0.")) } else { answer(a / b) }
    }),
    ("mod", 2, true, |call| {
        let (a, b) = (call.number(0)?, call.number(1)?);
        if b == 0.0 { Err(fault("mod can not divide by 0.")) } else { answer(a % b) }
    }),
    ("round", 1, true, |call| {
        let number = call.number(0)?;
        let decimals = if call.count() > 1 { call.number(1)?.clamp(0.0, 12.0) as i32 } else { 0 };
        let scale = 10f64.powi(decimals);
        let rounded = (number * scale).round() / scale;
        answer(if rounded.is_finite() { rounded } else { number })
    }),
];

/// A number, also one that is written as text.
pub fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

/// Exact for whole numbers that fit, else in floating point.
fn whole_or(call: &Call<'_>, whole: fn(i64, i64) -> Option<i64>, real: fn(f64, f64) -> f64) -> Answer {
    let exact = call.value(0).as_i64().zip(call.value(1).as_i64()).and_then(|(a, b)| whole(a, b));
    match exact {
        Some(exact) => Ok(exact.into()),
        None => answer(real(call.number(0)?, call.number(1)?)),
    }
}

/// 4.0 is written 4, and 0.1 + 0.2 is written 0.3: what people expect of a price.
fn answer(number: f64) -> Answer {
    let tidy = format!("{number:.12}").parse().unwrap_or(number);
    let number = if number.abs() < 1e15 { tidy } else { number };
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Ok((number as i64).into());
    }
    Number::from_f64(number).map(Value::Number).ok_or_else(|| fault("The result is too large to be a number."))
}
