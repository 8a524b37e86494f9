//! `workspace_key`, `api_key`.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx, like_pattern},
    model::{AccountId, ApiKey, ApiKeyId, KeyScope, Workspace, WorkspaceId, WorkspaceKey, WorkspaceKeyId},
};

/// A new key with its sealed secret; nothing was done to it yet.
pub async fn insert_workspace_key(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    key: &WorkspaceKey,
    sealed_secret: &str,
) -> DbResult<u64> {
    tx.run(
        "insert into workspace_key (workspace_id, id, name, key, secret, is_default, scope, networks, expires_at, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            workspace,
            &key.id,
            &key.name,
            &key.key,
            sealed_secret,
            key.is_default,
            key.scope.key(),
            &key.networks,
            key.expires_at,
            &key.created_by,
            key.created_at,
        ],
    )
    .await
}

/// The default one first, then the oldest; deleted ones last.
pub async fn list_workspace_keys(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<WorkspaceKey>> {
    tx.all(
        "select id, name, key, is_default, scope, networks, expires_at, old_until, old_used_at, last_used_at, created_by, created_at,
                rotated_by, rotated_at, deleted_by, deleted_at
         from workspace_key where workspace_id = $1
         order by (case when deleted_at is null then 0 else 1 end), is_default desc, created_at, id limit 200",
        args![workspace],
    )
    .await
}

/// One that was not deleted.
pub async fn find_workspace_key(tx: &mut Tx, workspace: &WorkspaceId, id: &WorkspaceKeyId) -> DbResult<Option<WorkspaceKey>> {
    tx.one(
        "select id, name, key, is_default, scope, networks, expires_at, old_until, old_used_at, last_used_at, created_by, created_at,
                rotated_by, rotated_at, deleted_by, deleted_at
         from workspace_key where workspace_id = $1 and id = $2 and deleted_at is null",
        args![workspace, id],
    )
    .await
}

/// The sealed secret.
pub async fn find_secret(tx: &mut Tx, workspace: &WorkspaceId, id: &WorkspaceKeyId) -> DbResult<Option<String>> {
    let row: Option<(String,)> = tx
        .one("select secret from workspace_key where workspace_id = $1 and id = $2 and deleted_at is null", args![workspace, id])
        .await?;
    Ok(row.map(|row| row.0))
}

/// Another secret; the one before goes on until then, or not at all.
pub async fn update_secret(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &WorkspaceKeyId,
    sealed: &str,
    old_until: Option<i64>,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update workspace_key set old_secret = case when cast($4 as bigint) is not null then secret end, old_until = $4, old_used_at = null,
                secret = $3, rotated_by = $5, rotated_at = $6
         where workspace_id = $1 and id = $2",
        args![workspace, id, sealed, old_until, by, now],
    )
    .await
}

pub async fn update_workspace_key_deleted(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &WorkspaceKeyId,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update workspace_key set deleted_by = $3, deleted_at = $4, old_secret = null, old_until = null
         where workspace_id = $1 and id = $2",
        args![workspace, id, by, now],
    )
    .await
}

/// A key with its workspace: what every request of a program reads.
#[derive(Clone, FromRow)]
pub struct Holder {
    #[sqlx(flatten)]
    pub workspace: Workspace,
    pub key_id: String,
    pub key_name: String,
    /// A workspace key's, sealed.
    #[sqlx(default)]
    pub secret: Option<String>,
    #[sqlx(default)]
    pub old_secret: Option<String>,
    /// An API key's; the request may have shown the one before it.
    #[sqlx(default)]
    pub key_hash: Option<String>,
    pub old_until: Option<i64>,
    pub old_used_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub scope: KeyScope,
    /// JSON.
    pub networks: String,
    pub expires_at: Option<i64>,
}

/// A key leads to its workspace: the one search that can't name the workspace first. None counts of a workspace that was deleted.
pub async fn find_holder_by_key(tx: &mut Tx, key: &str) -> DbResult<Option<Holder>> {
    tx.one(
        "select workspace.id, account_id, slug, workspace.name, description, kind, colour, icon, region, workspace.created_at,
                workspace_key.id as key_id, workspace_key.name as key_name, secret, old_secret, old_until, old_used_at, last_used_at,
                scope, networks, expires_at
         from workspace_key join workspace on workspace.id = workspace_id where key = $1 and workspace_key.deleted_at is null
           and workspace.deleted_at is null",
        args![key],
    )
    .await
}

/// Only API keys that count, by their own hash or by the one before; whether that one still counts is for the caller to see.
pub async fn find_holder_by_hash(tx: &mut Tx, key_hash: &str) -> DbResult<Option<Holder>> {
    tx.one(
        "select workspace.id, account_id, slug, workspace.name, description, kind, colour, icon, region, workspace.created_at,
                api_key.id as key_id, api_key.name as key_name, key_hash, old_until, old_used_at, last_used_at, scope, networks, expires_at
         from api_key join workspace on workspace.id = workspace_id
         where (key_hash = $1 or old_hash = $1) and revoked_at is null
           and workspace.deleted_at is null",
        args![key_hash],
    )
    .await
}

/// A new key by its hash; nothing was done to it yet.
pub async fn insert_api_key(tx: &mut Tx, workspace: &WorkspaceId, key: &ApiKey, key_hash: &str) -> DbResult<u64> {
    tx.run(
        "insert into api_key (workspace_id, id, name, key_hash, hint, scope, networks, expires_at, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            workspace,
            &key.id,
            &key.name,
            key_hash,
            &key.hint,
            key.scope.key(),
            &key.networks,
            key.expires_at,
            &key.created_by,
            key.created_at,
        ],
    )
    .await
}

/// The newest first; revoked ones last.
pub async fn list_api_keys(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<ApiKey>> {
    tx.all(
        "select id, name, hint, scope, networks, expires_at, old_until, old_used_at, last_used_at, created_by, created_at,
                rotated_by, rotated_at, revoked_by, revoked_at
         from api_key where workspace_id = $1
         order by (case when revoked_at is null then 0 else 1 end), created_at desc, id desc limit 200",
        args![workspace],
    )
    .await
}

/// One that was not revoked.
pub async fn find_api_key(tx: &mut Tx, workspace: &WorkspaceId, id: &ApiKeyId) -> DbResult<Option<ApiKey>> {
    tx.one(
        "select id, name, hint, scope, networks, expires_at, old_until, old_used_at, last_used_at, created_by, created_at,
                rotated_by, rotated_at, revoked_by, revoked_at
         from api_key where workspace_id = $1 and id = $2 and revoked_at is null",
        args![workspace, id],
    )
    .await
}

/// Another text under the same name; the one before goes on until then, or not at all.
#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn update_hash(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &ApiKeyId,
    key_hash: &str,
    hint: &str,
    old_until: Option<i64>,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update api_key set old_hash = case when cast($5 as bigint) is not null then key_hash end, old_until = $5, old_used_at = null,
                key_hash = $3, hint = $4, rotated_by = $6, rotated_at = $7
         where workspace_id = $1 and id = $2",
        args![workspace, id, key_hash, hint, old_until, by, now],
    )
    .await
}

pub async fn update_revoked(tx: &mut Tx, workspace: &WorkspaceId, id: &ApiKeyId, by: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "update api_key set revoked_by = $3, revoked_at = $4, old_hash = null, old_until = null where workspace_id = $1 and id = $2",
        args![workspace, id, by, now],
    )
    .await
}

/// When a workspace key was used, or the secret before it.
pub async fn update_workspace_key_used(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &str,
    used: Option<i64>,
    old_used: Option<i64>,
) -> DbResult<u64> {
    tx.run(
        "update workspace_key set last_used_at = coalesce($3, last_used_at), old_used_at = coalesce($4, old_used_at)
         where workspace_id = $1 and id = $2",
        args![workspace, id, used, old_used],
    )
    .await
}

/// The same of an API key.
pub async fn update_api_key_used(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &str,
    used: Option<i64>,
    old_used: Option<i64>,
) -> DbResult<u64> {
    tx.run(
        "update api_key set last_used_at = coalesce($3, last_used_at), old_used_at = coalesce($4, old_used_at)
         where workspace_id = $1 and id = $2",
        args![workspace, id, used, old_used],
    )
    .await
}

/// The ids of an account's keys of both kinds whose names contain this.
pub async fn find_ids_by_name(tx: &mut Tx, account: &AccountId, text: &str, limit: i64) -> DbResult<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .all(
            "select api_key.id from api_key join workspace on workspace.id = api_key.workspace_id
             where workspace.account_id = $1 and lower(api_key.name) like $2 escape '\\'
             union all
             select workspace_key.id from workspace_key join workspace on workspace.id = workspace_key.workspace_id
             where workspace.account_id = $1 and lower(workspace_key.name) like $2 escape '\\'
             limit $3",
            args![account, like_pattern(text), limit],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Whether an API key counts here.
pub async fn has_api_key(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<bool> {
    let first: Option<(String,)> =
        tx.one("select id from api_key where workspace_id = $1 and revoked_at is null limit 1", args![workspace]).await?;
    Ok(first.is_some())
}
