//! The page that says why there is no page.

use leptos::prelude::*;

use super::{Screen, Section, Visit};
use crate::{
    access::{Granted, Who},
    model::{AppError, RoleId, Slug, WorkspaceKind, can},
    ui::{Actions, BareFrame, EmptyState, Glyph, LinkButton, PageHeader},
};

/// What is shown instead. Inside a workspace that the caller may enter, the menu stays; an outsider sees what anybody sees at an address
/// that leads nowhere.
pub async fn refused(visit: &Visit, error: &AppError) -> Screen {
    let (title, text) = match error {
        AppError::NotFound => ("Not found", "This page does not exist, or it belongs to a workspace that you are not in."),
        AppError::Forbidden => ("Not allowed", "Your role does not include this. An admin of your account can change that."),
        AppError::RegionAway { .. } => (
            "The data region does not answer",
            "What lives in this workspace waits there, and nothing is lost. Workspaces in other data regions go on.",
        ),
        AppError::Unreachable => ("Not reachable", "The database does not answer. Try again in a moment."),
        _ => ("Something went wrong", "It was noted. Try again; if it happens once more, look into the server’s log."),
    };
    let button = || view! { <LinkButton href="/">"Go to the start page"</LinkButton> };
    let framed = matches!(error, AppError::NotFound | AppError::Forbidden | AppError::RegionAway { .. });
    if !(framed && matches!(visit.caller.who, Who::Person(_))) {
        let view = view! { <BareFrame title description=text><Actions>{button()}</Actions></BareFrame> };
        return Screen::bare(title, view);
    }
    let icon = match error {
        AppError::Forbidden => Glyph::Lock,
        AppError::RegionAway { .. } => Glyph::Warning,
        _ => Glyph::Search,
    };
    let view = view! {
        <PageHeader title/>
        <EmptyState title=text icon action=button()/>
    };
    let member = visit.caller.person().is_ok_and(|me| me.role.id == RoleId::member());
    match workspace_of(visit).await {
        Ok(granted) if member && *error == AppError::Forbidden && granted.workspace().kind == WorkspaceKind::Production => {
            let text = "In Production, members see neither people’s data nor the details of logs. An admin of your account can.";
            let view = view! {
                <PageHeader title/>
                <EmptyState title=text icon action=button()/>
            };
            Screen::in_workspace(granted.workspace(), Section::Elsewhere, title, view)
        }
        Ok(granted) => Screen::in_workspace(granted.workspace(), Section::Elsewhere, title, view),
        Err(_) => Screen::in_account(Section::Elsewhere, title, view),
    }
}

/// By the first part of the address: one that leads nowhere has no named parts.
async fn workspace_of(visit: &Visit) -> Result<Granted<can::ViewWorkspace>, AppError> {
    let first = visit.url.split(['/', '?']).nth(1).unwrap_or_default();
    visit.caller.enter(&Slug::parse(first)?).await
}
