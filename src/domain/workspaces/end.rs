//! The end of a workspace: deleted, it is not found any more and its credentials count no longer; for seven days it can be restored.

use crate::{
    access::{Caller, Entry, Fresh, Granted},
    domain::delivery,
    model::{AppError, DeletedWorkspace, Permission, Slug, Workspace, can},
    store,
};

/// Deletes a workspace, once its slug was typed. An account keeps at least one.
pub async fn delete(granted: &Granted<can::DeleteWorkspaces>, _fresh: Fresh, typed: &str) -> Result<(), AppError> {
    let workspace = granted.workspace();
    if typed.trim() != workspace.slug.as_str() {
        return Err(AppError::invalid("slug", format!("Type {} to delete the workspace.", workspace.slug)));
    }
    let mut change = granted.change_control().await?;
    // Two who delete the last two at once come here one after the other.
    store::accounts::lock(&mut change, granted.account()).await?;
    if !store::workspaces::has_other(&mut change, &workspace.id, granted.account()).await? {
        return Err(AppError::conflict("This is the last workspace of the account. Create another one before you delete it."));
    }
    let now = change.now;
    if store::workspaces::update_deleted(&mut change, &workspace.id, &granted.actor().name, now).await? == 0 {
        return Err(AppError::NotFound);
    }
    change
        .commit(Entry::new("workspace.deleted", &workspace.id).named(&workspace.name).with("slug", workspace.slug.as_str()))
        .await
}

/// What can be restored by the caller, the newest first.
pub async fn deleted(caller: &Caller) -> Result<Vec<DeletedWorkspace>, AppError> {
    let (account, rights) = caller.standing()?;
    let mut tx = caller.app.regions.control().read().await?;
    let mut all = store::workspaces::list_deleted(&mut tx, account).await?;
    all.retain(|deleted| rights.allow(Permission::DeleteWorkspaces, &deleted.workspace) && deleted.until() > caller.app.now());
    Ok(all)
}

/// Brings a deleted workspace back with everything in it. What waited meanwhile goes on.
pub async fn restore(granted: &Granted<can::DeleteWorkspaces>, _fresh: Fresh) -> Result<&Slug, AppError> {
    let workspace = granted.workspace();
    let mut change = granted.change_control().await?;
    let after = change.now - Workspace::GRACE;
    if store::workspaces::update_restored(&mut change, &workspace.id, after).await? == 0 {
        return Err(AppError::conflict("It was deleted more than seven days ago, or somebody restored it a moment ago."));
    }
    change.commit(Entry::new("workspace.restored", &workspace.id).named(&workspace.name)).await?;
    delivery::go_on(granted.app(), workspace).await?;
    Ok(&workspace.slug)
}
