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
    model::{AppError, WorkspaceId, can},
    store,
};

/// Belfry itself, at work in a workspace. None: the workspace is not there any more.
pub async fn at_work(app: &App, workspace: &WorkspaceId) -> Result<Option<Granted<can::Trigger>>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let found = store::workspaces::find(&mut tx, workspace).await?;
    Ok(found.map(|workspace| app.as_system(&workspace.account_id.clone(), workspace, "delivery")))
}
