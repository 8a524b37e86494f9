//! Request → execution → step → message → attempt. Each has one end, and a sentence that says why.
//!
//! [`accept`] takes a trigger in. [`run`] turns requests into executions and goes on with executions; its rules are in [`steps`].
//! [`send`] hands messages to vendors. A vendor is called outside of any transaction: a message is claimed, the attempt is counted,
//! the vendor is called, the outcome is recorded. [`seen`] hears that recipients saw them. Whatever comes of a message is added to [`counts`].

pub mod accept;
pub(super) mod counts;
mod ends;
mod facts;
pub mod run;
pub mod seen;
pub mod send;
pub mod steps;
pub mod test_run;

use crate::{
    access::{App, Granted},
    model::{AppError, Workspace, WorkspaceId, can},
    queue, store,
};

/// What a job finds of its workspace.
pub enum AtWork {
    /// Belfry itself, at work there.
    Here(Granted<can::Trigger>),
    /// It was deleted and can be restored until then: what is under way is written down, and nothing is begun.
    Deleted(Granted<can::Trigger>, i64),
    Gone,
}

/// Belfry itself, at work in a workspace.
pub async fn at_work(app: &App, workspace: &WorkspaceId) -> Result<AtWork, AppError> {
    let mut tx = app.regions.control().read().await?;
    let Some(found) = store::workspaces::find_for_job(&mut tx, workspace).await? else { return Ok(AtWork::Gone) };
    let granted = system(app, found.workspace, "delivery");
    Ok(match found.deleted_at {
        None => AtWork::Here(granted),
        Some(at) => AtWork::Deleted(granted, at + Workspace::GRACE),
    })
}

fn system(app: &App, workspace: Workspace, reason: &'static str) -> Granted<can::Trigger> {
    app.as_system(&workspace.account_id.clone(), workspace, reason)
}

/// What waited while a workspace was deleted goes on.
pub async fn go_on(app: &App, workspace: &Workspace) -> Result<(), AppError> {
    let granted = system(app, workspace.clone(), "restore");
    let mut rows = granted.own_rows().await?;
    queue::unpark(&mut rows, &workspace.id, app.now()).await?;
    rows.commit().await?;
    app.wake.notify_one();
    Ok(())
}
