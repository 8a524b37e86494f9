//! Headers that every answer carries, and the guard against other sites.

use std::any::Any;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::site::plain_refusal;
use crate::{access::SECURITY, model::AppError};

/// Refuses a write that another site's page asked the browser to make.
pub async fn same_site_only(request: Request, next: Next) -> Response {
    if !request.method().is_safe() && is_foreign(request.headers()) {
        tracing::warn!(target: SECURITY, path = request.uri().path(), "refused: a write that another site asked for");
        return plain_refusal(&AppError::Forbidden).into_response();
    }
    next.run(request).await
}

/// Browsers tell where a request comes from; a program that is no browser sends neither header and has no cookie to abuse.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("//").map(|(_, host)| host) != text("host"),
        (None, None) => false,
    }
}

/// What every answer says about itself, whoever it is for and whatever it is. A page, a preview and a file say more exactly which content
/// they may load and how long they may be kept: that stays.
pub async fn of_everything(State(secure): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "SAMEORIGIN"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(), payment=(), \
             publickey-credentials-create=(self), publickey-credentials-get=(self)",
        ),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        keep_secure(headers);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NOTHING));
    response
}

/// By https browsers ignore what happens to a `__Host-` cookie without `Secure`, also when it is taken away.
fn keep_secure(headers: &mut HeaderMap) {
    let header::Entry::Occupied(mut set) = headers.entry(header::SET_COOKIE) else { return };
    for cookie in set.iter_mut() {
        if let Ok(text) = cookie.to_str()
            && !text.contains("; Secure")
            && let Ok(kept) = HeaderValue::from_str(&format!("{text}; Secure"))
        {
            *cookie = kept;
        }
    }
}

/// The policy of what is no page: it is looked at, and does nothing.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The policy of an e-mail that is shown alone: no script, no form, no frame; pictures from anywhere, as in a mail program.
pub const MAIL: &str = "sandbox; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; form-action 'none'; \
                        base-uri 'none'; frame-ancestors 'self'";

/// The policy of a page: scripts by nonce, nothing from elsewhere, wasm for the islands.
pub fn policy(nonce: &str) -> HeaderValue {
    HeaderValue::from_str(&format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
         img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ))
    .unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Built files have a hash in their names: browsers keep them.
pub async fn of_files(request: Request, next: Next) -> Response {
    kept("public, max-age=31536000, immutable", request, next).await
}

/// Icons have no hash in their names: browsers ask again after an hour.
pub async fn of_icons(request: Request, next: Next) -> Response {
    kept("public, max-age=3600", request, next).await
}

/// A file that is not there is not kept: it may come with the next build.
async fn kept(how: &'static str, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(how));
    }
    response
}

/// The answer to a request that a bug ended: it says no more than any other failure of ours, the log says what happened.
pub fn last_resort(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("without words"), "a request ended in a bug");
    plain_refusal(&AppError::Internal).into_response()
}
