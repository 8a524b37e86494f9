//! Keys: generate, show a secret, revoke. Texts that may be seen once go through the session, never through an address.

use leptos::prelude::*;

use crate::model::{ApiKeyId, AppError, Landing, Slug, WorkspaceKeyId};

/// Makes an API key; the page after it shows its text, once.
#[server(endpoint = "keys/generate")]
pub async fn generate_key(workspace: Slug, name: String) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
        model::Name,
    };
    let name = Name::parse(&name)?;
    let granted = door(&workspace).await?;
    let made = keys::generate_api_key(&granted, caller()?.fresh()?, &name).await?;
    let once = expect_context::<tower_sessions::Session>();
    session::show(granted.app(), &once, &keys::new_key_place(&granted), &made.text).await?;
    Ok(Landing::at(format!("/{workspace}/keys")).saying(format!("Generated the key {}.", made.name)))
}

/// Shows a workspace key's secret on the page after it, once, and writes that down.
#[server(endpoint = "keys/reveal")]
pub async fn reveal_secret(workspace: Slug, id: WorkspaceKeyId) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
    };
    let granted = door(&workspace).await?;
    let secret = keys::reveal_secret(&granted, caller()?.fresh()?, &id).await?;
    let once = expect_context::<tower_sessions::Session>();
    session::show(granted.app(), &once, &keys::secret_place(&granted, &id), &secret).await?;
    Ok(Landing::at(format!("/{workspace}/keys")))
}

/// Ends an API key at once.
#[server(endpoint = "keys/revoke")]
pub async fn revoke_key(workspace: Slug, id: ApiKeyId) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys};
    let name = keys::revoke_api_key(&door(&workspace).await?, &id).await?;
    Ok(Landing::at(format!("/{workspace}/keys"))
        .saying(format!("Revoked the key {name}. Calls with it are refused from now on.")))
}
