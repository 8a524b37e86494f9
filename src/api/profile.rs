//! One's own person.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

/// Under which key a session keeps recovery codes that are to be shown.
#[cfg(feature = "ssr")]
pub const SHOWN_CODES: &str = "recovery_codes";

/// After everything was signed out, this browser goes on with a session of its own.
#[cfg(feature = "ssr")]
pub async fn stay_signed_in(app: &crate::access::App, fresh: bool) -> Result<(), AppError> {
    use crate::identity::session;
    let until = app.now() + session::FRESH;
    session::change_claims(&session::current()?, |claims| {
        if fresh {
            claims.fresh_until = until;
        }
    })
    .await
}

/// Leads to the page that shows new recovery codes.
#[cfg(feature = "ssr")]
pub async fn show_codes(app: &crate::access::App, codes: &[String], next: Option<String>) -> Result<Landing, AppError> {
    use crate::identity::session;
    session::show(app, &session::current()?, SHOWN_CODES, &codes).await?;
    Ok(Landing::at(format!("/account/recovery-codes?next={}", crate::model::escaped(next.as_deref().unwrap_or_default()))))
}

#[server(endpoint = "profile/rename")]
pub async fn rename(name: String) -> Result<Landing, AppError> {
    use crate::{access::account_door, domain::profile, model::Name};
    profile::rename(&account_door().await?, &Name::parse(&name)?).await?;
    Ok(Landing::at("/account/profile").saying("Saved your name."))
}

#[server(endpoint = "profile/choose_zone")]
pub async fn choose_zone(zone: String) -> Result<Landing, AppError> {
    use crate::{access::account_door, domain::profile};
    profile::choose_zone(&account_door().await?, &profile::ZoneChoice::parse(&zone)?).await?;
    Ok(Landing::at("/account/profile").saying("Saved your time zone."))
}

#[server(endpoint = "profile/change_email")]
pub async fn change_email(email: String) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::profile,
        model::Email,
    };
    let email = Email::parse(&email)?;
    profile::change_email(&account_door().await?, caller()?.fresh()?, &email).await?;
    Ok(Landing::at("/account/profile").saying(format!("You sign in with {} from now on.", email.as_str())))
}

#[server(endpoint = "profile/change_password")]
pub async fn change_password(current_password: String, new_password: String) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::profile,
        model::NewPassword,
    };
    let new = NewPassword::parse(&new_password).map_err(|error| error.about("new_password"))?;
    profile::change_password(&account_door().await?, &current_password, &new).await?;
    stay_signed_in(&caller()?.app, true).await?;
    Ok(Landing::at("/account/profile").saying("Changed your password. Other browsers were signed out."))
}

#[server(endpoint = "profile/sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::profile,
    };
    profile::sign_out_everywhere(&account_door().await?, caller()?.fresh()?).await?;
    stay_signed_in(&caller()?.app, false).await?;
    Ok(Landing::at("/account/profile").saying("Signed out everywhere else."))
}

/// Ends one session of one's own, by the name that the list has for it.
#[server(endpoint = "profile/end_session")]
pub async fn end_session(session: String) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::profile,
    };
    profile::end_session(&account_door().await?, caller()?.fresh()?, &session).await?;
    Ok(Landing::at("/account/profile").saying("Ended the session."))
}

/// Begins the enrolment of an authenticator app.
#[server(endpoint = "second_factor/begin")]
pub async fn begin_second_factor(next: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, enrolment_door},
        domain::profile,
    };
    profile::begin_second_factor(&enrolment_door().await?, caller()?.fresh()?).await?;
    let next = next.as_deref().and_then(crate::model::own_path).map(|next| format!("?next={}", crate::model::escaped(next)));
    Ok(Landing::at(format!("/account/second-factor{}", next.unwrap_or_default())))
}

/// Ends it with a first code, and leads to the recovery codes.
#[server(endpoint = "second_factor/confirm")]
pub async fn confirm_second_factor(code: String, next: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, enrolment_door},
        domain::profile,
    };
    let codes = profile::confirm_second_factor(&enrolment_door().await?, &code).await?;
    stay_signed_in(&caller()?.app, false).await?;
    show_codes(&caller()?.app, &codes, next).await
}

#[server(endpoint = "second_factor/turn_off")]
pub async fn turn_second_factor_off() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::profile,
    };
    let words = if profile::turn_second_factor_off(&account_door().await?, caller()?.fresh()?).await? {
        "The authenticator app is off. Your passkeys are your second factor."
    } else {
        "The second factor is off. Your password alone signs you in."
    };
    Ok(Landing::at("/account/profile").saying(words))
}

#[server(endpoint = "recovery_codes/renew")]
pub async fn renew_recovery_codes() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::profile,
    };
    let codes = profile::renew_recovery_codes(&account_door().await?, caller()?.fresh()?).await?;
    show_codes(&caller()?.app, &codes, Some("/account/profile".to_owned())).await
}

/// The codes were saved: they are not shown any more.
#[server(endpoint = "recovery_codes/saved")]
pub async fn recovery_codes_saved(next: Option<String>) -> Result<Landing, AppError> {
    use crate::identity::session;
    session::forget(&session::current()?, SHOWN_CODES).await?;
    Ok(Landing::at(next.as_deref().and_then(crate::model::own_path).unwrap_or("/account/profile")))
}
