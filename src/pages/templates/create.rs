//! A new template.

use leptos::prelude::*;

use crate::{
    access::Granted,
    model::{Slug, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Actions, CheckField, FieldGroup, Form, Hidden, LinkButton, PageHeader, Panel, Submit, TextField},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditAssets> = visit.enter().await?;
    let workspace = granted.workspace();
    let slug = workspace.slug.to_string();
    let base = format!("/{}/templates", workspace.slug);
    let cancel = base.clone();
    let view = view! {
        <PageHeader title="New template" trail=vec![("Templates".to_owned(), base)]/>
        <Panel>
            <Form action="/api/templates/create">
                <Hidden name="workspace" value=slug/>
                <TextField name="name" label="Name" required=true maxlength=80u32 autofocus=true help="For you and your team. Recipients do not see it."/>
                <TextField
                    name="slug"
                    label="Slug"
                    mono=true
                    maxlength=Slug::MAX as u32
                    help="How workflows and the API call it. It never changes. Leave it empty to make it from the name."
                />
                <FieldGroup legend="Channels" help="Where it says something. You can add and remove channels later.">
                    <CheckField name="email" label="E-mail" checked=true/>
                    <CheckField name="sms" label="SMS"/>
                    <CheckField name="whatsapp" label="WhatsApp"/>
                    <CheckField name="inbox" label="Inbox"/>
                </FieldGroup>
                <Actions>
                    <Submit>"Create template"</Submit>
                    <LinkButton href=cancel variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Form>
        </Panel>
    };
    Ok(Screen::in_workspace(workspace, Section::Templates, "New template", view))
}
