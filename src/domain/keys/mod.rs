//! Credentials of a workspace, a file for each kind. Secrets that can be read again are sealed, those that only need to be checked are
//! hashed, and of signing keys the public half is kept.

pub mod api;
pub mod inbox;
pub mod public;
pub mod signing;
pub mod workspace;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use crate::{
    access::{App, Change, Entry, Granted},
    db::DbResult,
    identity::Network,
    model::{AppError, KeyLimits, Needs, Workspace, can},
    store,
};

/// A key may be bound to at most this many networks.
const MOST: usize = 50;

/// At a start, at most this many workspaces get what they lack.
const COMPLETED: i64 = 10_000;

/// 256 random bits as 43 signs.
fn random(app: &App) -> String {
    BASE64.encode(app.clock.random::<32>())
}

/// A credential that its prefix tells apart.
fn secret(app: &App, prefix: &str) -> String {
    format!("{prefix}{}", random(app))
}

/// Where [`crate::identity::session`] keeps what is shown once on the next page of this workspace. `what` names kind and key.
pub fn shown_place(granted: &Granted<can::ManageKeys>, what: impl std::fmt::Display) -> String {
    format!("keys/{}/{what}", granted.workspace_id())
}

/// What a new key can be narrowed to.
fn check(limits: &KeyLimits, now: i64) -> Result<(), AppError> {
    if limits.networks.len() > MOST {
        return Err(AppError::invalid("networks", format!("Name at most {MOST} networks.")));
    }
    for network in &limits.networks {
        Network::parse(network)?;
    }
    if limits.expires_at.is_some_and(|at| at <= now) {
        return Err(AppError::invalid("expires_at", "expires_at must be in the future."));
    }
    Ok(())
}

fn as_json(list: &[impl AsRef<str>]) -> String {
    serde_json::json!(list.iter().map(AsRef::as_ref).collect::<Vec<&str>>()).to_string()
}

/// What an entry of the audit log says of a new key's limits.
fn narrowed(entry: Entry, limits: &KeyLimits) -> Entry {
    entry.with("may", limits.scope.label()).with("networks", limits.networks.join(", ")).with("expires_at", limits.expires_at)
}

/// What every workspace is made with: a workspace key, a public key, and the inbox secret. Part of the change that makes it.
pub async fn insert_defaults<P: Needs>(change: &mut Change<'_, P>, app: &App, workspace: &Workspace) -> Result<(), AppError> {
    self::workspace::insert_default(change, app, workspace).await?;
    public::insert_default(change, app, workspace).await?;
    Ok(inbox::insert(change, app, workspace).await?)
}

/// Gives workspaces that are older than public keys and inbox secrets theirs. Two processes that start at once do it once.
pub async fn complete(app: &App) -> Result<(), AppError> {
    let mut tx = app.regions.control().read().await?;
    let incomplete = store::client_keys::list_incomplete(&mut tx, COMPLETED).await?;
    drop(tx);
    for workspace in incomplete {
        let granted = app.as_system::<can::ManageKeys>(&workspace.account_id.clone(), workspace, "start");
        let mut change = granted.change_control().await?;
        if let Err(error) = fill(&mut change, &granted).await {
            tracing::info!(workspace = %granted.workspace_id(), %error, "another process gave the workspace its keys");
            continue;
        }
        let workspace = granted.workspace();
        change.commit(Entry::new("inbox_secret.generated", &workspace.id).named(&workspace.name)).await?;
    }
    Ok(())
}

async fn fill(change: &mut Change<'_, can::ManageKeys>, granted: &Granted<can::ManageKeys>) -> DbResult<()> {
    let (app, workspace) = (granted.app(), granted.workspace());
    if store::client_keys::list_public_keys(change, &workspace.id).await?.iter().all(|key| !key.is_default) {
        public::insert_default(change, app, workspace).await?;
    }
    if store::client_keys::find_inbox_secret(change, &workspace.id).await?.is_none() {
        inbox::insert(change, app, workspace).await?;
    }
    Ok(())
}
