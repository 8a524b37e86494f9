//! `POST /event/`: changes of users, which clients send as events. Events that start workflows are taken and lead to nothing yet, as there
//! is no workflow that waits for one.

use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::http::{
    answer::{Fault, ok, records},
    calls::Call,
};
use crate::{
    domain::users::{self, Edit},
    model::{AppError, Id, RequestId, distinct_id},
};

/// A list has at most this many changes of users; of other events the clients send at most 100.
const MAX: usize = 400;

/// One event, or a list of which all are taken or none.
pub async fn one(call: Call) -> Result<Response, Fault> {
    let body = call.json()?;
    let events = match &body {
        Value::Array(events) if events.is_empty() || events.len() > MAX => {
            return Err(Fault::invalid(format!("A list must have 1 to {MAX} events; this one has {}.", events.len())));
        }
        Value::Array(events) => events.iter().enumerate().map(|(at, event)| (format!("[{at}]"), event)).collect(),
        event => vec![(String::new(), event)],
    };
    let mut edits = Vec::new();
    for (at, event) in events {
        edits.extend(read(&at, event)?);
    }
    let id = take(&call, &edits).await?;
    Ok(ok(202, json!({"status": "success", "message_id": id})))
}

/// A list with an answer for each event.
pub async fn bulk(call: Call) -> Result<Response, Fault> {
    let Value::Array(events) = call.json()? else { return Err(Fault::invalid("The body must be a list of events.")) };
    if events.is_empty() || events.len() > MAX {
        return Err(Fault::invalid(format!("A list must have 1 to {MAX} events; this one has {}.", events.len())));
    }
    let mut answers = Vec::with_capacity(events.len());
    for event in &events {
        let answer = match read("", event) {
            Ok(edit) => take(&call, edit.as_slice()).await,
            Err(error) => Err(error),
        };
        answers.push(match answer {
            Ok(id) => json!({"status": "success", "message_id": id, "status_code": 202}),
            Err(error) => Fault::from(error).record(),
        });
    }
    Ok(records(answers))
}

async fn take(call: &Call, edits: &[(String, Edit)]) -> Result<String, AppError> {
    // What carries changes of users needs the right to make them, a plain event the right to send.
    let granted = if edits.is_empty() { call.enter()? } else { call.enter_users()? };
    if !edits.is_empty() {
        users::write(&granted, edits).await?;
    }
    let id: RequestId = granted.id();
    Ok(id.as_str().to_owned())
}

/// The change of a user that an event carries, if it carries one.
fn read(at: &str, event: &Value) -> Result<Option<(String, Edit)>, AppError> {
    let place = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    let Value::Object(map) = event else {
        return Err(AppError::invalid(at, format!("{at} The event must be an object.").trim().to_owned()));
    };
    let id = map.get("distinct_id").and_then(Value::as_str).unwrap_or_default();
    let id = distinct_id(&place("distinct_id"), id)?;
    if let Some(operations) = map.get("$user_operations") {
        return Ok(Some((id, Edit::Operate(place("$user_operations"), operations.clone()))));
    }
    // Older clients and browsers put the operators into the event itself.
    const OPERATORS: &[&str] = &["$set", "$set_once", "$add", "$increment", "$append", "$remove", "$unset"];
    let own: Map<String, Value> = map
        .iter()
        .filter(|(key, _)| OPERATORS.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if !own.is_empty() {
        return Ok(Some((id, Edit::Operate(place("event"), json!([own])))));
    }
    match map.get("event") {
        Some(Value::String(name)) if !name.trim().is_empty() => Ok(None),
        _ => Err(AppError::invalid(place("event"), format!("{} must be the event's name.", place("event")))),
    }
}
