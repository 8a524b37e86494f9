//! The vendors of a workspace, by channel.

use leptos::prelude::*;

use crate::{
    domain::vendors,
    model::{Channel, Vendor, Workspace, WorkspaceKind},
    pages::{Refusal, Screen, Section, Visit},
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
    let email = if sandbox { captured() } else { email(workspace, &all, &new, visit.now()) };
    Ok(Screen::in_workspace(
        workspace,
        Section::Vendors,
        "Vendors",
        view! {
            <PageHeader
                title="Vendors"
                description=format!("How messages leave {}.", workspace.name)
                actions=add.map_or_else(Slot::default, Slot::from)
            />
            <Stack>
                {email}
                <Panel title="Inbox" description="Belfry keeps inbox messages itself. Nothing needs to be set up.">
                    <Pill tone="ok">"Ready"</Pill>
                </Panel>
            </Stack>
        },
    ))
}

/// A workspace that sends nothing out.
fn captured() -> AnyView {
    view! {
        <Panel title="E-mail" description="This workspace sends nothing out: every e-mail is captured, and you can read it under Messages.">
            <Pill tone="ok">"Captured"</Pill>
        </Panel>
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
