//! The inbox secret, for inbox clients that know no user tokens.

use leptos::prelude::*;

use super::{
    Part, once,
    parts::{rotate, rotated, who},
};
use crate::{
    access::Granted,
    domain::keys,
    model::{Workspace, can},
    pages::{Refusal, Visit},
    ui::{Actions, CodeView, Fact, Facts, Form, Glyph, Hidden, Panel, SecretOnce, Stack, Submit, TextField, Time},
};

/// How a backend makes a subscriber id.
const EXAMPLE: &str = r#"const { createHmac } = require("node:crypto");

const subscriberId = createHmac("sha256", process.env.BELFRY_INBOX_SECRET)
  .update(distinctId)
  .digest("base64url");"#;

pub async fn part(visit: &Visit, granted: &Granted<can::ManageKeys>) -> Result<Part, Refusal> {
    let (workspace, now) = (granted.workspace(), visit.now());
    let slug = workspace.slug.to_string();
    let found = keys::inbox::find(granted).await?;
    let secret = once(visit, granted, "inbox").await?.map(|text| {
        view! { <SecretOnce label="Inbox secret" value=text help="Shown for now. That you looked at it is in the audit log."/> }
    });
    let show = secret.is_none().then(|| {
        view! {
            <Form action="/api/keys/reveal_inbox" inline=true>
                <Hidden name="workspace" value=slug/>
                <Submit variant="plain" icon=Glyph::Eye small=true>"Show the inbox secret"</Submit>
            </Form>
        }
    });
    let described = "Inbox ids have to be made anew with the new secret, which is shown on the next page.".to_owned();
    let rotate = rotate(workspace, "/api/keys/rotate_inbox", None, "Rotate the inbox secret?".to_owned(), "Rotate", described);
    let old = rotated("secret", found.old_until, None, now).map(|pill| view! { <div>{pill}</div> });
    let made = format!(" by {}", who(&found.created_by));
    let remade = found.rotated_at.map(|at| {
        let by = format!(" by {}", who(found.rotated_by.as_deref().unwrap_or_default()));
        view! { <Fact label="Rotated"><Time at now/>{by}</Fact> }
    });
    let view = view! {
        <Panel
            title="Inbox secret"
            description="Your backend makes inbox ids with it, for older inbox clients. Newer ones use user tokens and the signing key."
        >
            <Stack>
                {old}
                {secret}
                <Facts>
                    <Fact label="Made"><Time at=found.created_at now/>{made}</Fact>
                    {remade}
                </Facts>
                <Actions>{show}{rotate}</Actions>
                <CodeView code=EXAMPLE title="In Node"/>
            </Stack>
        </Panel>
        {check(workspace)}
    };
    Ok(Part { actions: ().into_any(), view: view.into_any(), dialogs: ().into_any() })
}

fn check(workspace: &Workspace) -> AnyView {
    let slug = workspace.slug.to_string();
    view! {
        <Panel id="check" title="Check an inbox id" description="Whether an id that your backend made is the user’s.">
            <Form action="/api/keys/check_subscriber_id">
                <Hidden name="workspace" value=slug/>
                <TextField name="distinct_id" label="User" required=true maxlength=255 help="The distinct_id."/>
                <TextField name="subscriber_id" label="Inbox id" required=true maxlength=100/>
                <Actions><Submit variant="plain">"Check"</Submit></Actions>
            </Form>
        </Panel>
    }
    .into_any()
}
