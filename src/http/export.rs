//! A file of the audit log, as it is fetched: part by part, however long it is.

use axum::{
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use tower_sessions::Session;

use super::{
    Porch,
    site::{origin, plain_refusal},
};
use crate::{
    domain::audit::export::{self, File},
    identity::caller_of_session,
    model::{AppError, ExportId, Id},
};

/// `GET /account/audit/exports/{id}/file`.
pub async fn file(State(porch): State<Porch>, request: Request) -> Response {
    match opened(&porch, request).await {
        Ok(File { name, content_type, body }) => {
            let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
                (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
            ];
            (headers, Body::from_stream(body)).into_response()
        }
        Err(error) => plain_refusal(&error).into_response(),
    }
}

async fn opened(porch: &Porch, request: Request) -> Result<File, AppError> {
    let (mut parts, _) = request.into_parts();
    let session = Session::from_request_parts(&mut parts, porch).await.map_err(|_| AppError::Internal)?;
    let Path(id) = Path::<String>::from_request_parts(&mut parts, porch).await.map_err(|_| AppError::NotFound)?;
    let caller = caller_of_session(&porch.app, &session, origin(&porch.app, &parts)).await?;
    export::open(caller.enter_account().await?, &ExportId::from_text(id)).await
}
