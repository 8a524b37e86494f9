//! One user.

use leptos::prelude::*;
use serde_json::Value;

use super::{list::channel_name, trail};
use crate::{
    access::Granted,
    domain::{
        logs,
        users::{self, parse_properties},
    },
    model::{AppError, Identity, Message, Permission, UserDetail, Workspace, can, user_address},
    pages::{Refusal, Screen, Section, Visit, audit::history_link, messages},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewUsers> = visit.enter().await?;
    let id: String = visit.param("id")?;
    let detail = found(users::find(&granted, &id).await)?;
    let said = match granted.also() {
        Ok(logs) => Some(logs::messages_of_user(&logs, &id).await?),
        Err(_) => None,
    };
    let workspace = granted.workspace();
    let may_edit = granted.may(Permission::EditUsers);
    let masked = (!granted.may(Permission::ViewPersonalData)).then(|| {
        view! { <Callout>"Addresses and properties are hidden: your role does not show personal data in this workspace."</Callout> }
    });
    let history = history_link(&granted, &id, Some(&workspace.slug));
    let edits = may_edit.then(|| actions(workspace, &id));
    let actions = view! { {history}{edits} }.into_any();
    let (trail, aside) = (trail(workspace), facts(&detail, visit.now()));
    let (channels, properties) = (channels(&detail), masked.is_none().then(|| properties(&detail)));
    let said = said.map(|said| recent(&granted, &id, &said, visit.now()));
    let deletion = may_edit.then(|| deletion(workspace, &id));
    let view = view! {
        <PageHeader title=id.clone() trail actions/>
        {masked}
        <Split aside>
            {channels}
            {properties}
            {said}
        </Split>
        {deletion}
    };
    Ok(Screen::in_workspace(workspace, Section::Users, id, view))
}

/// A page says "not found" in its own words.
pub(super) fn found(detail: Result<UserDetail, AppError>) -> Result<UserDetail, AppError> {
    detail.map_err(|error| if matches!(error, AppError::Missing(_)) { AppError::NotFound } else { error })
}

fn actions(workspace: &Workspace, id: &str) -> AnyView {
    let href = format!("{}/edit", user_address(&workspace.slug, id));
    view! {
        <OpenDialog target="delete-user" variant="danger" icon=Glyph::Trash>"Delete"</OpenDialog>
        <LinkButton href variant="primary">"Edit"</LinkButton>
    }
    .into_any()
}

fn facts(detail: &UserDetail, now: i64) -> AnyView {
    let user = &detail.user;
    let (id, created_at, updated_at) = (user.distinct_id.clone(), user.created_at, user.updated_at);
    view! {
        <Panel title="About">
            <Facts>
                <Fact label="ID"><code>{id}</code></Fact>
                <Fact label="Made"><Time at=created_at now/></Fact>
                <Fact label="Changed"><Time at=updated_at now/></Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}

fn channels(detail: &UserDetail) -> AnyView {
    let rows = detail.identities.iter().map(channel).collect_view();
    if detail.identities.is_empty() {
        return view! {
            <Panel title="Channels"><p>"No address on any channel: nothing can be sent to this user."</p></Panel>
        }
        .into_any();
    }
    view! {
        <Panel title="Channels" description="Belfry delivers e-mail, SMS, WhatsApp and inbox messages. Addresses on other channels are kept." flush=true>
            <Table caption="Channels" columns=["Channel", "Address", "State"] bare=true>{rows}</Table>
        </Panel>
    }
    .into_any()
}

fn channel(identity: &Identity) -> AnyView {
    let state = match (identity.delivers_on(), identity.active) {
        (Some(_), true) => view! { <Pill tone="ok">"Active"</Pill> }.into_any(),
        (None, true) => view! { <Pill>"Kept"</Pill> }.into_any(),
        (_, false) => view! { <Pill tone="warn">"Inactive"</Pill> }.into_any(),
    };
    let value = if identity.channel == "inbox" { "Their own inbox".to_owned() } else { shorten(&identity.value) };
    let name = channel_name(&identity.channel);
    view! {
        <tr>
            <td>{name}</td>
            <td>{value}</td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}

/// Tokens are long and nobody reads them.
fn shorten(value: &str) -> String {
    if value.chars().count() <= 80 { value.to_owned() } else { format!("{}…", value.chars().take(79).collect::<String>()) }
}

fn properties(detail: &UserDetail) -> AnyView {
    let properties = parse_properties(&detail.user);
    let body = if properties.is_empty() {
        view! { <p>"None yet. Templates can use what your system tells about a user."</p> }.into_any()
    } else {
        let code = serde_json::to_string_pretty(&Value::Object(properties)).unwrap_or_default();
        view! { <CodeView code json=true/> }.into_any()
    };
    view! { <Panel title="Properties">{body}</Panel> }.into_any()
}

fn recent(granted: &Granted<can::ViewUsers>, id: &str, said: &[Message], now: i64) -> AnyView {
    if said.is_empty() {
        return view! {
            <Panel title="Messages" flush=true>
                <EmptyState title="No messages yet" text="What workflows say to this user is listed here, with what became of it."/>
            </Panel>
        }
        .into_any();
    }
    let rows = said.iter().map(|message| messages::row(granted, message, now)).collect_view();
    let query = serde_urlencoded::to_string([("user", id)]).unwrap_or_default();
    let all = view! { <LinkButton href=format!("/{}/messages?{query}", granted.workspace().slug)>"See all"</LinkButton> };
    view! {
        <Panel title="Messages" description="The newest ones." actions=all flush=true>{messages::table(rows, true)}</Panel>
    }
    .into_any()
}

fn deletion(workspace: &Workspace, id: &str) -> AnyView {
    let (slug, value) = (workspace.slug.to_string(), id.to_owned());
    let loss = "Their addresses and properties are gone. What was sent to them stays in the logs. A trigger that describes them makes them again.";
    view! {
        <Dialog id="delete-user" title=format!("Delete {id}?") description=loss>
            <Form action="/api/users/delete">
                <Hidden name="workspace" value=slug/>
                <Hidden name="distinct_id" value=value/>
                <DialogActions dialog="delete-user">
                    <Submit variant="danger">"Delete"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
