//! Texts, defaults, comparing.

use std::cmp::Ordering;

use handlebars::{JsonTruthy, RenderError};
use serde_json::{Value, json};

use super::{Answer, Call, Row, numbers::number};
use crate::domain::rendering::bounds::fault;

pub const ALL: &[Row] = &[
    ("default", 2, false, |call| Ok(if is_blank(call.value(0)) { call.value(1).clone() } else { call.value(0).clone() })),
    ("lowercase", 1, true, |call| Ok(call.value(0).as_str().map_or_else(blank, |text| text.to_lowercase().into()))),
    ("uppercase", 1, true, |call| Ok(call.value(0).as_str().map_or_else(blank, |text| text.to_uppercase().into()))),
    ("capitalize", 1, true, |call| Ok(call.value(0).as_str().map_or_else(blank, |text| capitalize(text).into()))),
    ("jsonStringify", 1, true, |call| Ok(serde_json::to_string(call.value(0)).unwrap_or_default().into())),
    ("jsonParse", 1, true, json_parse),
    ("lookup", 2, false, lookup),
    ("compare", 3, false, |call| {
        let operator = call.text(1);
        compare(call.value(0), &operator, call.value(2)).map(Value::Bool)
    }),
    ("eq", 2, false, |call| compare(call.value(0), "===", call.value(1)).map(Value::Bool)),
    ("ne", 2, false, |call| compare(call.value(0), "!==", call.value(1)).map(Value::Bool)),
    ("gt", 2, false, |call| compare(call.value(0), ">", call.value(1)).map(Value::Bool)),
    ("gte", 2, false, |call| compare(call.value(0), ">=", call.value(1)).map(Value::Bool)),
    ("lt", 2, false, |call| compare(call.value(0), "<", call.value(1)).map(Value::Bool)),
    ("lte", 2, false, |call| compare(call.value(0), "<=", call.value(1)).map(Value::Bool)),
    ("and", 2, false, |call| Ok((0..call.count()).all(|at| call.value(at).is_truthy(false)).into())),
    ("or", 2, false, |call| Ok((0..call.count()).any(|at| call.value(at).is_truthy(false)).into())),
    ("not", 1, false, |call| Ok((!call.value(0).is_truthy(false)).into())),
];

fn blank() -> Value {
    json!("")
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn json_parse(call: &Call<'_>) -> Answer {
    match call.value(0) {
        Value::String(text) => serde_json::from_str(text).map_err(|_| call.fault(0, "a text that is JSON")),
        other => Ok(other.clone()),
    }
}

fn lookup(call: &Call<'_>) -> Answer {
    let found = match (call.value(0), call.value(1)) {
        (Value::Array(items), index) => number(index).filter(|n| *n >= 0.0).and_then(|n| items.get(n as usize)),
        (Value::Object(map), _) => map.get(&call.text(1)),
        _ => None,
    };
    Ok(found.cloned().unwrap_or(Value::Null))
}

/// Two values by an operator of the product: `==` and `!=` let a text stand for a number, `===` and `!==` do not.
pub fn compare(left: &Value, operator: &str, right: &Value) -> Result<bool, RenderError> {
    Ok(match operator {
        "==" => alike(left, right),
        "!=" => !alike(left, right),
        "===" => same(left, right),
        "!==" => !same(left, right),
        "<" => order(left, right) == Some(Ordering::Less),
        ">" => order(left, right) == Some(Ordering::Greater),
        "<=" => matches!(order(left, right), Some(Ordering::Less | Ordering::Equal)),
        ">=" => matches!(order(left, right), Some(Ordering::Greater | Ordering::Equal)),
        other => return Err(fault(format!("compare does not know “{other}”. Use == === != !== < <= > or >=."))),
    })
}

/// 1 and 1.0 are the same number.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => left == right,
    }
}

fn alike(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(_), Value::Number(_) | Value::Bool(_))
        | (Value::Number(_) | Value::Bool(_), Value::String(_))
        | (Value::Number(_), Value::Bool(_))
        | (Value::Bool(_), Value::Number(_)) => {
            matches!((loose(left), loose(right)), (Some(a), Some(b)) if a == b) || super::written(left) == super::written(right)
        }
        _ => same(left, right),
    }
}

fn loose(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(yes) => Some(f64::from(u8::from(*yes))),
        other => number(other),
    }
}

/// Numbers by size, also when one of them is written as text; two texts by the alphabet.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(a), Value::String(b)) => match (number(left), number(right)) {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ => Some(a.cmp(b)),
        },
        _ => loose(left)?.partial_cmp(&loose(right)?),
    }
}
