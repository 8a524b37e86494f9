//! `vendor`: how messages leave a workspace. Settings are sealed before they come here.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{Channel, Vendor, VendorId, WorkspaceId},
};

/// A vendor with what is needed to call it.
#[derive(Clone, Debug, FromRow)]
pub struct Sealed {
    pub id: VendorId,
    pub key: String,
    pub channel: Channel,
    pub name: String,
    pub settings: String,
}

/// The order in which they are asked: the oldest first.
pub async fn list(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<Vendor>> {
    tx.all(
        "select id, key, channel, name, enabled, created_at, updated_at from vendor
         where workspace_id = $1 order by channel, created_at, id limit 200",
        args![workspace],
    )
    .await
}

pub async fn list_enabled(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Vec<Sealed>> {
    tx.all(
        "select id, key, channel, name, settings from vendor
         where workspace_id = $1 and enabled = true order by channel, created_at, id limit 200",
        args![workspace],
    )
    .await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, id: &VendorId) -> DbResult<Option<Vendor>> {
    tx.one(
        "select id, key, channel, name, enabled, created_at, updated_at from vendor where workspace_id = $1 and id = $2",
        args![workspace, id],
    )
    .await
}

pub async fn find_sealed(tx: &mut Tx, workspace: &WorkspaceId, id: &VendorId) -> DbResult<Option<Sealed>> {
    tx.one("select id, key, channel, name, settings from vendor where workspace_id = $1 and id = $2", args![workspace, id]).await
}

pub async fn insert(tx: &mut Tx, workspace: &WorkspaceId, vendor: &Vendor, settings: &str) -> DbResult<u64> {
    tx.run(
        "insert into vendor (workspace_id, id, key, channel, name, enabled, settings, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            workspace,
            &vendor.id,
            &vendor.key,
            vendor.channel,
            &vendor.name,
            vendor.enabled,
            settings,
            vendor.created_at,
            vendor.updated_at
        ],
    )
    .await
}

pub async fn update_settings(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &VendorId,
    name: &str,
    settings: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update vendor set name = $3, settings = $4, updated_at = $5 where workspace_id = $1 and id = $2",
        args![workspace, id, name, settings, now],
    )
    .await
}

pub async fn update_enabled(tx: &mut Tx, workspace: &WorkspaceId, id: &VendorId, enabled: bool, now: i64) -> DbResult<u64> {
    tx.run(
        "update vendor set enabled = $3, updated_at = $4 where workspace_id = $1 and id = $2",
        args![workspace, id, enabled, now],
    )
    .await
}

pub async fn delete(tx: &mut Tx, workspace: &WorkspaceId, id: &VendorId) -> DbResult<u64> {
    tx.run("delete from vendor where workspace_id = $1 and id = $2", args![workspace, id]).await
}

pub async fn has_enabled(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<bool> {
    let first: Option<(String,)> =
        tx.one("select id from vendor where workspace_id = $1 and enabled limit 1", args![workspace]).await?;
    Ok(first.is_some())
}
