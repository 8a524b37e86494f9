//! Signing keys: a customer's backend signs user tokens with the private half, which is shown once and kept nowhere here.

use p256::{
    SecretKey,
    pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding},
};

use crate::{
    access::{App, Change, Entry, Fresh, Granted},
    db::OrConflict,
    identity::UserToken,
    model::{AppError, SigningKey, SigningKeyStatus, can},
    store,
};

/// What is said when a workspace has an active key already; it is a word of the wire.
pub const ONE_ACTIVE: &str = "Only one signing key is active at a time. Roll it instead.";

/// Deleted ones too, at the end.
pub async fn list(granted: &Granted<can::ManageKeys>) -> Result<Vec<SigningKey>, AppError> {
    let mut tx = granted.read_control().await?;
    Ok(store::client_keys::list_signing_keys(&mut tx, granted.workspace_id()).await?)
}

/// The first key, answered with its private half as PKCS#8 PEM. This is the only time that it is known.
pub async fn generate(granted: &Granted<can::ManageKeys>, _fresh: Fresh) -> Result<(SigningKey, String), AppError> {
    let mut change = granted.change_control().await?;
    let (key, pem) = insert(&mut change, granted).await?;
    change.commit(Entry::new("signing_api_key.generated", &key.id).named(&key.uid)).await?;
    Ok((key, pem))
}

/// Another active key. Tokens of the one before are good until `old_until`, or no longer.
pub async fn roll(
    granted: &Granted<can::ManageKeys>,
    _fresh: Fresh,
    uid: &str,
    old_until: Option<i64>,
) -> Result<(SigningKey, String), AppError> {
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let before = find(&mut change, granted, uid).await?;
    if before.status != SigningKeyStatus::Active {
        return Err(AppError::conflict("This key was rolled already. Roll the active one."));
    }
    store::client_keys::update_rolled(&mut change, granted.workspace_id(), &before.id, old_until, &by, now).await?;
    let (key, pem) = insert(&mut change, granted).await?;
    let entry = Entry::new("signing_api_key.rolled", &before.id).named(uid);
    change.commit(entry.with("to", key.uid.as_str()).with("old_key_works_until", old_until)).await?;
    Ok((key, pem))
}

/// Ends a key at once: the tokens that it signed are refused.
pub async fn delete(granted: &Granted<can::ManageKeys>, uid: &str) -> Result<(), AppError> {
    let mut change = granted.change_control().await?;
    let (now, by) = (change.now, granted.actor().signature());
    let key = find(&mut change, granted, uid).await?;
    store::client_keys::update_signing_key_deleted(&mut change, granted.workspace_id(), &key.id, &by, now).await?;
    change.commit(Entry::new("signing_api_key.deleted", &key.id).named(uid)).await
}

/// What a user token says, if a key that counts signed it; else why it is refused.
pub async fn check_token(granted: &Granted<can::ManageKeys>, token: &str) -> Result<UserToken, AppError> {
    let (keys, now) = (list(granted).await?, granted.now());
    let counting: Vec<(&str, &str)> =
        keys.iter().filter(|key| key.counts(now)).map(|key| (key.uid.as_str(), key.public_key.as_str())).collect();
    UserToken::check(token, &counting, now).map_err(|because| AppError::invalid("user_token", because))
}

async fn find(
    change: &mut Change<'_, can::ManageKeys>,
    granted: &Granted<can::ManageKeys>,
    uid: &str,
) -> Result<SigningKey, AppError> {
    store::client_keys::find_signing_key(change, granted.workspace_id(), uid).await?.ok_or(AppError::NotFound)
}

async fn insert(
    change: &mut Change<'_, can::ManageKeys>,
    granted: &Granted<can::ManageKeys>,
) -> Result<(SigningKey, String), AppError> {
    let secret = new_secret(granted.app());
    let in_words = |_| AppError::Internal;
    let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(in_words)?.to_string();
    let others = store::client_keys::list_signing_keys(change, granted.workspace_id()).await?;
    let mut second = change.now;
    // Two in one second: the later one is named by the next.
    while others.iter().any(|key| key.uid == uid(second)) {
        second += 1000;
    }
    let key = SigningKey {
        id: change.id(),
        uid: uid(second),
        public_key: secret.public_key().to_public_key_pem(LineEnding::LF).map_err(|_| AppError::Internal)?,
        status: SigningKeyStatus::Active,
        expires_at: None,
        created_by: granted.actor().signature(),
        created_at: change.now,
        rolled_by: None,
        rolled_at: None,
        deleted_by: None,
        deleted_at: None,
    };
    store::client_keys::insert_signing_key(change, granted.workspace_id(), &key).await.conflict(ONE_ACTIVE)?;
    Ok((key, pem))
}

/// A number that is no key comes up once in 2^32 times.
fn new_secret(app: &App) -> SecretKey {
    loop {
        if let Ok(secret) = SecretKey::from_slice(&app.clock.random::<32>()) {
            return secret;
        }
    }
}

/// `signing_key_20260421T123746`
fn uid(at: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("signing_key_%Y%m%dT%H%M%S").to_string()
}
