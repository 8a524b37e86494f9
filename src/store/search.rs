//! Looking users up by how their id or an address begins. Each is one stretch of an index, however many users there are.

use crate::{
    args,
    db::{DbResult, Tx},
    model::WorkspaceId,
};

/// Sorts behind every text that begins like the one before it.
const END: char = '\u{10FFFF}';

/// Ids that begin with the text, in their order.
pub async fn list_users_by_id(tx: &mut Tx, workspace: &WorkspaceId, beginning: &str, limit: i64) -> DbResult<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .all(
            "select distinct_id from user_profile
             where workspace_id = $1 and distinct_id >= $2 and distinct_id < $3 order by distinct_id limit $4",
            args![workspace, beginning, format!("{beginning}{END}"), limit],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Ids of users with an address that begins with the text.
pub async fn list_users_by_address(tx: &mut Tx, workspace: &WorkspaceId, beginning: &str, limit: i64) -> DbResult<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .all(
            "select distinct_id from user_identity
             where workspace_id = $1 and value >= $2 and value < $3 order by value, distinct_id limit $4",
            args![workspace, beginning, format!("{beginning}{END}"), limit],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
