//! The inbox secret: what a customer's backend makes inbox ids with, which older inbox clients show; on the wire they are subscriber ids.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::random;
use crate::{
    access::{App, Change, Entry, Fresh, Granted},
    db::DbResult,
    model::{AppError, Grace, InboxSecret, Needs, Workspace, WorkspaceId, can},
    store,
};

/// Where it is sealed to, the one before it too.
pub fn sealing_place(workspace: &WorkspaceId) -> String {
    format!("inbox_secret.secret/{workspace}")
}

pub(super) async fn insert<P: Needs>(change: &mut Change<'_, P>, app: &App, workspace: &Workspace) -> DbResult<()> {
    let (sealed, now) = (app.vault.seal(&sealing_place(&workspace.id), &random(app)), change.now);
    store::client_keys::insert_inbox_secret(change, &workspace.id, &sealed, "Belfry", now).await?;
    Ok(())
}

pub async fn find(granted: &Granted<can::ManageKeys>) -> Result<InboxSecret, AppError> {
    let mut tx = granted.read_control().await?;
    store::client_keys::find_inbox_secret(&mut tx, granted.workspace_id()).await?.ok_or(AppError::NotFound)
}

/// The secret in clear. Showing it is written down.
pub async fn reveal(granted: &Granted<can::ManageKeys>, _fresh: Fresh) -> Result<String, AppError> {
    let workspace = granted.workspace();
    let mut change = granted.change_control().await?;
    let found = store::client_keys::find_sealed_inbox_secrets(&mut change, &workspace.id).await?;
    let secret = granted.app().vault.unseal(&sealing_place(&workspace.id), &found.ok_or(AppError::NotFound)?.0)?;
    change.commit(Entry::new("inbox_secret.revealed", &workspace.id).named(&workspace.name)).await?;
    Ok(secret)
}

/// Another secret, which is answered. Subscriber ids of the one before are good for a while.
pub async fn rotate(granted: &Granted<can::ManageKeys>, _fresh: Fresh, grace: Grace) -> Result<String, AppError> {
    let (app, workspace) = (granted.app(), granted.workspace());
    let mut change = granted.change_control().await?;
    let (now, by, secret) = (change.now, granted.actor().signature(), random(app));
    let (sealed, until) = (app.vault.seal(&sealing_place(&workspace.id), &secret), grace.ends(now));
    store::client_keys::update_inbox_secret(&mut change, &workspace.id, &sealed, until, &by, now).await?;
    let entry = Entry::new("inbox_secret.rotated", &workspace.id).named(&workspace.name);
    change.commit(entry.with("old_secret_works_until", until)).await?;
    Ok(secret)
}

/// Whether a subscriber id is the user's: by the secret that counts, or by the one before it. The sentence says which.
pub async fn check(granted: &Granted<can::ManageKeys>, distinct_id: &str, subscriber_id: &str) -> Result<&'static str, AppError> {
    let (app, workspace) = (granted.app(), granted.workspace_id());
    let mut tx = granted.read_control().await?;
    let old_until = store::client_keys::find_inbox_secret(&mut tx, workspace).await?.and_then(|secret| secret.old_until);
    let found = store::client_keys::find_sealed_inbox_secrets(&mut tx, workspace).await?;
    let (secret, old) = found.ok_or(AppError::NotFound)?;
    let fits = |sealed: &str| -> Result<bool, AppError> {
        let secret = app.vault.unseal(&sealing_place(workspace), sealed)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| AppError::Internal)?;
        mac.update(distinct_id.as_bytes());
        Ok(BASE64.decode(subscriber_id.trim()).is_ok_and(|bytes| mac.verify_slice(&bytes).is_ok()))
    };
    if fits(&secret)? {
        return Ok("The inbox id is right.");
    }
    match old {
        Some(old) if fits(&old)? => match old_until {
            Some(at) if at > granted.now() => {
                Ok("The inbox id is right, and was made with the secret before this one. Use the new secret soon.")
            }
            _ => Err(wrong("It was made with the secret before this one, which no longer works.")),
        },
        _ => Err(wrong("It is not this user’s: another secret, another distinct_id, or padding and signs of plain base64.")),
    }
}

fn wrong(because: &str) -> AppError {
    AppError::invalid("subscriber_id", because)
}
