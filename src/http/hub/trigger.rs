//! `POST /trigger/`: one workflow run, or up to 100.

use axum::response::Response;
use serde_json::{Value, json};

use crate::http::{
    answer::{Fault, ok, records},
    calls::Call,
};
use crate::{
    domain::delivery::accept::{self, Accepted, Source},
    model::{AppError, Trigger},
};

/// A bulk call has at most this many triggers.
const MAX: usize = 100;

pub async fn trigger(call: Call) -> Result<Response, Fault> {
    let granted = call.enter()?;
    match call.json()? {
        Value::Array(bodies) if bodies.is_empty() || bodies.len() > MAX => {
            Err(Fault::invalid(format!("A list must have 1 to {MAX} triggers; this one has {}.", bodies.len())))
        }
        Value::Array(bodies) => {
            let read: Vec<Result<Trigger, AppError>> = bodies.iter().map(Trigger::parse).collect();
            let good = bodies.iter().zip(&read).filter_map(|(body, read)| Some((read.as_ref().ok()?, body)));
            let mut accepted = accept::accept_all(&granted, good.collect(), Source::Api).await.into_iter();
            let answers = read.into_iter().map(|read| match read {
                Ok(_) => accepted.next().unwrap_or(Err(AppError::Internal)),
                Err(error) => Err(error),
            });
            Ok(records(answers.map(record).collect()))
        }
        body => {
            let trigger = Trigger::parse(&body)?;
            let accepted = accept::accept(&granted, &trigger, &body, Source::Api).await?;
            Ok(ok(202, json!({"status": "success", "message_id": accepted.request})))
        }
    }
}

fn record(answer: Result<Accepted, AppError>) -> Value {
    match answer {
        Ok(accepted) => json!({"status": "success", "message_id": accepted.request, "status_code": 202}),
        Err(error) => Fault::from(error).record(),
    }
}
