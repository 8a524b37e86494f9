//! Signing in and out, and proving again who one is.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

/// Where a form that starts a session leads: to the page that was asked for, if it is one of ours.
#[cfg(feature = "ssr")]
fn onward(next: Option<String>) -> Landing {
    Landing::at(next.as_deref().and_then(crate::model::own_path).unwrap_or("/"))
}

#[server(endpoint = "session/sign_in")]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::caller,
        identity::{session, sign_in},
        model::Email,
    };
    let (caller, session) = (caller()?, session::current()?);
    let claims = sign_in::with_password(&caller.app, &caller.origin, &Email::parse(&email)?, &password).await?;
    session::let_on(&session, &claims, next).await.map(Landing::at)
}

/// Asks for a code by e-mail, which counts in this browser only. The answer is the same for every address.
#[server(endpoint = "session/ask_code")]
pub async fn ask_code(email: String, next: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::caller,
        domain::email_code,
        identity::{email_code::ASKED, session},
        model::Email,
    };
    let (caller, session) = (caller()?, session::current()?);
    let asked = email_code::ask(&caller.app, &caller.origin, &Email::parse(&email)?).await?;
    session::put(&session, ASKED, &asked).await?;
    session::put(&session, session::NEXT, &next).await?;
    Ok(Landing::at("/sign-in/code/enter"))
}

/// Signs in with the code of the letter.
#[server(endpoint = "session/enter_code")]
pub async fn enter_code(code: String) -> Result<Landing, AppError> {
    use crate::{
        access::caller,
        identity::{
            email_code::{ASKED, Asked},
            session, sign_in,
        },
    };
    let (caller, session) = (caller()?, session::current()?);
    let asked: Asked = session::get(&session, ASKED).await?.ok_or_else(|| AppError::conflict("Send yourself a code first."))?;
    let claims = sign_in::with_email_code(&caller.app, &caller.origin, &asked, &code).await?;
    session::forget(&session, ASKED).await?;
    let next = session::get::<Option<String>>(&session, session::NEXT).await?.flatten();
    session::let_on(&session, &claims, next).await.map(Landing::at)
}

/// The second step: a code of the authenticator app, or a recovery code.
#[server(endpoint = "session/second_factor")]
pub async fn second_factor(code: String) -> Result<Landing, AppError> {
    use crate::{
        access::{Who, caller},
        identity::{session, sign_in},
    };
    let (caller, session) = (caller()?, session::current()?);
    let Who::Pending(_) = caller.who else { return Err(AppError::SignedOut) };
    let claims = session::claims(&session).await?.ok_or(AppError::SignedOut)?;
    let claims = sign_in::with_code(&caller.app, &caller.origin, &claims, &code).await?;
    let next = session::get::<Option<String>>(&session, session::NEXT).await?.flatten();
    session::let_on(&session, &claims, next).await.map(Landing::at)
}

/// Signs in with a passkey, which is both factors at once.
#[server(endpoint = "session/passkey")]
pub async fn sign_in_with_passkey(
    #[server(default)] credential: String,
    #[server(default)] problem: String,
    next: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{Who, caller},
        identity::{
            passkeys::{self, Answer, SHOWING},
            session, sign_in,
        },
    };
    let (caller, session) = (caller()?, session::current()?);
    let asked = session::take_shown(&caller.app, &session, SHOWING).await?;
    let shown = passkeys::shown(&caller.app, asked, &Answer { credential, problem })?;
    let pending = if let Who::Pending(person) = &caller.who { Some(person) } else { None };
    let claims = sign_in::with_passkey(&caller.app, &caller.origin, &shown, pending).await?;
    let before = session::get::<Option<String>>(&session, session::NEXT).await?.flatten();
    session::let_on(&session, &claims, next.or(before)).await.map(Landing::at)
}

/// Ends the session of this browser, however far it was.
#[server(endpoint = "session/sign_out")]
pub async fn sign_out() -> Result<Landing, AppError> {
    use crate::{
        access::caller,
        identity::{session, sign_in},
    };
    let caller = caller()?;
    if let Ok(signed_in) = caller.signed_in() {
        sign_in::signed_out(&caller.app, &caller.origin, signed_in).await?;
    }
    session::end(&session::current()?).await?;
    Ok(Landing::at("/sign-in"))
}

/// A fresh proof of identity, before a dangerous act.
#[server(endpoint = "session/confirm")]
pub async fn confirm(
    password: Option<String>,
    code: Option<String>,
    credential: Option<String>,
    problem: Option<String>,
    next: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::caller,
        identity::{
            passkeys::{self, Answer, SHOWING},
            session,
            sign_in::{self, Proof},
        },
    };
    let caller = caller()?;
    let proof = match (password, code, credential) {
        (Some(password), ..) => Proof::Password(password),
        (_, Some(code), _) => Proof::Code(code),
        (_, _, Some(credential)) => {
            let asked = session::take_shown(&caller.app, &session::current()?, SHOWING).await?;
            let answer = Answer { credential, problem: problem.unwrap_or_default() };
            Proof::Passkey(Box::new(passkeys::shown(&caller.app, asked, &answer)?))
        }
        _ => return Err(AppError::BadRequest),
    };
    sign_in::confirm(&caller.app, &caller.origin, caller.signed_in()?, proof).await?;
    let now = caller.app.now();
    session::change_claims(&session::current()?, |claims| {
        claims.fresh_until = now + session::FRESH;
        claims.by_provider = false;
    })
    .await?;
    Ok(onward(next))
}

/// Goes on in another account of the same person. Whoever came here by the word of a provider proves it themselves first: the other account
/// trusts nobody for them.
#[server(endpoint = "session/switch_account")]
pub async fn switch_account(account: String) -> Result<Landing, AppError> {
    use crate::{access::enrolment_door, domain::profile, identity::session};
    let memberships = profile::memberships(&enrolment_door().await?).await?;
    let chosen = memberships.into_iter().find(|own| own.account.id.to_string() == account).ok_or(AppError::NotFound)?;
    let (id, session) = (chosen.account.id, session::current()?);
    if session::claims(&session).await?.is_some_and(|claims| claims.by_provider) {
        return Err(AppError::NotFresh);
    }
    session::change_claims(&session, |claims| claims.account = id).await?;
    Ok(Landing::at("/").saying(format!("You are in {} now.", chosen.account.name)))
}
