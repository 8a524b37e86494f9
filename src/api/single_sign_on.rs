//! The OpenID provider of the account.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

/// Sets the provider up or changes it.
#[server(endpoint = "single_sign_on/save")]
pub async fn save_provider(
    label: String,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    both_factors: Option<bool>,
    enabled: Option<bool>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::single_sign_on,
        model::OidcForm,
    };
    let form = OidcForm {
        label,
        issuer,
        client_id,
        client_secret: client_secret.unwrap_or_default(),
        both_factors: both_factors.unwrap_or_default(),
        enabled: enabled.unwrap_or_default(),
    };
    let granted = account_door().await?;
    single_sign_on::save(&granted, caller()?.fresh()?, form).await?;
    Ok(Landing::at("/account/single-sign-on").saying("Saved. Sign out and try it before you tell your team."))
}

/// Removes the provider.
#[server(endpoint = "single_sign_on/remove")]
pub async fn remove_provider() -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::single_sign_on,
    };
    single_sign_on::remove(&account_door().await?, caller()?.fresh()?).await?;
    Ok(Landing::at("/account/single-sign-on").saying("Removed. Everybody signs in with their password again."))
}
