//! API keys, for plain HTTP calls.

use leptos::prelude::*;

use super::{
    Part, once,
    parts::{age, end, last_used, limits, narrowed, rotate, rotated, who},
    snippets::snippets,
    try_it::try_it,
};
use crate::{
    access::Granted,
    domain::keys,
    model::{ApiKey, Permission, Workspace, can},
    pages::{Refusal, Visit, audit::history},
    ui::{
        ActionCell, Callout, Column, Dialog, DialogActions, EmptyState, Form, Glyph, Hidden, LinkButton, OpenDialog, Panel, Pill,
        SecretOnce, Submit, Table, TextField, Time,
    },
};

const GENERATE: &str = "/api/keys/generate";

pub async fn part(visit: &Visit, granted: &Granted<can::ManageKeys>) -> Result<Part, Refusal> {
    let workspace = granted.workspace();
    let shown = once(visit, granted, "api").await?;
    let keys = keys::api::list(granted).await?;
    let (snippets, try_it) = (snippets(visit, granted, "api", shown.as_deref(), None).await?, try_it(visit, granted).await?);
    let rows = list(workspace, keys, granted.may_in_account(Permission::ViewAudit), visit.now());
    let view = view! {
        {shown.map(|text| view! {
            <Callout tone="ok" title="Your new API key">
                <SecretOnce label="API key" value=text help="Copy it now and keep it where your program reads it. We store only a hash and cannot show it again."/>
            </Callout>
        })}
        <Panel title="API keys" description="For HTTP calls: Authorization: Bearer …" flush=true>{rows}</Panel>
        {snippets}
        {try_it}
    };
    Ok(Part { actions: generate_button(), view: view.into_any(), dialogs: generate_dialog(workspace) })
}

fn generate_button() -> AnyView {
    view! { <OpenDialog target="generate-key" variant="primary" icon=Glyph::Plus>"Generate API key"</OpenDialog> }.into_any()
}

fn generate_dialog(workspace: &Workspace) -> AnyView {
    let slug = workspace.slug.to_string();
    view! {
        <Dialog
            id="generate-key"
            title="Generate an API key"
            description="Its text is shown once, on the next page."
            open_for=GENERATE
        >
            <Form action=GENERATE>
                <Hidden name="workspace" value=slug/>
                <TextField name="name" label="Name" required=true maxlength=80 help="The program that will use it, such as “orders service”."/>
                {limits()}
                <DialogActions dialog="generate-key"><Submit>"Generate"</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn list(workspace: &Workspace, keys: Vec<ApiKey>, audit: bool, now: i64) -> AnyView {
    if keys.is_empty() {
        return view! {
            <EmptyState
                icon=Glyph::Key
                title="No API key yet"
                text="Generate one for each program that sends through Belfry, so that one can be revoked without stopping the others."
                action=generate_button()
            />
        }
        .into_any();
    }
    let columns = [
        Column::new("Name"),
        Column::new("Key").minor(),
        Column::new("Made").minor(),
        Column::new("Last used"),
        Column::new("Act").silent(),
    ];
    let rows = keys.into_iter().map(|key| row(workspace, key, audit, now)).collect_view();
    view! { <Table caption="API keys" columns bare=true>{rows}</Table> }.into_any()
}

fn row(workspace: &Workspace, key: ApiKey, audit: bool, now: i64) -> AnyView {
    let counts = key.revoked_at.is_none();
    let state = match counts {
        false => Some(view! { <Pill>"Revoked"</Pill> }.into_any()),
        true => age(key.expires_at, key.rotated_at.unwrap_or(key.created_at), now),
    };
    let used = match key.revoked_at {
        Some(at) => {
            let by = key.revoked_by.as_deref().map(|by| view! { <small>{format!("by {}", who(by))}</small> });
            view! { "Revoked "<Time at now/>{by} }.into_any()
        }
        None => last_used(key.last_used_at, now),
    };
    let old = rotated("key", key.old_until, Some(key.old_used_at), now);
    let limits = narrowed(key.scope, &key.networks).map(|words| view! { <small>{words}</small> });
    let remade = key.rotated_at.map(|at| {
        let by = format!(" by {}", who(key.rotated_by.as_deref().unwrap_or_default()));
        view! { <small>"Rotated "<Time at now/>{by}</small> }
    });
    let acts = counts.then(|| acts(workspace, &key));
    let history = audit.then(|| {
        let (href, label) = (history(&key.id, None), format!("History of {}", key.name));
        view! { <LinkButton href label small=true variant="quiet">"History"</LinkButton> }
    });
    view! {
        <tr>
            <td><strong>{key.name.clone()}</strong>" "{state}" "{old}{limits}</td>
            <td><code>{format!("{}•••••", key.hint)}</code></td>
            <td><Time at=key.created_at now/><small>{format!("by {}", who(&key.created_by))}</small>{remade}</td>
            <td>{used}</td>
            <ActionCell actions=view! { {history}{acts} }.into_any()/>
        </tr>
    }
    .into_any()
}

fn acts(workspace: &Workspace, key: &ApiKey) -> AnyView {
    let id = key.id.to_string();
    let replaced = "It gets a new text, which is shown once, on the next page. Name, limits and history stay.".to_owned();
    let title = format!("Rotate the key {}?", key.name);
    let rotate = rotate(workspace, "/api/keys/rotate", Some(("id", id.clone())), title, "Rotate", replaced);
    let refused = format!("Programs that call {} with it are refused at once. This cannot be taken back.", workspace.name);
    let title = format!("Revoke the key {}?", key.name);
    let revoke = end(workspace, "/api/keys/revoke", "id", id, title, "Revoke", refused);
    view! { {rotate}{revoke} }.into_any()
}
