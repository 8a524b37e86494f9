//! What the APIs for programs share: from a path to a call, and how a call is answered.
//!
//! A path is split at its slashes first and decoded after, because ids contain escaped slashes; one slash at the end is the same as none,
//! and nothing is ever redirected: the clients sign the target as they send it.

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::answer::Fault;
use crate::{
    access::{Caller, Origin, SECURITY},
    identity::Denied,
    model::AppError,
};

/// A body may carry this much: the clients stop at 800 KB.
const LIMIT: usize = 1024 * 1024;

/// What an address leads to.
pub trait Target: Sized {
    /// Every call that there is: method and address. What is not here is refused; `tests/doors` tries each one as everybody.
    const CALLS: &'static [(&'static str, &'static str)];

    /// The target of a path that was split at its slashes.
    fn of(segments: &[&str]) -> Option<Self>;

    /// As it stands in [`Target::CALLS`].
    fn address(&self) -> &'static str;

    fn of_path(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        Self::of(&path.split('/').collect::<Vec<_>>())
    }

    fn methods(&self) -> impl Iterator<Item = &'static str> {
        let own = self.address();
        Self::CALLS.iter().filter(move |(_, address)| *address == own).map(|(method, _)| *method)
    }

    fn allow(&self) -> HeaderValue {
        let mut names: Vec<&str> = self.methods().collect();
        if names.contains(&"GET") {
            names.push("HEAD");
        }
        names.push("OPTIONS");
        HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static("OPTIONS"))
    }
}

/// A segment of a path, decoded.
pub fn decoded(segment: &str) -> Option<String> {
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

/// One request of a program: what it asked for, and who asks.
pub struct Call {
    pub caller: Caller,
    /// After the `?`, decoded.
    query: Vec<(String, String)>,
    pub body: Bytes,
}

impl Call {
    pub fn new(caller: Caller, parts: &Parts, body: Bytes) -> Self {
        Self { caller, query: serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).unwrap_or_default(), body }
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<Value, Fault> {
        if self.body.is_empty() {
            return Err(Fault::invalid("The body is empty. Send JSON."));
        }
        serde_json::from_slice(&self.body).map_err(|error| Fault::invalid(format!("The body is not valid JSON: {error}.")))
    }

    /// A part of the query; blank means none.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A whole number of the query within bounds.
    pub fn number(&self, name: &str, default: i64, bounds: std::ops::RangeInclusive<i64>) -> Result<i64, Fault> {
        let Some(text) = self.query(name) else { return Ok(default) };
        text.parse()
            .ok()
            .filter(|number| bounds.contains(number))
            .ok_or_else(|| Fault::invalid(format!("{name} must be a whole number from {} to {}.", bounds.start(), bounds.end())))
    }
}

/// Reads the body of a request.
pub async fn read(body: Body) -> Result<Bytes, Fault> {
    to_bytes(body, LIMIT).await.map_err(|_| Fault::from(AppError::TooLarge { limit: "1 MB".to_owned() }))
}

/// Turns a program away that showed no right key, and writes that down.
pub fn denied(denied: Denied, origin: &Origin) -> Fault {
    match denied {
        Denied::Because(reason) => {
            tracing::warn!(target: SECURITY, address = origin.address, reason, "refused: a program without a right key");
            Fault::denied(reason)
        }
        Denied::Failed(error) => error.into(),
    }
}

/// Answers a call of a target: what may be asked of it, a refusal of every other method, or what `run` makes of it.
pub async fn answer<T: Target>(
    parts: Parts,
    target: T,
    run: impl AsyncFnOnce(Parts, Method, T) -> Result<Response, Fault>,
) -> Response {
    // What is left of a HEAD's answer without its body is up to the connection.
    let method = if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() };
    if method == Method::OPTIONS {
        return (StatusCode::NO_CONTENT, [(header::ALLOW, target.allow())]).into_response();
    }
    if target.methods().any(|allowed| allowed == method.as_str()) {
        return run(parts, method, target).await.unwrap_or_else(IntoResponse::into_response);
    }
    ([(header::ALLOW, target.allow())], Fault::method(parts.method.as_str())).into_response()
}
