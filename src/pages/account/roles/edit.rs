use leptos::prelude::*;

use super::{HERE, matrix, trail};
use crate::{
    access::Granted,
    domain::{
        roles::{self, Holders},
        workspaces,
    },
    model::{Id, Permission, Rights, Role, RoleId, Workspace, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Actions, Callout, Dialog, DialogActions, Form, Glyph, Hidden, LinkButton, OpenDialog, PageHeader, Panel, Pill, Stack,
        Submit, TextField, Tone,
    },
};

/// `/account/roles/new`: a new role, empty or as a copy of another one (`?from=`).
pub async fn new(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditRoles> = visit.enter_account().await?;
    let team: Granted<can::ViewMembers> = visit.enter_account().await?;
    let from = match visit.query("from") {
        Some(id) => Some(roles::find(&team, &RoleId::from_text(id.to_owned())).await?),
        None => None,
    };
    let (giver, workspaces) = (visit.caller.person()?.rights.clone(), workspaces::all(&granted).await?);
    // Of a role that may do more, the copy begins with what can be given.
    let rights = from.as_ref().map(|role| role.rights.within(&giver, &workspaces)).unwrap_or_default();
    let less = from.as_ref().filter(|role| role.rights.all() != rights.all()).map(|role| {
        let title = format!("{} may do more than you. What you can't give is left out.", role.name);
        view! { <Callout tone=Tone::Info title/> }
    });
    let (name, description) = from.map(|role| (format!("Copy of {}", role.name), role.description)).unwrap_or_default();
    let view = view! {
        <PageHeader title="New role" trail=trail()/>
        <Form action="/api/roles/create">
            <Stack>
                {less}
                {names(name, description)}
                {matrix::editor("roles-create-rights", &rights, &giver, &workspaces)}
                <Actions>
                    <Submit>"Create role"</Submit>
                    <LinkButton href=HERE variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Stack>
        </Form>
    };
    Ok(Screen::in_account(Section::Roles, "New role", view))
}

fn names(name: String, description: String) -> AnyView {
    view! {
        <Panel>
            <TextField name="name" label="Name" value=name required=true maxlength=80u32 help="As your team calls it: Support, Designer."/>
            <TextField
                name="description"
                label="Description"
                value=description
                maxlength=Role::DESCRIPTION as u32
                help="Stands where the role is chosen."
            />
        </Panel>
    }
    .into_any()
}

/// `/account/roles/{role}`: what it may do, who has it, and the form that changes it.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewMembers> = visit.enter_account().await?;
    let role = roles::find(&granted, &visit.param::<RoleId>("role")?).await?;
    let (holders, workspaces) = (roles::holders_of(&granted, &role.id).await?, workspaces::all(&granted).await?);
    let giver = visit.caller.person()?.rights.clone();
    let edits = granted.may(Permission::EditRoles);
    let above = giver.first_missing(&role.rights, &workspaces);
    let (name, id) = (role.name.clone(), role.id.to_string());
    let actions = edits.then(|| {
        let href = format!("{HERE}/new?from={id}");
        view! { <LinkButton href icon=Glyph::Copy>"Duplicate"</LinkButton> }.into_any()
    });
    let status = role.id.is_built_in().then(|| view! { <Pill>"Built in"</Pill> }.into_any());
    let changes = edits && !role.id.is_built_in() && above.is_none();
    let body = if changes {
        form(&role, &giver, &workspaces)
    } else {
        let why = if role.id.is_built_in() || !edits {
            None
        } else {
            above.map(|right| {
                format!(
                    "It includes “{}”, which you can't do yourself, so you can't change it.",
                    roles::words(&right, &workspaces)
                )
            })
        };
        read_only(&role, why, &workspaces)
    };
    let deletion = changes.then(|| deletion(&role, &holders));
    let people = people(&role, &holders);
    let description =
        if role.description.is_empty() { "What people with this role may do.".to_owned() } else { role.description.clone() };
    let view = view! {
        <PageHeader title=name.clone() trail=trail() description status=status.map_or_else(Default::default, crate::ui::Slot::from) actions=actions.map_or_else(Default::default, crate::ui::Slot::from)/>
        <Stack>
            {people}
            {body}
            {deletion}
        </Stack>
    };
    Ok(Screen::in_account(Section::Roles, name, view))
}

fn form(role: &Role, giver: &Rights, workspaces: &[Workspace]) -> AnyView {
    let (role, giver, workspaces) = (role.clone(), giver.clone(), workspaces.to_vec());
    let (id, version) = (role.id.to_string(), role.version.to_string());
    view! {
        <Form action="/api/roles/edit">
            <Hidden name="role" value=id/>
            <Hidden name="version" value=version/>
            <Stack>
                {names(role.name, role.description)}
                {matrix::editor("roles-edit-rights", &role.rights, &giver, &workspaces)}
                <Actions>
                    <Submit>"Save role"</Submit>
                    <LinkButton href=HERE variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Stack>
        </Form>
    }
    .into_any()
}

fn read_only(role: &Role, why: Option<String>, workspaces: &[Workspace]) -> AnyView {
    let mut places = vec![("Production".to_owned(), role.rights.production), ("Others".to_owned(), role.rights.others)];
    places.extend(role.rights.workspaces.iter().map(|(id, set)| {
        let known = workspaces.iter().find(|workspace| workspace.id == *id);
        (known.map_or_else(|| "A workspace that is gone".to_owned(), |workspace| workspace.name.clone()), *set)
    }));
    let account = vec![("Held".to_owned(), role.rights.account)];
    view! {
        {why.map(|title| view! { <Callout tone=Tone::Info title/> })}
        <Panel title="In the account" flush=true>{matrix::overview("Rights in the account", account, true)}</Panel>
        <Panel title="In workspaces" description="Others are all workspaces but Production, those that are still to come too." flush=true>
            {matrix::overview("Rights in workspaces", places, false)}
        </Panel>
    }
    .into_any()
}

fn people(role: &Role, holders: &Holders) -> AnyView {
    let href = format!("/account/team?role={}", role.id);
    let names = holders.words();
    let text = if names.is_empty() { "Nobody has it.".to_owned() } else { format!("{}.", names.join(", ")) };
    view! {
        <Panel title="Who has it" actions=view! { <LinkButton href small=true>"In the team"</LinkButton> }>
            <p>{text}</p>
        </Panel>
    }
    .into_any()
}

fn deletion(role: &Role, holders: &Holders) -> AnyView {
    if !holders.is_empty() {
        return view! {
            <Panel title="Delete">
                <p>"A role can be deleted when nobody has it and nobody is invited into it. Give them another role first."</p>
            </Panel>
        }
        .into_any();
    }
    let (name, id) = (role.name.clone(), role.id.to_string());
    view! {
        <Panel title="Delete">
            <p>"Nobody has this role."</p>
            <Actions>
                <OpenDialog target="delete-role" variant="danger" icon=Glyph::Trash>"Delete role"</OpenDialog>
            </Actions>
        </Panel>
        <Dialog
            id="delete-role"
            title=format!("Delete {name}")
            description="It is gone for good. The audit log keeps what it was."
            open_for="/api/roles/delete"
        >
            <Form action="/api/roles/delete">
                <Hidden name="role" value=id/>
                <DialogActions dialog="delete-role">
                    <Submit variant="danger">"Delete role"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
