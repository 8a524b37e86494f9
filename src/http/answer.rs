//! Answers that every client library and the command line can read.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::model::AppError;

/// Why a call failed.
#[derive(Debug)]
pub struct Fault {
    pub status: u16,
    /// For programs: `not_found`.
    pub kind: &'static str,
    /// For people.
    pub message: String,
    /// What some clients compare: a list instead of the message.
    pub detail: Option<Value>,
}

impl Fault {
    pub fn invalid(message: impl Into<String>) -> Self {
        Self { status: 400, kind: "validation_error", message: message.into(), detail: None }
    }

    /// A refusal that clients know word by word: a list of one sentence, which stands in the message as JSON.
    pub fn listed(sentence: impl Into<String>) -> Self {
        let list = json!([sentence.into()]);
        Self { status: 400, kind: "error", message: list.to_string(), detail: Some(list) }
    }

    pub fn missing(message: impl Into<String>) -> Self {
        Self { status: 404, kind: "not_found", message: message.into(), detail: None }
    }

    pub fn denied(message: impl Into<String>) -> Self {
        Self { status: 401, kind: "authentication_error", message: message.into(), detail: None }
    }

    pub fn method(method: &str) -> Self {
        Self { status: 405, kind: "method_not_allowed", message: format!("{method} is not possible here."), detail: None }
    }

    /// One record of a bulk answer.
    pub fn record(&self) -> Value {
        json!({
            "status": "error",
            "status_code": self.status,
            "error": {"type": self.kind, "message": self.message},
        })
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        let status = match &error {
            // The clients know 400 only.
            AppError::Invalid { .. } => 400,
            other => other.status(),
        };
        let kind = match &error {
            AppError::SignedOut | AppError::MfaPending => "authentication_error",
            other => other.code(),
        };
        Self { status, kind, message: error.to_string(), detail: None }
    }
}

/// The class name that some clients look for.
fn class(status: u16) -> &'static str {
    match status {
        400 => "ValidationError",
        401 => "AuthenticationFailed",
        403 => "PermissionDenied",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        409 => "Conflict",
        413 => "PayloadTooLarge",
        429 => "Throttled",
        503 => "ServiceUnavailable",
        _ => "Error",
    }
}

/// One body for all clients: each of them looks for the reason in another place, and the bulk calls of one of them need `records`.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let error_code = if self.status == 401 { "not_authenticated" } else { self.kind };
        let body = json!({
            "status": "error",
            "code": self.status,
            "error_code": error_code,
            "type": class(self.status),
            "message": self.message,
            "detail": self.detail.unwrap_or_else(|| json!(self.message)),
            "error": {"type": self.kind, "message": self.message},
            "records": [],
        });
        (status, Json(body)).into_response()
    }
}

/// A good answer.
pub fn ok(status: u16, body: Value) -> Response {
    (StatusCode::from_u16(status).unwrap_or(StatusCode::OK), Json(body)).into_response()
}

/// An array answer with a record for each input, in their order.
pub fn records(records: Vec<Value>) -> Response {
    ok(207, json!({"status": "success", "records": records}))
}

/// `2026-11-23T19:11:52.536Z`
pub fn time(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map_or_else(|_| String::new(), |at| format!("{at:.3}"))
}
