//! Credentials of a workspace: the workspace key with its secret, and API keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use crate::{
    access::{App, Change, Entry, Fresh, Granted},
    db::OrConflict,
    identity::{sealing_place, sha256},
    model::{ApiKey, ApiKeyId, AppError, Id, Name, Needs, NewApiKey, Workspace, WorkspaceKey, WorkspaceKeyId, can},
    store,
};

/// How many signs of an API key stay known: `SS.` and seven more, as the replaced product shows them.
const HINT: usize = 10;

fn secret(app: &App, prefix: &str) -> String {
    format!("{prefix}{}", BASE64.encode(app.clock.random::<32>()))
}

fn place(workspace: &Workspace, id: &WorkspaceKeyId) -> String {
    sealing_place(workspace.id.as_str(), id.as_str())
}

/// The pair that a new workspace comes with.
pub async fn insert_default<P: Needs>(change: &mut Change<'_, P>, app: &App, workspace: &Workspace) -> Result<(), AppError> {
    let id: WorkspaceKeyId = change.id();
    let sealed = app.vault.seal(&place(workspace, &id), &secret(app, "SS.WSS."));
    let now = change.now;
    store::keys::insert_workspace_key(change, &workspace.id, &id, "Default", &secret(app, "SS.WSK."), &sealed, "Belfry", now)
        .await?;
    Ok(())
}

/// The workspace's key. The secret is opened on demand, by [`reveal_secret`].
pub async fn workspace_keys(granted: &Granted<can::ManageKeys>) -> Result<Vec<WorkspaceKey>, AppError> {
    let mut tx = granted.read_control().await?;
    Ok(store::keys::list_workspace_keys(&mut tx, granted.workspace_id()).await?)
}

/// The secret in clear. Showing it is written down.
pub async fn reveal_secret(granted: &Granted<can::ManageKeys>, _fresh: Fresh, id: &WorkspaceKeyId) -> Result<String, AppError> {
    let mut change = granted.change_control().await?;
    let (name, sealed) = store::keys::find_secret(&mut change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    let secret = granted.app().vault.unseal(&place(granted.workspace(), id), &sealed)?;
    change.commit(Entry::new("workspace_key.revealed", id).named(name)).await?;
    Ok(secret)
}

/// The oldest workspace key with its secret, for the command line, which signs triggers with it.
pub async fn bridge(granted: &Granted<can::ManageKeys>) -> Result<(String, String), AppError> {
    let mut change = granted.change_control().await?;
    let keys = store::keys::list_workspace_keys(&mut change, granted.workspace_id()).await?;
    let key = keys.into_iter().next().ok_or(AppError::NotFound)?;
    let (name, sealed) =
        store::keys::find_secret(&mut change, granted.workspace_id(), &key.id).await?.ok_or(AppError::NotFound)?;
    let secret = granted.app().vault.unseal(&place(granted.workspace(), &key.id), &sealed)?;
    change.commit(Entry::new("workspace_key.revealed", &key.id).named(name).with("to", "the command line")).await?;
    Ok((key.key, secret))
}

/// Where [`crate::identity::session`] keeps a secret that is shown on the next page of this workspace.
pub fn secret_place(granted: &Granted<can::ManageKeys>, id: &WorkspaceKeyId) -> String {
    format!("workspace_key/{}/{id}", granted.workspace_id())
}

/// Where it keeps the text of a new API key.
pub fn new_key_place(granted: &Granted<can::ManageKeys>) -> String {
    format!("api_key/{}", granted.workspace_id())
}

pub async fn api_keys(granted: &Granted<can::ManageKeys>) -> Result<Vec<ApiKey>, AppError> {
    let mut tx = granted.read_control().await?;
    Ok(store::keys::list_api_keys(&mut tx, granted.workspace_id()).await?)
}

/// Makes an API key. This is the only time that its text is known; what is stored is its hash.
pub async fn generate_api_key(granted: &Granted<can::ManageKeys>, _fresh: Fresh, name: &Name) -> Result<NewApiKey, AppError> {
    let text = secret(granted.app(), "SS.");
    let hint: String = text.chars().take(HINT).collect();
    let mut change = granted.change_control().await?;
    let id: ApiKeyId = change.id();
    let now = change.now;
    store::keys::insert_api_key(
        &mut change,
        granted.workspace_id(),
        &id,
        name.as_str(),
        &sha256(&text),
        &hint,
        &granted.actor().name,
        now,
    )
    .await
    .conflict("Another key has this name already.")?;
    change.commit(Entry::new("api_key.generated", &id).named(name)).await?;
    Ok(NewApiKey { id, name: name.to_string(), text })
}

/// Revokes an API key at once; it stays in the list.
pub async fn revoke_api_key(granted: &Granted<can::ManageKeys>, id: &ApiKeyId) -> Result<String, AppError> {
    let mut change = granted.change_control().await?;
    let now = change.now;
    let name = store::keys::find_api_key_name(&mut change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    store::keys::update_revoked(&mut change, granted.workspace_id(), id, now).await?;
    change.commit(Entry::new("api_key.disabled", id).named(&name)).await?;
    Ok(name)
}
