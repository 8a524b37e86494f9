//! What a session claims, and for how long.

use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::session_store::hash;
use crate::{
    access::{App, Origin},
    model::{AccountId, AppError, Flash, PersonId, Rejected, SessionLimits, own_path},
};

const CLAIMS: &str = "claims";
const FLASH: &str = "flash";
/// Under which key a session keeps where its person was going.
pub const NEXT: &str = "next";

/// A row is kept, and the browser keeps its cookie, for as long as any account may let a session go unused. Whether it still counts is
/// decided by the limits of its account, with every request.
pub const KEPT: i64 = SessionLimits::IDLE.1;
/// A session in which nobody is signed in is kept for this long: it holds what a form left for the next page.
pub const KEPT_OF_NOBODY: i64 = 12 * 3_600_000;
/// A proof of identity counts as recent for this long.
pub const FRESH: i64 = 15 * 60_000;
/// Use is written down at most this often.
const TOUCH: i64 = 60_000;

/// Who signed in here, and how far. Times are milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub person: PersonId,
    pub account: AccountId,
    /// False while the second factor is still asked for.
    pub mfa_done: bool,
    pub signed_in_at: i64,
    pub seen_at: i64,
    pub fresh_until: i64,
    /// Somebody else vouches for them: the provider of the account, whose word counts there alone, until they prove it themselves.
    #[serde(default)]
    pub by_provider: bool,
    /// Where it was used last, as of `seen_at`.
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

impl Claims {
    pub fn new(person: PersonId, account: AccountId, mfa_done: bool, now: i64) -> Self {
        let fresh_until = if mfa_done { now + FRESH } else { 0 };
        Self {
            person,
            account,
            mfa_done,
            signed_in_at: now,
            seen_at: now,
            fresh_until,
            by_provider: false,
            address: None,
            user_agent: None,
        }
    }

    /// The same, used from there.
    pub fn at(mut self, origin: &Origin) -> Self {
        self.address.clone_from(&origin.address);
        self.user_agent.clone_from(&origin.user_agent);
        self
    }
}

/// The session of the server function or page that runs.
pub fn current() -> Result<Session, AppError> {
    leptos::prelude::use_context::<Session>().ok_or(AppError::Internal)
}

/// What the table calls the session of this browser.
pub fn own_hash(session: &Session) -> Option<String> {
    session.id().as_ref().map(hash)
}

/// What the session claims. Whether it still counts was decided when the request came in ([`super::caller_of_session`]).
pub async fn claims(session: &Session) -> Result<Option<Claims>, AppError> {
    session.get(CLAIMS).await.map_err(broken)
}

/// Using a session keeps it alive, within the limits of its account. One that is over ends here: false.
pub(super) async fn keep_alive(
    app: &App,
    session: &Session,
    claims: Claims,
    limits: SessionLimits,
    origin: &Origin,
) -> Result<bool, AppError> {
    let now = app.now();
    if limits.are_over(claims.signed_in_at, claims.seen_at, now) {
        end(session).await?;
        return Ok(false);
    }
    if now - claims.seen_at > TOUCH {
        session.insert(CLAIMS, Claims { seen_at: now, ..claims.at(origin) }).await.map_err(broken)?;
    }
    Ok(true)
}

/// Starts or raises a session. The cookie's id is new at every change of privilege.
pub async fn set_claims(session: &Session, claims: &Claims) -> Result<(), AppError> {
    session.cycle_id().await.map_err(broken)?;
    session.insert(CLAIMS, claims).await.map_err(broken)
}

/// Goes on with what was shown: in, or to the second factor. Answers where that is.
pub async fn let_on(session: &Session, claims: &Claims, next: Option<String>) -> Result<String, AppError> {
    set_claims(session, claims).await?;
    if claims.mfa_done {
        forget(session, NEXT).await?;
        return Ok(next.as_deref().and_then(own_path).unwrap_or("/").to_owned());
    }
    put(session, NEXT, &next).await?;
    Ok("/sign-in/second-factor".to_owned())
}

/// Moves the claims of this session, and gives it a new id. Nothing happens to a session that claims nothing.
pub async fn change_claims(session: &Session, change: impl FnOnce(&mut Claims)) -> Result<(), AppError> {
    let Some(mut claims) = claims(session).await? else { return Err(AppError::SignedOut) };
    change(&mut claims);
    set_claims(session, &claims).await
}

/// Ends the session.
pub async fn end(session: &Session) -> Result<(), AppError> {
    session.flush().await.map_err(broken)
}

/// What to show on the next page, once.
pub async fn set_flash(session: &Session, flash: &Flash) -> Result<(), AppError> {
    session.insert(FLASH, flash).await.map_err(broken)
}

/// Takes what [`set_flash`] left. A session without it is not touched: a page view writes nothing.
pub async fn take_flash(session: &Session) -> Result<Flash, AppError> {
    let Some(flash) = session.get::<Flash>(FLASH).await.map_err(broken)? else { return Ok(Flash::default()) };
    forget(session, FLASH).await?;
    Ok(flash)
}

/// Anything that a flow of several pages has to remember (an enrolment, a code that was sent).
pub async fn put<T: Serialize>(session: &Session, key: &str, value: &T) -> Result<(), AppError> {
    session.insert(key, value).await.map_err(broken)
}

pub async fn get<T: for<'de> Deserialize<'de>>(session: &Session, key: &str) -> Result<Option<T>, AppError> {
    session.get(key).await.map_err(broken)
}

pub async fn forget(session: &Session, key: &str) -> Result<(), AppError> {
    session.remove_value(key).await.map(drop).map_err(broken)
}

/// A text that is shown to this session only, for ten minutes: new recovery codes, the link of an invitation. It is sealed, as sessions
/// are rows of the database.
#[derive(Serialize, Deserialize)]
struct Shown {
    sealed: String,
    until: i64,
}

const SHOWN_FOR: i64 = 10 * 60_000;

/// Keeps a text to be shown on the next pages.
pub async fn show<T: Serialize>(app: &App, session: &Session, key: &str, value: &T) -> Result<(), AppError> {
    let text = serde_json::to_string(value).map_err(|_| AppError::Internal)?;
    put(session, key, &Shown { sealed: app.vault.seal(&place(key), &text), until: app.now() + SHOWN_FOR }).await
}

/// What is to be shown, until its time is over or it is forgotten.
pub async fn shown<T: for<'de> Deserialize<'de>>(app: &App, session: &Session, key: &str) -> Result<Option<T>, AppError> {
    let Some(shown) = get::<Shown>(session, key).await? else { return Ok(None) };
    if shown.until < app.now() {
        forget(session, key).await?;
        return Ok(None);
    }
    Ok(serde_json::from_str(&app.vault.unseal(&place(key), &shown.sealed)?).ok())
}

fn place(key: &str) -> String {
    format!("session.{key}")
}

/// What is to be shown, once: it is forgotten with the first look.
pub async fn take_shown<T: for<'de> Deserialize<'de>>(app: &App, session: &Session, key: &str) -> Result<Option<T>, AppError> {
    let value = shown(app, session, key).await?;
    if value.is_some() {
        forget(session, key).await?;
    }
    Ok(value)
}

/// A form that has to wait until its person has proved who they are: it comes back filled on the page that it was on.
#[derive(Serialize, Deserialize)]
struct Held {
    page: String,
    rejected: Rejected,
    /// Milliseconds since 1970.
    until: i64,
}

const HELD: &str = "held";

/// Keeps what was typed on `page` while the person confirms that it is them.
pub async fn hold(app: &App, session: &Session, page: &str, rejected: Rejected) -> Result<(), AppError> {
    put(session, HELD, &Held { page: page.to_owned(), rejected, until: app.now() + FRESH }).await
}

/// What was typed on this page before the person had to confirm.
pub async fn take_held(app: &App, session: &Session, page: &str) -> Result<Option<Rejected>, AppError> {
    let Some(held) = get::<Held>(session, HELD).await?.filter(|held| held.page == page) else { return Ok(None) };
    forget(session, HELD).await?;
    Ok((held.until > app.now()).then_some(held.rejected))
}

fn broken(error: tower_sessions::session::Error) -> AppError {
    tracing::error!(%error, "session");
    AppError::Internal
}

#[doc(hidden)]
pub const CLAIMS_KEY: &str = CLAIMS;
