use leptos::prelude::*;

use super::team_dialogs::{cancel_dialog, invite_dialog, member_dialogs};
use crate::{
    access::Granted,
    api::team::{SHOWN_LINK, ShownLink},
    domain::{
        roles,
        team::{self, LIMIT, Team},
    },
    identity::session,
    model::{Id, Invite, Member, MemberStatus, Permission, PersonId, Role, RoleId, TeamFilter, TeamStatus, can},
    pages::{Refusal, Screen, Section, Visit, audit::history},
    ui::{
        ActionCell, Avatar, Callout, Choice, Column, EmptyState, FilterBar, FilterSearch, FilterSelect, Form, Glyph, Hidden,
        LinkButton, Menu, MenuButton, MenuLink, OpenDialog, PageHeader, Pill, SecretOnce, Stack, Submit, Table, Tag, Time, Tone,
    },
};

/// `/account/team`: who is in the account, and who is invited.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewMembers> = visit.enter_account().await?;
    let edits = granted.may(Permission::EditMembers);
    let filter = TeamFilter {
        text: visit.query("q").map(str::to_owned),
        role: visit.query("role").map(|id| RoleId::from_text(id.to_owned())),
        status: visit.query("status").and_then(TeamStatus::parse),
        // Who is easier to impersonate is nobody's business but theirs who can do something about it.
        second_factor: visit.query("factor").filter(|_| edits).map(|factor| factor == "on"),
    };
    let team = team::list(&granted, &filter).await?;
    let link = session::shown::<ShownLink>(&visit.caller.app, &session::current()?, SHOWN_LINK).await?.filter(|_| edits);
    let me = visit.caller.person()?;
    let mut roles = roles::list(&granted).await?;
    let description = format!("Who works in {}, and with which role.", me.account.name);
    let invite = edits.then(|| {
        view! { <OpenDialog target="invite" variant="primary" icon=Glyph::Plus>"Invite member"</OpenDialog> }.into_any()
    });
    let above = [rejected(&visit), link.map(shown_link)];
    let audit = granted.may(Permission::ViewAudit);
    let rows = list(&team, &filter, (edits, audit), &me.person.id, visit.now());
    let filters = filters(filter, &roles, edits);
    let dialogs = if edits {
        roles::retain_giveable(&granted, &mut roles).await?;
        Some(dialogs(&team, &roles, &me.person.id))
    } else {
        None
    };
    let view = view! {
        <PageHeader title="Team" description actions=invite/>
        <Stack>
            {above.into_iter().flatten().collect_view()}
            <div>
                {filters}
                {rows}
            </div>
        </Stack>
        {dialogs}
    };
    Ok(Screen::in_account(Section::Team, "Team", view))
}

/// Why one of the forms of a row was refused: their menus are closed again, so it is said above the list.
fn rejected(visit: &Visit) -> Option<AnyView> {
    const OF_ROWS: &[&str] = &["/api/team/resend_invite", "/api/team/reactivate"];
    let rejected = visit.flash.rejected.as_ref().filter(|rejected| OF_ROWS.contains(&rejected.action.as_str()))?;
    Some(view! { <Callout tone=Tone::Bad title=rejected.message.as_str()/> }.into_any())
}

/// The link of an invitation that no letter carried.
fn shown_link(shown: ShownLink) -> AnyView {
    let action = view! {
        <Form action="/api/team/link_passed_on" inline=true>
            <Submit variant="plain" small=true>"Done"</Submit>
        </Form>
    };
    view! {
        <Callout tone=Tone::Info title=format!("Pass this link on to {} ({})", shown.name, shown.email)>
            {shown.why}
        </Callout>
        <SecretOnce
            label="Invitation link"
            value=shown.link
            help="Whoever has it can join in that name, once, for 24 hours. It is shown here for ten minutes; sending it again makes a new one."
            action
        />
    }
    .into_any()
}

fn filters(filter: TeamFilter, roles: &[Role], edits: bool) -> AnyView {
    let roles = roles.iter().map(|role| Choice::new(role.id.as_str(), &role.name)).collect();
    let active = filter != TeamFilter::default();
    let factor = edits.then(|| {
        let choices = vec![Choice::new("on", "With a second factor"), Choice::new("none", "Without one")];
        let value = filter.second_factor.map(|on| if on { "on" } else { "none" }.to_owned());
        view! { <FilterSelect name="factor" label="Second factor" any="Any second factor" choices value/> }
    });
    let statuses = TeamStatus::ALL.iter().map(|status| Choice::new(status.key(), status.label())).collect();
    view! {
        <FilterBar action="/account/team" active>
            <FilterSearch label="Name or e-mail" value=filter.text/>
            <FilterSelect name="role" label="Role" any="Any role" choices=roles value=filter.role.map(|role| role.to_string())/>
            <FilterSelect
                name="status"
                label="Status"
                any="Any status"
                choices=statuses
                value=filter.status.map(|status| status.key().to_owned())
            />
            {factor}
        </FilterBar>
    }
    .into_any()
}

/// `edits`, `audit`: whether the visitor may change members, and see what was done to them.
fn list(team: &Team, filter: &TeamFilter, (edits, audit): (bool, bool), me: &PersonId, now: i64) -> AnyView {
    if team.members.is_empty() && team.invites.is_empty() {
        // Without a filter there is always at least whoever looks.
        let title = if filter.status == Some(TeamStatus::Invited) { "No open invitation" } else { "Nobody fits" };
        let action = view! { <LinkButton href="/account/team">"Show everybody"</LinkButton> };
        return view! { <EmptyState title text="Change the filters, or clear them." icon=Glyph::Team action/> }.into_any();
    }
    let invites = team.invites.iter().map(|invite| invite_row(invite, edits, now)).collect_view();
    let members = team.members.iter().map(|member| member_row(member, (edits, audit), me, now)).collect_view();
    let full = team.members.len().max(team.invites.len()) as i64 >= LIMIT;
    let mut columns =
        vec![Column::new("Person"), Column::new("Role").minor(), Column::new("Status"), Column::new("Since").minor()];
    if edits {
        columns.push(Column::new("Second factor").minor());
        columns.push(Column::new("Actions").silent());
    }
    view! {
        <Table caption="Members and invitations" columns>
            {invites}
            {members}
        </Table>
        {full.then(|| view! { <p>{format!("The list ends after {LIMIT}. Search to see others.")}</p> })}
    }
    .into_any()
}

fn person_cell(name: &str, email: &str, you: bool) -> AnyView {
    view! {
        <td>
            <div class="person">
                <Avatar name=name/>
                <div>
                    <strong>{name.to_owned()}</strong>
                    {you.then(|| view! { " "<Tag>"You"</Tag> })}
                    <small>{email.to_owned()}</small>
                </div>
            </div>
        </td>
    }
    .into_any()
}

fn member_row(member: &Member, (edits, audit): (bool, bool), me: &PersonId, now: i64) -> AnyView {
    let (you, id) = (member.person_id == *me, member.person_id.to_string());
    let active = member.status == MemberStatus::Active;
    let status = if active {
        view! { <Pill tone=Tone::Ok>"Active"</Pill> }.into_any()
    } else {
        view! { <Pill>"Deactivated"</Pill> }.into_any()
    };
    let actions = edits.then(|| {
        let menu = format!("menu-{id}");
        let history = audit.then(|| {
            let href = history(&id, None);
            view! { <MenuLink href icon=Glyph::Audit>"History"</MenuLink> }
        });
        let label = format!("What to do with {}", member.name);
        let items = if active {
            let (role, deactivate, factor) = (format!("role-{id}"), format!("deactivate-{id}"), format!("factor-{id}"));
            let may = format!("/account/roles/who?person={id}");
            let resets = (member.second_factor && !you)
                .then(|| view! { <MenuButton icon=Glyph::Shield dialog=factor>"Reset second factor"</MenuButton> });
            view! {
                <MenuButton icon=Glyph::Edit dialog=role>"Change role"</MenuButton>
                <MenuLink href=may icon=Glyph::Eye>"See what they may do"</MenuLink>
                {resets}
                {(!you).then(|| view! { <MenuButton icon=Glyph::Lock dialog=deactivate danger=true>"Deactivate"</MenuButton> })}
            }
            .into_any()
        } else {
            view! {
                <Form action="/api/team/reactivate" key=id.clone() inline=true>
                    <Hidden name="person" value=id.clone()/>
                    <MenuButton icon=Glyph::Undo>"Reactivate"</MenuButton>
                </Form>
            }
            .into_any()
        };
        let items = view! {
            {history}
            {items}
        };
        view! { <ActionCell actions=view! { <Menu id=menu label icon_only=true small=true variant="quiet">{items}</Menu> }/> }
    });
    view! {
        <tr>
            {person_cell(&member.name, &member.email, you)}
            <td>{member.role.name.clone()}</td>
            <td>{status}</td>
            <td><Time at=member.joined_at now/></td>
            {edits.then(|| view! { <td>{if member.second_factor { "On" } else { "None" }}</td> })}
            {actions}
        </tr>
    }
    .into_any()
}

fn invite_row(invite: &Invite, edits: bool, now: i64) -> AnyView {
    let id = invite.id.to_string();
    let status = if invite.expires_at > now {
        view! { <Pill tone=Tone::Info icon=Glyph::Mail>"Invited"</Pill> }.into_any()
    } else {
        view! { <Pill tone=Tone::Warn>"Invitation expired"</Pill> }.into_any()
    };
    let actions = edits.then(|| {
        let menu = format!("menu-{id}");
        let label = format!("What to do with the invitation of {}", invite.name);
        let cancel = format!("cancel-{id}");
        let items = view! {
            <Form action="/api/team/resend_invite" key=id.clone() inline=true>
                <Hidden name="invite" value=id.clone()/>
                <MenuButton icon=Glyph::Mail>"Send again"</MenuButton>
            </Form>
            <MenuButton icon=Glyph::Trash dialog=cancel danger=true>"Cancel invitation"</MenuButton>
        };
        view! { <ActionCell actions=view! { <Menu id=menu label icon_only=true small=true variant="quiet">{items}</Menu> }/> }
    });
    view! {
        <tr>
            {person_cell(&invite.name, &invite.email, false)}
            <td>{invite.role.name.clone()}</td>
            <td>
                {status}
                <small>{format!("by {}", invite.inviter)}</small>
            </td>
            <td><Time at=invite.created_at now/></td>
            {edits.then(|| view! { <td></td> })}
            {actions}
        </tr>
    }
    .into_any()
}

/// What the menus open.
fn dialogs(team: &Team, roles: &[Role], me: &PersonId) -> AnyView {
    let members = team.members.iter().filter(|member| member.status == MemberStatus::Active);
    view! {
        {invite_dialog(roles)}
        {members.map(|member| member_dialogs(member, roles, member.person_id == *me)).collect_view()}
        {team.invites.iter().map(cancel_dialog).collect_view()}
    }
    .into_any()
}
