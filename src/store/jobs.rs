//! `job`: the queue. Workers serve all workspaces of a database, so claiming is the one search that names no workspace.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Dialect, Sql, Tx},
    model::{JobId, WorkspaceId},
};

/// How many rows one insert carries: every size is a statement of its own to prepare and to keep.
pub const ROWS: usize = 16;

/// A job to be inserted.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub id: JobId,
    pub workspace_id: WorkspaceId,
    pub lane: &'static str,
    pub kind: &'static str,
    pub payload: String,
    pub run_at: i64,
    /// Whoever adds it holds it, as if it had been claimed once.
    pub held: bool,
    pub created_at: i64,
}

/// A job that a worker holds.
#[derive(Clone, Debug, FromRow)]
pub struct Claimed {
    pub id: JobId,
    pub workspace_id: WorkspaceId,
    pub kind: String,
    pub payload: String,
    /// How often it was claimed, this time included: 1 is the first try.
    pub attempts: i64,
    pub created_at: i64,
}

/// At most [`ROWS`] at once.
pub async fn insert(tx: &mut Tx, jobs: &[NewJob]) -> DbResult<u64> {
    let rows = jobs.iter().map(|job| {
        args![
            &job.id,
            &job.workspace_id,
            job.lane,
            job.kind,
            &job.payload,
            job.run_at,
            i64::from(job.held),
            job.held,
            false,
            None::<String>,
            job.created_at
        ]
    });
    tx.run_built(
        Sql::new(
            "insert into job (id, workspace_id, lane, kind, payload, run_at, attempts, held, dead, last_error, created_at) values ",
        )
        .rows(rows),
    )
    .await
}

/// The inner select is materialized: run again for every row, as Postgres may, it would take more than the limit.
pub async fn claim(tx: &mut Tx, lane: &str, now: i64, until: i64, limit: i64) -> DbResult<Vec<Claimed>> {
    let skip_locked = Dialect::skip_locked(tx.dialect());
    let sql = Sql::new("with due as materialized (select id from job where dead = false and lane = ")
        .bind(lane)
        .push(" and run_at <= ")
        .bind(now)
        .push(" order by run_at, id limit ")
        .bind(limit)
        .push(skip_locked)
        .push(") update job set attempts = attempts + 1, held = true, run_at = ")
        .bind(until)
        .push(" where id in (select id from due) returning id, workspace_id, kind, payload, attempts, created_at");
    tx.all_of(sql).await
}

pub async fn update_hold(tx: &mut Tx, id: &JobId, attempts: i64, until: i64) -> DbResult<u64> {
    tx.run("update job set run_at = $3 where id = $1 and attempts = $2 and held = true", args![id, attempts, until]).await
}

pub async fn delete(tx: &mut Tx, id: &JobId, attempts: i64) -> DbResult<u64> {
    tx.run("delete from job where id = $1 and attempts = $2 and held = true", args![id, attempts]).await
}

/// Answers the ids that it deleted: those whose claim is lost stay.
pub async fn delete_many(tx: &mut Tx, jobs: &[&Claimed]) -> DbResult<Vec<JobId>> {
    let pairs = jobs.iter().map(|job| args![&job.id, job.attempts]);
    let sql = Sql::new("delete from job where held = true and (id, attempts) in (values ").rows(pairs).push(") returning id");
    let rows: Vec<(JobId,)> = tx.all_of(sql).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

pub async fn update_retry(tx: &mut Tx, id: &JobId, attempts: i64, error: &str, run_at: i64) -> DbResult<u64> {
    tx.run(
        "update job set held = false, last_error = $3, run_at = $4 where id = $1 and attempts = $2 and held = true",
        args![id, attempts, error, run_at],
    )
    .await
}

/// Jobs of a workspace that were put off for this reason are due now.
pub async fn update_due(tx: &mut Tx, workspace: &WorkspaceId, reason: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "update job set last_error = null, run_at = $3 where workspace_id = $1 and last_error = $2 and held = false and dead = false",
        args![workspace, reason, now],
    )
    .await
}

pub async fn update_dead(tx: &mut Tx, id: &JobId, attempts: i64, error: &str) -> DbResult<u64> {
    tx.run(
        "update job set held = false, dead = true, last_error = $3 where id = $1 and attempts = $2 and held = true",
        args![id, attempts, error],
    )
    .await
}

pub async fn update_release(tx: &mut Tx, now: i64) -> DbResult<u64> {
    tx.run("update job set held = false, run_at = $1 where held = true and dead = false", args![now]).await
}

pub async fn next_due(tx: &mut Tx, lane: &str) -> DbResult<Option<i64>> {
    let row: Option<(i64,)> =
        tx.one("select run_at from job where dead = false and lane = $1 order by run_at limit 1", args![lane]).await?;
    Ok(row.map(|row| row.0))
}
