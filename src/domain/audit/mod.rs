//! The audit log: one list out of the control database and all regions, sealed into a chain in each of them.

pub mod elsewhere;
pub mod export;
mod file;
pub mod query;
pub mod retention;
pub mod seal;
pub mod verify;

use std::cmp::Reverse;

use futures::future::join_all;

use crate::{
    access::Granted,
    model::{AppError, AuditEntry, AuditFilter, EntryId, TeamFilter, can},
    store,
};

/// How many entries a page has.
pub const SIZE: usize = 50;
/// A name that fits more people and keys than this has to be told more exactly.
const ACTORS: i64 = 20;

/// A part of the log, newest first, and where to go on.
#[derive(Debug, Default, PartialEq)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// There are newer ones than this.
    pub newer: Option<EntryId>,
    /// There are older ones than this.
    pub older: Option<EntryId>,
    /// Data regions that don't answer, whose entries are missing.
    pub away: Vec<String>,
}

/// A page of it. `actor` is a part of a name or of an e-mail address, of whoever is or was in the team, of a key, or of Belfry itself.
///
/// Each of those who fit is looked up by an index of their own, and so is each action: the last page costs what the first one costs,
/// whatever is asked.
pub async fn page(granted: &Granted<can::ViewAudit>, actor: Option<&str>, filter: &AuditFilter) -> Result<AuditPage, AppError> {
    let filter = with_actors(granted, actor, filter.clone()).await?;
    let (found, away) = list(granted, &filter, SIZE as i64 + 1).await;
    Ok(AuditPage { away, ..cut(found, &filter) })
}

/// The filter with the ids of those whom a text fits. When it fits nobody, nothing is found.
async fn with_actors(
    granted: &Granted<can::ViewAudit>,
    actor: Option<&str>,
    filter: AuditFilter,
) -> Result<AuditFilter, AppError> {
    let Some(text) = actor else { return Ok(filter) };
    let mut actors = actors(granted, text).await?;
    if actors.is_empty() {
        actors.push(String::new());
    }
    Ok(AuditFilter { actors, ..filter })
}

/// The first ones that fit, out of all databases that answer, and the regions that don't.
async fn list(granted: &Granted<can::ViewAudit>, filter: &AuditFilter, limit: i64) -> (Vec<AuditEntry>, Vec<String>) {
    let asked = granted.audit_databases().into_iter().map(|(region, db)| async move {
        let listed = async { store::audit::list(&mut db.read().await?, granted.account(), filter, limit).await };
        (region, listed.await)
    });
    let (mut found, mut away) = (Vec::new(), granted.audit_away());
    for (region, listed) in join_all(asked).await {
        match listed {
            Ok(entries) => found.extend(entries),
            Err(error) => {
                tracing::error!(%error, region, "the audit log is shown without a region");
                away.push(region.to_owned());
            }
        }
    }
    (found, away)
}

/// The newest ones that fit, in order: all of them, or none while a region does not answer.
async fn newest(granted: &Granted<can::ViewAudit>, filter: &AuditFilter, limit: i64) -> Result<Vec<AuditEntry>, AppError> {
    let (mut found, away) = list(granted, filter, limit).await;
    if let Some(region) = away.into_iter().next() {
        return Err(AppError::RegionAway { region });
    }
    found.sort_by_key(|entry| Reverse(entry.id.clone()));
    found.truncate(limit as usize);
    Ok(found)
}

/// One entry.
pub async fn find(granted: &Granted<can::ViewAudit>, id: &EntryId) -> Result<AuditEntry, AppError> {
    for (_, db) in granted.audit_databases() {
        if let Some(entry) = store::audit::find(&mut db.read().await?, granted.account(), id).await? {
            return Ok(entry);
        }
    }
    Err(granted.audit_away().into_iter().next().map_or(AppError::NotFound, |region| AppError::RegionAway { region }))
}

async fn actors(granted: &Granted<can::ViewAudit>, text: &str) -> Result<Vec<String>, AppError> {
    let mut tx = granted.read_control().await?;
    let people = TeamFilter { text: Some(text.to_owned()), ..TeamFilter::default() };
    let people = store::people::list_members(&mut tx, granted.account(), &people, ACTORS).await?;
    let mut found: Vec<String> = people.into_iter().map(|member| member.person_id.to_string()).collect();
    found.extend(store::keys::find_ids_by_name(&mut tx, granted.account(), text, ACTORS).await?);
    found.extend(store::tokens::find_ids_by_name(&mut tx, granted.account(), text, ACTORS).await?);
    if "belfry".contains(&text.to_lowercase()) {
        found.push("system".to_owned());
    }
    Ok(found)
}

/// Puts what several databases answered in order, keeps a page of it, and tells where to go on.
fn cut(mut found: Vec<AuditEntry>, filter: &AuditFilter) -> AuditPage {
    let upwards = filter.after.is_some();
    if upwards {
        found.sort_by(|a, b| a.id.cmp(&b.id));
    } else {
        found.sort_by_key(|entry| Reverse(entry.id.clone()));
    }
    let more = found.len() > SIZE;
    found.truncate(SIZE);
    if upwards {
        found.reverse();
    }
    let end = |entry: Option<&AuditEntry>, there: bool| entry.filter(|_| there).map(|entry| entry.id.clone());
    AuditPage {
        newer: end(found.first(), if upwards { more } else { filter.before.is_some() }),
        older: end(found.last(), upwards || more),
        entries: found,
        away: Vec::new(),
    }
}
