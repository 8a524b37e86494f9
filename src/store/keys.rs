//! `workspace_key`, `api_key`.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx, like_pattern},
    model::{AccountId, ApiKey, ApiKeyId, Workspace, WorkspaceId, WorkspaceKey, WorkspaceKeyId},
};

#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn insert_workspace_key(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &WorkspaceKeyId,
    name: &str,
    key: &str,
    sealed_secret: &str,
    created_by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into workspace_key (workspace_id, id, name, key, secret, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![workspace, id, name, key, sealed_secret, created_by, now],
    )
    .await
}

pub async fn list_workspace_keys(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<WorkspaceKey>> {
    tx.all(
        "select id, name, key, created_by, created_at from workspace_key where workspace_id = $1 order by created_at, id limit 100",
        args![workspace],
    )
    .await
}

/// Name and sealed secret.
pub async fn find_secret(tx: &mut Tx, workspace: &WorkspaceId, id: &WorkspaceKeyId) -> DbResult<Option<(String, String)>> {
    tx.one("select name, secret from workspace_key where workspace_id = $1 and id = $2", args![workspace, id]).await
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
    /// An API key's.
    #[sqlx(default)]
    pub last_used_at: Option<i64>,
}

/// A key leads to its workspace: the one search that can't name the workspace first. None counts of a workspace that was deleted.
pub async fn find_holder_by_key(tx: &mut Tx, key: &str) -> DbResult<Option<Holder>> {
    tx.one(
        "select workspace.id, account_id, slug, workspace.name, description, kind, colour, icon, region, workspace.created_at,
                workspace_key.id as key_id, workspace_key.name as key_name, secret
         from workspace_key join workspace on workspace.id = workspace_id where key = $1 and deleted_at is null",
        args![key],
    )
    .await
}

/// Only API keys that count.
pub async fn find_holder_by_hash(tx: &mut Tx, key_hash: &str) -> DbResult<Option<Holder>> {
    tx.one(
        "select workspace.id, account_id, slug, workspace.name, description, kind, colour, icon, region, workspace.created_at,
                api_key.id as key_id, api_key.name as key_name, last_used_at
         from api_key join workspace on workspace.id = workspace_id where key_hash = $1 and revoked_at is null
           and deleted_at is null",
        args![key_hash],
    )
    .await
}

#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn insert_api_key(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &ApiKeyId,
    name: &str,
    key_hash: &str,
    hint: &str,
    created_by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into api_key (workspace_id, id, name, key_hash, hint, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![workspace, id, name, key_hash, hint, created_by, now],
    )
    .await
}

pub async fn list_api_keys(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<ApiKey>> {
    tx.all(
        "select id, name, hint, created_by, created_at, last_used_at, revoked_at from api_key
         where workspace_id = $1 order by created_at desc, id desc limit 200",
        args![workspace],
    )
    .await
}

pub async fn find_api_key_name(tx: &mut Tx, workspace: &WorkspaceId, id: &ApiKeyId) -> DbResult<Option<String>> {
    let row: Option<(String,)> = tx
        .one("select name from api_key where workspace_id = $1 and id = $2 and revoked_at is null", args![workspace, id])
        .await?;
    Ok(row.map(|row| row.0))
}

pub async fn update_revoked(tx: &mut Tx, workspace: &WorkspaceId, id: &ApiKeyId, now: i64) -> DbResult<u64> {
    tx.run("update api_key set revoked_at = $3 where workspace_id = $1 and id = $2", args![workspace, id, now]).await
}

pub async fn update_last_used(tx: &mut Tx, workspace: &WorkspaceId, id: &ApiKeyId, now: i64) -> DbResult<u64> {
    tx.run("update api_key set last_used_at = $3 where workspace_id = $1 and id = $2", args![workspace, id, now]).await
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
