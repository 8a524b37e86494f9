//! `verified_channel`.

use crate::{
    args,
    db::{DbResult, Tx},
    model::{VerifiedChannel, VerifiedChannelId, WorkspaceId},
};

pub async fn insert(tx: &mut Tx, workspace: &WorkspaceId, channel: &VerifiedChannel) -> DbResult<u64> {
    tx.run(
        "insert into verified_channel
            (workspace_id, id, slot, address, verified_at, code_hash, code_expires_at, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            workspace,
            &channel.id,
            channel.slot,
            &channel.address,
            channel.verified_at,
            channel.code_hash.as_deref(),
            channel.code_expires_at,
            &channel.created_by,
            channel.created_at,
        ],
    )
    .await
}

/// In the order of their slots.
pub async fn list(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<VerifiedChannel>> {
    tx.all(
        "select id, slot, address, verified_at, code_hash, code_expires_at, created_by, created_at
         from verified_channel where workspace_id = $1 order by slot limit 5",
        args![workspace],
    )
    .await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, id: &VerifiedChannelId) -> DbResult<Option<VerifiedChannel>> {
    tx.one(
        "select id, slot, address, verified_at, code_hash, code_expires_at, created_by, created_at
         from verified_channel where workspace_id = $1 and id = $2",
        args![workspace, id],
    )
    .await
}

/// A new code takes the place of the last one.
pub async fn update_code(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &VerifiedChannelId,
    code_hash: &str,
    expires_at: i64,
) -> DbResult<u64> {
    tx.run(
        "update verified_channel set code_hash = $3, code_expires_at = $4
         where workspace_id = $1 and id = $2 and verified_at is null",
        args![workspace, id, code_hash, expires_at],
    )
    .await
}

/// Uses this code up. Of two that come with it at once, one gets 1.
pub async fn update_verified(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &VerifiedChannelId,
    code_hash: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update verified_channel set verified_at = $4, code_hash = null, code_expires_at = null
         where workspace_id = $1 and id = $2 and code_hash = $3 and code_expires_at > $4 and verified_at is null",
        args![workspace, id, code_hash, now],
    )
    .await
}

pub async fn delete(tx: &mut Tx, workspace: &WorkspaceId, id: &VerifiedChannelId) -> DbResult<u64> {
    tx.run("delete from verified_channel where workspace_id = $1 and id = $2", args![workspace, id]).await
}
