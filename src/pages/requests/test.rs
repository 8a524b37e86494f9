//! Try a workflow: whom it goes to and with which data.

use leptos::prelude::*;

use crate::{
    domain::{assets, delivery::test_run},
    model::{AssetKind, Slug, WorkspaceKind},
    pages::{Refusal, Screen, Section, Visit},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let slug = visit.slug("slug")?;
    let workflow = assets::find(&visit.enter().await?, AssetKind::Workflow, &slug).await?;
    let mock = test_run::mock_data(&granted, &slug).await?;
    let workspace = granted.workspace();
    let base = format!("/{}/workflows/{slug}", workspace.slug);
    let person = visit.caller.person()?.person.email.clone();
    let ready = workflow.live_version.is_some() && workflow.enabled;
    let about = match workflow.live_version {
        Some(version) if workflow.changed() => {
            format!(
                "This runs version {version}, which is live. The draft has changes that are not in it: commit them first to try them."
            )
        }
        Some(version) => format!("This runs version {version}, which is live."),
        None => "Only what is committed runs, and this workflow was never committed.".to_owned(),
    };
    let form = if ready {
        let payload = serde_json::to_string_pretty(&mock).unwrap_or_default();
        form(workspace.slug.to_string(), &slug, payload, person, workspace.kind == WorkspaceKind::Production)
    } else {
        let word = if workflow.live_version.is_some() { "Enable it first" } else { "Commit it first" };
        let action = view! { <LinkButton href=base.clone() variant="primary">"Go to the workflow"</LinkButton> };
        view! { <EmptyState title=word text=about.clone() icon=Glyph::Flask action/> }.into_any()
    };
    Ok(Screen::in_workspace(
        workspace,
        Section::Workflows,
        format!("Test {}", workflow.name),
        view! {
            <PageHeader
                title=format!("Test {}", workflow.name)
                description=about
                trail=vec![
                    ("Workflows".to_owned(), format!("/{}/workflows", workspace.slug)),
                    (workflow.name.clone(), base),
                ]
            />
            {reach(workspace.kind)}
            <Panel>{form}</Panel>
        },
    ))
}

/// What a test does to people, before it does.
fn reach(kind: WorkspaceKind) -> AnyView {
    match kind {
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

fn form(workspace: String, slug: &Slug, payload: String, person: String, production: bool) -> AnyView {
    let slug = slug.to_string();
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
