//! Adding and editing a user by hand.

use leptos::prelude::*;
use serde_json::Value;

use super::{show::found, trail};
use crate::{
    access::Granted,
    domain::users::{self, parse_properties},
    model::{UserDetail, Workspace, WorkspaceKind, can, user_address},
    pages::{Refusal, Screen, Section, Visit},
    ui::*,
};

pub async fn create(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditUsers> = visit.enter().await?;
    let workspace = granted.workspace();
    let (slug, cancel) = (workspace.slug.to_string(), format!("/{}/users", workspace.slug));
    let send = on_production("Add", workspace);
    Ok(Screen::in_workspace(
        workspace,
        Section::Users,
        "Add a user",
        view! {
            <PageHeader title="Add a user" description="For a first look and for tests. Your own system makes the others by the API." trail=trail(workspace)/>
            <Panel>
                <Form action="/api/users/create">
                    <Hidden name="workspace" value=slug/>
                    <TextField
                        name="distinct_id"
                        label="ID"
                        help="The ID that your own system uses for this person. It stays; capital and small letters differ."
                        required=true
                        maxlength=255u32
                        mono=true
                    />
                    {fields(None)}
                    <Actions>
                        <Submit>{send}</Submit>
                        <LinkButton href=cancel variant="quiet">"Cancel"</LinkButton>
                    </Actions>
                </Form>
            </Panel>
        },
    ))
}

pub async fn edit(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditUsers> = visit.enter().await?;
    let id: String = visit.param("id")?;
    let detail = found(users::find(&granted.also()?, &id).await)?;
    let workspace = granted.workspace();
    let (slug, address) = (workspace.slug.to_string(), user_address(&workspace.slug, &id));
    let mut trail = trail(workspace);
    trail.push((id.clone(), address.clone()));
    let started_from = detail.user.updated_at.to_string();
    let send = on_production("Save", workspace);
    Ok(Screen::in_workspace(
        workspace,
        Section::Users,
        format!("Edit {id}"),
        view! {
            <PageHeader title=format!("Edit {id}") description="Your own system may write over it with its next update." trail/>
            <Panel>
                <Form action="/api/users/edit">
                    <Hidden name="workspace" value=slug/>
                    <Hidden name="distinct_id" value=id/>
                    <Hidden name="started_from" value=started_from/>
                    {fields(Some(&detail))}
                    <Actions>
                        <Submit>{send}</Submit>
                        <LinkButton href=address variant="quiet">"Cancel"</LinkButton>
                    </Actions>
                </Form>
            </Panel>
        },
    ))
}

/// In Production the button says where it acts.
fn on_production(verb: &str, workspace: &Workspace) -> String {
    match workspace.kind {
        WorkspaceKind::Production => format!("{verb} in {}", workspace.name),
        _ => verb.to_owned(),
    }
}

fn fields(detail: Option<&UserDetail>) -> AnyView {
    let addresses = |channel: &str| {
        let values = detail.into_iter().flat_map(|detail| &detail.identities).filter(|one| one.channel == channel);
        values.map(|one| one.value.as_str()).collect::<Vec<_>>().join("\n")
    };
    let properties = detail.map(|detail| parse_properties(&detail.user)).unwrap_or_default();
    let properties = serde_json::to_string_pretty(&Value::Object(properties)).unwrap_or_default();
    let (email, sms, whatsapp) = (addresses("email"), addresses("sms"), addresses("whatsapp"));
    view! {
        <TextArea name="email" label="E-mail addresses" value=email help="One on each line." rows=2u32/>
        <FormRow>
            <TextArea name="sms" label="SMS numbers" value=sms help="One on each line, with the country code: +1 555 010 0123." rows=2u32/>
            <TextArea name="whatsapp" label="WhatsApp numbers" value=whatsapp help="One on each line. Often the same as for SMS." rows=2u32/>
        </FormRow>
        <CodeField name="properties" label="Properties" value=properties help="A JSON object. Templates use it." rows=8u32/>
    }
    .into_any()
}
