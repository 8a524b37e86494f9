//! The queue: what is to be done, written in the same transaction as the reason for it.
//!
//! A job is a small serde struct that names rows; everything else is read when it runs. Claiming a job holds it for a while: who claims
//! it either completes it, puts it off, or buries it, each in the transaction that records the work. A worker that dies lets its hold
//! run out and the job is claimed again, so a job has to be safe to run twice. Every claim counts as an attempt, and the number of
//! attempts is the token of the claim: a worker that lost its hold can't finish the job of who took over.

mod jobs;

pub use jobs::{DeliverMessage, Job, Lane, RunExecution, RunRequest};
pub use store::jobs::Claimed;

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use crate::{
    db::{Clock, DbResult, Tx, pieces},
    model::{AppError, JobId, WorkspaceId},
    store::{
        self,
        jobs::{NewJob, ROWS},
    },
};

/// What workers listen to, so that processes that share a database wake each other.
pub const CHANNEL: &str = "belfry_job";

/// A job row in the making, for those who write many at once. `run_at` is in milliseconds since 1970.
pub fn describe<J: Job>(clock: &Clock, workspace: &WorkspaceId, job: &J, run_at: i64) -> NewJob {
    NewJob {
        id: clock.id(),
        workspace_id: workspace.clone(),
        lane: J::LANE.key(),
        kind: J::KIND,
        // A struct of ids: it has no map with other keys than texts, which is all that could fail.
        payload: serde_json::to_string(job).unwrap_or_default(),
        run_at,
        held: false,
        created_at: clock.now(),
    }
}

/// Adds a job to the transaction. It runs once the transaction was committed and `run_at` (milliseconds since 1970) has come.
pub async fn enqueue<J: Job>(tx: &mut Tx, clock: &Clock, workspace: &WorkspaceId, job: &J, run_at: i64) -> DbResult<JobId> {
    let row = describe(clock, workspace, job, run_at);
    let id = row.id.clone();
    insert(tx, &[row]).await?;
    Ok(id)
}

/// The same for many at once. When any of them may be claimed now, the commit wakes the workers of other processes; ring
/// `app.wake.notify_one()` after it to wake those of this one.
pub async fn insert(tx: &mut Tx, jobs: &[NewJob]) -> DbResult<()> {
    for some in jobs.chunks(ROWS) {
        store::jobs::insert(tx, some).await?;
    }
    if jobs.iter().any(|job| !job.held && job.run_at <= job.created_at) {
        tx.notify(CHANNEL).await?;
    }
    Ok(())
}

/// A job that is held by who adds it, until `until`: it goes on with it right after the commit and need not claim it first.
pub fn describe_held<J: Job>(clock: &Clock, workspace: &WorkspaceId, job: &J, until: i64) -> (NewJob, Claimed) {
    let row = NewJob { held: true, ..describe(clock, workspace, job, until) };
    let claimed = Claimed {
        id: row.id.clone(),
        workspace_id: workspace.clone(),
        kind: row.kind.to_owned(),
        payload: row.payload.clone(),
        attempts: 1,
        created_at: row.created_at,
    };
    (row, claimed)
}

/// Takes up to `limit` jobs that are due and holds them for `hold` milliseconds, oldest first. Holds that ran out are due again.
pub async fn claim(tx: &mut Tx, lane: Lane, now: i64, hold: i64, limit: i64) -> DbResult<Vec<Claimed>> {
    let mut claimed = store::jobs::claim(tx, lane.key(), now, now + hold, limit).await?;
    claimed.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(claimed)
}

/// Prolongs holds, for work that takes longer. Answers how many were still held by these claims.
pub async fn extend(tx: &mut Tx, claimed: &[Claimed], until: i64) -> DbResult<u64> {
    let mut kept = 0;
    for job in claimed {
        kept += store::jobs::update_hold(tx, &job.id, job.attempts, until).await?;
    }
    Ok(kept)
}

/// The job is done and leaves the queue. False: the claim was lost, so whatever was done in this transaction must be rolled back.
pub async fn complete(tx: &mut Tx, job: &Claimed) -> DbResult<bool> {
    Ok(store::jobs::delete(tx, &job.id, job.attempts).await? == 1)
}

/// The same for many at once; answers those whose claim was still good. The work of the others must not be written.
pub async fn complete_all(tx: &mut Tx, jobs: &[&Claimed]) -> DbResult<HashSet<JobId>> {
    let mut done = HashSet::new();
    for some in pieces(jobs) {
        done.extend(store::jobs::delete_many(tx, some).await?);
    }
    Ok(done)
}

/// Puts the job off to `run_at` (milliseconds since 1970), because of an error or because it has to wait. False: the claim was lost.
pub async fn retry_later(tx: &mut Tx, job: &Claimed, error: &str, run_at: i64) -> DbResult<bool> {
    Ok(store::jobs::update_retry(tx, &job.id, job.attempts, error, run_at).await? == 1)
}

/// Why jobs of a deleted workspace wait.
const DELETED: &str = "The workspace was deleted. This goes on when it is restored.";

/// Puts a job of a deleted workspace off until nothing can restore it any more. False: the claim was lost.
pub async fn park(tx: &mut Tx, job: &Claimed, until: i64) -> DbResult<bool> {
    retry_later(tx, job, DELETED, until).await
}

/// The workspace was restored: what waited for that is due.
pub async fn unpark(tx: &mut Tx, workspace: &WorkspaceId, now: i64) -> DbResult<u64> {
    let due = store::jobs::update_due(tx, workspace, DELETED, now).await?;
    if due > 0 {
        tx.notify(CHANNEL).await?;
    }
    Ok(due)
}

/// Gives the job up; it stays to be looked at. False: the claim was lost.
pub async fn bury(tx: &mut Tx, job: &Claimed, error: &str) -> DbResult<bool> {
    Ok(store::jobs::update_dead(tx, &job.id, job.attempts, error).await? == 1)
}

/// Ends every hold at once: right after the start of the only process that works on a database (SQLite), when nobody can be holding
/// anything.
pub async fn release_all(tx: &mut Tx, now: i64) -> DbResult<u64> {
    store::jobs::update_release(tx, now).await
}

/// When the next job of a lane may be claimed (milliseconds since 1970), so that a worker can sleep until then. None: there is none.
pub async fn next_due(tx: &mut Tx, lane: Lane) -> DbResult<Option<i64>> {
    store::jobs::next_due(tx, lane.key()).await
}

impl Claimed {
    /// What the job says, if it is of this kind.
    pub fn read<J: Job + DeserializeOwned>(&self) -> Result<J, AppError> {
        if self.kind != J::KIND {
            tracing::error!(job = %self.id, kind = self.kind, wanted = J::KIND, "a job of another kind");
            return Err(AppError::Internal);
        }
        serde_json::from_str(&self.payload).map_err(|error| {
            tracing::error!(job = %self.id, kind = self.kind, %error, "a job that can't be read");
            AppError::Internal
        })
    }
}
