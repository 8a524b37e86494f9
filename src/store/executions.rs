//! `execution`: one run of a workflow for one recipient.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{Execution, ExecutionId, ExecutionStatus, LogFilter, RequestId, WorkspaceId},
};

/// An execution on its way, with what it needs to go on.
#[derive(Clone, Debug, FromRow)]
pub struct Running {
    pub id: ExecutionId,
    pub request_id: RequestId,
    pub workflow: String,
    pub workflow_version: i64,
    pub distinct_id: Option<String>,
    /// The recipient as the trigger gave it, JSON.
    pub recipient: String,
    pub status: ExecutionStatus,
    pub reason: String,
    /// The step that comes next.
    pub position: i64,
    pub created_at: i64,
    pub ended_at: Option<i64>,
}

/// One that is there already stays as it is.
pub async fn insert(tx: &mut Tx, workspace: &WorkspaceId, executions: &[Running]) -> DbResult<u64> {
    let rows = executions.iter().map(|row| {
        args![
            workspace,
            &row.id,
            &row.request_id,
            &row.workflow,
            row.workflow_version,
            &row.distinct_id,
            &row.recipient,
            row.status,
            &row.reason,
            row.position,
            row.created_at,
            row.ended_at,
        ]
    });
    tx.run_built(
        Sql::new(
            "insert into execution (workspace_id, id, request_id, workflow, workflow_version, distinct_id, recipient, status, reason,
                position, created_at, ended_at) values ",
        )
        .rows(rows)
        .push(" on conflict (workspace_id, id) do nothing"),
    )
    .await
}

pub async fn find_running(tx: &mut Tx, workspace: &WorkspaceId, id: &ExecutionId) -> DbResult<Option<Running>> {
    tx.one(
        "select id, request_id, workflow, workflow_version, distinct_id, recipient, status, reason, position, created_at, ended_at
         from execution where workspace_id = $1 and id = $2",
        args![workspace, id],
    )
    .await
}

/// Goes on from the step `from`. 0: it is not there any more, so somebody else went on with it.
pub async fn update_position(tx: &mut Tx, workspace: &WorkspaceId, from: i64, to: &Running) -> DbResult<u64> {
    tx.run(
        "update execution set position = $4, status = $5, reason = $6, ended_at = $7
         where workspace_id = $1 and id = $2 and position = $3 and status in ('running', 'waiting')",
        args![workspace, &to.id, from, to.position, to.status, &to.reason, to.ended_at],
    )
    .await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, id: &ExecutionId) -> DbResult<Option<Execution>> {
    tx.one(
        "select id, request_id, workflow, workflow_version, distinct_id, status, reason, created_at, ended_at
         from execution where workspace_id = $1 and id = $2",
        args![workspace, id],
    )
    .await
}

pub async fn list_of_request(tx: &mut Tx, workspace: &WorkspaceId, request: &RequestId) -> DbResult<Vec<Execution>> {
    tx.all(
        "select id, request_id, workflow, workflow_version, distinct_id, status, reason, created_at, ended_at
         from execution where workspace_id = $1 and request_id = $2 order by id limit 100",
        args![workspace, request],
    )
    .await
}

/// How many of a request's executions there are by status.
pub async fn count_of_request(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    request: &RequestId,
) -> DbResult<Vec<(ExecutionStatus, i64)>> {
    tx.all(
        "select status, count(*) from execution where workspace_id = $1 and request_id = $2 group by status",
        args![workspace, request],
    )
    .await
}

/// Newest first; with `after` oldest first from there on.
pub async fn list(tx: &mut Tx, workspace: &WorkspaceId, filter: &LogFilter, limit: i64) -> DbResult<Vec<Execution>> {
    let mut sql = Sql::new(
        "select id, request_id, workflow, workflow_version, distinct_id, status, reason, created_at, ended_at
         from execution where workspace_id = ",
    )
    .bind(workspace);
    if let Some(status) = filter.status.as_deref() {
        if status != ExecutionStatus::Completed.key() {
            // Lets the partial index serve.
            sql = sql.push(" and status <> 'completed'");
        }
        sql = sql.push(" and status = ").bind(status);
    }
    if let Some(workflow) = &filter.workflow {
        sql = sql.push(" and workflow = ").bind(workflow);
    }
    if let Some(user) = &filter.user {
        sql = sql.push(" and distinct_id = ").bind(user);
    }
    tx.all_of(page(sql, filter, limit)).await
}

/// The end of every list of a log: from where on, in which direction, how many.
pub(super) fn page(sql: Sql, filter: &LogFilter, limit: i64) -> Sql {
    match (&filter.after, &filter.before) {
        (Some(after), _) => sql.push(" and id > ").bind(after).push(" order by id limit ").bind(limit),
        (None, Some(before)) => sql.push(" and id < ").bind(before).push(" order by id desc limit ").bind(limit),
        (None, None) => sql.push(" order by id desc limit ").bind(limit),
    }
}
