//! The service tokens, and the text of one that was just made.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{
        tokens::{self, LIMIT},
        workspaces,
    },
    identity::session,
    model::{ServiceToken, Workspace, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        ActionCell, Callout, CodeView, Column, Dialog, DialogActions, EmptyState, Form, Glyph, Hidden, LinkButton, OpenDialog,
        PageHeader, Panel, Pill, SecretOnce, Stack, Submit, Table, Time,
    },
};

/// A token that ends within this time is said to.
const SOON: i64 = 14 * 86_400_000;

/// `/account/tokens`
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ManageTokens> = visit.enter_account().await?;
    let app = &visit.caller.app;
    let new: Option<String> = session::take_shown(app, &session::current()?, tokens::SHOWN).await?;
    let (all, places) = (tokens::list(&granted).await?, workspaces::list(&visit.caller).await?);
    let full = all.len() as i64 == LIMIT;
    let rows = list(all, &places, visit.now());
    let example = example(&app.config.base_url, new.as_deref());
    let shown = new.map(|text| {
        view! {
            <Callout tone="ok" title="Your new service token">
                <SecretOnce label="Service token" value=text help="Copy it now and keep it where your program reads it. We store only a hash and cannot show it again."/>
            </Callout>
        }
    });
    let view = view! {
        <PageHeader
            title="Service tokens"
            description="What the command line and your pipelines manage this account with. A token reaches the workspaces that you choose, and never sends."
            actions=new_button()
        />
        <Stack>
            {shown}
            <Panel title="Tokens" flush=true>{rows}</Panel>
            {full.then(|| view! { <p>{format!("The list ends after {LIMIT}.")}</p> })}
            <Panel title="First call" description="Lists the workspaces that the token reaches.">
                <Stack><CodeView code=example/></Stack>
            </Panel>
        </Stack>
    };
    Ok(Screen::in_account(Section::Tokens, "Service tokens", view))
}

fn new_button() -> AnyView {
    view! { <LinkButton href="/account/tokens/new" variant="primary" icon=Glyph::Plus>"Generate token"</LinkButton> }.into_any()
}

fn example(base_url: &str, token: Option<&str>) -> String {
    let token = token.unwrap_or("YOUR_SERVICE_TOKEN");
    format!("curl {base_url}/v1/workspace/ \\\n  -H \"Authorization: ServiceToken {token}\"")
}

fn list(tokens: Vec<ServiceToken>, workspaces: &[Workspace], now: i64) -> AnyView {
    if tokens.is_empty() {
        return view! {
            <EmptyState
                icon=Glyph::Key
                title="No service token yet"
                text="Generate one for each pipeline or person of the command line, so that one can be revoked without stopping the others."
                action=new_button()
            />
        }
        .into_any();
    }
    let columns = [
        Column::new("Name"),
        Column::new("May").minor(),
        Column::new("Made").minor(),
        Column::new("Last used"),
        Column::new("Ends").minor(),
        Column::new("Act").silent(),
    ];
    let rows = tokens.into_iter().map(|token| row(token, workspaces, now)).collect_view();
    view! { <Table caption="Service tokens" columns bare=true>{rows}</Table> }.into_any()
}

fn row(token: ServiceToken, workspaces: &[Workspace], now: i64) -> AnyView {
    let over = token.expires_at.filter(|at| *at <= now);
    let state = match (token.revoked_at, over, token.expires_at) {
        (Some(_), _, _) => Some(view! { <Pill>"Revoked"</Pill> }.into_any()),
        (None, Some(_), _) => Some(view! { <Pill tone="bad">"Expired"</Pill> }.into_any()),
        (None, None, Some(at)) if at - now < SOON => Some(view! { <Pill tone="warn">"Ends soon"</Pill> }.into_any()),
        _ => None,
    };
    let used = match token.last_used_at {
        Some(at) => {
            let from = token.last_used_from.clone().map(|address| view! { <small>{format!("from {address}")}</small> });
            view! { <Time at now/>{from} }.into_any()
        }
        None => view! { <span class="muted">"Never"</span> }.into_any(),
    };
    let ends = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => view! { "Revoked "<Time at now/> }.into_any(),
        (None, Some(at)) => view! { <Time at now/> }.into_any(),
        (None, None) => view! { <span class="muted">"When it is revoked"</span> }.into_any(),
    };
    let revoke = token.revoked_at.is_none().then(|| revoke(&token));
    let scope = tokens::in_words(&token.scope(), workspaces);
    view! {
        <tr>
            <td><strong>{token.name}</strong>" "{state}<small><code>{format!("{}•••••", token.hint)}</code></small></td>
            <td>{scope}</td>
            <td><Time at=token.created_at now/><small>{format!("by {}", token.created_by)}</small></td>
            <td>{used}</td>
            <td>{ends}</td>
            <ActionCell actions=revoke/>
        </tr>
    }
    .into_any()
}

fn revoke(token: &ServiceToken) -> AnyView {
    let id = token.id.to_string();
    let dialog = format!("revoke-{id}");
    let title = format!("Revoke the token {}?", token.name);
    view! {
        <OpenDialog target=dialog.clone() small=true>"Revoke"</OpenDialog>
        <Dialog
            id=dialog.clone()
            title
            description="Programs that use it are refused at once. This cannot be taken back."
        >
            <Form action="/api/tokens/revoke" key=id.clone()>
                <Hidden name="id" value=id/>
                <DialogActions dialog><Submit variant="danger">"Revoke"</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
