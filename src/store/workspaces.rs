//! `workspace`.

use crate::{
    args,
    db::{DbResult, Tx},
    model::{AccountId, Slug, Workspace, WorkspaceId},
};

/// All of an account in the direction of promotion: the sandbox, those for building by their age, production last. An account has tens,
/// not thousands.
pub async fn list(tx: &mut Tx, account: &AccountId) -> DbResult<Vec<Workspace>> {
    tx.all(
        "select id, account_id, slug, name, description, kind, colour, region, created_at
         from workspace where account_id = $1
         order by case kind when 'sandbox' then 0 when 'standard' then 1 else 2 end, created_at, id",
        args![account],
    )
    .await
}

pub async fn find_by_slug(tx: &mut Tx, account: &AccountId, slug: &Slug) -> DbResult<Option<Workspace>> {
    tx.one(
        "select id, account_id, slug, name, description, kind, colour, region, created_at
         from workspace where account_id = $1 and slug = $2",
        args![account, slug],
    )
    .await
}

/// For jobs and keys, which know the workspace only.
pub async fn find(tx: &mut Tx, workspace: &WorkspaceId) -> DbResult<Option<Workspace>> {
    tx.one(
        "select id, account_id, slug, name, description, kind, colour, region, created_at from workspace where id = $1",
        args![workspace],
    )
    .await
}

pub async fn insert(tx: &mut Tx, workspace: &Workspace) -> DbResult<u64> {
    tx.run(
        "insert into workspace (id, account_id, slug, name, description, kind, colour, region, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            &workspace.id,
            &workspace.account_id,
            &workspace.slug,
            &workspace.name,
            &workspace.description,
            workspace.kind,
            workspace.colour,
            &workspace.region,
            workspace.created_at,
        ],
    )
    .await
}

pub async fn update_texts(tx: &mut Tx, workspace: &WorkspaceId, name: &str, description: &str) -> DbResult<u64> {
    tx.run("update workspace set name = $2, description = $3 where id = $1", args![workspace, name, description]).await
}
