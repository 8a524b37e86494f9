//! `attempt`: one call of a vendor.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{Attempt, MessageId, WorkspaceId},
};

/// What [`insert`] wrote.
#[derive(FromRow)]
pub struct Inserted {
    pub vendor: String,
    pub outcome: String,
}

/// One that was written down already stays as it is, and is not answered.
pub async fn insert(tx: &mut Tx, workspace: &WorkspaceId, attempts: &[Attempt]) -> DbResult<Vec<Inserted>> {
    let rows = attempts
        .iter()
        .map(|row| args![workspace, &row.message_id, row.number, &row.vendor, &row.outcome, &row.detail, row.at, row.took]);
    tx.all_of(
        Sql::new("insert into attempt (workspace_id, message_id, number, vendor, outcome, detail, at, took) values ")
            .rows(rows)
            .push(" on conflict (workspace_id, message_id, number) do nothing returning vendor, outcome"),
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

/// A vendor's newest attempt that did not go well, since a moment.
pub async fn newest_refused(tx: &mut Tx, workspace: &WorkspaceId, vendor: &str, since: i64) -> DbResult<Option<Attempt>> {
    tx.one(
        "select message_id, number, vendor, outcome, detail, at, took from attempt
         where workspace_id = $1 and vendor = $2 and outcome <> 'accepted' and at >= $3 order by at desc limit 1",
        args![workspace, vendor, since],
    )
    .await
}
