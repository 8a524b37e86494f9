//! Users: the people that notifications are for. Programs keep them in step with their own data; people of the team look and correct.
//!
//! What programs write is its own log and leaves no audit entry; what a person of the team writes leaves one, without personal data.

mod form;
mod operations;

use std::collections::BTreeMap;

pub use form::{SHOWN, UserForm};
pub use operations::Profile;

use serde_json::{Map, Value};

use super::masking::{hides, masked};
use crate::{
    access::{Entry, Granted},
    db::{DbResult, Tx},
    model::{AppError, IDENTITY_CHANNELS, NewIdentity, User, UserDetail, UserPlace, UserSearch, WorkspaceId, can, distinct_id},
    store,
};

/// A page of the list.
pub struct Page {
    pub users: Vec<UserDetail>,
    /// Whether there are newer and older ones than these.
    pub has_newer: bool,
    pub has_older: bool,
}

/// Newest first. `older_than` and `newer_than` are the ends of a page that was seen.
pub async fn list(
    granted: &Granted<can::ViewUsers>,
    search: Option<&str>,
    older_than: Option<&UserPlace>,
    newer_than: Option<&UserPlace>,
    limit: i64,
) -> Result<Page, AppError> {
    let workspace = granted.workspace_id();
    let mut tx = granted.read().await?;
    // Whoever sees no addresses can't find out about them by searching either.
    let addresses = !hides(granted);
    let search = search.map(|text| UserSearch { text, addresses });
    let mut users = store::users::list(&mut tx, workspace, search, older_than, newer_than, limit + 1).await?;
    let more = users.len() as i64 > limit;
    users.truncate(limit as usize);
    if newer_than.is_some() {
        users.reverse();
    }
    let (has_newer, has_older) = match (newer_than, older_than) {
        (Some(_), _) => (more, true),
        (None, older) => (older.is_some(), more),
    };
    let mut identities = BTreeMap::<String, Vec<_>>::new();
    for identity in store::users::identities_of(&mut tx, workspace, &users).await? {
        identities.entry(identity.distinct_id.clone()).or_default().push(identity);
    }
    let users = users
        .into_iter()
        .map(|user| masked(granted, UserDetail { identities: identities.remove(&user.distinct_id).unwrap_or_default(), user }))
        .collect();
    Ok(Page { users, has_newer, has_older })
}

/// How many users there are, counted up to 10,000: more would cost more than the number is worth.
pub async fn count(granted: &Granted<can::ViewUsers>) -> Result<i64, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::users::count(&mut tx, granted.workspace_id(), 10_000).await?)
}

pub async fn find(granted: &Granted<can::ViewUsers>, id: &str) -> Result<UserDetail, AppError> {
    let mut tx = granted.read().await?;
    let found = find_in(&mut tx, granted.workspace_id(), id).await?;
    found.map(|detail| masked(granted, detail)).ok_or_else(|| missing(id))
}

async fn find_in(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str) -> DbResult<Option<UserDetail>> {
    let Some(user) = store::users::find(tx, workspace, distinct_id).await? else { return Ok(None) };
    let identities = store::users::identities(tx, workspace, distinct_id).await?;
    Ok(Some(UserDetail { user, identities }))
}

/// For programs: the words of the public API.
fn missing(distinct_id: &str) -> AppError {
    AppError::Missing(format!("user [distinct_id: '{distinct_id}'] not found"))
}

/// What is to be done to one user.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Sets properties, adds identities.
    Merge(Map<String, Value>),
    /// Runs operators; the text is where they were given, for errors.
    Operate(String, Value),
}

/// A program changes users, each of which is made when it is missing: all or none. Answers how each one is afterwards.
pub async fn write(granted: &Granted<can::Trigger>, edits: &[(String, Edit)]) -> Result<Vec<UserDetail>, AppError> {
    let workspace = granted.workspace_id();
    let mut rows = granted.own_rows().await?;
    apply(&mut rows, workspace, edits, granted.now()).await?;
    let mut after = Vec::with_capacity(edits.len());
    for (distinct_id, _) in edits {
        after.extend(find_in(&mut rows, workspace, distinct_id).await?);
    }
    rows.commit().await?;
    Ok(after)
}

/// Part of a transaction. Users are worked on in the order of their ids, so that two transactions never wait for each other; the edits
/// of one user keep their order.
pub(crate) async fn apply(tx: &mut Tx, workspace: &WorkspaceId, edits: &[(String, Edit)], now: i64) -> Result<(), AppError> {
    let mut by_user = BTreeMap::<&str, Vec<&Edit>>::new();
    for (distinct_id, edit) in edits {
        by_user.entry(distinct_id).or_default().push(edit);
    }
    for (distinct_id, edits) in by_user {
        let (user, before) = open(tx, workspace, distinct_id, now).await?;
        let mut profile = before.clone();
        for edit in edits {
            match edit {
                Edit::Merge(fields) => profile.merge(fields)?,
                Edit::Operate(at, operations) => profile.operate(at, operations)?,
            }
        }
        save(tx, workspace, &user, &before, &profile, now).await?;
    }
    Ok(())
}

/// The profile, locked; it is made when it is missing. Every user has an inbox from the start.
async fn open(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str, now: i64) -> Result<(User, Profile), AppError> {
    if store::users::insert_if_missing(tx, workspace, distinct_id, now).await? == 1 {
        let inbox = NewIdentity { channel: "inbox", value: distinct_id.to_owned(), detail: "{}".to_owned() };
        store::users::insert_identity(tx, workspace, distinct_id, &inbox, now).await?;
    }
    let user = store::users::find_to_change(tx, workspace, distinct_id).await?.ok_or(AppError::Internal)?;
    let identities = store::users::identities(tx, workspace, distinct_id).await?;
    let identities = identities.into_iter().filter_map(|kept| {
        let channel = IDENTITY_CHANNELS.iter().find(|(known, _)| *known == kept.channel)?.0;
        Some(NewIdentity { channel, value: kept.value, detail: kept.detail })
    });
    let profile = Profile { properties: parse_properties(&user), identities: identities.collect() };
    Ok((user, profile))
}

/// A user's properties as they are worked with.
pub fn parse_properties(user: &User) -> Map<String, Value> {
    serde_json::from_str(&user.properties).unwrap_or_default()
}

/// Writes what changed.
async fn save(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    user: &User,
    before: &Profile,
    after: &Profile,
    now: i64,
) -> Result<(), AppError> {
    if before == after {
        return Ok(());
    }
    let properties = Value::Object(after.properties.clone()).to_string();
    store::users::update(tx, workspace, &user.distinct_id, &properties, now).await?;
    let is_in = |profile: &Profile, one: &NewIdentity| {
        profile.identities.iter().any(|other| other.channel == one.channel && other.value == one.value)
    };
    for gone in before.identities.iter().filter(|one| !is_in(after, one)) {
        store::users::delete_identity(tx, workspace, &user.distinct_id, gone.channel, &gone.value).await?;
    }
    for kept in after.identities.iter().filter(|one| !before.identities.contains(one)) {
        store::users::insert_identity(tx, workspace, &user.distinct_id, kept, now).await?;
    }
    Ok(())
}

/// A program deletes users: profile and identities go, what was sent to them stays in the logs. With `must_exist` an unknown id is an
/// error, and nothing is deleted.
pub async fn remove(granted: &Granted<can::Trigger>, distinct_ids: &[String], must_exist: bool) -> Result<(), AppError> {
    let mut sorted: Vec<&String> = distinct_ids.iter().collect();
    sorted.sort();
    let mut rows = granted.own_rows().await?;
    for distinct_id in sorted {
        if store::users::delete(&mut rows, granted.workspace_id(), distinct_id).await? == 0 && must_exist {
            return Err(missing(distinct_id));
        }
    }
    rows.commit().await
}

/// A person of the team makes a user. One that is there already is left alone. Answers the id.
pub async fn create(granted: &Granted<can::EditUsers>, id: &str, form: &UserForm) -> Result<String, AppError> {
    let id = distinct_id("distinct_id", id.trim()).map_err(|_| {
        AppError::invalid("distinct_id", "Give the user an ID of 1 to 255 characters: the one that your own system uses.")
    })?;
    let mut after = Profile { properties: Map::new(), identities: form.identities()? };
    after.merge(&form.properties()?).map_err(of_properties)?;
    let workspace = granted.workspace_id();
    let mut change = granted.change().await?;
    let now = change.now;
    if store::users::find(&mut change, workspace, &id).await?.is_some() {
        return Err(AppError::invalid("distinct_id", "There is a user with this ID already."));
    }
    let (user, before) = open(&mut change, workspace, &id, now).await?;
    after.identities.extend(before.identities.iter().cloned());
    save(&mut change, workspace, &user, &before, &after, now).await?;
    change.commit(Entry::new("user.created", &id)).await?;
    Ok(id)
}

/// A person of the team writes properties and the addresses of the channels that the form shows; other identities stay.
/// `started_from` is the time of the profile's last change when the form was filled: a change by somebody else in between is not
/// overwritten.
pub async fn edit(granted: &Granted<can::EditUsers>, id: &str, started_from: i64, form: &UserForm) -> Result<(), AppError> {
    let given = form.identities()?;
    let mut after = Profile::default();
    after.merge(&form.properties()?).map_err(of_properties)?;
    let workspace = granted.workspace_id();
    let mut change = granted.change().await?;
    let now = change.now;
    if store::users::find(&mut change, workspace, id).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let (user, before) = open(&mut change, workspace, id, now).await?;
    if user.updated_at != started_from {
        return Err(AppError::stale(
            "This user was changed in the meantime. Open the page again, look at the new values, and make your change once more.",
        ));
    }
    let known = |one: &NewIdentity| before.identities.iter().find(|kept| kept.channel == one.channel && kept.value == one.value);
    // What came with an address that stays is kept.
    after.identities = given.iter().map(|one| known(one).unwrap_or(one).clone()).collect();
    after.identities.extend(before.identities.iter().filter(|kept| !SHOWN.contains(&kept.channel)).cloned());
    save(&mut change, workspace, &user, &before, &after, now).await?;
    change.commit(Entry::new("user.updated", id).with("changed", changed_keys(&before, &after))).await
}

/// The field of the form that holds them.
fn of_properties(error: AppError) -> AppError {
    AppError::invalid("properties", error.to_string())
}

/// The names of what differs: the audit log has no personal data.
fn changed_keys<'p>(before: &'p Profile, after: &'p Profile) -> Vec<&'p str> {
    let mut keys: Vec<&str> = before.properties.keys().chain(after.properties.keys()).map(String::as_str).collect();
    keys.retain(|key| before.properties.get(*key) != after.properties.get(*key));
    let differs = |one: &&NewIdentity, other: &Profile| !other.identities.contains(one);
    keys.extend(before.identities.iter().filter(|one| differs(one, after)).map(|one| one.channel));
    keys.extend(after.identities.iter().filter(|one| differs(one, before)).map(|one| one.channel));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A person of the team deletes a user: profile and identities go, what was sent to them stays in the logs.
pub async fn delete(granted: &Granted<can::EditUsers>, distinct_id: &str) -> Result<(), AppError> {
    let mut change = granted.change().await?;
    if store::users::delete(&mut change, granted.workspace_id(), distinct_id).await? == 0 {
        return Err(AppError::NotFound);
    }
    change.commit(Entry::new("user.deleted", distinct_id)).await
}
