//! The account: what it is called, its time zone, and its rules for signing in.

use crate::{
    access::{Change, Entry, Fresh, Granted},
    domain::profile::ZoneChoice,
    model::{AppError, Name, SessionLimits, can},
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
