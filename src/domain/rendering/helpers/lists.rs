//! Lists.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Answer, Call, Row, written};
use crate::domain::rendering::bounds::OUTPUT;
use crate::domain::rendering::bounds::fault;

pub const ALL: &[Row] = &[
    ("join", 1, true, join),
    ("length", 1, true, |call| {
        Ok(match call.value(0) {
            Value::Array(items) => json!(items.len()),
            Value::String(text) => json!(text.chars().count()),
            _ => json!(0),
        })
    }),
    ("itemAt", 2, true, item_at),
    ("unique", 1, true, unique),
];

fn join(call: &Call<'_>) -> Answer {
    let separator = call.value(1).as_str().unwrap_or(", ");
    let mut out = String::new();
    for (at, item) in call.list(0)?.iter().enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        out.push_str(&written(item));
        if out.len() > OUTPUT {
            return Err(fault("join makes a text that is too long."));
        }
    }
    Ok(out.into())
}

/// From 0; a negative place counts from the end. Nothing when there is no such item.
fn item_at(call: &Call<'_>) -> Answer {
    let (items, place) = (call.list(0)?, call.number(1)?);
    if place.fract() != 0.0 {
        return Err(call.fault(1, "a whole number"));
    }
    let at = if place < 0.0 { place + items.len() as f64 } else { place };
    Ok(if at < 0.0 { Value::Null } else { items.get(at as usize).cloned().unwrap_or(Value::Null) })
}

/// Each value once, in the order of their first sight; with a path, of that part of each item.
fn unique(call: &Call<'_>) -> Answer {
    let path = call.value(1).as_str();
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for item in call.list(0)? {
        let part = match path {
            Some(path) => part_of(item, path),
            None => item,
        };
        if !part.is_null() && seen.insert(part.to_string()) {
            kept.push(part.clone());
        }
    }
    Ok(kept.into())
}

/// `a.b` and `a['b']`.
fn part_of<'a>(item: &'a Value, path: &str) -> &'a Value {
    path.split(['.', '[', ']', '\'', '"']).filter(|name| !name.is_empty()).fold(item, |value, name| match value {
        Value::Array(items) => name.parse::<usize>().ok().and_then(|at| items.get(at)).unwrap_or(&Value::Null),
        other => other.get(name).unwrap_or(&Value::Null),
    })
}
