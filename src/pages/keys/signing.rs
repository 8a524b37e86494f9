//! Signing keys, and a look at what they signed.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use leptos::prelude::*;

use super::{
    Part, once,
    parts::{end, rotate, who},
};
use crate::{
    access::Granted,
    domain::keys,
    model::{SigningKey, SigningKeyStatus, Workspace, can},
    pages::{Refusal, Visit},
    ui::{
        ActionCell, Actions, Callout, CodeView, Column, EmptyState, Form, Glyph, Hidden, Panel, Pill, SecretOnce, Stack, Submit,
        Table, TextArea, Time,
    },
};

const CHECK: &str = "/api/keys/check_user_token";

pub async fn part(visit: &Visit, granted: &Granted<can::ManageKeys>) -> Result<Part, Refusal> {
    let (workspace, now) = (granted.workspace(), visit.now());
    let shown = once(visit, granted, "signing").await?;
    let keys = keys::signing::list(granted).await?;
    let none_active = !keys.iter().any(|key| key.status == SigningKeyStatus::Active && key.deleted_at.is_none());
    let shown = shown.map(|pem| {
        let base64 = BASE64.encode(&pem);
        view! {
            <Callout tone="ok" title="Your new signing key">
                <Stack>
                    <p>"Copy the private key now and keep it where your backend signs. We keep only its public half and cannot show it again."</p>
                    <CodeView code=pem title="Private key (PEM)"/>
                    <SecretOnce label="The same in base64" value=base64 help="For where a text of several lines does not fit."/>
                </Stack>
            </Callout>
        }
    });
    let rows = list(workspace, keys, none_active, now);
    let view = view! {
        {shown}
        <Panel
            title="Signing keys"
            description="Your backend signs user tokens with the private key (ES256). Public keys in secure mode ask for such a token."
            flush=true
        >
            {rows}
        </Panel>
        {check(workspace)}
    };
    let actions = if none_active { generate(workspace) } else { ().into_any() };
    Ok(Part { actions, view: view.into_any(), dialogs: ().into_any() })
}

fn generate(workspace: &Workspace) -> AnyView {
    let slug = workspace.slug.to_string();
    view! {
        <Form action="/api/keys/generate_signing" inline=true>
            <Hidden name="workspace" value=slug/>
            <Submit icon=Glyph::Plus>"Generate signing key"</Submit>
        </Form>
    }
    .into_any()
}

fn list(workspace: &Workspace, keys: Vec<SigningKey>, none_active: bool, now: i64) -> AnyView {
    if keys.is_empty() {
        return view! {
            <EmptyState
                icon=Glyph::Key
                title="No signing key yet"
                text="Generate one before you switch secure mode on. Its private half is shown once."
            />
        }
        .into_any();
    }
    let columns = [Column::new("Key"), Column::new("Made").minor(), Column::new("Rolled").minor(), Column::new("Act").silent()];
    let rows = keys.into_iter().map(|key| row(workspace, key, now)).collect_view();
    let gap = none_active.then(|| {
        view! { <Callout tone="warn">"No key is active: there is nothing to sign new user tokens with."</Callout> }
    });
    view! { {gap}<Table caption="Signing keys" columns bare=true>{rows}</Table> }.into_any()
}

fn row(workspace: &Workspace, key: SigningKey, now: i64) -> AnyView {
    let counts = key.counts(now);
    let state = match (key.deleted_at, key.status, key.expires_at) {
        (Some(at), _, _) => {
            let by = format!(" by {}", who(key.deleted_by.as_deref().unwrap_or_default()));
            view! { <Pill>"Deleted"</Pill><small><Time at now/>{by}</small> }.into_any()
        }
        (None, SigningKeyStatus::Active, _) => view! { <Pill tone="ok">"Active"</Pill> }.into_any(),
        (None, _, Some(at)) if counts => {
            view! { <Pill tone="info">"Rolled: its tokens are good, it expires "<Time at now/></Pill> }.into_any()
        }
        (None, ..) => view! { <Pill>"Rolled: its tokens are refused"</Pill> }.into_any(),
    };
    let rolled = key.rolled_at.map(|at| {
        let by = format!("by {}", who(key.rolled_by.as_deref().unwrap_or_default()));
        view! { <Time at now/><small>{by}</small> }
    });
    let roll = (key.status == SigningKeyStatus::Active && counts).then(|| {
        let title = format!("Roll {}?", key.uid);
        let described = "Another key becomes the active one, and its private half is shown once, on the next page. Tokens of this one are good until it stops working.";
        rotate(workspace, "/api/keys/roll_signing", Some(("uid", key.uid.clone())), title, "Roll", described.to_owned())
    });
    let delete = key.deleted_at.is_none().then(|| {
        let title = format!("Delete {}?", key.uid);
        let refused = "User tokens that it signed are refused at once. This cannot be taken back.".to_owned();
        end(workspace, "/api/keys/delete_signing", "uid", key.uid.clone(), title, "Delete", refused)
    });
    view! {
        <tr>
            <td><code>{key.uid.clone()}</code>" "{state}</td>
            <td><Time at=key.created_at now/><small>{format!("by {}", who(&key.created_by))}</small></td>
            <td>{rolled}</td>
            <ActionCell actions=view! { {roll}{delete} }.into_any()/>
        </tr>
    }
    .into_any()
}

fn check(workspace: &Workspace) -> AnyView {
    let slug = workspace.slug.to_string();
    view! {
        <Panel
            id="check"
            title="Check a user token"
            description="Whether a token that your backend made is good here, and if not, why. We have no private key, so we can’t make one for you."
        >
            <Form action=CHECK>
                <Hidden name="workspace" value=slug/>
                <TextArea name="user_token" label="User token" rows=4 required=true maxlength=4096 placeholder="eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9…"/>
                <Actions><Submit variant="plain">"Check"</Submit></Actions>
            </Form>
        </Panel>
    }
    .into_any()
}
