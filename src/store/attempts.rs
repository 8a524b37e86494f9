//! `attempt`: one call of a vendor.

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{Attempt, MessageId, WorkspaceId},
};

/// One that was written down already stays as it is.
pub async fn insert(tx: &mut Tx, workspace: &WorkspaceId, attempts: &[Attempt]) -> DbResult<u64> {
    let rows = attempts
        .iter()
        .map(|row| args![workspace, &row.message_id, row.number, &row.vendor, &row.outcome, &row.detail, row.at, row.took]);
    tx.run_built(
        Sql::new("insert into attempt (workspace_id, message_id, number, vendor, outcome, detail, at, took) values ")
            .rows(rows)
            .push(" on conflict (workspace_id, message_id, number) do nothing"),
    )
    .await
}

pub async fn list_of_message(tx: &mut Tx, workspace: &WorkspaceId, message: &MessageId) -> DbResult<Vec<Attempt>> {
    tx.all(
        "select message_id, number, vendor, outcome, detail, at, took from attempt
         where workspace_id = $1 and message_id = $2 order by number limit 100",
        args![workspace, message],
    )
    .await
}
