//! The vendors of a workspace, by channel.

use leptos::prelude::*;

use crate::{
    domain::{vendors, verified_channels},
    model::{Channel, Vendor, Workspace, WorkspaceKind, demo_vendor},
    pages::{Refusal, Screen, Section, Visit, templates::glyph},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let all = vendors::list(&granted).await?;
    let workspace = granted.workspace();
    let sandbox = workspace.kind == WorkspaceKind::Sandbox;
    let new = format!("/{}/vendors/new", workspace.slug);
    let add = (!sandbox && !all.is_empty())
        .then(|| view! { <LinkButton href=new.clone() variant="primary" icon=Glyph::Plus>"Add SMTP"</LinkButton> }.into_any());
    let body =
        if sandbox { demo(verified_channels::sends(granted.app())) } else { own(email(workspace, &all, &new, visit.now())) };
    let description = if sandbox {
        format!("What takes the messages of {}. All of it is built in and needs no settings.", workspace.name)
    } else {
        format!("How messages leave {}.", workspace.name)
    };
    Ok(Screen::in_workspace(
        workspace,
        Section::Vendors,
        "Vendors",
        view! {
            <PageHeader
                title="Vendors"
                description
                actions=add.map_or_else(Slot::default, Slot::from)
            />
            {body}
        },
    ))
}

/// The vendors of a workspace that sends nothing out.
fn demo(sends: bool) -> AnyView {
    let description = if sends {
        "They accept every message and keep it. E-mail goes on to verified addresses, and to nobody else."
    } else {
        "They accept every message, keep it, and hand it to nobody. Open a message under Messages to see it as its recipient would."
    };
    let rows = Channel::ALL
        .iter()
        .map(|channel| {
            let shown = match channel {
                Channel::Email => "As a mail program shows it",
                Channel::Sms => "As a phone shows it, with its length in segments",
                Channel::Whatsapp => "As a phone shows it, with its buttons",
                Channel::Inbox => "As the feed in your product shows it",
            };
            view! {
                <tr>
                    <td>{demo_vendor(*channel)}</td>
                    <td><Tag icon=glyph(*channel)>{channel.label()}</Tag></td>
                    <td>{shown}</td>
                    <td><Pill tone="ok">"Captures"</Pill></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Panel
            title="Demo vendors"
            description
            flush=true
        >
            <Table
                caption="Demo vendors"
                bare=true
                columns=[Column::new("Vendor"), Column::new("Channel").minor(), Column::new("You see it").minor(), Column::new("State")]
            >
                {rows}
            </Table>
        </Panel>
    }
    .into_any()
}

/// Those that somebody set up, and what Belfry brings along.
fn own(email: AnyView) -> AnyView {
    view! {
        <Stack>
            {email}
            <Panel title="Inbox" description="Belfry keeps inbox messages itself. Nothing needs to be set up.">
                <Pill tone="ok">"Ready"</Pill>
            </Panel>
        </Stack>
    }
    .into_any()
}

fn email(workspace: &Workspace, all: &[Vendor], new: &str, now: i64) -> AnyView {
    let vendors: Vec<&Vendor> = all.iter().filter(|vendor| vendor.channel == Channel::Email).collect();
    if vendors.is_empty() {
        let new = new.to_owned();
        let first = view! { <LinkButton href=new variant="primary" icon=Glyph::Plus>"Add SMTP"</LinkButton> };
        return view! {
            <EmptyState
                title="No e-mail vendor yet"
                text=format!("E-mails of {} fail until there is one. Any SMTP server will do: that of your mail service, or your own.", workspace.name)
                icon=Glyph::Mail
                action=first
            />
        }
        .into_any();
    }
    let sends = vendors.iter().find(|vendor| vendor.enabled).map(|vendor| vendor.id.clone());
    let none = sends.is_none();
    let rows = vendors
        .into_iter()
        .map(|vendor| {
            let (href, name) = (format!("/{}/vendors/{}", workspace.slug, vendor.id), vendor.name.clone());
            let state = match (&sends, vendor.enabled) {
                (_, false) => view! { <Pill>"Disabled"</Pill> }.into_any(),
                (Some(id), true) if *id == vendor.id => view! { <Pill tone="ok">"Sends"</Pill> }.into_any(),
                (_, true) => view! { <Pill tone="info">"Stands by"</Pill> }.into_any(),
            };
            view! {
                <tr>
                    <td><RowLink href>{name}</RowLink></td>
                    <td>"SMTP"</td>
                    <td>{state}</td>
                    <td><Time at=vendor.updated_at now/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Panel title="E-mail" description="The oldest vendor that is enabled sends." flush=true>
            {none.then(|| view! { <Callout tone="warn">"No e-mail vendor is switched on, so e-mails fail. Switch one of these on."</Callout> })}
            <Table caption="E-mail vendors" bare=true columns=[Column::new("Name"), Column::new("Kind").minor(), Column::new("State"), Column::new("Changed").minor()]>
                {rows}
            </Table>
        </Panel>
    }
    .into_any()
}
