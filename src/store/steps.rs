//! `step`: what an execution did, one row per step of the workflow.

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{ExecutionId, Step, WorkspaceId},
};

/// Writes steps; one that waited gets its end.
pub async fn upsert(tx: &mut Tx, workspace: &WorkspaceId, steps: &[Step]) -> DbResult<u64> {
    let rows = steps.iter().map(|step| {
        args![
            workspace,
            &step.execution_id,
            step.position,
            &step.node,
            &step.node_type,
            step.status,
            &step.reason,
            step.started_at,
            step.due_at,
            step.ended_at,
        ]
    });
    tx.run_built(
        Sql::new(
            "insert into step (workspace_id, execution_id, position, node, node_type, status, reason, started_at, due_at, ended_at) values ",
        )
        .rows(rows)
        .push(
            " on conflict (workspace_id, execution_id, position)
              do update set status = excluded.status, reason = excluded.reason, ended_at = excluded.ended_at",
        ),
    )
    .await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, execution: &ExecutionId, position: i64) -> DbResult<Option<Step>> {
    tx.one(
        "select execution_id, position, node, node_type, status, reason, started_at, due_at, ended_at
         from step where workspace_id = $1 and execution_id = $2 and position = $3",
        args![workspace, execution, position],
    )
    .await
}

pub async fn list_of_execution(tx: &mut Tx, workspace: &WorkspaceId, execution: &ExecutionId) -> DbResult<Vec<Step>> {
    tx.all(
        "select execution_id, position, node, node_type, status, reason, started_at, due_at, ended_at
         from step where workspace_id = $1 and execution_id = $2 order by position limit 200",
        args![workspace, execution],
    )
    .await
}
