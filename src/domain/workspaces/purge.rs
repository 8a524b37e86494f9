//! Throws away what was in workspaces that were deleted seven days ago: a little at a time, children first, and the row of the workspace last, so
//! that whoever dies meanwhile goes on where it stopped.

use crate::{
    access::{App, Entry},
    domain::purge::{Spent, rows},
    model::{AccountId, AppError, InAccount, Role, Workspace, can},
    store,
};

/// So many workspaces are looked at in a turn.
const TURN: i64 = 20;
/// An account has at most so many roles.
const ROLES: i64 = 1_000;

/// Purges every workspace whose time is over. Answers how many rows went. One that can't be purged now, because its region does not answer, waits
/// for the next turn and keeps no other one waiting.
pub async fn purge(app: &App) -> Result<u64, AppError> {
    let before = app.now() - Workspace::GRACE;
    let mut tx = app.regions.control().read().await?;
    let expired = store::workspaces::list_expired(&mut tx, before, TURN).await?;
    drop(tx);
    let mut gone = 0;
    for workspace in &expired {
        match purge_one(app, workspace, before).await {
            Ok(rows) => gone += rows,
            Err(error) => tracing::warn!(%error, workspace = %workspace.id, "a deleted workspace is purged later"),
        }
    }
    Ok(gone)
}

async fn purge_one(app: &App, workspace: &Workspace, before: i64) -> Result<u64, AppError> {
    let (control, region) = (app.regions.control(), app.regions.region(&workspace.region)?);
    let mut tx = control.write().await?;
    let begun = store::workspaces::update_purging(&mut tx, &workspace.id, before).await?;
    tx.commit().await?;
    if begun == 0 {
        return Ok(0);
    }
    let mut gone = 0;
    for table in store::tables::PURGED {
        let db = if table.control { control } else { region };
        gone += rows(app, db, Spent::Of(&workspace.id, table)).await?;
    }
    finish(app, workspace, gone).await
}

/// The row of the workspace, and what roles say about it. The entry stands in the log of the account.
async fn finish(app: &App, workspace: &Workspace, rows: u64) -> Result<u64, AppError> {
    let account: &AccountId = &workspace.account_id;
    let granted = app.as_system::<can::CreateWorkspaces>(account, InAccount, "purge");
    let mut change = granted.change().await?;
    if store::workspaces::delete(&mut change, &workspace.id).await? == 0 {
        change.rollback().await?;
        return Ok(rows);
    }
    for role in store::roles::list(&mut change, account, ROLES).await? {
        let mut rights = role.rights.clone();
        if rights.workspaces.remove(&workspace.id).is_some() {
            store::roles::update(&mut change, account, &Role { rights, ..role }).await?;
        }
    }
    let entry = Entry::new("workspace.purged", &workspace.id).named(&workspace.name).with("slug", workspace.slug.as_str());
    change.commit(entry.with("rows", rows)).await?;
    Ok(rows + 1)
}
