//! A new workspace.

use leptos::prelude::*;

use crate::{
    access::Granted,
    islands::WorkspaceAddress,
    model::{Colour, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Actions, Choice, Form, LinkButton, PageHeader, Panel, RadioGroup, Submit, TextArea, TextField},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let _: Granted<can::CreateWorkspaces> = visit.enter_account().await?;
    let colours = Colour::CUSTOM.iter().map(|colour| Choice::new(colour.key(), colour.label())).collect();
    let view = view! {
        <PageHeader
            title="New workspace"
            description="A copy of nothing: its own workflows, templates, users, keys, vendors and logs. Bring work over with a promotion."
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
                <RadioGroup
                    name="colour"
                    label="Colour"
                    inline=true
                    choices=colours
                    value=Colour::CUSTOM[0].key()
                    help="It marks every page of the workspace. Grey, blue and red belong to Sandbox, Staging and Production."
                />
                <Actions>
                    <Submit>"Create workspace"</Submit>
                    <LinkButton href="/" variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Form>
        </Panel>
    };
    Ok(Screen::in_account(Section::NewWorkspace, "New workspace", view))
}
