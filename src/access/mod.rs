//! THE DOOR. Who calls (`Caller`) becomes what they may do (`Granted<P>`); nothing else leads to the data.
//!
//! No `Granted`, no database. No commit without an audit entry. Session state and role were read for this very request, so that a
//! demotion or a deactivation counts at once.

mod app;
mod caller;
pub mod chain;
mod change;
mod denied;
mod entry;
mod granted;
mod metrics;
mod traces;
mod vault;

pub use app::{App, Config, FirstRun, HeadKeeper, HeadKept, MailServer, read_back, readable};
pub use caller::{Actor, Caller, Fresh, KeyHolder, Origin, SignedIn, TokenHolder, Who};
pub use change::{Change, OwnRows};
pub use entry::Entry;
pub use granted::{Granted, Powers};
pub use metrics::Metrics;
pub use traces::{TRACE, Traces};
pub use vault::Vault;

/// What log lines about refusals are filed under: who was turned away, where, and why. They name people by id, and nothing that was typed.
pub const SECURITY: &str = "belfry::security";

use leptos::prelude::use_context;

use crate::model::{AppError, InAccount, Needs, Slug, Workspace, can};

/// The caller of the server function or page that runs.
pub fn caller() -> Result<Caller, AppError> {
    use_context::<Caller>().ok_or(AppError::Internal)
}

/// How a server function enters a workspace. `P` is inferred from the domain function that gets the answer: it cannot be
/// forgotten and it cannot be the wrong one.
pub async fn door<P: Needs<Place = Workspace>>(workspace: &Slug) -> Result<Granted<P>, AppError> {
    caller()?.enter(workspace).await
}

/// How the server function enters that restores a workspace.
pub async fn deleted_door(workspace: &Slug) -> Result<Granted<can::DeleteWorkspaces>, AppError> {
    caller()?.enter_deleted(workspace).await
}

/// How a server function enters what lies above the workspaces.
pub async fn account_door<P: Needs<Place = InAccount>>() -> Result<Granted<P>, AppError> {
    caller()?.enter_account().await
}

/// How the server functions enter that set a second factor up.
pub async fn enrolment_door() -> Result<Granted<can::EditProfile>, AppError> {
    caller()?.enter_to_enrol().await
}
