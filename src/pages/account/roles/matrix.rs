//! Permissions against places: to tick, and to read.

use leptos::prelude::*;

use crate::{
    model::{Permission, Permissions, Rights, Scope, Workspace},
    ui::{CheckField, Column, Glyph, Icon, Panel, Table, Tick},
};

/// Boxes for every right. What whoever edits can't give is shown and can't be ticked; what a wider box gives already is shown as ticked.
pub fn editor(id: &'static str, rights: &Rights, giver: &Rights, workspaces: &[Workspace]) -> AnyView {
    // Fields of one form need names of their own: what was typed comes back by name.
    let mut names = (0..).map(|at| format!("rights[{at}]"));
    let account = account(rights, giver, &mut names);
    let kinds = [
        Place::new("Everywhere", "everywhere", rights.production.and(rights.others), giver.production.and(giver.others)),
        Place::new("Production", "production", rights.production, giver.production),
        Place::new("Others", "others", rights.others, giver.others),
    ];
    let singles: Vec<Place> = workspaces
        .iter()
        .map(|workspace| {
            let gives = |permission: &Permission| giver.include(&(*permission, Scope::One(workspace.id.clone())), workspaces);
            let held = rights.workspaces.get(&workspace.id).copied().unwrap_or_default();
            let gives = Permission::ALL.iter().copied().filter(gives).collect();
            Place::new(&workspace.name, workspace.id.to_string(), held, gives)
        })
        .collect();
    let open = singles.iter().any(|place| !place.held.is_empty());
    let kinds = boxes("Rights in workspaces", &kinds, &mut names);
    let singles = boxes("Rights in single workspaces", &singles, &mut names);
    view! {
        <Panel title="In the account" id>{account}</Panel>
        <Panel
            title="In workspaces"
            description="Others are all workspaces but Production, those that are still to come too."
            flush=true
        >
            <div class="matrix matrix-kinds">{kinds}</div>
        </Panel>
        <Panel title="In single workspaces" description="Comes on top of what is ticked above." flush=true>
            <details class="matrix-more" open=open>
                <summary>"Choose workspaces by name"</summary>
                <div class="matrix">{singles}</div>
            </details>
        </Panel>
    }
    .into_any()
}

/// A column: where rights count.
struct Place {
    label: String,
    /// As the form writes it.
    key: String,
    held: Permissions,
    gives: Permissions,
}

impl Place {
    fn new(label: impl Into<String>, key: impl Into<String>, held: Permissions, gives: Permissions) -> Self {
        Self { label: label.into(), key: key.into(), held, gives }
    }
}

fn account(rights: &Rights, giver: &Rights, names: &mut impl Iterator<Item = String>) -> AnyView {
    grouped(true)
        .flat_map(|(_, permissions)| permissions)
        .map(|permission| {
            let (name, value) = (names.next().unwrap_or_default(), format!("account/{}", permission.key()));
            let (checked, disabled) = (rights.account.has(permission), !giver.account.has(permission));
            view! { <CheckField name value label=permission.label() help=about(permission) checked disabled/> }
        })
        .collect_view()
        .into_any()
}

/// A table of boxes. The box of "Everywhere" stands for those beside it: they are ticked by themselves only where it is not.
fn boxes(caption: &'static str, places: &[Place], names: &mut impl Iterator<Item = String>) -> AnyView {
    let columns: Vec<Column> =
        std::iter::once(Column::new("Right")).chain(places.iter().map(|place| Column::new(&place.label))).collect();
    let span = columns.len().to_string();
    let mut rows = Vec::new();
    for (group, permissions) in grouped(false) {
        rows.push(view! { <tr class="matrix-group"><th colspan=span.clone() scope="rowgroup">{group}</th></tr> }.into_any());
        for permission in permissions {
            let everywhere = places.first().is_some_and(|place| place.key == "everywhere" && place.held.has(permission));
            let cells = places
                .iter()
                .map(|place| {
                    let (name, value) = (names.next().unwrap_or_default(), format!("{}/{}", place.key, permission.key()));
                    let label = match place.key.as_str() {
                        "everywhere" => format!("{} everywhere", permission.label()),
                        "others" => format!("{} in all other workspaces", permission.label()),
                        _ => format!("{} in {}", permission.label(), place.label),
                    };
                    let checked = place.held.has(permission) && (!everywhere || place.key == "everywhere");
                    let disabled = !place.gives.has(permission);
                    view! { <td class="cell-box"><Tick name value label checked disabled/></td> }
                })
                .collect_view();
            rows.push(
                view! {
                    <tr>
                        <th scope="row">{permission.label()}<small>{about(permission)}</small></th>
                        {cells}
                    </tr>
                }
                .into_any(),
            );
        }
    }
    view! { <Table caption columns bare=true>{rows}</Table> }.into_any()
}

/// What is held, to read: a column for each place.
pub fn overview(caption: &'static str, places: Vec<(String, Permissions)>, account: bool) -> AnyView {
    let columns: Vec<Column> =
        std::iter::once(Column::new("Right")).chain(places.iter().map(|(label, _)| Column::new(label))).collect();
    let mut rows = Vec::new();
    for permission in grouped(account).flat_map(|(_, permissions)| permissions) {
        let cells =
            places.iter().map(|(_, held)| view! { <td class="cell-box">{yes_or_no(held.has(permission))}</td> }).collect_view();
        rows.push(view! { <tr><th scope="row">{permission.label()}</th>{cells}</tr> }.into_any());
    }
    view! { <div class="matrix"><Table caption columns bare=true>{rows}</Table></div> }.into_any()
}

fn yes_or_no(yes: bool) -> AnyView {
    if yes {
        view! { <span class="matrix-yes"><Icon glyph=Glyph::Check/><span class="sr-only">"Yes"</span></span> }.into_any()
    } else {
        view! { <span class="matrix-no"><span aria-hidden="true">"–"</span><span class="sr-only">"No"</span></span> }.into_any()
    }
}

/// The permissions that a role can hold, under their headings. Everybody edits their own profile: there is nothing to choose.
fn grouped(account: bool) -> impl Iterator<Item = (&'static str, impl Iterator<Item = Permission>)> {
    Permission::GROUPS
        .iter()
        .filter(move |(_, all)| all.first().is_some_and(|first| first.is_of_account() == account))
        .map(|(group, all)| (*group, all.iter().copied().filter(|permission| *permission != Permission::EditProfile)))
}

/// What it is about, and what comes with it. That one sees the workspace goes without saying.
fn about(permission: Permission) -> String {
    let implied: Vec<&str> = permission
        .implies()
        .iter()
        .filter(|implied| **implied != Permission::ViewWorkspace)
        .map(|implied| implied.label())
        .collect();
    if implied.is_empty() {
        permission.about().to_owned()
    } else {
        format!("{} Comes with: {}.", permission.about(), implied.join(", "))
    }
}
