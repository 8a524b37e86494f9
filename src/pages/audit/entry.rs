//! One entry, with what it changed.

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{history, place, who, words};
use crate::{
    access::Granted,
    domain::{audit, workspaces},
    model::{AuditEntry, EntryId, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Diff, ExactTime, Fact, Facts, LinkButton, PageHeader, Panel, Stack, diff_rows},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAudit> = visit.enter_account().await?;
    let entry = audit::find(&granted, &visit.param::<EntryId>("id")?).await?;
    let workspaces = workspaces::all(&granted).await?;
    let title = format!("{} {}", if entry.actor_kind == "system" { "Belfry" } else { &entry.actor_name }, words(&entry));
    let (who, place) = (who(&entry), place(&entry, &workspaces));
    let changes = changes(&entry);
    let AuditEntry { at, actor_id, action, target_id, address, user_agent, .. } = entry;
    let history = history(&target_id, None);
    let view = view! {
        <PageHeader
            title
            trail=vec![("Audit log".to_owned(), "/account/audit".to_owned())]
            actions=view! { <LinkButton href=history>"All entries about it"</LinkButton> }
        />
        <Stack>
            {changes}
            <Panel title="Details">
                <Facts>
                    <Fact label="When"><ExactTime at/></Fact>
                    <Fact label="Who">{who}</Fact>
                    <Fact label="Where">{place}</Fact>
                    <Fact label="Action"><code>{action}</code></Fact>
                    <Fact label="Done to"><code>{target_id}</code></Fact>
                    <Fact label="Done by"><code>{actor_id}</code></Fact>
                    <Fact label="Address">{address.unwrap_or_else(|| "Not known".to_owned())}</Fact>
                    <Fact label="Browser or program">{user_agent.unwrap_or_else(|| "Not known".to_owned())}</Fact>
                </Facts>
            </Panel>
        </Stack>
    };
    Ok(Screen::in_account(Section::Audit, "Audit entry", view))
}

/// What changed, field by field, and what else was written down.
fn changes(entry: &AuditEntry) -> AnyView {
    let detail: Map<String, Value> = serde_json::from_str(&entry.detail).unwrap_or_default();
    let mut diffs = Vec::new();
    let mut facts = Vec::new();
    for (field, value) in detail {
        match (value.get("from"), value.get("to")) {
            (Some(from), Some(to)) => {
                let rows = diff_rows(&text(from), &text(to));
                let label = title(&field);
                diffs.push(view! { <Panel title=label.clone() flush=true><Diff label rows/></Panel> }.into_any());
            }
            _ => facts.push(view! { <Fact label=title(&field)>{text(&value)}</Fact> }.into_any()),
        }
    }
    let facts = (!facts.is_empty()).then(|| view! { <Panel title="What was written down"><Facts>{facts}</Facts></Panel> });
    view! { {diffs}{facts} }.into_any()
}

/// A value as people read it.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

/// `failed_before` → `Failed before`.
fn title(field: &str) -> String {
    let text = field.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
