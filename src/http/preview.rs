//! An e-mail as its readers will see it, alone in a document that may do nothing: the page shows it in a sandboxed frame.

use axum::{
    body::to_bytes,
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderValue, Method, header},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    Porch,
    headers::MAIL,
    site::{origin, plain_refusal},
};
use crate::{
    access::Granted,
    domain::templates,
    identity::caller_of_session,
    model::{AppError, Channel, EmailContent, Rendered, Slug, VariantContent, can},
};

/// A form may carry this much.
const LIMIT: usize = 1024 * 1024;

/// What is being typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    subject: String,
    preheader: String,
    html: String,
    text: String,
}

/// `GET /{workspace}/templates/{slug}/preview/email`: the draft. `POST`: what the body says, which is not saved.
pub async fn preview(State(porch): State<Porch>, request: Request) -> Response {
    match shown(&porch, request).await {
        Ok(html) => ([(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL))], Html(html)).into_response(),
        Err(error) => plain_refusal(&error).into_response(),
    }
}

async fn shown(porch: &Porch, request: Request) -> Result<String, AppError> {
    let (mut parts, body) = request.into_parts();
    let session = Session::from_request_parts(&mut parts, porch).await.map_err(|_| AppError::Internal)?;
    let Path((workspace, slug, channel)) =
        Path::<(Slug, Slug, String)>::from_request_parts(&mut parts, porch).await.map_err(|_| AppError::NotFound)?;
    if channel != Channel::Email.key() {
        return Err(AppError::NotFound);
    }
    let caller = caller_of_session(&porch.app, &session, origin(&porch.app, &parts)).await?;
    let granted: Granted<can::ViewAssets> = caller.enter(&workspace).await?;
    let preview = if parts.method == Method::POST {
        let body = to_bytes(body, LIMIT).await.map_err(|_| AppError::TooLarge { limit: "1 MB".to_owned() })?;
        let typed: Typed = serde_urlencoded::from_bytes(&body).map_err(|_| AppError::BadRequest)?;
        let said = EmailContent { subject: typed.subject, preheader: typed.preheader, html: typed.html, text: typed.text };
        templates::preview(&granted, &slug, &VariantContent::Email(said)).await?
    } else {
        templates::preview_draft(&granted, &slug, Channel::Email).await?
    };
    let Rendered::Email { html, text, .. } = preview.rendered else { return Err(AppError::NotFound) };
    Ok(if html.trim().is_empty() { plain(&text) } else { html })
}

/// A mail without HTML, or with nothing in it yet.
fn plain(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><title>E-mail</title><body style=\"margin:16px;font:14px/22px ui-monospace,monospace;\
         white-space:pre-wrap;overflow-wrap:anywhere;color:#1c1b19;background:#fff\">{text}</body>"
    )
}
