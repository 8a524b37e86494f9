//! Every message, newest first.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{logs, verified_channels},
    model::{Channel, Message, MessageStatus, Needs, Workspace, WorkspaceKind},
    pages::{
        Refusal, Screen, Section, Visit,
        logs::{filter, named, narrows, pager, status_choices},
        templates::glyph,
    },
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let filter = filter(&visit);
    let channel = visit.query("channel").and_then(Channel::parse);
    let found = logs::messages(&granted, &filter, channel).await?;
    let workspace = granted.workspace();
    let base = format!("/{}/messages", workspace.slug);
    let rows = found.rows.iter().map(|message| row(&granted, message, visit.now())).collect_view();
    let list = if found.rows.is_empty() { empty(&visit) } else { table(rows, false) };
    let statuses = status_choices!(MessageStatus);
    let channels = Channel::ALL.iter().map(|channel| Choice::new(channel.key(), channel.label())).collect::<Vec<_>>();
    let about = match workspace.kind {
        WorkspaceKind::Sandbox if verified_channels::sends(granted.app()) => {
            "Every message of this workspace. E-mail to verified addresses is sent; the others are captured, and you can read them here."
        }
        WorkspaceKind::Sandbox => {
            "Every message of this workspace. Nothing is sent out: all of it is captured, and you can read it here."
        }
        _ => "Every message, on every channel, with what became of it.",
    };
    let (user, status, chosen) = (filter.user.clone(), filter.status.clone(), channel.map(Channel::key));
    Ok(Screen::in_workspace(
        workspace,
        Section::Messages,
        "Messages",
        view! {
            <PageHeader title="Messages" description=about/>
            <FilterBar action=base.clone() active=narrows(&visit)>
                <FilterSearch name="user" label="User" value=user placeholder="User id"/>
                <FilterSelect name="channel" label="Channel" any="Any channel" choices=channels value=chosen/>
                <FilterSelect name="status" label="Status" any="Any status" choices=statuses value=status/>
            </FilterBar>
            {list}
            {pager(&visit, &base, &found)}
        },
    ))
}

/// `bare`: inside a panel.
pub fn table(rows: impl IntoView + 'static, bare: bool) -> AnyView {
    view! {
        <Table caption="Messages" bare=bare columns=[
            Column::new("To"),
            Column::new("Channel").minor(),
            Column::new("Subject").minor(),
            Column::new("Status"),
            Column::new("Why"),
            Column::new("When").minor(),
        ]>{rows}</Table>
    }
    .into_any()
}

pub fn row<P: Needs<Place = Workspace>>(granted: &Granted<P>, message: &Message, now: i64) -> AnyView {
    let href = format!("/{}/messages/{}", granted.workspace().slug, message.id);
    let to = if message.address.is_empty() {
        message.distinct_id.clone().unwrap_or_else(|| "Nobody".to_owned())
    } else {
        message.address.clone()
    };
    let (status, channel, name) = (message.status, message.channel, named(granted, href, to, message.workflow.as_str()));
    let icon = glyph(channel);
    view! {
        <tr>
            <td>{name}</td>
            <td><Tag icon>{channel.label()}</Tag></td>
            <td>{message.title.clone()}</td>
            <td><Pill tone=status.tone()>{status.label()}</Pill></td>
            <td>{message.reason.clone()}</td>
            <td><Time at=message.created_at now/></td>
        </tr>
    }
    .into_any()
}

fn empty(visit: &Visit) -> AnyView {
    if narrows(visit) || visit.query("before").is_some() {
        return view! { <EmptyState title="Nothing like this" text="No message matches these filters." icon=Glyph::Search/> }
            .into_any();
    }
    view! {
        <EmptyState
            title="No messages yet"
            text="Messages appear here when a workflow sends something. Open one to read it as it was rendered, and to see every attempt."
            icon=Glyph::Mail
        />
    }
    .into_any()
}
