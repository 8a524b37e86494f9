//! An e-mail as it was rendered, alone in a document that may do nothing: the message's page shows it in a sandboxed frame.

use axum::{
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use tower_sessions::Session;

use super::{
    Porch,
    headers::MAIL,
    site::{origin, plain_refusal},
};
use crate::{
    domain::logs,
    identity::caller_of_session,
    model::{AppError, Id, MessageId, Rendered, Slug},
};

/// `GET /{workspace}/messages/{id}/content`.
pub async fn content(State(porch): State<Porch>, request: Request) -> Response {
    match shown(&porch, request).await {
        Ok(html) => ([(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL))], Html(html)).into_response(),
        Err(error) => plain_refusal(&error).into_response(),
    }
}

async fn shown(porch: &Porch, request: Request) -> Result<String, AppError> {
    let (mut parts, _) = request.into_parts();
    let session = Session::from_request_parts(&mut parts, porch).await.map_err(|_| AppError::Internal)?;
    let Path((workspace, id)) =
        Path::<(Slug, String)>::from_request_parts(&mut parts, porch).await.map_err(|_| AppError::NotFound)?;
    let caller = caller_of_session(&porch.app, &session, origin(&porch.app, &parts)).await?;
    let (message, _) = logs::message(&caller.enter(&workspace).await?, &MessageId::from_text(id)).await?;
    match serde_json::from_str(&message.content) {
        Ok(Rendered::Email { html, .. }) => Ok(html),
        _ => Err(AppError::NotFound),
    }
}
