//! Verified channels of a Sandbox: a code is sent, entered, an address removed.

use leptos::prelude::*;

use crate::model::{AppError, Landing, Slug, VerifiedChannelId};

/// Sends a code to an address, for the first time or again.
#[server(endpoint = "verified_channels/ask")]
pub async fn ask_channel_code(workspace: Slug, email: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::verified_channels, model::Email};
    let email = Email::parse(&email)?;
    verified_channels::ask(&door(&workspace).await?, &email).await?;
    let said = format!("A letter with six digits is on its way to {}.", email.as_str());
    Ok(Landing::at(format!("/{workspace}/verified-channels")).saying(said))
}

#[server(endpoint = "verified_channels/enter")]
pub async fn enter_channel_code(workspace: Slug, id: VerifiedChannelId, code: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::verified_channels};
    let address = verified_channels::enter(&door(&workspace).await?, &id, &code).await?;
    Ok(Landing::at(format!("/{workspace}/verified-channels")).saying(format!("Verified {address}.")))
}

#[server(endpoint = "verified_channels/remove")]
pub async fn remove_verified_channel(workspace: Slug, id: VerifiedChannelId) -> Result<Landing, AppError> {
    use crate::{access::door, domain::verified_channels};
    let address = verified_channels::remove(&door(&workspace).await?, &id).await?;
    Ok(Landing::at(format!("/{workspace}/verified-channels")).saying(format!("Removed {address}.")))
}
