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
