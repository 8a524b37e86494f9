use leptos::prelude::*;

use crate::{
    access::{Granted, SignedIn},
    domain::profile,
    model::{Permission, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Choice, CopyField, Fact, Facts, Form, PageHeader, Panel, SelectField, Stack, Submit, TextField},
};

/// `/account/settings`: what the account is called, and its time zone.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAccount> = visit.enter_account().await?;
    let me = visit.caller.person()?;
    let general = if granted.may(Permission::EditAccount) { form(me) } else { facts(me) };
    let description = format!("Of {}, for everybody in it.", me.account.name);
    let id = me.account.id.to_string();
    let view = view! {
        <PageHeader title="Account settings" description/>
        <Stack>
            {general}
            <Panel title="What stays">
                <CopyField label="Account id" value=id help="Support and programs know the account by it."/>
            </Panel>
        </Stack>
    };
    Ok(Screen::in_account(Section::AccountSettings, "Account settings", view))
}

fn form(me: &SignedIn) -> AnyView {
    let choices = profile::zones().into_iter().map(|zone| Choice::new(&zone, zone.replace('_', " "))).collect();
    let (name, zone) = (me.account.name.clone(), me.settings.zone.clone());
    view! {
        <Panel title="General">
            <Form action="/api/account/edit">
                <TextField
                    name="name"
                    label="Account name"
                    value=name
                    help="Stands above the workspaces and in invitations."
                    required=true
                    maxlength=80u32
                />
                <SelectField
                    name="zone"
                    label="Time zone"
                    choices
                    value=zone
                    placeholder="As each browser"
                    help="For everybody who chose none in their profile. Leave it empty to follow the browser that each of them uses."
                    required=false
                />
                <Submit>"Save"</Submit>
            </Form>
        </Panel>
    }
    .into_any()
}

fn facts(me: &SignedIn) -> AnyView {
    let name = me.account.name.clone();
    let zone = me.settings.zone.as_deref().map_or_else(|| "As each browser".to_owned(), |zone| zone.replace('_', " "));
    view! {
        <Panel title="General" description="An admin can change it.">
            <Facts>
                <Fact label="Account name">{name}</Fact>
                <Fact label="Time zone">{zone}</Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}
