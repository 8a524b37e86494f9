//! Runs server functions: for programs as JSON with true status codes, for plain forms as a redirect that shows what happened, and for
//! forms that the page's own script sends as [`Told`], which is that redirect in words.

use std::collections::BTreeMap;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::provide_context;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use leptos_axum::handle_server_fns_with_context;
use serde::Serialize;
use tower_sessions::Session;

use super::{
    Porch,
    site::{confirm_url, enrol_url, origin, sign_in_url},
};
use crate::{
    access::{App, Who},
    identity::{caller_of_session, session},
    model::{AppError, Flash, Landing, Rejected, own_path},
};

/// The server functions that a stranger may call. Everything else answers 401.
pub const OPEN: &[&str] = &[
    "/api/setup/create",
    "/api/session/sign_in",
    "/api/session/ask_code",
    "/api/session/enter_code",
    "/api/session/begin_passkey",
    "/api/session/passkey",
    "/api/session/second_factor",
    "/api/session/sign_out",
    "/api/invite/accept",
    "/api/password/ask",
    "/api/password/reset",
];

/// What somebody may call besides who has to set a second factor up before anything else.
const ENROLLING: &[&str] =
    &["/api/second_factor/begin", "/api/second_factor/confirm", "/api/session/confirm", "/api/session/switch_account"];

/// The header of forms that the page's own script sends (`islands/browser/forms.rs`).
const BY_SCRIPT: &str = "x-belfry-form";

/// A form may carry this much; a template's text is bounded far below.
const LIMIT: usize = 1024 * 1024;

pub async fn submit(State(porch): State<Porch>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let action = parts.uri.path().to_owned();
    let plain = accepts_html(&parts.headers);
    let by_script = parts.headers.contains_key(BY_SCRIPT);
    let back = referer(&parts.headers);
    let session = match Session::from_request_parts(&mut parts, &porch).await {
        Ok(session) => session,
        Err(refused) => return refused.into_response(),
    };

    let mut typed = Bytes::new();
    let mut cookies = Vec::<HeaderValue>::new();
    let outcome = async {
        let caller = caller_of_session(&porch.app, &session, origin(&porch.app, &parts)).await?;
        if !OPEN.contains(&action.as_str()) {
            match &caller.who {
                Who::Person(_) => {}
                Who::MustEnrol(_) if ENROLLING.contains(&action.as_str()) => {}
                Who::MustEnrol(_) => return Err(AppError::MustEnrol),
                Who::Pending(_) => return Err(AppError::MfaPending),
                Who::Nobody | Who::Key(_) | Who::Token(_) => return Err(AppError::SignedOut),
            }
        }
        let sent = to_bytes(body, LIMIT).await.map_err(|_| AppError::TooLarge { limit: "1 MB".to_owned() })?;
        typed = if is_form(&parts.headers) { one_kind_of_line_break(sent) } else { sent };
        parts.headers.remove(header::CONTENT_LENGTH);
        // The function answers in JSON in any case; what a plain form needs is made of that below.
        parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let request = Request::from_parts(parts, Body::from(typed.clone()));
        let context = session.clone();
        let response = handle_server_fns_with_context(
            move || {
                provide_context(caller.clone());
                provide_context(context.clone());
            },
            request,
        )
        .await
        .into_response();
        let failed = response.headers().contains_key(SERVER_FN_ERROR_HEADER);
        // There is no such function, or it is not asked for like this: a write is never a GET.
        if !failed && !response.status().is_success() {
            return Err(AppError::NotFound);
        }
        cookies = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
        let bytes = to_bytes(response.into_body(), 16 * LIMIT).await.map_err(|_| AppError::Internal)?;
        if failed { Err(serde_json::from_slice(&bytes).unwrap_or(AppError::BadRequest)) } else { Ok(bytes) }
    }
    .await;

    let mut response = if plain || by_script {
        let ended = conclude(&action, &back, outcome, &typed);
        for_a_person(&porch.app, &session, by_script, back, ended).await
    } else {
        json(outcome)
    };
    response.headers_mut().extend(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Leads on: a plain form by a redirect, one that the script sent by saying where to.
async fn for_a_person(app: &App, session: &Session, by_script: bool, back: String, ended: Conclusion) -> Response {
    let (kept, to) = match ended {
        Conclusion::Refused(rejected) if by_script => {
            return tell(&Told { field: rejected.field.as_deref(), message: Some(&rejected.message), ..Told::default() });
        }
        Conclusion::SignIn(to) if by_script => return tell(&Told { to: Some(&to), keep: true, ..Told::default() }),
        Conclusion::SignIn(to) => (Ok(()), to),
        Conclusion::Refused(rejected) => {
            (session::set_flash(session, &Flash { notice: None, rejected: Some(rejected) }).await, back)
        }
        Conclusion::Confirm(form) => (session::hold(app, session, &back, form).await, confirm_url(&back)),
        Conclusion::Done { to, notice: Some(notice) } => {
            (session::set_flash(session, &Flash { notice: Some(notice), rejected: None }).await, to)
        }
        Conclusion::Done { to, notice: None } => (Ok(()), to),
    };
    // The act itself is done or refused; losing the words about it is logged and no reason to fail.
    if let Err(error) = kept {
        tracing::warn!(%error, "flash");
    }
    if by_script { tell(&Told { to: Some(&to), ..Told::default() }) } else { Redirect::to(&to).into_response() }
}

/// How a form ended, for a person.
enum Conclusion {
    Done {
        to: String,
        notice: Option<String>,
    },
    Refused(Rejected),
    /// Nothing was done: one has to sign in first, or set a second factor up, at this address.
    SignIn(String),
    /// Nothing was done: one has to show again who one is. The session holds the form meanwhile.
    Confirm(Rejected),
}

fn conclude(action: &str, back: &str, outcome: Result<Bytes, AppError>, typed: &[u8]) -> Conclusion {
    let refused = |field: Option<&str>, message: String| Rejected {
        action: action.to_owned(),
        field: field.map(str::to_owned),
        message,
        values: values(typed),
    };
    match outcome {
        Ok(bytes) => {
            let landing: Landing = serde_json::from_slice(&bytes).unwrap_or_default();
            Conclusion::Done { to: landing.to.unwrap_or_else(|| back.to_owned()), notice: landing.notice }
        }
        Err(AppError::SignedOut) => Conclusion::SignIn(sign_in_url(back)),
        Err(AppError::MfaPending) => Conclusion::SignIn("/sign-in/second-factor".to_owned()),
        Err(AppError::MustEnrol) => Conclusion::SignIn(enrol_url(back)),
        Err(AppError::NotFresh) => {
            Conclusion::Confirm(refused(None, "You confirmed that it is you. Send this once more.".to_owned()))
        }
        Err(error) => Conclusion::Refused(refused(error.field(), error.to_string())),
    }
}

/// What the page's script is told. Like a plain form's redirect it has the same status however the form ended: browsers write every other
/// status into the console as a failure of the page.
#[derive(Default, Serialize)]
struct Told<'a> {
    /// Go there; the words about it wait there.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    /// Nothing was done yet: keep what was typed until the person is back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    keep: bool,
    /// The form was refused, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

fn tell(told: &Told) -> Response {
    // What the browser fetched ahead shows how things were before.
    (StatusCode::OK, [("clear-site-data", "\"prefetchCache\"")], axum::Json(told)).into_response()
}

fn json(outcome: Result<Bytes, AppError>) -> Response {
    let content = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    match outcome {
        Ok(bytes) => (content, bytes).into_response(),
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let body = serde_json::to_vec(&error).unwrap_or_default();
            (status, content, [(SERVER_FN_ERROR_HEADER, "1")], body).into_response()
        }
    }
}

/// What was typed, without what must not be kept. A name that was sent several times has its values joined by line breaks.
fn values(typed: &[u8]) -> BTreeMap<String, String> {
    const SECRET: &[&str] = &["password", "code", "secret", "token", "credential"];
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(typed).unwrap_or_default();
    let mut kept = BTreeMap::<String, String>::new();
    for (name, value) in pairs.into_iter().filter(|(name, _)| !SECRET.iter().any(|secret| name.contains(secret))) {
        kept.entry(name).and_modify(|all| *all = format!("{all}\n{value}")).or_insert(value);
    }
    kept
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// A plain form sends the line breaks of a text as CR LF, a script as LF. Here they become LF, so that a text stays the same text.
fn one_kind_of_line_break(typed: Bytes) -> Bytes {
    match std::str::from_utf8(&typed) {
        Ok(text) if text.contains("%0D%0A") => Bytes::from(text.replace("%0D%0A", "%0A")),
        _ => typed,
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// The page that the form was on, as a path of this site; another site's address is never followed.
fn referer(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let own = text(header::REFERER).zip(text(header::HOST)).and_then(|(referer, host)| {
        // `http://host//elsewhere` is an address of ours, and its path one of another site.
        own_path(referer.split_once("://")?.1.strip_prefix(host)?)
    });
    own.unwrap_or("/").to_owned()
}
