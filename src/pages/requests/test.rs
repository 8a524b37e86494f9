//! Try a workflow: whom it goes to and with which data.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{delivery::test_run, verified_channels},
    model::{WorkspaceKind, can},
    pages::{Refusal, Screen, Visit, assets::Opened},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::Trigger> = visit.enter().await?;
    let opened = Opened::load(&visit).await?;
    let workflow = &opened.asset;
    let about = match workflow.live_version {
        Some(version) if workflow.changed() => {
            format!(
                "This runs version {version}, which is live. Changes that are not committed are not in it: commit them to try them."
            )
        }
        Some(version) => format!("This runs version {version}, which is live."),
        None => "Only what is committed runs, and this workflow was never committed.".to_owned(),
    };
    if workflow.live_version.is_none() || !workflow.enabled {
        let (title, text) = match workflow.live_version {
            None => ("Commit it first", about),
            Some(_) => ("Switch it on first", "The workflow is switched off. Switch it on under Settings.".to_owned()),
        };
        let action = view! { <LinkButton href=opened.at("")>"Go to the design"</LinkButton> };
        let view = view! { <EmptyState title text icon=Glyph::Flask action/> };
        return Ok(opened.screen(&visit, "/test", "Test", view));
    }
    let mock = test_run::mock_data(&granted, &workflow.slug).await?;
    let payload = serde_json::to_string_pretty(&mock).unwrap_or_default();
    let person = visit.caller.person()?.person.email.clone();
    let kind = granted.workspace().kind;
    let form = form(&opened, payload, person, kind == WorkspaceKind::Production);
    let reach = reach(kind, verified_channels::sends(granted.app()));
    let view = view! {
        <Stack>
            {reach}
            <Panel title="Run it" description=about>{form}</Panel>
        </Stack>
    };
    Ok(opened.screen(&visit, "/test", "Test", view))
}

/// What a test does to people, before it does.
fn reach(kind: WorkspaceKind, sends: bool) -> AnyView {
    match kind {
        WorkspaceKind::Sandbox if sends => {
            view! { <Callout tone="info">"E-mail to a verified address is really sent. Everything else is captured: you read it under Messages."</Callout> }.into_any()
        }
        WorkspaceKind::Sandbox => {
            view! { <Callout tone="info">"Nothing is sent out here: you read the result under Messages."</Callout> }.into_any()
        }
        WorkspaceKind::Standard => {
            view! { <Callout tone="info">"This really sends, to the recipient that you enter here."</Callout> }.into_any()
        }
        WorkspaceKind::Production => {
            view! { <Callout tone="warn">"This is Production: the recipient gets a real message."</Callout> }.into_any()
        }
    }
}

fn form(opened: &Opened, payload: String, person: String, production: bool) -> AnyView {
    let (workspace, slug) = (opened.workspace().to_string(), opened.asset.slug.to_string());
    let yourself = format!("Leave both blank to send it to yourself, {person}.");
    let (word, variant) =
        if production { ("Send in Production", Variant::Workspace) } else { ("Run the test", Variant::Primary) };
    view! {
        <Form action="/api/workflows/test">
            <Hidden name="workspace" value=workspace/>
            <Hidden name="workflow" value=slug/>
            <FormRow>
                <TextField name="user" label="User id" mono=true maxlength=255u32 help="A user of this workspace."/>
                <TextField name="email" label="E-mail address" kind="email" maxlength=320u32 help="Instead of the user’s own, or for somebody without a profile."/>
            </FormRow>
            <p class="field-help">{yourself}</p>
            <CodeField name="payload" label="Data" value=payload rows=10 help="A JSON object, as your program would send it. Blank uses the template’s example data."/>
            <Actions>
                <Submit variant icon=Glyph::Play>{word}</Submit>
            </Actions>
        </Form>
    }
    .into_any()
}
