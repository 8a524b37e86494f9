//! API keys and workspace keys: generate, rotate, show a secret, end one, try one. Texts that may be seen once go through the session, never
//! through an address.

use leptos::prelude::*;

use crate::model::{ApiKeyId, AppError, Landing, Slug, WorkspaceKeyId};

/// Makes an API key; the page after it shows its text, once.
#[server(endpoint = "keys/generate")]
pub async fn generate_key(
    workspace: Slug,
    name: String,
    scope: Option<String>,
    networks: Option<String>,
    life: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
        model::{KeyLimits, Name},
    };
    let (name, caller) = (Name::parse(&name)?, caller()?);
    let limits = KeyLimits::parse(scope.as_deref(), networks.as_deref(), life.as_deref(), caller.app.now())?;
    let granted = door(&workspace).await?;
    let (key, text) = keys::api::generate(&granted, caller.fresh()?, &name, &limits).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, "api"), &text).await?;
    Ok(Landing::at(format!("/{workspace}/keys")).saying(format!("Generated the key {}.", key.name)))
}

/// Another text for an API key, shown once on the page after it.
#[server(endpoint = "keys/rotate")]
pub async fn rotate_key(workspace: Slug, id: ApiKeyId, grace: String) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
        model::Grace,
    };
    let (grace, granted) = (Grace::parse(&grace)?, door(&workspace).await?);
    let (key, text) = keys::api::rotate(&granted, caller()?.fresh()?, &id, grace).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, "api"), &text).await?;
    Ok(Landing::at(format!("/{workspace}/keys")).saying(format!("Rotated the key {}.", key.name)))
}

/// Ends an API key at once.
#[server(endpoint = "keys/revoke")]
pub async fn revoke_key(workspace: Slug, id: ApiKeyId) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys};
    let name = keys::api::revoke(&door(&workspace).await?, &id).await?;
    Ok(Landing::at(format!("/{workspace}/keys"))
        .saying(format!("Revoked the key {name}. Calls with it are refused from now on.")))
}

/// Makes a workspace key; the page after it shows its secret.
#[server(endpoint = "keys/generate_pair")]
pub async fn generate_pair(
    workspace: Slug,
    name: String,
    scope: Option<String>,
    networks: Option<String>,
    life: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
        model::{KeyLimits, Name},
    };
    let (name, caller) = (Name::parse(&name)?, caller()?);
    let limits = KeyLimits::parse(scope.as_deref(), networks.as_deref(), life.as_deref(), caller.app.now())?;
    let granted = door(&workspace).await?;
    let (key, secret) = keys::workspace::generate(&granted, caller.fresh()?, &name, &limits).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, &key.id), &secret).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=workspace")).saying(format!("Generated the workspace key {}.", key.name)))
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
    let secret = keys::workspace::reveal(&granted, caller()?.fresh()?, &id).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, &id), &secret).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=workspace")))
}

/// Another secret for a workspace key, shown on the page after it.
#[server(endpoint = "keys/rotate_pair")]
pub async fn rotate_pair(workspace: Slug, id: WorkspaceKeyId, grace: String) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
        model::Grace,
    };
    let (grace, granted) = (Grace::parse(&grace)?, door(&workspace).await?);
    let (key, secret) = keys::workspace::rotate(&granted, caller()?.fresh()?, &id, grace).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, &id), &secret).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=workspace")).saying(format!("Rotated the secret of {}.", key.name)))
}

/// Ends a workspace key at once.
#[server(endpoint = "keys/delete_pair")]
pub async fn delete_pair(workspace: Slug, id: WorkspaceKeyId) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys};
    let name = keys::workspace::delete(&door(&workspace).await?, &id).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=workspace"))
        .saying(format!("Deleted the workspace key {name}. Calls that it signs are refused from now on.")))
}

/// Sends the trigger that the snippets send, as a program would.
#[server(endpoint = "keys/try_it")]
pub async fn try_it(workspace: Slug, workflow: Slug, user: String, email: Option<String>) -> Result<Landing, AppError> {
    use crate::{access::door, domain::delivery::test_run};
    let accepted = test_run::call(&door(&workspace).await?, &workflow, &user, email.as_deref().unwrap_or_default()).await?;
    Ok(Landing::at(format!("/{workspace}/keys?request={}#try-it", accepted.request)))
}
