//! API keys: sent as they are, so that they are shown once and only their hash is kept.

use super::{as_json, check, narrowed, secret};
use crate::{
    access::{Entry, Fresh, Granted},
    db::OrConflict,
    identity::sha256,
    model::{ApiKey, ApiKeyId, AppError, Grace, KeyLimits, Name, can},
    store,
};

/// How many signs of a key stay known: `SS.` and seven more.
const HINT: usize = 10;

fn hint(text: &str) -> String {
    text.chars().take(HINT).collect()
}

/// Revoked ones too, at the end.
pub async fn list(granted: &Granted<can::ManageKeys>) -> Result<Vec<ApiKey>, AppError> {
    let mut tx = granted.read_control().await?;
    Ok(store::keys::list_api_keys(&mut tx, granted.workspace_id()).await?)
}

/// Makes an API key, and answers its text. This is the only time that it is known; what is stored is its hash.
pub async fn generate(
    granted: &Granted<can::ManageKeys>,
    _fresh: Fresh,
    name: &Name,
    limits: &KeyLimits,
) -> Result<(ApiKey, String), AppError> {
    let text = secret(granted.app(), "SS.");
    let mut change = granted.change_control().await?;
    check(limits, change.now)?;
    let key = ApiKey {
        id: change.id(),
        name: name.to_string(),
        hint: hint(&text),
        scope: limits.scope,
        networks: as_json(&limits.networks),
        expires_at: limits.expires_at,
        old_until: None,
        old_used_at: None,
        last_used_at: None,
        created_by: granted.actor().signature(),
        created_at: change.now,
        rotated_by: None,
        rotated_at: None,
        revoked_by: None,
        revoked_at: None,
    };
    store::keys::insert_api_key(&mut change, granted.workspace_id(), &key, &sha256(&text))
        .await
        .conflict("Another key has this name already.")?;
    change.commit(narrowed(Entry::new("api_key.generated", &key.id).named(name), limits)).await?;
    Ok((key, text))
}

/// Another text under the same name, which is answered. Programs with the one before go on for a while.
pub async fn rotate(
    granted: &Granted<can::ManageKeys>,
    _fresh: Fresh,
    id: &ApiKeyId,
    grace: Grace,
) -> Result<(ApiKey, String), AppError> {
    let text = secret(granted.app(), "SS.");
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let key = store::keys::find_api_key(&mut change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    let until = grace.ends(now);
    let hint = hint(&text);
    store::keys::update_hash(&mut change, granted.workspace_id(), id, &sha256(&text), &hint, until, &by, now).await?;
    change.commit(Entry::new("api_key.rotated", id).named(&key.name).with("old_key_works_until", until)).await?;
    Ok((ApiKey { hint, old_until: until, old_used_at: None, rotated_by: Some(by), rotated_at: Some(now), ..key }, text))
}

/// Revokes an API key at once, with the text before it; it stays in the list.
pub async fn revoke(granted: &Granted<can::ManageKeys>, id: &ApiKeyId) -> Result<String, AppError> {
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let key = store::keys::find_api_key(&mut change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    store::keys::update_revoked(&mut change, granted.workspace_id(), id, &by, now).await?;
    change.commit(Entry::new("api_key.disabled", id).named(&key.name)).await?;
    Ok(key.name)
}
