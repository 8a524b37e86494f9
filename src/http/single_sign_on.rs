//! To the OpenID provider and back. Plain links lead here: a form would be held back by our own policy, which lets forms go nowhere else.

use axum::{
    extract::{FromRequestParts, Path, Query, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    Porch,
    site::{origin, plain_refusal, sign_in_url},
};
use crate::{
    access::App,
    domain::sign_in_ways,
    identity::{
        oidc::{self, Errand},
        session,
    },
    model::{AccountId, AppError, Flash, Id, Rejected, own_path},
};

const ERRAND: &str = "oidc";

#[derive(Deserialize)]
struct Begin {
    next: Option<String>,
}

/// `GET /sign-in/oidc/{account}`: off to the provider of an account.
pub async fn begin(State(porch): State<Porch>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(session) = Session::from_request_parts(&mut parts, &porch).await else {
        return plain_refusal(&AppError::Internal).into_response();
    };
    let account = Path::<String>::from_request_parts(&mut parts, &porch).await.map(|path| AccountId::from_text(path.0));
    let next = Query::<Begin>::from_request_parts(&mut parts, &porch).await.ok().and_then(|query| query.0.next);
    let next = next.as_deref().and_then(own_path).map(str::to_owned);
    // A session begins with an act of its person: somebody else's page only leads to where one can begin it.
    if parts.headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Redirect::to(&sign_in_url(next.as_deref().unwrap_or("/"))).into_response();
    }
    let went = async {
        let account = account.map_err(|_| AppError::NotFound)?;
        let provider = sign_in_ways::provider(&porch.app, &account).await?.ok_or(AppError::NotFound)?;
        let (url, errand) = oidc::begin(&porch.app, &provider, next.clone()).await?;
        session::show(&porch.app, &session, ERRAND, &errand).await?;
        Ok(url)
    };
    match went.await {
        Ok(url) => Redirect::to(&url).into_response(),
        Err(AppError::NotFound) => plain_refusal(&AppError::NotFound).into_response(),
        Err(error) => refused(&session, next.as_deref(), &error).await,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Back {
    state: String,
    code: String,
    error: Option<String>,
}

/// `GET /sign-in/oidc/callback`: back from it.
pub async fn callback(State(porch): State<Porch>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(session) = Session::from_request_parts(&mut parts, &porch).await else {
        return plain_refusal(&AppError::Internal).into_response();
    };
    let back = Query::<Back>::from_request_parts(&mut parts, &porch).await.map(|query| query.0).unwrap_or_default();
    match finish(&porch.app, &session, &origin(&porch.app, &parts), &back).await {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(error) => refused(&session, None, &error).await,
    }
}

async fn finish(app: &App, session: &Session, origin: &crate::access::Origin, back: &Back) -> Result<String, AppError> {
    let unknown = || AppError::conflict("This sign-in took too long, or it was begun in another browser. Try again.");
    let errand: Errand = session::take_shown(app, session, ERRAND).await?.ok_or_else(unknown)?;
    if back.error.is_some() || back.code.is_empty() {
        return Err(AppError::conflict("The sign-in service signed nobody in. Try again, or use your password."));
    }
    let next = errand.next.clone();
    let claims = oidc::finish(app, origin, errand, &back.state, &back.code).await?;
    session::let_on(session, &claims, next).await
}

/// Back to the sign-in page, which says why.
async fn refused(session: &Session, next: Option<&str>, error: &AppError) -> Response {
    let rejected = Rejected { action: oidc::REFUSED.to_owned(), message: error.to_string(), ..Rejected::default() };
    let flash = Flash { rejected: Some(rejected), ..Flash::default() };
    if let Err(error) = session::set_flash(session, &flash).await {
        tracing::warn!(%error, "flash");
    }
    Redirect::to(&sign_in_url(next.unwrap_or("/"))).into_response()
}
