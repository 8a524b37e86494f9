//! Verified channels of a Sandbox.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::verified_channels,
    model::{VerifiedChannel, Workspace, WorkspaceKind, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        ActionCell, Actions, Callout, Column, Dialog, DialogActions, EmptyState, Form, Glyph, Hidden, OneTimeCodeField,
        OpenDialog, PageHeader, Panel, Pill, Stack, Submit, Table, TextField, Time, Variant,
    },
};

/// `/{workspace}/verified-channels`
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ManageVendors> = visit.enter().await?;
    let (workspace, app) = (granted.workspace(), granted.app());
    if workspace.kind != WorkspaceKind::Sandbox {
        return Err(Refusal::Elsewhere(format!("/{}/vendors", workspace.slug)));
    }
    let all = verified_channels::list(&granted).await?;
    let has_mail = app.config.mail.is_some();
    let state = state(workspace, verified_channels::sends(app), has_mail);
    let full = all.len() as i64 >= VerifiedChannel::MAX;
    let add = match (has_mail, full) {
        (false, _) => None,
        (true, true) => Some(view! { <p class="muted">{format!("All {} places are taken. Remove an address to add another one.", VerifiedChannel::MAX)}</p> }.into_any()),
        (true, false) => Some(add(workspace)),
    };
    let dialogs = all.iter().map(|channel| dialog(workspace, channel)).collect_view();
    let waiting =
        all.iter().filter(|channel| channel.verified_at.is_none()).map(|channel| waiting(workspace, channel)).collect_view();
    let list = list(&all, visit.now());
    let view = view! {
        <PageHeader
            title="Verified channels"
            description="Addresses that their owners entered a code for."
        />
        <Stack>
            {state}
            {waiting}
            <Panel title="E-mail addresses" description=format!("{} of {}", all.len(), VerifiedChannel::MAX) flush=true>{list}</Panel>
            {add}
        </Stack>
        {dialogs}
    };
    Ok(Screen::in_workspace(workspace, Section::VerifiedChannels, "Verified channels", view))
}

/// What being verified means on this server.
fn state(workspace: &Workspace, sends: bool, has_mail: bool) -> AnyView {
    let name = workspace.name.clone();
    if sends {
        let text = format!(
            "E-mails of {name} really reach the addresses below. Everything else is captured: other addresses, SMS, WhatsApp and the inbox."
        );
        return view! { <Callout tone="info" title=format!("{name} sends to verified addresses")>{text}</Callout> }.into_any();
    }
    let text = if has_mail {
        "Everything is captured, to verified addresses too. Whoever runs this server can let e-mails through to them: BELFRY_SANDBOX_SENDS=true."
    } else {
        "Everything is captured. To send to verified addresses, this server needs a mail server of its own (BELFRY_SMTP_URL) and BELFRY_SANDBOX_SENDS=true."
    };
    view! { <Callout title=format!("{name} sends nothing out")>{text}</Callout> }.into_any()
}

fn list(all: &[VerifiedChannel], now: i64) -> AnyView {
    if all.is_empty() {
        return view! {
            <EmptyState
                icon=Glyph::Mail
                title="No address yet"
                text="Addresses of you and your team appear here once you added them and entered their code."
            />
        }
        .into_any();
    }
    let rows = all
        .iter()
        .map(|channel| {
            let state = match channel.verified_at {
                Some(at) => view! { <Pill tone="ok">"Verified"</Pill>" "<Time at now/> }.into_any(),
                None => view! { <Pill tone="warn">"Waits for its code"</Pill> }.into_any(),
            };
            let (address, by, target) = (channel.address.clone(), channel.created_by.clone(), dialog_id(channel));
            let label = format!("Remove {address}");
            view! {
                <tr>
                    <td>{address}</td>
                    <td>{state}</td>
                    <td>{by}</td>
                    <ActionCell actions=view! {
                        <OpenDialog target small=true variant="quiet"><span aria-hidden="true">"Remove"</span><span class="sr-only">{label}</span></OpenDialog>
                    }/>
                </tr>
            }
        })
        .collect_view();
    let columns = [Column::new("Address"), Column::new("State"), Column::new("Added by").minor(), Column::new("Act").silent()];
    view! { <Table caption="Verified channels" columns bare=true>{rows}</Table> }.into_any()
}

fn add(workspace: &Workspace) -> AnyView {
    let slug = workspace.slug.to_string();
    view! {
        <Panel title="Add an address" description="Belfry sends six digits to it. They work once, for 10 minutes.">
            <Form action="/api/verified_channels/ask">
                <Hidden name="workspace" value=slug/>
                <TextField name="email" label="E-mail address" kind="email" required=true maxlength=254u32/>
                <Actions>
                    <Submit>"Send the code"</Submit>
                </Actions>
            </Form>
        </Panel>
    }
    .into_any()
}

fn waiting(workspace: &Workspace, channel: &VerifiedChannel) -> AnyView {
    let (slug, id, address) = (workspace.slug.to_string(), channel.id.to_string(), channel.address.clone());
    let (again_slug, title) = (slug.clone(), format!("Enter the code for {address}"));
    let key = id.clone();
    view! {
        <Panel title=title description="Six digits are on their way to this address. They work once, for 10 minutes.">
            <Form action="/api/verified_channels/enter" key>
                <Hidden name="workspace" value=slug/>
                <Hidden name="id" value=id/>
                <OneTimeCodeField name="code" label="Code"/>
                <Actions>
                    <Submit>"Verify"</Submit>
                </Actions>
            </Form>
            <Form action="/api/verified_channels/ask" key=address.clone() inline=true>
                <Hidden name="workspace" value=again_slug/>
                <Hidden name="email" value=address.clone()/>
                <Submit variant=Variant::Quiet>"Send another code"</Submit>
            </Form>
        </Panel>
    }
    .into_any()
}

fn dialog_id(channel: &VerifiedChannel) -> String {
    format!("remove-{}", channel.id)
}

fn dialog(workspace: &Workspace, channel: &VerifiedChannel) -> AnyView {
    let (slug, id, dialog) = (workspace.slug.to_string(), channel.id.to_string(), dialog_id(channel));
    let close = dialog.clone();
    view! {
        <Dialog
            id=dialog
            title=format!("Remove {}?", channel.address)
            description="Messages to it are captured from now on. It can be added again with a new code."
        >
            <Form action="/api/verified_channels/remove" key=id.clone()>
                <Hidden name="workspace" value=slug/>
                <Hidden name="id" value=id/>
                <DialogActions dialog=close>
                    <Submit variant="danger">"Remove"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
