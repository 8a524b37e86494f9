//! A new workspace.

use leptos::prelude::*;

use super::{colours, icons, rules};
use crate::{
    access::Granted,
    domain::workspaces,
    islands::WorkspaceAddress,
    model::{Colour, Permission, WorkspaceKind, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Actions, Choice, Form, LinkButton, PageHeader, Panel, RadioGroup, SelectField, Submit, TextArea, TextField},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::CreateWorkspaces> = visit.enter_account().await?;
    let kinds = WorkspaceKind::CUSTOM.iter().map(|kind| Choice::new(kind.key(), kind.label()).help(rules(*kind))).collect();
    let regions = regions(&granted);
    let sources = sources(&visit).await?;
    let view = view! {
        <PageHeader
            title="New workspace"
            description="A place of its own: workflows, templates, users, keys, vendors and logs. Nothing is shared with the others."
        />
        <Panel>
            <Form action="/api/workspaces/create">
                <TextField name="name" label="Name" required=true maxlength=80 autofocus=true placeholder="EU staging"/>
                <WorkspaceAddress>
                    <p class="field-help" role="status" data-address-of="workspaces-create-name">
                        "The address is made from the name, like /eu-staging, and stays for ever."
                    </p>
                </WorkspaceAddress>
                <TextArea name="description" label="Description" rows=2 maxlength=500 help="What it is for, for those who come after you."/>
                <RadioGroup name="kind" label="Kind" choices=kinds value=WorkspaceKind::Standard.key() help="It stays for ever, too."/>
                <RadioGroup
                    name="colour"
                    label="Colour"
                    inline=true
                    choices=colours(None)
                    value=Colour::CUSTOM[0].key()
                    help="It marks every page of the workspace. Grey, blue and red belong to Sandbox, Staging and Production."
                />
                <RadioGroup name="icon" label="Icon" inline=true choices=icons("AB", Colour::CUSTOM[0]) value="letters"/>
                {regions}
                {sources}
                <Actions>
                    <Submit>"Create workspace"</Submit>
                    <LinkButton href="/" variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Form>
        </Panel>
    };
    Ok(Screen::in_account(Section::NewWorkspace, "New workspace", view))
}

/// Shown where there is a choice.
fn regions(granted: &Granted<can::CreateWorkspaces>) -> Option<AnyView> {
    let regions = &granted.app().regions;
    let choices = regions.all().iter().map(|region| {
        let label = if region.is_up() { region.name.clone() } else { format!("{} (away)", region.name) };
        Choice::new(region.name.clone(), label).disabled(!region.is_up())
    });
    let choices: Vec<Choice> = choices.collect();
    let first = regions.default_region().to_owned();
    (choices.len() > 1).then(|| {
        let help = "Where everything of it is kept. It stays for ever.";
        view! { <SelectField name="region" label="Data region" choices value=first help/> }.into_any()
    })
}

/// The workspaces that it can start with: those whose workflows and templates the person sees.
async fn sources(visit: &Visit) -> Result<AnyView, Refusal> {
    let (all, rights) = (workspaces::list(&visit.caller).await?, &visit.caller.person()?.rights);
    let choices = all
        .into_iter()
        .filter(|workspace| rights.allow(Permission::ViewAssets, workspace))
        .map(|workspace| Choice::new(workspace.slug.to_string(), format!("The workflows and templates of {}", workspace.name)))
        .collect();
    Ok(view! {
        <SelectField
            name="start_with"
            label="Start with"
            choices
            placeholder="Nothing"
            required=false
            help="You see what will come, and nothing is written before you say so."
        />
    }
    .into_any())
}
