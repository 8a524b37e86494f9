//! `workspace`. One that was deleted stays until it is purged; only what says so finds it.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{AccountId, DeletedWorkspace, Slug, Workspace, WorkspaceId},
};

/// All of an account in the direction of promotion: the sandbox, those for building by their age, production last. An account has tens,
/// not thousands.
pub async fn list(tx: &mut Tx, account: &AccountId) -> DbResult<Vec<Workspace>> {
    tx.all(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at
         from workspace where account_id = $1 and deleted_at is null
         order by case kind when 'sandbox' then 0 when 'standard' then 1 else 2 end, created_at, id",
        args![account],
    )
    .await
}

/// Those that can be restored, the newest first.
pub async fn list_deleted(tx: &mut Tx, account: &AccountId) -> DbResult<Vec<DeletedWorkspace>> {
    tx.all(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at, deleted_at, deleted_by
         from workspace where account_id = $1 and deleted_at is not null and purging = false order by deleted_at desc, id",
        args![account],
    )
    .await
}

/// Those of all accounts whose time is over.
pub async fn list_expired(tx: &mut Tx, before: i64, limit: i64) -> DbResult<Vec<Workspace>> {
    tx.all(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at
         from workspace where deleted_at <= $1 order by deleted_at, id limit $2",
        args![before, limit],
    )
    .await
}

pub async fn find_by_slug(tx: &mut Tx, account: &AccountId, slug: &Slug) -> DbResult<Option<Workspace>> {
    tx.one(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at
         from workspace where account_id = $1 and slug = $2 and deleted_at is null",
        args![account, slug],
    )
    .await
}

pub async fn find_deleted_by_slug(tx: &mut Tx, account: &AccountId, slug: &Slug) -> DbResult<Option<Workspace>> {
    tx.one(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at
         from workspace where account_id = $1 and slug = $2 and deleted_at is not null and purging = false",
        args![account, slug],
    )
    .await
}

/// By its id alone.
pub async fn find(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Option<Workspace>> {
    tx.one(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at
         from workspace where id = $1 and deleted_at is null",
        args![workspace],
    )
    .await
}

/// What a job finds of its workspace.
#[derive(FromRow)]
pub struct Found {
    #[sqlx(flatten)]
    pub workspace: Workspace,
    pub deleted_at: Option<i64>,
}

/// For jobs, which know the workspace only: also one that was deleted.
pub async fn find_for_job(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Option<Found>> {
    tx.one(
        "select id, account_id, slug, name, description, kind, colour, icon, region, created_at, deleted_at
         from workspace where id = $1",
        args![workspace],
    )
    .await
}

/// Whether another one of the account is there.
pub async fn has_other(tx: &mut Tx, workspace: &WorkspaceId, account: &AccountId) -> DbResult<bool> {
    let first: Option<(String,)> = tx
        .one(
            "select id from workspace where id <> $1 and account_id = $2 and deleted_at is null limit 1",
            args![workspace, account],
        )
        .await?;
    Ok(first.is_some())
}

pub async fn insert(tx: &mut Tx, workspace: &Workspace, config: &str) -> DbResult<u64> {
    tx.run(
        "insert into workspace (id, account_id, slug, name, description, kind, colour, icon, region, created_at, config)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            &workspace.id,
            &workspace.account_id,
            &workspace.slug,
            &workspace.name,
            &workspace.description,
            workspace.kind,
            workspace.colour,
            workspace.icon,
            &workspace.region,
            workspace.created_at,
            config,
        ],
    )
    .await
}

/// Name, description, colour and icon.
pub async fn update_looks(tx: &mut Tx, workspace: &Workspace) -> DbResult<u64> {
    tx.run(
        "update workspace set name = $2, description = $3, colour = $4, icon = $5 where id = $1",
        args![&workspace.id, &workspace.name, &workspace.description, workspace.colour, workspace.icon],
    )
    .await
}

/// Its config, JSON.
pub async fn find_config(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Option<String>> {
    let row: Option<(String,)> = tx.one("select config from workspace where id = $1", args![workspace]).await?;
    Ok(row.map(|row| row.0))
}

/// Changes the config, if it still is what it was.
pub async fn update_config(tx: &mut Tx, workspace: &WorkspaceId, before: &str, config: &str) -> DbResult<u64> {
    tx.run("update workspace set config = $3 where id = $1 and config = $2", args![workspace, before, config]).await
}

/// Once: 0 rows when somebody else was first.
pub async fn update_deleted(tx: &mut Tx, workspace: &WorkspaceId, by: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "update workspace set deleted_at = $3, deleted_by = $2 where id = $1 and deleted_at is null",
        args![workspace, by, now],
    )
    .await
}

/// Unless it was deleted before that, or is being purged.
pub async fn update_restored(tx: &mut Tx, workspace: &WorkspaceId, after: i64) -> DbResult<u64> {
    tx.run(
        "update workspace set deleted_at = null, deleted_by = null where id = $1 and deleted_at > $2 and purging = false",
        args![workspace, after],
    )
    .await
}

/// From now on nothing brings it back.
pub async fn update_purging(tx: &mut Tx, workspace: &WorkspaceId, before: i64) -> DbResult<u64> {
    tx.run("update workspace set purging = true where id = $1 and deleted_at <= $2", args![workspace, before]).await
}

/// The row itself, when nothing refers to it any more.
pub async fn delete(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<u64> {
    tx.run("delete from workspace where id = $1 and purging = true", args![workspace]).await
}
