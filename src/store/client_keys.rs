//! `public_key`, `signing_key`, `inbox_secret`: what clients of people who receive show, and what proves who they are.

use crate::{
    args,
    db::{DbResult, Tx},
    model::{InboxSecret, PublicKey, PublicKeyId, SigningKey, SigningKeyId, Workspace, WorkspaceId},
};

/// A new key; nothing was done to it yet.
pub async fn insert_public_key(tx: &mut Tx, workspace: &WorkspaceId, key: &PublicKey) -> DbResult<u64> {
    tx.run(
        "insert into public_key (workspace_id, id, name, key, is_default, secure_mode, domains, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            workspace,
            &key.id,
            &key.name,
            &key.key,
            key.is_default,
            key.secure_mode,
            &key.domains,
            &key.created_by,
            key.created_at,
            key.updated_at,
        ],
    )
    .await
}

/// The default one first, then the oldest; deleted ones last.
pub async fn list_public_keys(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<PublicKey>> {
    tx.all(
        "select id, name, key, is_default, secure_mode, domains, old_until, created_by, created_at, updated_by, updated_at,
                rotated_by, rotated_at, deleted_by, deleted_at
         from public_key where workspace_id = $1
         order by (case when deleted_at is null then 0 else 1 end), is_default desc, created_at, id limit 200",
        args![workspace],
    )
    .await
}

/// One that was not deleted.
pub async fn find_public_key(tx: &mut Tx, workspace: &WorkspaceId, id: &PublicKeyId) -> DbResult<Option<PublicKey>> {
    tx.one(
        "select id, name, key, is_default, secure_mode, domains, old_until, created_by, created_at, updated_by, updated_at,
                rotated_by, rotated_at, deleted_by, deleted_at
         from public_key where workspace_id = $1 and id = $2 and deleted_at is null",
        args![workspace, id],
    )
    .await
}

pub async fn update_public_key_rules(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &PublicKeyId,
    secure_mode: bool,
    domains: &str,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update public_key set secure_mode = $3, domains = $4, updated_by = $5, updated_at = $6 where workspace_id = $1 and id = $2",
        args![workspace, id, secure_mode, domains, by, now],
    )
    .await
}

/// Another key under the same name; the one before goes on until then, or not at all.
pub async fn update_public_key(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &PublicKeyId,
    key: &str,
    old_until: Option<i64>,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update public_key set old_key = case when cast($4 as bigint) is not null then key end, old_until = $4, key = $3,
                rotated_by = $5, rotated_at = $6, updated_by = $5, updated_at = $6
         where workspace_id = $1 and id = $2",
        args![workspace, id, key, old_until, by, now],
    )
    .await
}

pub async fn update_public_key_deleted(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &PublicKeyId,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update public_key set deleted_by = $3, deleted_at = $4, old_key = null, old_until = null where workspace_id = $1 and id = $2",
        args![workspace, id, by, now],
    )
    .await
}

/// A new key, active.
pub async fn insert_signing_key(tx: &mut Tx, workspace: &WorkspaceId, key: &SigningKey) -> DbResult<u64> {
    tx.run(
        "insert into signing_key (workspace_id, id, uid, public_key, status, created_by, created_at)
         values ($1, $2, $3, $4, 'active', $5, $6)",
        args![workspace, &key.id, &key.uid, &key.public_key, &key.created_by, key.created_at],
    )
    .await
}

/// The active one first, then the newest; deleted ones last.
pub async fn list_signing_keys(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<SigningKey>> {
    tx.all(
        "select id, uid, public_key, status, expires_at, created_by, created_at, rolled_by, rolled_at, deleted_by, deleted_at
         from signing_key where workspace_id = $1
         order by (case when deleted_at is null then 0 else 1 end), status, created_at desc, id desc limit 200",
        args![workspace],
    )
    .await
}

/// One that was not deleted.
pub async fn find_signing_key(tx: &mut Tx, workspace: &WorkspaceId, uid: &str) -> DbResult<Option<SigningKey>> {
    tx.one(
        "select id, uid, public_key, status, expires_at, created_by, created_at, rolled_by, rolled_at, deleted_by, deleted_at
         from signing_key where workspace_id = $1 and uid = $2 and deleted_at is null",
        args![workspace, uid],
    )
    .await
}

pub async fn update_rolled(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &SigningKeyId,
    expires_at: Option<i64>,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update signing_key set status = 'rolled', expires_at = $3, rolled_by = $4, rolled_at = $5 where workspace_id = $1 and id = $2",
        args![workspace, id, expires_at, by, now],
    )
    .await
}

pub async fn update_signing_key_deleted(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &SigningKeyId,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update signing_key set deleted_by = $3, deleted_at = $4 where workspace_id = $1 and id = $2",
        args![workspace, id, by, now],
    )
    .await
}

pub async fn insert_inbox_secret(tx: &mut Tx, workspace: &WorkspaceId, sealed: &str, by: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into inbox_secret (workspace_id, secret, created_by, created_at) values ($1, $2, $3, $4)",
        args![workspace, sealed, by, now],
    )
    .await
}

pub async fn find_inbox_secret(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Option<InboxSecret>> {
    tx.one(
        "select old_until, created_by, created_at, rotated_by, rotated_at from inbox_secret where workspace_id = $1",
        args![workspace],
    )
    .await
}

/// The sealed secret, and the one before it.
pub async fn find_sealed_inbox_secrets(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Option<(String, Option<String>)>> {
    tx.one("select secret, old_secret from inbox_secret where workspace_id = $1", args![workspace]).await
}

/// Another secret; the one before goes on until then, or not at all.
pub async fn update_inbox_secret(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    sealed: &str,
    old_until: Option<i64>,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update inbox_secret set old_secret = case when cast($3 as bigint) is not null then secret end, old_until = $3, secret = $2,
                rotated_by = $4, rotated_at = $5
         where workspace_id = $1",
        args![workspace, sealed, old_until, by, now],
    )
    .await
}

/// Workspaces that lack what every workspace is made with since these keys exist.
pub async fn list_incomplete(tx: &mut Tx, limit: i64) -> DbResult<Vec<Workspace>> {
    tx.all(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at from workspace
         where not exists (select 1 from public_key where workspace_id = workspace.id and is_default)
            or not exists (select 1 from inbox_secret where workspace_id = workspace.id)
         order by id limit $1",
        args![limit],
    )
    .await
}
