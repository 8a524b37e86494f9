//! Throws away what has had its time: sessions, tries, links for new passwords, codes by e-mail, idempotency keys, invitations, files of the audit log,
//! workspaces that were deleted a week ago, and entries of the audit log where an account does not keep them for ever. Other logs stay.
//!
//! It is done a little at a time, so that whoever writes meanwhile waits for a moment at most.

use crate::{
    access::{App, Entry},
    db::{Db, DbResult, Tx},
    domain::{
        audit::{export, retention},
        delivery::accept,
        workspaces,
    },
    identity::throttle,
    model::{AppError, InAccount, Invite, WorkspaceId, can},
    store::{self, tables::Table},
};

/// So many rows go in one transaction at most.
const BATCH: i64 = 500;
/// A key outlives its time by this much, in milliseconds: whoever found it a moment ago still finds it.
const GRACE: i64 = 3_600_000;
/// An invitation that ended can be sent again for so long.
const SENT_AGAIN_WITHIN: i64 = 30 * 24 * 3_600_000;

/// Rows that nobody misses and that nothing is written down for.
#[derive(Clone, Copy)]
pub(super) enum Spent<'a> {
    Sessions,
    Tries,
    Resets,
    Codes,
    Keys,
    /// What a table has of a workspace that is gone.
    Of(&'a WorkspaceId, &'a Table),
}

impl Spent<'_> {
    async fn delete(self, tx: &mut Tx, now: i64) -> DbResult<u64> {
        match self {
            Self::Sessions => store::sessions::delete_expired(tx, now, BATCH).await,
            Self::Tries => throttle::forget_old(tx, now, BATCH).await,
            Self::Resets => store::resets::delete_expired(tx, now, BATCH).await,
            Self::Codes => store::email_codes::delete_expired(tx, now, BATCH).await,
            Self::Keys => store::requests::delete_keys(tx, now - accept::WINDOW - GRACE, BATCH).await,
            Self::Of(workspace, table) => store::tables::delete(tx, workspace, table, BATCH).await,
        }
    }
}

/// Purges every database. Answers how many rows went.
pub async fn purge(app: &App) -> Result<u64, AppError> {
    let control = app.regions.control();
    let mut gone =
        invites(app).await? + export::purge(app).await? + retention::purge(app).await? + workspaces::purge(app).await?;
    for spent in [Spent::Sessions, Spent::Tries, Spent::Resets, Spent::Codes] {
        gone += rows(app, control, spent).await?;
    }
    for (region, db) in app.regions.up() {
        match rows(app, db, Spent::Keys).await {
            Ok(some) => gone += some,
            Err(error) => tracing::warn!(%error, region, "what has had its time stays in a region for now"),
        }
    }
    Ok(gone)
}

/// Deletes until nothing is left, a batch in a transaction.
pub(super) async fn rows(app: &App, db: &Db, spent: Spent<'_>) -> Result<u64, AppError> {
    let mut gone = 0;
    loop {
        let mut tx = db.write().await?;
        let some = spent.delete(&mut tx, app.now()).await?;
        tx.commit().await?;
        gone += some;
        if some < BATCH as u64 {
            return Ok(gone);
        }
    }
}

async fn invites(app: &App) -> Result<u64, AppError> {
    let before = app.now() - SENT_AGAIN_WITHIN;
    let mut gone = 0;
    loop {
        let mut tx = app.regions.control().read().await?;
        let ended = store::invites::list_expired(&mut tx, before, BATCH).await?;
        drop(tx);
        for invite in &ended {
            gone += put_away(app, invite, before).await?;
        }
        if ended.len() < BATCH as usize {
            return Ok(gone);
        }
    }
}

/// One by one, each in the log of its account: they are few.
async fn put_away(app: &App, invite: &Invite, before: i64) -> Result<u64, AppError> {
    let granted = app.as_system::<can::InviteMembers>(&invite.account_id, InAccount, "purge");
    let mut change = granted.change().await?;
    let gone = store::invites::delete_expired(&mut change, &invite.account_id, &invite.id, before).await?;
    if gone == 0 {
        change.rollback().await?;
    } else {
        change.commit(Entry::new("account.member_invite_expired", &invite.id).named(&invite.email)).await?;
    }
    Ok(gone)
}
