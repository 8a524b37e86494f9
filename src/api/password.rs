//! A new password for somebody who forgot theirs.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

/// Asks for the letter with the link. The answer is the same for every address.
#[server(endpoint = "password/ask")]
pub async fn ask(email: String) -> Result<Landing, AppError> {
    use crate::{access::caller, domain::password_reset, model::Email};
    let caller = caller()?;
    password_reset::ask(&caller.app, &caller.origin, &Email::parse(&email)?).await?;
    Ok(Landing::at("/sign-in/forgotten?asked=yes"))
}

/// Sets the new password, for whoever has the link.
#[server(endpoint = "password/reset")]
pub async fn reset(token: String, password: String) -> Result<Landing, AppError> {
    use crate::{access::caller, domain::password_reset, model::NewPassword};
    let caller = caller()?;
    password_reset::reset(&caller.app, &caller.origin, &token, &NewPassword::parse(&password)?).await?;
    Ok(Landing::at("/sign-in").saying("Changed your password. Sign in with the new one."))
}
