//! What a workspace is called and looks like, how it is set up, and what never changes about it.

use leptos::prelude::*;

use super::{colours, delete, icons, rules, setup};
use crate::{
    access::Granted,
    domain::workspaces::config,
    model::{Permission, Workspace, can},
    pages::{Refusal, Screen, Section, Visit, audit::history_link},
    ui::{
        Actions, CopyField, ExactTime, Fact, Facts, Form, Hidden, PageHeader, Panel, RadioGroup, Stack, Submit, TextArea,
        TextField,
    },
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewWorkspace> = visit.enter().await?;
    let workspace = granted.workspace().clone();
    let kind = format!("{}. {}", workspace.kind.label(), rules(workspace.kind));
    let edits = granted.may(Permission::EditWorkspaces);
    let config = config::find(&granted).await?;
    let looks = edits.then(|| looks(&workspace));
    let setup = setup::panel(&workspace, &config, edits);
    let delete = granted.may(Permission::DeleteWorkspaces).then(|| delete::panel(&workspace));
    let Workspace { id, slug, name, region, created_at, .. } = workspace.clone();
    let view = view! {
        <PageHeader title="Settings" description=format!("Of the workspace {name}.") actions=history_link(&granted, &id, None)/>
        <Stack>
            {looks}
            {setup}
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
            {delete}
        </Stack>
    };
    Ok(Screen::in_workspace(&workspace, Section::Settings, "Settings", view))
}

fn looks(workspace: &Workspace) -> AnyView {
    let (colours, icons) = (colours(Some(workspace.colour)), icons(&workspace.letters(), workspace.colour));
    let (colour, icon) = (workspace.colour.key(), workspace.icon.key());
    let Workspace { slug, name, description, .. } = workspace.clone();
    view! {
        <Panel title="Name and look">
            <Form action="/api/workspaces/edit">
                <Hidden name="workspace" value=slug.to_string()/>
                <TextField name="name" label="Name" value=name required=true maxlength=80/>
                <TextArea name="description" label="Description" value=description rows=3 maxlength=500/>
                <RadioGroup name="colour" label="Colour" inline=true choices=colours value=colour/>
                <RadioGroup name="icon" label="Icon" inline=true choices=icons value=icon/>
                <Actions><Submit>"Save"</Submit></Actions>
            </Form>
        </Panel>
    }
    .into_any()
}
