//! Workspace keys: a key that is sent, and a secret that signs and is never sent.

use super::{as_json, check, narrowed, secret};
use crate::{
    access::{App, Change, Entry, Fresh, Granted},
    db::{DbResult, OrConflict},
    identity::sealing_place,
    model::{AppError, Grace, Id, KeyLimits, Name, Needs, Workspace, WorkspaceKey, WorkspaceKeyId, can},
    store,
};

const KEY: &str = "SS.WSK.";
const SECRET: &str = "SS.WSS.";

fn place(workspace: &Workspace, id: &WorkspaceKeyId) -> String {
    sealing_place(workspace.id.as_str(), id.as_str())
}

fn new_key(app: &App, id: WorkspaceKeyId, name: &str, limits: &KeyLimits, by: String, now: i64) -> WorkspaceKey {
    WorkspaceKey {
        id,
        name: name.to_owned(),
        key: secret(app, KEY),
        is_default: false,
        scope: limits.scope,
        networks: as_json(&limits.networks),
        expires_at: limits.expires_at,
        old_until: None,
        old_used_at: None,
        last_used_at: None,
        created_by: by,
        created_at: now,
        rotated_by: None,
        rotated_at: None,
        deleted_by: None,
        deleted_at: None,
    }
}

pub(super) async fn insert_default<P: Needs>(change: &mut Change<'_, P>, app: &App, workspace: &Workspace) -> DbResult<()> {
    let id: WorkspaceKeyId = change.id();
    let sealed = app.vault.seal(&place(workspace, &id), &secret(app, SECRET));
    let key = new_key(app, id, "Default", &KeyLimits::default(), "Belfry".to_owned(), change.now);
    store::keys::insert_workspace_key(change, &workspace.id, &WorkspaceKey { is_default: true, ..key }, &sealed).await?;
    Ok(())
}

/// Deleted ones too, at the end. The secret is opened on demand, by [`reveal`].
pub async fn list(granted: &Granted<can::ManageKeys>) -> Result<Vec<WorkspaceKey>, AppError> {
    let mut tx = granted.read_control().await?;
    Ok(store::keys::list_workspace_keys(&mut tx, granted.workspace_id()).await?)
}

/// Another pair, answered with its secret.
pub async fn generate(
    granted: &Granted<can::ManageKeys>,
    _fresh: Fresh,
    name: &Name,
    limits: &KeyLimits,
) -> Result<(WorkspaceKey, String), AppError> {
    let app = granted.app();
    let mut change = granted.change_control().await?;
    check(limits, change.now)?;
    let key = new_key(app, change.id(), name.as_str(), limits, granted.actor().signature(), change.now);
    let text = secret(app, SECRET);
    let sealed = app.vault.seal(&place(granted.workspace(), &key.id), &text);
    store::keys::insert_workspace_key(&mut change, granted.workspace_id(), &key, &sealed)
        .await
        .conflict("Another workspace key has this name already.")?;
    change.commit(narrowed(Entry::new("workspace_key.generated", &key.id).named(name), limits)).await?;
    Ok((key, text))
}

/// The secret in clear. Showing it is written down.
pub async fn reveal(granted: &Granted<can::ManageKeys>, _fresh: Fresh, id: &WorkspaceKeyId) -> Result<String, AppError> {
    Ok(read(granted, Some(id), "").await?.remove(0).1)
}

/// The default key with its secret, for the command line, which signs triggers with it.
pub async fn bridge(granted: &Granted<can::ManageKeys>) -> Result<(String, String), AppError> {
    let default = list(granted).await?.into_iter().find(|key| key.is_default).ok_or(AppError::NotFound)?;
    let (key, secret) = read(granted, Some(&default.id), "the command line").await?.remove(0);
    Ok((key.key, secret))
}

/// One key or all that count with their secrets, for who manages them by a program. That each was shown is written down.
pub async fn read(
    granted: &Granted<can::ManageKeys>,
    id: Option<&WorkspaceKeyId>,
    to: &'static str,
) -> Result<Vec<(WorkspaceKey, String)>, AppError> {
    let mut change = granted.change_control().await?;
    let mut keys = store::keys::list_workspace_keys(&mut change, granted.workspace_id()).await?;
    keys.retain(|key| key.deleted_at.is_none() && id.is_none_or(|id| key.id == *id));
    if keys.is_empty() {
        return Err(AppError::NotFound);
    }
    let (mut read, mut entries) = (Vec::new(), Vec::new());
    for key in keys {
        let sealed = store::keys::find_secret(&mut change, granted.workspace_id(), &key.id).await?.ok_or(AppError::NotFound)?;
        let entry = Entry::new("workspace_key.revealed", &key.id).named(&key.name);
        entries.push(if to.is_empty() { entry } else { entry.with("to", to) });
        read.push((key.clone(), granted.app().vault.unseal(&place(granted.workspace(), &key.id), &sealed)?));
    }
    change.commit_all(entries).await?;
    Ok(read)
}

/// Another secret for the same key, which is answered. Programs with the one before go on for a while.
pub async fn rotate(
    granted: &Granted<can::ManageKeys>,
    _fresh: Fresh,
    id: &WorkspaceKeyId,
    grace: Grace,
) -> Result<(WorkspaceKey, String), AppError> {
    let app = granted.app();
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let key = find(&mut change, granted, id).await?;
    let (text, until) = (secret(app, SECRET), grace.ends(now));
    let sealed = app.vault.seal(&place(granted.workspace(), id), &text);
    store::keys::update_secret(&mut change, granted.workspace_id(), id, &sealed, until, &by, now).await?;
    change.commit(Entry::new("workspace_key.secret_rotated", id).named(&key.name).with("old_secret_works_until", until)).await?;
    let rotated = WorkspaceKey { old_until: until, old_used_at: None, rotated_by: Some(by), rotated_at: Some(now), ..key };
    Ok((rotated, text))
}

/// Ends a key at once. The default one stays: rotate its secret instead.
pub async fn delete(granted: &Granted<can::ManageKeys>, id: &WorkspaceKeyId) -> Result<String, AppError> {
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let key = find(&mut change, granted, id).await?;
    if key.is_default {
        return Err(AppError::conflict("The default key can’t be deleted. Rotate its secret instead."));
    }
    store::keys::update_workspace_key_deleted(&mut change, granted.workspace_id(), id, &by, now).await?;
    change.commit(Entry::new("workspace_key.deleted", id).named(&key.name)).await?;
    Ok(key.name)
}

async fn find(
    change: &mut Change<'_, can::ManageKeys>,
    granted: &Granted<can::ManageKeys>,
    id: &WorkspaceKeyId,
) -> Result<WorkspaceKey, AppError> {
    store::keys::find_workspace_key(change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)
}
