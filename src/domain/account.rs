//! The account: what it is called, its time zone, and its rules for signing in.

use crate::{
    access::{Change, Entry, Fresh, Granted},
    domain::profile::ZoneChoice,
    model::{AppError, Id, Name, PersonId, SessionLimits, can},
    store::{self, accounts::AccountRow},
};

async fn edit_account(granted: &Granted<can::EditAccount>) -> Result<(Change<'_, can::EditAccount>, AccountRow), AppError> {
    let mut change = granted.change().await?;
    let before = store::accounts::find(&mut change, granted.account()).await?.ok_or(AppError::NotFound)?;
    Ok((change, before))
}

/// Name, and the time zone of people who chose none.
pub async fn edit(granted: &Granted<can::EditAccount>, name: &Name, zone: &ZoneChoice) -> Result<(), AppError> {
    const BROWSERS: &str = "of the browser";
    let (mut change, before) = edit_account(granted).await?;
    store::accounts::update_general(&mut change, granted.account(), name.as_str(), zone.name()).await?;
    let entry = Entry::new("account.updated", granted.account()).named(name).from_to("name", before.name, name.as_str());
    let old_zone = before.settings.zone.as_deref().unwrap_or(BROWSERS);
    change.commit(entry.from_to("time_zone", old_zone, zone.name().unwrap_or(BROWSERS))).await
}

/// How long sessions last. It counts with the next request of every session, whenever that began. Answers how it was before.
pub async fn limit_sessions(
    granted: &Granted<can::EditAccount>,
    _fresh: Fresh,
    limits: SessionLimits,
) -> Result<SessionLimits, AppError> {
    let (mut change, before) = edit_account(granted).await?;
    let old = before.settings.sessions;
    store::accounts::update_session_limits(&mut change, granted.account(), limits).await?;
    let entry = Entry::new("account.session_policy_updated", granted.account()).named(before.name);
    change.commit(entry.from_to("sessions_end_after", old.words(), limits.words())).await?;
    Ok(old)
}

/// Asks everybody for a second factor: whoever has none sets one up with their next click, before anything else. Keys and programs go on.
pub async fn require_second_factor(granted: &Granted<can::EditAccount>, _fresh: Fresh) -> Result<(), AppError> {
    let (mut change, before) = edit_account(granted).await?;
    if before.settings.mfa_required {
        return Err(AppError::conflict("Everybody is asked for a second factor already."));
    }
    let person = PersonId::from_text(granted.actor().id.clone());
    let own = store::people::membership(&mut change, &person, granted.account()).await?;
    if !own.is_some_and(|own| own.person().has_second_factor()) {
        return Err(AppError::conflict("Set up your own second factor first: you would be the first one who can’t go on."));
    }
    store::accounts::update_mfa_required(&mut change, granted.account(), true).await?;
    change.commit(Entry::new("account.mfa_enabled", granted.account()).named(before.name)).await
}

/// Leaves it to everybody whether they have a second factor. Who has one keeps it.
pub async fn stop_requiring_second_factor(granted: &Granted<can::EditAccount>, _fresh: Fresh) -> Result<(), AppError> {
    let (mut change, before) = edit_account(granted).await?;
    if !before.settings.mfa_required {
        return Err(AppError::conflict("Nobody is asked for a second factor."));
    }
    store::accounts::update_mfa_required(&mut change, granted.account(), false).await?;
    change.commit(Entry::new("account.mfa_disabled", granted.account()).named(before.name)).await
}

/// Ends every session of everybody in the account, but the one that asks for it. Answers how many that were.
pub async fn sign_everybody_out(
    granted: &Granted<can::EditAccount>,
    _fresh: Fresh,
    own_session: Option<&str>,
) -> Result<u64, AppError> {
    let (mut change, before) = edit_account(granted).await?;
    let ended = store::sessions::delete_of_account(&mut change, granted.account(), own_session.unwrap_or_default()).await?;
    let entry = Entry::new("account.sessions_ended", granted.account()).named(before.name);
    change.commit(entry.with("sessions", ended as i64)).await?;
    Ok(ended)
}
