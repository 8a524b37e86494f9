//! The workspace key with its secret, API keys, and how to call with them.

use leptos::prelude::*;
use tower_sessions::Session;

use super::snippets::snippets;
use crate::{
    access::Granted,
    domain::keys,
    identity::session,
    model::{ApiKey, Permission, Workspace, WorkspaceKey, can},
    pages::{Refusal, Screen, Section, Visit, audit::history},
    ui::{
        ActionCell, Callout, Column, CopyField, Dialog, DialogActions, EmptyState, Form, Glyph, Hidden, LinkButton, OpenDialog,
        PageHeader, Panel, Pill, SecretOnce, Stack, Submit, Table, TextField, Time,
    },
};

const GENERATE: &str = "/api/keys/generate";
/// Keys that are older than this should be replaced: what the go-live guides of such products advise.
const OLD: i64 = 182 * 86_400_000;

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ManageKeys> = visit.enter().await?;
    let workspace = granted.workspace().clone();
    let (app, once) = (&visit.caller.app, expect_context::<Session>());
    let new_key: Option<String> = session::take_shown(app, &once, &keys::new_key_place(&granted)).await?;
    let mut pairs = Vec::new();
    for key in keys::workspace_keys(&granted).await? {
        let secret = session::take_shown(app, &once, &keys::secret_place(&granted, &key.id)).await?;
        pairs.push((key, secret));
    }
    let api_keys = keys::api_keys(&granted).await?;
    let key = pairs.first().map_or_else(String::new, |(key, _)| key.key.clone());
    let snippets = snippets(&visit, &workspace, &app.config.base_url, &key, new_key.as_deref());

    let title = "API keys";
    let audit = granted.may_in_account(Permission::ViewAudit);
    let (api_keys, dialog) = (list(&workspace, api_keys, audit, visit.now()), generate_dialog(&workspace));
    let pairs = pairs.into_iter().map(|(key, secret)| workspace_key(&workspace, key, secret)).collect_view();
    let description = format!("What programs call {} with. A key opens this workspace and no other.", workspace.name);
    let view = view! {
        <PageHeader title description actions=generate_button()/>
        <Stack>
            {new_key.map(|text| view! {
                <Callout tone="ok" title="Your new API key">
                    <SecretOnce label="API key" value=text help="Copy it now and keep it where your program reads it. We store only a hash and cannot show it again."/>
                </Callout>
            })}
            <Panel title="API keys" description="For HTTP calls: Authorization: Bearer …" flush=true>
                {api_keys}
            </Panel>
            {pairs}
            {snippets}
        </Stack>
        {dialog}
    };
    Ok(Screen::in_workspace(&workspace, Section::Keys, title, view))
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
    let columns: Vec<Column> = vec![
        "Name".into(),
        Column::new("Key").minor(),
        Column::new("Made").minor(),
        "Last used".into(),
        Column::new("Act").silent(),
    ];
    let rows = keys.into_iter().map(|key| row(workspace, key, audit, now)).collect_view();
    view! { <Table caption="API keys" columns bare=true>{rows}</Table> }.into_any()
}

fn row(workspace: &Workspace, key: ApiKey, audit: bool, now: i64) -> AnyView {
    let state = match key.revoked_at {
        Some(_) => Some(view! { <Pill>"Revoked"</Pill> }.into_any()),
        None if now - key.created_at > OLD => Some(view! { <Pill tone="warn">"Over 6 months old"</Pill> }.into_any()),
        None => None,
    };
    let used = match (key.revoked_at, key.last_used_at) {
        (Some(at), _) => view! { "Revoked "<Time at now/> }.into_any(),
        (None, Some(at)) => view! { <Time at now/> }.into_any(),
        (None, None) => view! { <span class="muted">"Never"</span> }.into_any(),
    };
    let revoke = key.revoked_at.is_none().then(|| revoke(workspace, &key));
    let history = audit.then(|| {
        let (href, label) = (history(&key.id, None), format!("History of {}", key.name));
        view! { <LinkButton href label small=true variant="quiet">"History"</LinkButton> }
    });
    view! {
        <tr>
            <td><strong>{key.name.clone()}</strong>" "{state}</td>
            <td><code>{format!("{}•••••", key.hint)}</code></td>
            <td><Time at=key.created_at now/><small>{format!("by {}", key.created_by)}</small></td>
            <td>{used}</td>
            <ActionCell actions=view! { {history}{revoke} }.into_any()/>
        </tr>
    }
    .into_any()
}

fn revoke(workspace: &Workspace, key: &ApiKey) -> AnyView {
    let (slug, id) = (workspace.slug.to_string(), key.id.to_string());
    let dialog = format!("revoke-{id}");
    let title = format!("Revoke the key {}?", key.name);
    let description = format!("Programs that call {} with it are refused at once. This cannot be taken back.", workspace.name);
    view! {
        <OpenDialog target=dialog.clone() small=true>"Revoke"</OpenDialog>
        <Dialog
            id=dialog.clone()
            title
            description
        >
            <Form action="/api/keys/revoke" key=id.clone()>
                <Hidden name="workspace" value=slug/>
                <Hidden name="id" value=id/>
                <DialogActions dialog><Submit variant="danger">"Revoke"</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn workspace_key(workspace: &Workspace, key: WorkspaceKey, secret: Option<String>) -> AnyView {
    let slug = workspace.slug.to_string();
    let secret = match secret {
        Some(text) => view! {
            <SecretOnce label="Workspace secret" value=text help="Shown for now. That you looked at it is in the audit log."/>
        }
        .into_any(),
        None => view! {
            <Form action="/api/keys/reveal" key=key.id.to_string()>
                <Hidden name="workspace" value=slug/>
                <Hidden name="id" value=key.id.to_string()/>
                <Submit variant="plain" icon=Glyph::Eye>"Show the workspace secret"</Submit>
            </Form>
        }
        .into_any(),
    };
    view! {
        <Panel
            title=if key.name == "Default" { "Workspace key".to_owned() } else { format!("Workspace key: {}", key.name) }
            description="For the client SDKs, which sign every call with the secret and never send it."
        >
            <Stack>
                <CopyField label="Workspace key" value=key.key/>
                {secret}
            </Stack>
        </Panel>
    }
    .into_any()
}
