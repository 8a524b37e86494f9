//! The audit log.

mod entry;
mod exports;
mod list;
mod settings;

pub use entry::page as entry;
pub use exports::page as exports;
pub use list::page as list;
pub use settings::page as settings;

use leptos::prelude::*;

use crate::{
    access::Granted,
    model::{AuditEntry, Needs, Permission, Slug, Workspace, action_words},
    ui::{Glyph, LinkButton},
};

/// Where the history of one thing is: all entries about it. `workspace` for what has a name of its own in each workspace.
pub fn history(target: impl ToString, workspace: Option<&Slug>) -> String {
    let mut pairs = vec![("target", target.to_string())];
    pairs.extend(workspace.map(|slug| ("workspace", slug.to_string())));
    format!("/account/audit?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// The way there from the thing's own page, for those who may see the audit log.
pub fn history_link<P: Needs>(granted: &Granted<P>, target: impl ToString, workspace: Option<&Slug>) -> Option<AnyView> {
    let href = history(target, workspace);
    granted
        .may_in_account(Permission::ViewAudit)
        .then(|| view! { <LinkButton href variant="quiet" icon=Glyph::Audit>"History"</LinkButton> }.into_any())
}

/// What was done, in words, without who did it.
fn words(entry: &AuditEntry) -> String {
    match action_words(&entry.action) {
        Some(words) => words.replacen("{}", &entry.target_name, 1),
        None => format!("{}: {}", entry.action, entry.target_name),
    }
}

/// Who did it; Belfry itself says for which reason.
fn who(entry: &AuditEntry) -> AnyView {
    let (name, note) = match entry.actor_kind.as_str() {
        "system" => ("Belfry".to_owned(), Some(entry.actor_name.clone())),
        kind @ ("key" | "token") => (entry.actor_name.clone(), Some(kind.to_owned())),
        _ => (entry.actor_name.clone(), None),
    };
    view! { {name}{note.map(|note| view! { <small>{note}</small> })} }.into_any()
}

/// Where it happened.
fn place(entry: &AuditEntry, workspaces: &[Workspace]) -> String {
    match &entry.workspace_id {
        None => "Account".to_owned(),
        Some(id) => workspaces.iter().find(|known| known.id == *id).map_or_else(|| id.to_string(), |known| known.name.clone()),
    }
}
