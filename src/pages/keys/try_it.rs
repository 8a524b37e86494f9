//! The trigger of the snippets, sent from here.

use leptos::prelude::*;

use super::snippets::live_workflows;
use crate::{
    access::Granted,
    model::{Permission, WorkspaceKind, can},
    pages::{Refusal, Visit},
    ui::{Actions, Callout, Choice, CodeView, Form, Hidden, LinkButton, Panel, SelectField, Stack, Submit, TextField},
};

const TRY: &str = "/api/keys/try_it";

/// The form, for who may send here, and what came of it.
pub async fn try_it(visit: &Visit, granted: &Granted<can::ManageKeys>) -> Result<Option<AnyView>, Refusal> {
    if !granted.may(Permission::Trigger) {
        return Ok(None);
    }
    let workspace = granted.workspace();
    let live = live_workflows(granted).await?;
    let slug = workspace.slug.to_string();
    if live.is_empty() {
        let href = format!("/{slug}/workflows");
        return Ok(Some(
            view! {
                <Panel id="try-it" title="Try it" description="Sends the trigger of the first call from here.">
                    <Stack>
                        <p>"No workflow is live here. Commit one first."</p>
                        <Actions><LinkButton href>"Go to workflows"</LinkButton></Actions>
                    </Stack>
                </Panel>
            }
            .into_any(),
        ));
    }
    let request = visit.query("request").filter(|id| {
        id.starts_with("req_") && id.len() < 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    let answer = request.map(|id| {
        let code = format!("{{\n  \"status\": \"success\",\n  \"message_id\": \"{id}\"\n}}");
        let href = format!("/{slug}/requests/{id}");
        view! {
            <Callout tone="ok" title="202 Accepted" action=view! { <LinkButton href small=true>"See it in the logs"</LinkButton> }.into_any()>
                <CodeView code json=true plain=true/>
            </Callout>
        }
    });
    let warned = (workspace.kind == WorkspaceKind::Production)
        .then(|| view! { <Callout tone="warn">"This is Production: whom you name here gets it."</Callout> });
    let me = visit.caller.person()?.person.email.clone();
    let chosen = if live.iter().any(|(slug, _)| slug == "welcome") { "welcome".to_owned() } else { live[0].0.clone() };
    let choices = live.into_iter().map(|(slug, name)| Choice::new(slug, name)).collect();
    let send = format!("Send in {}", workspace.name);
    Ok(Some(
        view! {
            <Panel
                id="try-it"
                title="Try it"
                description="Sends such a trigger from here. It goes the way of a program’s call, and creates the user when there is none yet."
            >
                <Stack>
                    {answer}
                    {warned}
                    <Form action=TRY>
                        <Hidden name="workspace" value=slug/>
                        <SelectField name="workflow" label="Workflow" choices value=chosen/>
                        <TextField name="user" label="User" required=true maxlength=255 value="ann" help="The distinct_id."/>
                        <TextField name="email" label="E-mail" kind="email" value=me help="Where it goes. Empty: where the user is reached already."/>
                        <Actions><Submit>{send}</Submit></Actions>
                    </Form>
                </Stack>
            </Panel>
        }
        .into_any(),
    ))
}
