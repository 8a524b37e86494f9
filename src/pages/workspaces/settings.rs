//! What a workspace is called, and what never changes about it.

use leptos::prelude::*;

use crate::{
    access::Granted,
    model::{Permission, Workspace, WorkspaceKind, can},
    pages::{Refusal, Screen, Section, Visit, audit::history_link},
    ui::{Actions, CopyField, ExactTime, Fact, Facts, Form, Hidden, PageHeader, Panel, Stack, Submit, TextArea, TextField},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewWorkspace> = visit.enter().await?;
    let workspace = granted.workspace().clone();
    let kind = match workspace.kind {
        WorkspaceKind::Sandbox => "Sandbox: every message is captured and none is sent out.",
        WorkspaceKind::Standard => "For building and testing.",
        WorkspaceKind::Production => "Production: real people. Members see no personal data here.",
    };
    let Workspace { id, slug, name, description, region, created_at, .. } = workspace.clone();
    let (form_slug, form_name) = (slug.to_string(), name.clone());
    let form = granted.may(Permission::EditWorkspaces).then(move || {
        view! {
            <Panel title="Name and description">
                <Form action="/api/workspaces/edit">
                    <Hidden name="workspace" value=form_slug/>
                    <TextField name="name" label="Name" value=form_name required=true maxlength=80/>
                    <TextArea name="description" label="Description" value=description rows=3 maxlength=500/>
                    <Actions><Submit>"Save"</Submit></Actions>
                </Form>
            </Panel>
        }
    });
    let view = view! {
        <PageHeader title="Settings" description=format!("Of the workspace {name}.") actions=history_link(&granted, &id, None)/>
        <Stack>
            {form}
            <Panel title="What stays">
                <Stack>
                    <CopyField label="Slug" value=slug.to_string() help="Part of every address and call. It never changes, so that links and programs keep working."/>
                    <CopyField label="Workspace id" value=id.to_string() help="What clients call the workspace uid."/>
                    <Facts>
                        <Fact label="Kind">{kind}</Fact>
                        <Fact label="Data region">{region}</Fact>
                        <Fact label="Created"><ExactTime at=created_at/></Fact>
                    </Facts>
                </Stack>
            </Panel>
        </Stack>
    };
    Ok(Screen::in_workspace(&workspace, Section::Settings, "Settings", view))
}
