//! Title, state, tabs and what can be done, on top of every page of a template.

use leptos::prelude::*;

use super::editor::Editor;
use crate::{
    model::{AssetStatus, Channel},
    pages::{Refusal, Visit, menu},
    ui::{PageHeader, Pill, Tab, Tabs, Tone},
};

pub async fn head(_visit: &Visit, editor: &Editor, tab: &str) -> Result<AnyView, Refusal> {
    let asset = &editor.asset;
    let status = match asset.status() {
        AssetStatus::Live => (Tone::Ok, format!("Live · version {}", asset.live_version.unwrap_or_default())),
        AssetStatus::Draft => (Tone::Plain, "Draft, never committed".to_owned()),
        AssetStatus::Disabled => (Tone::Warn, "Off".to_owned()),
    };
    let pills = view! {
        <Pill tone=status.0>{status.1}</Pill>
        {(asset.changed() && asset.live_version.is_some()).then(|| view! { <Pill tone=Tone::Info>"Changes not committed"</Pill> })}
    };
    Ok(view! {
        <PageHeader
            title=asset.name.clone()
            slug=asset.slug.to_string()
            trail=vec![("Templates".to_owned(), format!("/{}/templates", editor.workspace()))]
            status=pills
        />
        <Tabs label=format!("Pages of {}", asset.name) tabs=tabs(editor, tab)/>
    }
    .into_any())
}

/// The tabs whose pages exist.
fn tabs(editor: &Editor, tab: &str) -> Vec<Tab> {
    let channels = editor.content.channels();
    let all = [
        ("email", Channel::Email.label()),
        ("inbox", Channel::Inbox.label()),
        ("mock-data", "Mock data"),
        ("json", "JSON"),
        ("versions", "Versions"),
        ("used-by", "Used by"),
        ("settings", "Settings"),
    ];
    all.into_iter()
        .filter(|(key, _)| menu::exists(&format!("/{{workspace}}/templates/{{slug}}/{key}")))
        .map(|(key, label)| {
            let absent = Channel::parse(key).is_some_and(|channel| !channels.contains(&channel));
            let label = if absent { format!("+ {label}") } else { label.to_owned() };
            Tab::new(label, editor.at(&format!("/{key}"))).current(key == tab)
        })
        .collect()
}
