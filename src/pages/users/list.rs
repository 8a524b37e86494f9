//! All users, newest first.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::users,
    model::{Permission, UserDetail, UserPlace, Workspace, can, user_address},
    pages::{Refusal, Screen, Section, Visit},
    ui::*,
};

const PAGE: i64 = 50;

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewUsers> = visit.enter().await?;
    let place = |name: &str| visit.query(name).and_then(|text| UserPlace::parse(text).ok());
    let search = visit.query("q").map(str::to_owned);
    let found = users::list(&granted, search.as_deref(), place("before").as_ref(), place("after").as_ref(), PAGE).await?;
    let workspace = granted.workspace();
    let may_edit = granted.may(Permission::EditUsers);
    let here = format!("/{}/users", workspace.slug);
    let turned =
        |name: &str, detail: Option<&UserDetail>| detail.map(|detail| visit.turned(name, UserPlace::of(&detail.user).to_text()));
    let newer = if found.has_newer { turned("after", found.users.first()) } else { None };
    let older = if found.has_older { turned("before", found.users.last()) } else { None };
    let nobody = found.users.is_empty() && search.is_none() && newer.is_none();
    let body = if nobody {
        nobody_yet(workspace, &visit.caller.app.config.base_url, may_edit)
    } else {
        let placeholder = if granted.may(Permission::ViewPersonalData) { "ID or address" } else { "ID" };
        let table = if found.users.is_empty() {
            let text = "Nobody's ID or address has this in it. A part of it is enough; small and capital letters are the same.";
            view! { <EmptyState title="No user found" text icon=Glyph::Search/> }.into_any()
        } else {
            let rows = found.users.iter().map(|detail| row(workspace, detail, visit.now())).collect_view();
            let columns: Vec<Column> =
                vec!["User".into(), "E-mail".into(), Column::new("Channels").minor(), Column::new("Changed").minor()];
            view! { <Table caption="Users" columns>{rows}</Table> }.into_any()
        };
        let active = search.is_some();
        view! {
            <FilterBar action=here active>
                <FilterSearch label="Find a user" placeholder value=search/>
            </FilterBar>
            {table}
            <Pager newer older/>
        }
        .into_any()
    };
    let add = (may_edit && !nobody).then(|| add_button(workspace));
    Ok(Screen::in_workspace(
        workspace,
        Section::Users,
        "Users",
        view! {
            <PageHeader
                title="Users"
                description=format!("The people that {} sends to. Your own system keeps them up to date by the API.", workspace.name)
                actions=add.map_or_else(Slot::default, Slot::from)
            />
            {body}
        },
    ))
}

fn add_button(workspace: &Workspace) -> AnyView {
    let href = format!("/{}/users/new", workspace.slug);
    view! { <LinkButton href variant="primary" icon=Glyph::Plus>"Add a user"</LinkButton> }.into_any()
}

fn row(workspace: &Workspace, detail: &UserDetail, now: i64) -> AnyView {
    let href = user_address(&workspace.slug, &detail.user.distinct_id);
    let emails: Vec<&str> =
        detail.identities.iter().filter(|one| one.channel == "email" && one.active).map(|one| one.value.as_str()).collect();
    let email = match emails.as_slice() {
        [] => "–".to_owned(),
        [one] => (*one).to_owned(),
        [first, others @ ..] => format!("{first} and {} more", others.len()),
    };
    let mut channels: Vec<&str> =
        detail.identities.iter().filter(|one| one.active).map(|one| channel_name(&one.channel)).collect();
    channels.sort_unstable();
    channels.dedup();
    let (id, channels, changed) = (detail.user.distinct_id.clone(), channels.join(", "), detail.user.updated_at);
    view! {
        <tr>
            <td><RowLink href>{id}</RowLink></td>
            <td>{email}</td>
            <td>{channels}</td>
            <td><Time at=changed now/></td>
        </tr>
    }
    .into_any()
}

/// What people call a channel.
pub(super) fn channel_name(key: &str) -> &'static str {
    match key {
        "email" => "E-mail",
        "inbox" => "Inbox",
        "sms" => "SMS",
        "whatsapp" => "WhatsApp",
        "messenger" => "Messenger",
        "androidpush" => "Android push",
        "iospush" => "iOS push",
        "webpush" => "Web push",
        "slack" => "Slack",
        "ms_teams" => "Microsoft Teams",
        _ => "Other",
    }
}

/// The first step: by the API, or by hand.
fn nobody_yet(workspace: &Workspace, base_url: &str, may_edit: bool) -> AnyView {
    let code = format!(
        r#"curl -X POST {base_url}/v1/user/ann/ \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{{"name": "Ann", "$email": ["ann@example.com"]}}'"#
    );
    let keys = format!("/{}/keys", workspace.slug);
    let action = if may_edit { Slot::from(add_button(workspace)) } else { Slot::default() };
    view! {
        <Stack>
            <EmptyState
                title="No users yet"
                text="A user is made by your own system, or by a trigger that names somebody new with an address. For a first look, add one by hand."
                icon=Glyph::Users
                action
            />
            <Panel title="Make one by the API" description="Put an API key of this workspace in the place of YOUR_API_KEY.">
                <Stack>
                    <CodeView code plain=true/>
                    <p><a href=keys>"Keys of this workspace"</a></p>
                </Stack>
            </Panel>
        </Stack>
    }
    .into_any()
}
