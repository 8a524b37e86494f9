//! The API for programs, at the addresses and in the shapes that the public client libraries use.

mod events;
mod messages;
mod trigger;
mod users;

use axum::{
    body::Body,
    http::{Method, request::Parts},
    response::Response,
};

use super::{
    answer::Fault,
    calls::{self, Call, decoded},
    site::origin,
};
use crate::{
    access::{App, Granted},
    identity::caller_of_program,
    model::{AppError, Needs, Workspace, can},
};

/// What an address leads to.
pub enum Target {
    Trigger,
    Event,
    Events,
    Users,
    User(String),
    BulkUsers,
    BulkMessages,
}

impl calls::Target for Target {
    const CALLS: &'static [(&'static str, &'static str)] = &[
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

    fn of(segments: &[&str]) -> Option<Self> {
        Some(match segments {
            ["trigger"] => Self::Trigger,
            ["event"] | ["v2", "event"] => Self::Event,
            ["v2", "bulk", "event"] => Self::Events,
            ["v1", "user"] => Self::Users,
            ["v1", "bulk", "user"] => Self::BulkUsers,
            ["v1", "bulk", "message"] => Self::BulkMessages,
            ["v1", "user", id] => Self::User(decoded(id)?),
            _ => return None,
        })
    }

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
}

impl Call {
    /// Enters the workspace of the key.
    fn enter<P: Needs<Place = Workspace>>(&self) -> Result<Granted<P>, AppError> {
        self.caller.enter_with_key()
    }

    /// The same to write users, which a key may be narrowed to, or from.
    fn enter_users(&self) -> Result<Granted<can::Trigger>, AppError> {
        self.caller.enter_with_key::<can::EditUsers>()?.as_own_rows()
    }
}

/// Answers one call.
pub async fn run(app: App, parts: Parts, body: Body, method: Method, target: Target) -> Result<Response, Fault> {
    let body = calls::read(body).await?;
    let origin = origin(&app, &parts);
    let caller = caller_of_program(&app, &parts, &body, origin.clone()).await.map_err(|denied| calls::denied(denied, &origin))?;
    let call = Call::new(caller, &parts, body);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::calls::Target as _;

    fn user(path: &str) -> Option<String> {
        match Target::of_path(path) {
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
        assert!(matches!(Target::of_path("/v1/user"), Some(Target::Users)));
        assert!(matches!(Target::of_path("/v1/user/"), Some(Target::Users)));
        assert!(matches!(Target::of_path("/trigger"), Some(Target::Trigger)));
        assert!(Target::of_path("/v1/user//").is_none_or(|target| matches!(target, Target::User(id) if id.is_empty())));
    }
}
