//! Shows pages: builds the visit, runs the page, puts shell and document around it.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, OriginalUri, Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use hydration_context::SsrSharedContext;
use ipnet::IpNet;
use leptos::{
    nonce::{provide_nonce, use_nonce},
    prelude::*,
    reactive::computed::ScopedFuture,
};
use tower_sessions::Session;

use super::{Porch, headers::policy};
use crate::{
    access::{App, Caller, Origin},
    identity::{caller_of_session, first_run, session},
    model::{AppError, Flash, escaped},
    pages::{Framed, Page, Refusal, Screen, Visit, document, refused, shell},
};

/// Where a request came from. Every proxy adds the address that it saw to the end of `X-Forwarded-For`, and whatever stood there before may be
/// made up: of what our own proxies wrote down, the last address that is none of them counts.
pub fn origin(app: &App, parts: &Parts) -> Origin {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let address = client(&app.config.trusted_proxies, peer, &parts.headers).map(|address| address.to_string());
    let user_agent =
        parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(|text| text.chars().take(200).collect());
    Origin { address, user_agent }
}

fn client(proxies: &[IpNet], peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let trusted = |address: IpAddr| proxies.iter().any(|network| network.contains(&address));
    let mut found = peer;
    // Who is no address at all sits in this process, or at a socket that only our proxy reaches.
    if proxies.is_empty() || !peer.is_none_or(trusted) {
        return found;
    }
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    for hop in lines.iter().flat_map(|line| line.split(',')).rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>().map(|address| address.to_canonical()) else { break };
        found = Some(address);
        if !trusted(address) {
            break;
        }
    }
    found
}

/// A visit on its way to a page, or the reason why it can't even start.
pub struct Arrival {
    porch: Porch,
    visit: Result<Visit, AppError>,
    session: Session,
}

impl FromRequestParts<Porch> for Arrival {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, porch: &Porch) -> Result<Self, Response> {
        let session = Session::from_request_parts(parts, porch).await.map_err(IntoResponse::into_response)?;
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, porch).await.map(|path| path.0).unwrap_or_default();
        let query =
            Query::<HashMap<String, String>>::from_request_parts(parts, porch).await.map(|query| query.0).unwrap_or_default();
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, porch).await.unwrap_or_else(|never: Infallible| match never {});
        let url = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let origin = origin(&porch.app, parts);
        let theme = cookie(&parts.headers, "theme").filter(|theme| matches!(*theme, "light" | "dark")).map(str::to_owned);
        let browsers_zone = cookie(&parts.headers, "zone").map(str::to_owned);
        // A page that is fetched ahead may never be seen: the words for the next page stay.
        let ahead =
            parts.headers.get("sec-purpose").and_then(|value| value.to_str().ok()).is_some_and(|text| text.contains("prefetch"));
        let visit = async {
            let caller = caller_of_session(&porch.app, &session, origin).await?;
            let mut flash = Flash::default();
            if !ahead {
                flash = session::take_flash(&session).await?;
                if flash.rejected.is_none() && caller.fresh().is_ok() {
                    flash.rejected = session::take_held(&porch.app, &session, &url).await?;
                }
            }
            // One's own, or else the account's.
            let chosen_zone = caller.person().ok().and_then(|me| me.person.zone.clone().or_else(|| me.settings.zone.clone()));
            let zone = chosen_zone.or(browsers_zone).unwrap_or_else(|| "UTC".to_owned());
            Ok(Visit { caller, path, query, url, flash, theme, zone })
        };
        Ok(Self { porch: porch.clone(), visit: visit.await, session })
    }
}

/// What the browser keeps for us: the theme that was chosen on it, the time zone that it is set to. It decides how things look and nothing
/// else, so it counts by its short name too: a page can't know whether a proxy before us speaks https.
fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let named = |cookie: &'h str| cookie.strip_prefix("__Host-").unwrap_or(cookie).strip_prefix(name)?.strip_prefix('=');
    cookies.split(';').find_map(|cookie| named(cookie.trim()))
}

/// Where every page leads before anybody was set up.
const SETUP: &str = "/setup";

/// Runs a page inside a reactive owner of its own, so that contexts and islands work, and drops it with the answer.
pub async fn show(arrival: Arrival, page: Page) -> Response {
    let Arrival { porch, visit, session } = arrival;
    let visit = match visit {
        Ok(visit) => visit,
        Err(error) => return plain_refusal(&error).into_response(),
    };
    match first_run::is_open(&porch.app).await {
        Ok(true) if visit.url != SETUP => return Redirect::to(SETUP).into_response(),
        Ok(_) => {}
        Err(error) => return plain_refusal(&error).into_response(),
    }
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let response = owner
        .with(|| {
            ScopedFuture::new(async move {
                provide_nonce();
                provide_context(visit.caller.clone());
                provide_context(visit.flash.clone());
                visit.provide_zone();
                provide_context(session.clone());
                let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
                let (status, framed) = match render(&visit, page(visit.clone()).await).await {
                    Ok(framed) => (StatusCode::OK, framed),
                    Err(Refusal::Elsewhere(to)) => return elsewhere(&session, &visit, &to).await,
                    Err(Refusal::Error(AppError::SignedOut)) => return Redirect::to(&sign_in_url(&visit.url)).into_response(),
                    Err(Refusal::Error(AppError::MfaPending)) => return Redirect::to("/sign-in/second-factor").into_response(),
                    Err(Refusal::Error(AppError::MustEnrol)) => return Redirect::to(&enrol_url(&visit.url)).into_response(),
                    Err(Refusal::Error(AppError::NotFresh)) => return Redirect::to(&confirm_url(&visit.url)).into_response(),
                    Err(Refusal::Error(error)) => {
                        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                        match render(&visit, Ok(refused(&visit, &error).await)).await {
                            Ok(framed) => (status, framed),
                            Err(_) => return plain_refusal(&error).into_response(),
                        }
                    }
                };
                let Framed { title, tone, view } = framed;
                let html = document(&porch.assets, &title, tone, visit.theme.as_deref(), &view.to_html(), &nonce);
                let mut response = (status, Html(html)).into_response();
                response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&nonce));
                response
            })
        })
        .await;
    drop(owner);
    response
}

/// Sends on to another page. What was to be said here is said there.
async fn elsewhere(session: &Session, visit: &Visit, to: &str) -> Response {
    if visit.flash.notice.is_some()
        && let Err(error) = session::set_flash(session, &visit.flash).await
    {
        tracing::warn!(%error, "flash");
    }
    Redirect::to(to).into_response()
}

async fn render(visit: &Visit, screen: Result<Screen, Refusal>) -> Result<Framed, Refusal> {
    shell(visit, screen?).await
}

/// After signing in, people come back to where they were going.
pub fn sign_in_url(next: &str) -> String {
    if next == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", escaped(next)) }
}

/// Where one proves again who one is.
pub fn confirm_url(next: &str) -> String {
    format!("/confirm?next={}", escaped(next))
}

/// Where one sets up the second factor that the account asks for. Where one lands after signing in needs no way back.
pub fn enrol_url(next: &str) -> String {
    const ENROL: &str = "/account/second-factor";
    if next == "/" || next.starts_with(ENROL) { ENROL.to_owned() } else { format!("{ENROL}?next={}", escaped(next)) }
}

/// An address that leads nowhere. Nobody is told more than others.
pub async fn missing(State(porch): State<Porch>, arrival: Arrival) -> Response {
    let _ = porch;
    fn nothing(visit: Visit) -> std::pin::Pin<Box<dyn Future<Output = Result<Screen, Refusal>> + Send>> {
        Box::pin(async move {
            let _: &Caller = &visit.caller;
            Err(Refusal::Error(AppError::NotFound))
        })
    }
    show(arrival, nothing).await
}

/// An answer for when not even a page can be shown.
pub fn plain_refusal(error: &AppError) -> impl IntoResponse + use<> {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_say_who_comes() {
        let ours: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        let seen = |proxies: &[IpNet], peer: &str, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            client(proxies, Some(peer.parse().unwrap()), &headers).unwrap().to_string()
        };
        // A chain of two proxies: what stands before the last stranger may be made up.
        assert_eq!(seen(&ours, "10.0.0.1", &["1.1.1.1, 203.0.113.7, 10.0.0.2"]), "203.0.113.7");
        assert_eq!(seen(&ours, "10.0.0.1", &["1.1.1.1", "203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(&ours, "::1", &["::ffff:203.0.113.7"]), "203.0.113.7");
        // Nobody else is believed.
        assert_eq!(seen(&ours, "198.51.100.1", &["203.0.113.7"]), "198.51.100.1");
        assert_eq!(seen(&[], "10.0.0.1", &["203.0.113.7"]), "10.0.0.1");
        // What is no address ends the chain.
        assert_eq!(seen(&ours, "10.0.0.1", &["203.0.113.7, unknown, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(seen(&ours, "10.0.0.1", &[]), "10.0.0.1");
    }
}
