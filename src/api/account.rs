//! The account that one works in.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

#[server(endpoint = "account/edit")]
pub async fn edit(name: String, zone: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::account_door,
        domain::{account, profile::ZoneChoice},
        model::Name,
    };
    let zone = ZoneChoice::parse(zone.as_deref().unwrap_or_default())?;
    account::edit(&account_door().await?, &Name::parse(&name)?, &zone).await?;
    Ok(Landing::at("/account/settings").saying("Saved the account."))
}

/// Both in minutes.
#[server(endpoint = "account/limit_sessions")]
pub async fn limit_sessions(idle: String, absolute: String) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::account,
        model::SessionLimits,
    };
    let limits = SessionLimits::parse(&idle, &absolute)?;
    let before = account::limit_sessions(&account_door().await?, caller()?.fresh()?, limits).await?;
    let said = if before == limits {
        "Nothing changed.".to_owned()
    } else {
        format!("Sessions end after {} now. It was {}.", limits.words(), before.words())
    };
    Ok(Landing::at("/account/authentication").saying(said))
}

#[server(endpoint = "account/require_second_factor")]
pub async fn require_second_factor() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::account,
    };
    account::require_second_factor(&account_door().await?, caller()?.fresh()?).await?;
    Ok(Landing::at("/account/authentication").saying("Everybody is asked for a second factor from their next click on."))
}

#[server(endpoint = "account/stop_requiring_second_factor")]
pub async fn stop_requiring_second_factor() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::account,
    };
    account::stop_requiring_second_factor(&account_door().await?, caller()?.fresh()?).await?;
    Ok(Landing::at("/account/authentication").saying("A second factor is left to everybody now. Who has one keeps it."))
}

#[server(endpoint = "account/sign_everybody_out")]
pub async fn sign_everybody_out() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::account,
        identity::session,
        model::counted,
    };
    let own = session::own_hash(&session::current()?);
    let ended = account::sign_everybody_out(&account_door().await?, caller()?.fresh()?, own.as_deref()).await?;
    let said = format!("Ended {}. You are still signed in here.", counted(ended as i64, "session", "sessions"));
    Ok(Landing::at("/account/settings").saying(said))
}

/// Gives up one's own membership.
#[server(endpoint = "account/leave")]
pub async fn leave() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::team,
        identity::session,
    };
    let caller = caller()?;
    team::leave(&account_door().await?, caller.fresh()?).await?;
    session::end(&session::current()?).await?;
    Ok(Landing::at("/sign-in").saying(format!("You left {}.", caller.person()?.account.name)))
}
