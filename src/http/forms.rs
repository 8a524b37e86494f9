//! Runs server functions: for scripts as JSON with true status codes, for plain forms as a redirect that shows what happened.

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
use tower_sessions::Session;

use super::{
    Porch,
    site::{confirm_url, origin, sign_in_url},
};
use crate::{
    access::{App, Who},
    identity::{caller_of_session, session},
    model::{AppError, Flash, Landing, Rejected},
};

/// The server functions that a stranger may call. Everything else answers 401.
pub const OPEN: &[&str] =
    &["/api/setup/create", "/api/session/sign_in", "/api/session/second_factor", "/api/session/sign_out", "/api/invite/accept"];

/// A form may carry this much; a template's text is bounded far below.
const LIMIT: usize = 1024 * 1024;

pub async fn submit(State(porch): State<Porch>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let action = parts.uri.path().to_owned();
    let plain = accepts_html(&parts.headers);
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
                Who::Pending(_) => return Err(AppError::MfaPending),
                Who::Nobody | Who::Key(_) => return Err(AppError::SignedOut),
            }
        }
        typed = to_bytes(body, LIMIT).await.map_err(|_| AppError::TooLarge { limit: "1 MB".to_owned() })?;
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

    let mut response = if plain { redirect(&porch.app, &session, &action, &back, outcome, &typed).await } else { json(outcome) };
    response.headers_mut().extend(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
    response
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

async fn redirect(
    app: &App,
    session: &Session,
    action: &str,
    back: &str,
    outcome: Result<Bytes, AppError>,
    typed: &[u8],
) -> Response {
    let refused = |field: Option<&str>, message: String| Rejected {
        action: action.to_owned(),
        field: field.map(str::to_owned),
        message,
        values: values(typed),
    };
    let (kept, to) = match outcome {
        Ok(bytes) => {
            let landing: Landing = serde_json::from_slice(&bytes).unwrap_or_default();
            let to = landing.to.unwrap_or_else(|| back.to_owned());
            match landing.notice {
                Some(notice) => (session::set_flash(session, &Flash { notice: Some(notice), rejected: None }).await, to),
                None => (Ok(()), to),
            }
        }
        Err(AppError::SignedOut) => (Ok(()), sign_in_url(back)),
        Err(AppError::MfaPending) => (Ok(()), "/sign-in/second-factor".to_owned()),
        Err(AppError::NotFresh) => {
            let form = refused(None, "You confirmed that it is you. Send this once more.".to_owned());
            (session::hold(app, session, back, form).await, confirm_url(back))
        }
        Err(error) => {
            let flash = Flash { notice: None, rejected: Some(refused(error.field(), error.to_string())) };
            (session::set_flash(session, &flash).await, back.to_owned())
        }
    };
    // The act itself is done or refused; losing the words about it is logged and no reason to fail.
    if let Err(error) = kept {
        tracing::warn!(%error, "flash");
    }
    Redirect::to(&to).into_response()
}

/// What was typed, without what must not be kept. A name that was sent several times has its values joined by line breaks.
fn values(typed: &[u8]) -> BTreeMap<String, String> {
    const SECRET: &[&str] = &["password", "code", "secret", "token"];
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(typed).unwrap_or_default();
    let mut kept = BTreeMap::<String, String>::new();
    for (name, value) in pairs.into_iter().filter(|(name, _)| !SECRET.iter().any(|secret| name.contains(secret))) {
        kept.entry(name).and_modify(|all| *all = format!("{all}\n{value}")).or_insert(value);
    }
    kept
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// The page that the form was on, as a path of this site; another site's address is never followed.
fn referer(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let own = text(header::REFERER).zip(text(header::HOST)).and_then(|(referer, host)| {
        let rest = referer.split_once("://")?.1.strip_prefix(host)?;
        rest.starts_with('/').then(|| rest.to_owned())
    });
    own.unwrap_or_else(|| "/".to_owned())
}
