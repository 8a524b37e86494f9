//! The audit log.

mod entry;
mod list;

pub use entry::page as entry;
pub use list::page as list;

use leptos::prelude::*;

use crate::model::{AuditEntry, Workspace, action_words};

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
        "key" => (entry.actor_name.clone(), Some("key".to_owned())),
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
