//! `request` and `idempotency`: what was accepted, and under which key.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{LogFilter, Request, RequestId, RequestStatus, WorkspaceId},
};

/// A request to be inserted.
#[derive(Clone, Debug)]
pub struct NewRequest {
    pub workspace_id: WorkspaceId,
    pub id: RequestId,
    pub workflow: String,
    pub source: &'static str,
    pub idempotency_key: Option<String>,
    pub recipients: i64,
    pub payload: String,
    pub created_at: i64,
}

/// At most [`super::jobs::ROWS`] at once.
pub async fn insert(tx: &mut Tx, requests: &[NewRequest]) -> DbResult<u64> {
    let rows = requests.iter().map(|request| {
        args![
            &request.workspace_id,
            &request.id,
            &request.workflow,
            RequestStatus::Accepted,
            "",
            request.source,
            &request.idempotency_key,
            request.recipients,
            &request.payload,
            request.created_at,
        ]
    });
    tx.run_built(
        Sql::new(
            "insert into request (workspace_id, id, workflow, status, reason, source, idempotency_key, recipients, payload, created_at) values ",
        )
        .rows(rows),
    )
    .await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, id: &RequestId) -> DbResult<Option<Request>> {
    tx.one(
        "select id, workflow, status, reason, source, idempotency_key, recipients, payload, created_at
         from request where workspace_id = $1 and id = $2",
        args![workspace, id],
    )
    .await
}

/// How a request ended.
#[derive(Clone, Debug)]
pub struct RequestEnd {
    pub id: RequestId,
    pub status: RequestStatus,
    pub reason: String,
}

/// Only requests that did not end yet.
pub async fn update_ends(tx: &mut Tx, workspace: &WorkspaceId, ends: &[RequestEnd]) -> DbResult<u64> {
    let rows = ends.iter().map(|end| args![&end.id, end.status, &end.reason]);
    let sql = Sql::new("update request set status = ended.column2, reason = ended.column3 from (values ")
        .rows(rows)
        .push(") as ended where request.workspace_id = ")
        .bind(workspace)
        .push(" and request.id = ended.column1 and request.status = 'accepted'");
    tx.run_built(sql).await
}

/// Takes the row's lock, so that of two executions that end at once the second sees the first.
pub async fn lock(tx: &mut Tx, workspace: &WorkspaceId, id: &RequestId) -> DbResult<u64> {
    tx.run("update request set status = status where workspace_id = $1 and id = $2 and status = 'accepted'", args![workspace, id])
        .await
}

/// Newest first, without the payload; with `after` oldest first from there on.
pub async fn list(tx: &mut Tx, workspace: &WorkspaceId, filter: &LogFilter, limit: i64) -> DbResult<Vec<Request>> {
    let mut sql = Sql::new(
        "select id, workflow, status, reason, source, idempotency_key, recipients, '' as payload, created_at
         from request where workspace_id = ",
    )
    .bind(workspace);
    if let Some(status) = filter.status.as_deref() {
        if status != RequestStatus::Completed.key() {
            // Lets the partial index serve.
            sql = sql.push(" and status <> 'completed'");
        }
        sql = sql.push(" and status = ").bind(status);
    }
    if let Some(workflow) = &filter.workflow {
        sql = sql.push(" and workflow = ").bind(workflow);
    }
    tx.all_of(super::executions::page(sql, filter, limit)).await
}

/// A key and the request that it led to.
#[derive(Clone, Debug, FromRow)]
pub struct UsedKey {
    pub workspace_id: WorkspaceId,
    pub key: String,
    pub request_id: RequestId,
}

/// Takes the keys for their requests, where they are free or were taken before `expired`; answers those that it took. Keys are unique
/// and in the same order in every transaction, so that two of them never wait for each other.
pub async fn take_keys(tx: &mut Tx, keys: &[(UsedKey, i64)], window: i64) -> DbResult<Vec<UsedKey>> {
    let rows = keys.iter().map(|(key, now)| args![&key.workspace_id, &key.key, &key.request_id, *now]);
    let sql = Sql::new("insert into idempotency (workspace_id, key, request_id, created_at) values ")
        .rows(rows)
        .push(
            " on conflict (workspace_id, key) do update set request_id = excluded.request_id, created_at = excluded.created_at
              where idempotency.created_at <= excluded.created_at - ",
        )
        .bind(window)
        .push(" returning workspace_id, key, request_id");
    tx.all_of(sql).await
}

pub async fn find_key(tx: &mut Tx, workspace: &WorkspaceId, key: &str) -> DbResult<Option<UsedKey>> {
    tx.one("select workspace_id, key, request_id from idempotency where workspace_id = $1 and key = $2", args![workspace, key])
        .await
}

/// Keys are only good for a day; older ones go.
pub async fn delete_keys(tx: &mut Tx, before: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from idempotency where created_at < $1 and (workspace_id, key) in
         (select workspace_id, key from idempotency where created_at < $1 order by created_at limit $2)",
        args![before, limit],
    )
    .await
}

/// Whether a workflow is switched on, and its live version.
pub async fn find_workflow(tx: &mut Tx, workspace: &WorkspaceId, slug: &str) -> DbResult<Option<(bool, Option<i64>)>> {
    tx.one(
        "select enabled, live_version from asset where workspace_id = $1 and kind = 'workflow' and slug = $2",
        args![workspace, slug],
    )
    .await
}

/// Whether anything was ever triggered here.
pub async fn has_any(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<bool> {
    let first: Option<(String,)> = tx.one("select id from request where workspace_id = $1 limit 1", args![workspace]).await?;
    Ok(first.is_some())
}
