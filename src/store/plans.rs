//! `plan` and `promotion`, in the target's database.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{AssetKind, PlanId, PlanStatus, Slug, WorkspaceId},
};

/// A plan as it is stored: its items are JSON.
#[derive(FromRow)]
pub struct PlanRow {
    pub id: PlanId,
    pub source_workspace_id: WorkspaceId,
    pub items: String,
    pub hash: String,
    pub status: PlanStatus,
    pub landed: Option<String>,
    pub created_by: String,
    pub created_at: i64,
    pub applied_by: Option<String>,
    pub applied_at: Option<i64>,
    /// What there was before it was applied, JSON.
    pub before_apply: Option<String>,
}

#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn insert(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &PlanId,
    source: &WorkspaceId,
    items: &str,
    hash: &str,
    created_by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into plan (workspace_id, id, source_workspace_id, items, hash, status, created_by, created_at)
         values ($1, $2, $3, $4, $5, 'planned', $6, $7)",
        args![workspace, id, source, items, hash, created_by, now],
    )
    .await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, id: &PlanId) -> DbResult<Option<PlanRow>> {
    tx.one(
        "select id, source_workspace_id, items, hash, status, landed, created_by, created_at, applied_by, applied_at, before_apply
         from plan where workspace_id = $1 and id = $2",
        args![workspace, id],
    )
    .await
}

/// Newest first, below `before`.
pub async fn list(tx: &mut Tx, workspace: &WorkspaceId, before: Option<&PlanId>, limit: i64) -> DbResult<Vec<PlanRow>> {
    tx.all(
        "select id, source_workspace_id, items, hash, status, landed, created_by, created_at, applied_by, applied_at, before_apply
         from plan where workspace_id = $1 and (cast($2 as text) is null or id < $2) order by id desc limit $3",
        args![workspace, before, limit],
    )
    .await
}

/// Marks a plan as applied, once: 0 rows when somebody else was first.
#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn update_applied(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &PlanId,
    items: &str,
    landed: &str,
    before_apply: &str,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update plan set status = 'applied', items = $3, landed = $4, before_apply = $5, applied_by = $6, applied_at = $7
         where workspace_id = $1 and id = $2 and status = 'planned'",
        args![workspace, id, items, landed, before_apply, by, now],
    )
    .await
}

/// Marks an applied plan as undone, once.
pub async fn update_undone(tx: &mut Tx, workspace: &WorkspaceId, id: &PlanId) -> DbResult<u64> {
    tx.run("update plan set status = 'undone' where workspace_id = $1 and id = $2 and status = 'applied'", args![workspace, id])
        .await
}

/// The content's hash when the asset last went from `source` to this workspace.
pub async fn find_promoted(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    source: &WorkspaceId,
    kind: AssetKind,
    slug: &Slug,
) -> DbResult<Option<(String,)>> {
    tx.one(
        "select hash from promotion where workspace_id = $1 and source_workspace_id = $2 and kind = $3 and slug = $4",
        args![workspace, source, kind, slug],
    )
    .await
}

#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn upsert_promoted(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    source: &WorkspaceId,
    kind: AssetKind,
    slug: &Slug,
    hash: &str,
    plan: &PlanId,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into promotion (workspace_id, source_workspace_id, kind, slug, hash, plan_id, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (workspace_id, source_workspace_id, kind, slug)
         do update set hash = excluded.hash, plan_id = excluded.plan_id, at = excluded.at",
        args![workspace, source, kind, slug, hash, plan, now],
    )
    .await
}

pub async fn delete_promoted(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    source: &WorkspaceId,
    kind: AssetKind,
    slug: &Slug,
) -> DbResult<u64> {
    tx.run(
        "delete from promotion where workspace_id = $1 and source_workspace_id = $2 and kind = $3 and slug = $4",
        args![workspace, source, kind, slug],
    )
    .await
}
