use leptos::prelude::*;

use super::{HERE, matrix, trail};
use crate::{
    access::Granted,
    domain::{
        roles::{self, Able, MANY},
        workspaces,
    },
    model::{Id, Member, Permission, PersonId, Rights, RoleName, Workspace, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Choice, Column, EmptyState, FilterBar, FilterSelect, Glyph, PageHeader, Pager, Panel, Segmented, Stack, Tab, Table},
};

const WHO: &str = "/account/roles/who";

/// `/account/roles/who`: what one person may do, or who may do one thing.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewMembers> = visit.enter_account().await?;
    let workspaces = workspaces::list(&visit.caller).await?;
    let by_permission = visit.query("permission").is_some() || visit.query("by") == Some("permission");
    let body = if by_permission {
        by_right(&visit, &granted, &workspaces).await?
    } else {
        by_person(&visit, &granted, &workspaces).await?
    };
    let tabs = vec![
        Tab::new("By person", WHO).current(!by_permission),
        Tab::new("By permission", format!("{WHO}?by=permission")).current(by_permission),
    ];
    let view = view! {
        <PageHeader title="Who can do what" trail=trail() description="As it is now: a change of a role counts at once."/>
        <Stack>
            <div><Segmented label="Look" tabs/></div>
            {body}
        </Stack>
    };
    Ok(Screen::in_account(Section::Roles, "Who can do what", view))
}

async fn by_person(visit: &Visit, granted: &Granted<can::ViewMembers>, workspaces: &[Workspace]) -> Result<AnyView, Refusal> {
    let me = visit.caller.person()?;
    let wanted = visit.query("person").map_or_else(|| me.person.id.clone(), |id| PersonId::from_text(id.to_owned()));
    let people = roles::people(granted).await?;
    let (member, rights) = roles::of_person(granted, &wanted).await?;
    // Somebody beyond the end of the list can be asked for by their link in the team.
    let mut choices: Vec<Choice> = people.iter().map(|one| Choice::new(one.person_id.as_str(), &one.name)).collect();
    if !people.iter().any(|one| one.person_id == member.person_id) {
        choices.insert(0, Choice::new(member.person_id.as_str(), &member.name));
    }
    let value = member.person_id.to_string();
    let table = person(&member, &rights, workspaces);
    Ok(view! {
        <div>
            <FilterBar action=WHO active=false submit="Show">
                <FilterSelect name="person" label="Person" any="You" choices value=Some(value)/>
            </FilterBar>
        </div>
        {table}
    }
    .into_any())
}

fn person(member: &Member, rights: &Rights, workspaces: &[Workspace]) -> AnyView {
    let places = workspaces
        .iter()
        .map(|workspace| {
            (workspace.name.clone(), Permission::ALL.iter().copied().filter(|p| rights.allow(*p, workspace)).collect())
        })
        .collect();
    let account = vec![("Held".to_owned(), rights.account)];
    let RoleName { id, name } = member.role.clone();
    let (href, who) = (format!("{HERE}/{id}"), member.name.clone());
    view! {
        <p>{who}" has the role "<a href=href>{name}</a>"."</p>
        <Panel title="In the account" flush=true>{matrix::overview("Rights in the account", account, true)}</Panel>
        <Panel title="In workspaces" flush=true>{matrix::overview("Rights in workspaces", places, false)}</Panel>
    }
    .into_any()
}

async fn by_right(visit: &Visit, granted: &Granted<can::ViewMembers>, workspaces: &[Workspace]) -> Result<AnyView, Refusal> {
    let me = visit.caller.person()?;
    let permission = visit.query("permission").and_then(Permission::parse).unwrap_or(Permission::ViewPersonalData);
    let usual =
        workspaces.iter().find(|workspace| workspace.kind == crate::model::WorkspaceKind::Production).or(workspaces.first());
    let asked = visit.query("workspace");
    let workspace = asked.and_then(|slug| workspaces.iter().find(|known| known.slug.as_str() == slug)).or(usual);
    let place = if permission.is_of_account() { None } else { workspace };
    let after = visit.query("after").map(|id| PersonId::from_text(id.to_owned()));
    let mut able = if place.is_some() || permission.is_of_account() {
        roles::able(granted, permission, place, after.as_ref()).await?
    } else {
        Able::default()
    };
    // Keys are for those who manage keys.
    if !place.is_some_and(|place| me.rights.allow(Permission::ManageKeys, place)) {
        able.programs.clear();
    }
    let older = able.people.len() as i64 > MANY;
    able.people.truncate(MANY as usize);
    let next = older.then(|| able.people.last().map(|last| visit.turned("after", &last.person_id))).flatten();
    let permissions = Permission::ALL.iter().filter(|one| **one != Permission::EditProfile);
    let permissions = permissions.map(|one| Choice::new(one.key(), one.label())).collect();
    let choices: Vec<Choice> = workspaces.iter().map(|one| Choice::new(one.slug.as_str(), &one.name)).collect();
    let (key, slug) = (permission.key().to_owned(), workspace.map(|workspace| workspace.slug.to_string()));
    let sentence = match place {
        Some(place) => format!("{} in {}: {}", permission.label(), place.name, permission.about()),
        None => format!("{}: {}", permission.label(), permission.about()),
    };
    let columns = [Column::new("Who"), Column::new("By"), Column::new("E-mail").minor()];
    let rows = able
        .people
        .into_iter()
        .map(|member| {
            let (who, role) = (format!("{WHO}?person={}", member.person_id), format!("{HERE}/{}", member.role.id));
            view! {
                <tr>
                    <td><a href=who>{member.name}</a></td>
                    <td>"Role "<a href=role>{member.role.name}</a></td>
                    <td>{member.email}</td>
                </tr>
            }
            .into_any()
        })
        .chain(
            able.programs.into_iter().map(|(kind, name)| view! { <tr><td>{name}</td><td>{kind}</td><td></td></tr> }.into_any()),
        )
        .collect::<Vec<_>>();
    let body = if rows.is_empty() {
        view! { <EmptyState title="Nobody" text="No role that anybody has includes it here." icon=Glyph::Team/> }.into_any()
    } else {
        view! { <Table caption="Who may" columns>{rows}</Table><Pager older=next words=("Back", "More")/> }.into_any()
    };
    Ok(view! {
        <div>
            <FilterBar action=WHO active=false submit="Show">
                <FilterSelect name="permission" label="Permission" any="See personal data" choices=permissions value=Some(key)/>
                <FilterSelect name="workspace" label="Workspace" any="Production" choices value=slug/>
            </FilterBar>
            <p class="muted">{sentence}</p>
        </div>
        {body}
    }
    .into_any())
}
