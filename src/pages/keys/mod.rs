//! Keys of a workspace, a file for each kind; one page with a part for each.

mod api;
mod inbox;
mod parts;
mod public;
mod signing;
mod snippets;
mod try_it;
mod workspace;

use leptos::prelude::*;

use crate::{
    access::Granted,
    identity::session,
    model::{AppError, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{PageHeader, Stack, Tab, Tabs},
};

/// What the query calls a part, and what people do.
const PARTS: &[(&str, &str)] = &[
    ("api", "API keys"),
    ("workspace", "Workspace keys"),
    ("public", "Public keys"),
    ("signing", "Signing keys"),
    ("inbox", "Inbox secret"),
];

/// `/{workspace}/keys?show=`
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ManageKeys> = visit.enter().await?;
    let workspace = granted.workspace().clone();
    let asked = visit.query("show").unwrap_or_default();
    let shown = PARTS.iter().find(|(key, _)| *key == asked).map_or("api", |(key, _)| *key);
    let tabs = PARTS
        .iter()
        .map(|(key, label)| {
            let query = if *key == "api" { String::new() } else { format!("?show={key}") };
            Tab::new(*label, format!("/{}/keys{query}", workspace.slug)).current(*key == shown)
        })
        .collect();
    let part = match shown {
        "workspace" => workspace::part(&visit, &granted).await?,
        "public" => public::part(&visit, &granted).await?,
        "signing" => signing::part(&visit, &granted).await?,
        "inbox" => inbox::part(&visit, &granted).await?,
        _ => api::part(&visit, &granted).await?,
    };
    let title = "API keys";
    let description = format!("What programs call {} with. A key opens this workspace and no other.", workspace.name);
    let Part { actions, view, dialogs } = part;
    let view = view! {
        <PageHeader title description actions/>
        <Tabs label="Kinds of keys" tabs/>
        <Stack>{view}</Stack>
        {dialogs}
    };
    Ok(Screen::in_workspace(&workspace, Section::Keys, title, view))
}

/// What a kind of keys brings to the page.
struct Part {
    /// The button of the page's head.
    actions: AnyView,
    view: AnyView,
    dialogs: AnyView,
}

/// What the form before left to be shown once.
async fn once(
    visit: &Visit,
    granted: &Granted<can::ManageKeys>,
    what: impl std::fmt::Display,
) -> Result<Option<String>, AppError> {
    let place = crate::domain::keys::shown_place(granted, what);
    session::take_shown(&visit.caller.app, &session::current()?, &place).await
}
