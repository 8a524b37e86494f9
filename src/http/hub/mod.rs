//! The API for programs, at the addresses and in the shapes that the public client libraries use.
//!
//! An address is split at its slashes first and decoded after, because ids contain escaped slashes; one slash at the end is the same as
//! none, and nothing is ever redirected: the clients sign the target as they send it.

mod answer;
mod events;
mod messages;
mod trigger;
mod users;

use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{any, post},
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

pub use answer::Fault;

use super::site::origin;
use crate::{
    access::{App, Caller, Granted},
    identity::{Denied, caller_of_program},
    model::{AppError, Needs, Workspace},
};

/// A body may carry this much: the clients stop at 800 KB.
const LIMIT: usize = 1024 * 1024;

/// Every call that there is: method and address. The addresses work with and without the slash at the end. What is not here is refused;
/// `tests/doors/hub.rs` tries each one as everybody.
pub const CALLS: &[(&str, &str)] = &[
    ("POST", "/trigger/"),
    ("POST", "/event/"),
    ("POST", "/v2/event/"),
    ("POST", "/v2/bulk/event/"),
    ("GET", "/v1/user/"),
    ("GET", "/v1/user/{distinct_id}/"),
    ("POST", "/v1/user/{distinct_id}/"),
    ("PATCH", "/v1/user/{distinct_id}/"),
    ("DELETE", "/v1/user/{distinct_id}/"),
    ("DELETE", "/v1/bulk/user/"),
    ("PATCH", "/v1/bulk/message/"),
];

/// The part of the router that programs talk to: no sessions, no cookies.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for path in ["/trigger", "/trigger/", "/event", "/event/", "/v1", "/v1/", "/v1/{*rest}", "/v2", "/v2/", "/v2/{*rest}"] {
        router = router.route(path, any(call));
    }
    // What older clients call with the workspace in front.
    for path in ["/{workspace}/trigger", "/{workspace}/trigger/", "/{workspace}/broadcast", "/{workspace}/broadcast/"] {
        router = router.route(path, post(unsupported));
    }
    router.with_state(app)
}

/// One request of a program: what it asked for, and who asks.
struct Call {
    caller: Caller,
    /// After the `?`, decoded.
    query: Vec<(String, String)>,
    body: Bytes,
}

impl Call {
    fn enter<P: Needs<Place = Workspace>>(&self) -> Result<Granted<P>, AppError> {
        self.caller.enter_with_key()
    }

    /// The body as JSON; an empty one is none.
    fn json(&self) -> Result<Value, Fault> {
        if self.body.is_empty() {
            return Err(Fault::invalid("The body is empty. Send JSON."));
        }
        serde_json::from_slice(&self.body).map_err(|error| Fault::invalid(format!("The body is not valid JSON: {error}.")))
    }

    fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

/// What an address leads to.
enum Target {
    Trigger,
    Event,
    Events,
    Users,
    User(String),
    BulkUsers,
    BulkMessages,
}

impl Target {
    /// Finds the target of a raw path.
    fn of(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        Some(match segments.as_slice() {
            ["trigger"] => Self::Trigger,
            ["event"] | ["v2", "event"] => Self::Event,
            ["v2", "bulk", "event"] => Self::Events,
            ["v1", "user"] => Self::Users,
            ["v1", "bulk", "user"] => Self::BulkUsers,
            ["v1", "bulk", "message"] => Self::BulkMessages,
            ["v1", "user", id] => Self::User(percent_decode_str(id).decode_utf8().ok()?.into_owned()),
            _ => return None,
        })
    }

    /// As it stands in [`CALLS`].
    fn address(&self) -> &'static str {
        match self {
            Self::Trigger => "/trigger/",
            Self::Event => "/event/",
            Self::Events => "/v2/bulk/event/",
            Self::Users => "/v1/user/",
            Self::User(_) => "/v1/user/{distinct_id}/",
            Self::BulkUsers => "/v1/bulk/user/",
            Self::BulkMessages => "/v1/bulk/message/",
        }
    }

    fn methods(&self) -> impl Iterator<Item = &'static str> {
        let own = self.address();
        CALLS.iter().filter(move |(_, address)| *address == own).map(|(method, _)| *method)
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

async fn call(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match Target::of(parts.uri.path()) {
        None => Fault::missing(format!("{} is no address of this API.", parts.uri.path())).into_response(),
        Some(target) if parts.method == Method::OPTIONS => {
            (StatusCode::NO_CONTENT, [(header::ALLOW, target.allow())]).into_response()
        }
        Some(target) => {
            // What is left of a HEAD's answer without its body is up to the connection.
            let method = if parts.method == Method::HEAD { &Method::GET } else { &parts.method };
            if target.methods().any(|allowed| allowed == method.as_str()) {
                let method = method.clone();
                run(app, parts, body, method, target).await.unwrap_or_else(IntoResponse::into_response)
            } else {
                let fault = Fault::method(parts.method.as_str());
                ([(header::ALLOW, target.allow())], fault).into_response()
            }
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn run(app: App, parts: Parts, body: axum::body::Body, method: Method, target: Target) -> Result<Response, Fault> {
    let body = to_bytes(body, LIMIT).await.map_err(|_| Fault::from(AppError::TooLarge { limit: "1 MB".to_owned() }))?;
    let caller = caller_of_program(&app, &parts, &body, origin(&app, &parts)).await.map_err(|denied| match denied {
        Denied::Because(reason) => Fault::denied(reason),
        Denied::Failed(error) => error.into(),
    })?;
    let query = serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).unwrap_or_default();
    let call = Call { caller, query, body };
    match (target, method) {
        (Target::Trigger, _) => trigger::trigger(call).await,
        (Target::Event, _) => events::one(call).await,
        (Target::Events, _) => events::bulk(call).await,
        (Target::Users, _) => users::list(call).await,
        (Target::BulkUsers, _) => users::delete_many(call).await,
        (Target::BulkMessages, _) => messages::mark_many(call).await,
        (Target::User(id), Method::GET) => users::find(call, &id).await,
        (Target::User(id), Method::POST) => users::upsert(call, &id).await,
        (Target::User(id), Method::PATCH) => users::edit(call, &id).await,
        (Target::User(id), _) => users::delete(call, &id).await,
    }
}

/// Workflows and broadcasts that are described in the call itself.
async fn unsupported() -> Fault {
    Fault::missing(
        "This server has no dynamic workflows and no broadcasts. Make a workflow in the dashboard and trigger it with POST /trigger/.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(path: &str) -> Option<String> {
        match Target::of(path) {
            Some(Target::User(id)) => Some(id),
            _ => None,
        }
    }

    #[test]
    fn ids_are_decoded_after_the_path_was_split() {
        assert_eq!(user("/v1/user/gu%20odd+%C3%A9%2Fx@x.com/").unwrap(), "gu odd+é/x@x.com");
        assert_eq!(user("/v1/user/u1").unwrap(), "u1");
        assert_eq!(user("/v1/user/u1/"), user("/v1/user/u1"));
        assert_eq!(user("/v1/user/a/b/"), None);
        assert_eq!(user("/v1/user/%FF/"), None);
        assert!(matches!(Target::of("/v1/user"), Some(Target::Users)));
        assert!(matches!(Target::of("/v1/user/"), Some(Target::Users)));
        assert!(matches!(Target::of("/trigger"), Some(Target::Trigger)));
        assert!(Target::of("/v1/user//").is_none_or(|target| matches!(target, Target::User(id) if id.is_empty())));
    }
}
