//! One's own passkeys: added, renamed, removed. Signing in with them is `identity::sign_in`.

use super::profile;
use crate::{
    access::{Entry, Fresh, Granted},
    db::OrConflict,
    identity::{
        passkeys::{self, Adding, Answer, MOST},
        recovery,
    },
    model::{AppError, Id, Name, OwnPasskey, PasskeyId, PersonId, can},
    store,
};

type Own = Granted<can::EditProfile>;

fn own_id(granted: &Own) -> PersonId {
    PersonId::from_text(granted.actor().id.clone())
}

/// Newest first; a person has ten at most.
pub async fn list(granted: &Own) -> Result<Vec<OwnPasskey>, AppError> {
    Ok(store::passkeys::list_of_person(&mut granted.read().await?, &own_id(granted), MOST).await?)
}

/// What the browser has to ask the device for. The second part belongs into the session.
pub async fn begin_adding(granted: &Own, _fresh: Fresh) -> Result<(String, Adding), AppError> {
    let mut tx = granted.read().await?;
    let found = store::people::credentials(&mut tx, &own_id(granted)).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    passkeys::ask_to_add(granted.app(), &found.person()).await
}

/// Adds what the device made. Who had no second factor gets recovery codes, for when the device is lost, and all their sessions end, which
/// never showed one: the caller starts a new one for this browser.
pub async fn add(
    granted: &Own,
    _fresh: Fresh,
    name: &Name,
    asked: Option<Adding>,
    answer: &Answer,
) -> Result<Option<Vec<String>>, AppError> {
    let made = passkeys::made(granted.app(), asked, answer)?;
    let mut change = granted.change().await?;
    let (now, id) = (change.now, change.id::<PasskeyId>());
    let found = store::people::credentials(&mut change, &own_id(granted)).await?.ok_or(AppError::NotFound)?;
    if store::passkeys::list_of_person(&mut change, &found.id, MOST).await?.len() as i64 == MOST {
        change.rollback().await?;
        return Err(AppError::conflict("You have ten passkeys, which is as many as there may be. Remove one first."));
    }
    store::passkeys::insert(&mut change, &id, &found.id, &made.credential_id, name.as_str(), &made.state(), now)
        .await
        .conflict("This passkey is in use already. Make another one.")?;
    let codes = if found.person().has_second_factor() {
        None
    } else {
        store::sessions::delete_of_person(&mut change, &found.id).await?;
        Some(recovery::replace(&mut change, granted.app(), &found.id).await?)
    };
    change.commit(Entry::new("passkey.added", &id).named(name).with("backed_up", made.backed_up)).await?;
    Ok(codes)
}

pub async fn rename(granted: &Own, id: &PasskeyId, name: &Name) -> Result<(), AppError> {
    let mut change = granted.change().await?;
    let before = store::passkeys::find(&mut change, &own_id(granted), id).await?.ok_or_else(gone)?;
    store::passkeys::update_name(&mut change, &before.person_id, id, name.as_str()).await?;
    change.commit(Entry::new("passkey.renamed", id).named(name).from_to("name", before.name, name.as_str())).await
}

/// It opens nothing from now on. Recovery codes go with the last second factor. Answers what it was called.
pub async fn remove(granted: &Own, _fresh: Fresh, id: &PasskeyId) -> Result<String, AppError> {
    let mut change = granted.change().await?;
    let before = store::passkeys::find(&mut change, &own_id(granted), id).await?.ok_or_else(gone)?;
    store::passkeys::delete(&mut change, &before.person_id, id).await?;
    let left = store::people::credentials(&mut change, &before.person_id).await?.ok_or(AppError::NotFound)?;
    if !left.person().has_second_factor() {
        profile::may_be_without(&mut change, &before.person_id).await?;
        store::recovery::delete_all(&mut change, &before.person_id).await?;
    }
    change.commit(Entry::new("passkey.removed", id).named(&before.name)).await?;
    Ok(before.name)
}

fn gone() -> AppError {
    AppError::conflict("This passkey was removed already.")
}
