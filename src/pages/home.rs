//! The first page of a workspace.

use leptos::prelude::*;

use super::{Refusal, Screen, Section, Visit};
use crate::{
    access::Granted,
    domain::workspaces,
    model::{Slug, can},
};

/// `/`: to the first workspace.
pub async fn start(visit: Visit) -> Result<Screen, Refusal> {
    let workspaces = workspaces::list(&visit.caller).await?;
    let first = workspaces.first().map_or_else(|| "/account/team".to_owned(), |workspace| format!("/{}", workspace.slug));
    Err(Refusal::Elsewhere(first))
}

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewWorkspace> = visit.enter().await?;
    let workspace = granted.workspace();
    let _: &Slug = &workspace.slug;
    Ok(Screen::in_workspace(workspace, Section::Home, "Home", view! { <h1>"Home"</h1> }))
}
