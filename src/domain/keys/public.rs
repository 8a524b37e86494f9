//! Public keys: what client SDKs name the workspace by. They are no secret; domains and secure mode say who may use them.

use super::{as_json, secret};
use crate::{
    access::{App, Change, Entry, Granted},
    db::{DbResult, OrConflict},
    model::{AppError, Domain, Grace, Name, Needs, PublicKey, PublicKeyId, Workspace, can, listed},
    store,
};

const KEY: &str = "SS.PUBK.";

fn new_key(app: &App, id: PublicKeyId, name: &str, domains: &[Domain], by: String, now: i64) -> PublicKey {
    PublicKey {
        id,
        name: name.to_owned(),
        key: secret(app, KEY),
        is_default: false,
        secure_mode: false,
        domains: as_json(domains),
        old_until: None,
        created_by: by,
        created_at: now,
        updated_by: None,
        updated_at: now,
        rotated_by: None,
        rotated_at: None,
        deleted_by: None,
        deleted_at: None,
    }
}

pub(super) async fn insert_default<P: Needs>(change: &mut Change<'_, P>, app: &App, workspace: &Workspace) -> DbResult<()> {
    let key = new_key(app, change.id(), "default", &[], "Belfry".to_owned(), change.now);
    store::client_keys::insert_public_key(change, &workspace.id, &PublicKey { is_default: true, ..key }).await?;
    Ok(())
}

/// Deleted ones too, at the end.
pub async fn list(granted: &Granted<can::ManageKeys>) -> Result<Vec<PublicKey>, AppError> {
    let mut tx = granted.read_control().await?;
    Ok(store::client_keys::list_public_keys(&mut tx, granted.workspace_id()).await?)
}

pub async fn generate(granted: &Granted<can::ManageKeys>, name: &Name, domains: &[Domain]) -> Result<PublicKey, AppError> {
    let mut change = granted.change_control().await?;
    let key = new_key(granted.app(), change.id(), name.as_str(), domains, granted.actor().signature(), change.now);
    store::client_keys::insert_public_key(&mut change, granted.workspace_id(), &key)
        .await
        .conflict("Another public key has this name already.")?;
    change.commit(Entry::new("public_api_key.generated", &key.id).named(name).with("domains", key.domains.as_str())).await?;
    Ok(key)
}

/// Secure mode and domains; domains stay as they are when none are given.
pub async fn edit(
    granted: &Granted<can::ManageKeys>,
    id: &PublicKeyId,
    secure_mode: bool,
    domains: Option<&[Domain]>,
) -> Result<PublicKey, AppError> {
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let key = find(&mut change, granted, id).await?;
    let domains = domains.map_or_else(|| key.domains.clone(), as_json);
    let mut entries = Vec::new();
    if secure_mode != key.secure_mode {
        let action = if secure_mode { "public_api_key.secure_mode_enabled" } else { "public_api_key.secure_mode_disabled" };
        entries.push(Entry::new(action, id).named(&key.name));
    }
    if domains != key.domains {
        let words = |json: &str| listed(json).join(", ");
        let entry = Entry::new("public_api_key.updated", id).named(&key.name);
        entries.push(entry.from_to("domains", words(&key.domains), words(&domains)));
    }
    if entries.is_empty() {
        return Ok(key);
    }
    let workspace = granted.workspace_id();
    store::client_keys::update_public_key_rules(&mut change, workspace, id, secure_mode, &domains, &by, now).await?;
    change.commit_all(entries).await?;
    Ok(PublicKey { secure_mode, domains, updated_by: Some(by), updated_at: now, ..key })
}

/// Another key under the same name.
pub async fn rotate(granted: &Granted<can::ManageKeys>, id: &PublicKeyId, grace: Grace) -> Result<PublicKey, AppError> {
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let before = find(&mut change, granted, id).await?;
    let (key, old_until) = (secret(granted.app(), KEY), grace.ends(now));
    store::client_keys::update_public_key(&mut change, granted.workspace_id(), id, &key, old_until, &by, now).await?;
    let entry = Entry::new("public_api_key.rotated", id).named(&before.name).with("old_key_works_until", old_until);
    change.commit(entry).await?;
    let (rotated_by, updated_by) = (Some(by.clone()), Some(by));
    Ok(PublicKey { key, old_until, rotated_by, rotated_at: Some(now), updated_by, updated_at: now, ..before })
}

/// Ends a key at once. The default one stays: rotate it instead.
pub async fn delete(granted: &Granted<can::ManageKeys>, id: &PublicKeyId) -> Result<String, AppError> {
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let key = find(&mut change, granted, id).await?;
    if key.is_default {
        return Err(AppError::conflict("The default public key can’t be deleted. Rotate it instead."));
    }
    store::client_keys::update_public_key_deleted(&mut change, granted.workspace_id(), id, &by, now).await?;
    change.commit(Entry::new("public_api_key.deleted", id).named(&key.name)).await?;
    Ok(key.name)
}

async fn find(
    change: &mut Change<'_, can::ManageKeys>,
    granted: &Granted<can::ManageKeys>,
    id: &PublicKeyId,
) -> Result<PublicKey, AppError> {
    store::client_keys::find_public_key(change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)
}
