//! `PATCH /v1/bulk/message/`: what recipients did with messages.

use axum::response::Response;
use serde_json::{Value, json};

use crate::http::{
    answer::{Fault, ok},
    calls::Call,
};
use crate::{
    domain::delivery::seen,
    model::{AppError, Id, MessageId},
};

/// A list has at most this many messages.
const MAX: usize = 400;

/// Each message is answered in its place: some may be marked and others not.
pub async fn mark_many(call: Call) -> Result<Response, Fault> {
    let body = call.json()?;
    let Some(messages) = body.get("messages").and_then(Value::as_array).filter(|list| (1..=MAX).contains(&list.len())) else {
        return Err(Fault::invalid(format!("messages must be a list of 1 to {MAX} messages with a message_id and an action.")));
    };
    let read: Vec<Result<MessageId, AppError>> = messages.iter().map(read).collect();
    let ids: Vec<MessageId> = read.iter().flatten().cloned().collect();
    let mut marked = seen::mark(&call.enter()?, &ids).await?.into_iter();
    let records: Vec<Value> = messages
        .iter()
        .zip(read)
        .map(|(message, read)| record(message, read.and_then(|_| marked.next().unwrap_or(Err(AppError::Internal)))))
        .collect();
    Ok(ok(202, json!({"records": records})))
}

/// Which message was seen. Whoever reads or clicks has seen it, and Belfry keeps no more than that.
fn read(message: &Value) -> Result<MessageId, AppError> {
    let text = |name: &str| message.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text("message_id").ok_or_else(|| AppError::invalid("message_id", "message_id must be the id of a message."))?;
    match text("action") {
        Some("seen" | "read" | "clicked") => Ok(MessageId::from_text(id.to_owned())),
        _ => Err(AppError::invalid("action", "action must be seen, read or clicked: Belfry keeps whether a message was seen.")),
    }
}

fn record(message: &Value, outcome: Result<(), AppError>) -> Value {
    let (status, error) = match outcome {
        Ok(()) => (202, Value::Null),
        Err(AppError::NotFound) => (404, json!({"type": "not_found", "message": "There is no message with this id."})),
        Err(error) => (error.status(), json!({"type": error.code(), "message": error.to_string()})),
    };
    json!({"message_id": message.get("message_id"), "status_code": status, "error": error})
}
