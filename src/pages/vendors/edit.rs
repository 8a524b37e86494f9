//! One vendor: its settings, a test mail, on and off, gone.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::vendors::{self, Security, SmtpSettings},
    model::{Vendor, VendorId, Workspace, WorkspaceKind, can},
    pages::{Refusal, Screen, Section, Visit, audit::history_link},
    ui::*,
};

pub async fn new(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ManageVendors> = visit.enter().await?;
    let workspace = granted.workspace();
    if workspace.kind == WorkspaceKind::Sandbox {
        return Err(Refusal::Elsewhere(format!("/{}/vendors", workspace.slug)));
    }
    let settings = SmtpSettings {
        host: String::new(),
        port: 587,
        security: Security::StartTls,
        username: String::new(),
        password: String::new(),
        from_name: String::new(),
        from_address: String::new(),
    };
    let form = form(workspace, None, "", &settings);
    Ok(Screen::in_workspace(
        workspace,
        Section::Vendors,
        "Add SMTP",
        view! {
            <PageHeader
                title="Add SMTP"
                description="Your mail service tells you these under “SMTP”. Nothing is sent until you send a test mail or a workflow runs."
                trail=trail(workspace)
            />
            <Panel>{form}</Panel>
        },
    ))
}

pub async fn edit(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ManageVendors> = visit.enter().await?;
    let id: VendorId = visit.param("id")?;
    let (vendor, settings) = vendors::find_smtp(&granted, &id).await?;
    let workspace = granted.workspace();
    let person = visit.caller.person()?.person.email.clone();
    let status = if vendor.enabled {
        view! { <Pill tone="ok">"Enabled"</Pill> }.into_any()
    } else {
        view! { <Pill>"Disabled"</Pill> }.into_any()
    };
    let form = form(workspace, Some(&vendor.id), &vendor.name, &settings);
    Ok(Screen::in_workspace(
        workspace,
        Section::Vendors,
        vendor.name.clone(),
        view! {
            <PageHeader
                title=vendor.name.clone()
                description="An SMTP server for e-mail."
                trail=trail(workspace)
                status
                actions=view! { {history_link(&granted, &vendor.id, None)}{actions(workspace, &vendor)} }.into_any()
            />
            <Split aside=test(workspace, &vendor, person)>
                <Panel title="Settings">{form}</Panel>
            </Split>
            {deletion(workspace, &vendor)}
        },
    ))
}

fn trail(workspace: &Workspace) -> Vec<(String, String)> {
    vec![("Vendors".to_owned(), format!("/{}/vendors", workspace.slug))]
}

/// Which vendor a form is about.
fn about(workspace: &Workspace, id: Option<&VendorId>) -> AnyView {
    view! {
        <Hidden name="workspace" value=workspace.slug.to_string()/>
        {id.map(|id| view! { <Hidden name="id" value=id.to_string()/> })}
    }
    .into_any()
}

fn form(workspace: &Workspace, id: Option<&VendorId>, name: &str, settings: &SmtpSettings) -> AnyView {
    let kinds = Security::ALL.iter().map(|security| Choice::new(security.key(), security.label())).collect::<Vec<_>>();
    let password = if id.is_some() && !settings.username.is_empty() {
        "Leave it blank to keep the one that is stored. A change of server or user name asks for it again."
    } else {
        "It is stored encrypted and never shown again. Leave it blank when the server asks for none."
    };
    let send = if id.is_some() { "Save" } else { "Add SMTP" };
    let (about, name, settings) = (about(workspace, id), name.to_owned(), settings.clone());
    view! {
        <Form action="/api/vendors/save_smtp">
            {about}
            <TextField name="name" label="Name" value=name help="What your team calls it, like “Postmark” or “Office server”." required=true maxlength=80u32/>
            <FormRow>
                <TextField name="host" label="Server" value=settings.host placeholder="smtp.example.com" mono=true required=true maxlength=253u32/>
                <TextField name="port" label="Port" value=settings.port.to_string() inputmode="numeric" required=true maxlength=5u32/>
            </FormRow>
            <SelectField name="security" label="Security" choices=kinds value=settings.security.key()/>
            <FormRow>
                <TextField name="username" label="User name" value=settings.username mono=true maxlength=200u32/>
                <SecretField name="password" label="Password" help=password required=false autocomplete="off" maxlength=500u32/>
            </FormRow>
            <FormRow>
                <TextField name="from_name" label="Sender's name" value=settings.from_name placeholder="Acme" maxlength=200u32/>
                <TextField name="from_address" label="Sender's address" value=settings.from_address kind="email" placeholder="news@example.com" required=true maxlength=254u32/>
            </FormRow>
            <Actions>
                <Submit>{send}</Submit>
            </Actions>
        </Form>
    }
    .into_any()
}

fn test(workspace: &Workspace, vendor: &Vendor, person: String) -> AnyView {
    let about = about(workspace, Some(&vendor.id));
    view! {
        <Panel title="Send a test mail" description="It uses the saved settings, and you see what the server answers.">
            <Form action="/api/vendors/test">
                {about}
                <TextField name="to" label="To" value=person kind="email" required=true maxlength=254u32/>
                <Actions>
                    <Submit variant="plain" icon=Glyph::Mail>"Send test mail"</Submit>
                </Actions>
            </Form>
        </Panel>
    }
    .into_any()
}

fn actions(workspace: &Workspace, vendor: &Vendor) -> AnyView {
    let about = about(workspace, Some(&vendor.id));
    let enabled = (!vendor.enabled).to_string();
    let word = if vendor.enabled { "Disable" } else { "Enable" };
    view! {
        <Form action="/api/vendors/enable" inline=true>
            {about}
            <Hidden name="enabled" value=enabled/>
            <Submit variant="plain">{word}</Submit>
        </Form>
        <OpenDialog target="delete-vendor" variant="danger" icon=Glyph::Trash>"Delete"</OpenDialog>
    }
    .into_any()
}

fn deletion(workspace: &Workspace, vendor: &Vendor) -> AnyView {
    let about = about(workspace, Some(&vendor.id));
    let loss = format!(
        "{} sends no more e-mail through it, and its settings are gone. Messages that it sent stay in the log.",
        workspace.name
    );
    view! {
        <Dialog id="delete-vendor" title=format!("Delete {}?", vendor.name) description=loss>
            <Form action="/api/vendors/delete">
                {about}
                <DialogActions dialog="delete-vendor">
                    <Submit variant="danger">"Delete"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
