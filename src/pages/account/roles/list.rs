use leptos::prelude::*;

use super::HERE;
use crate::{
    access::Granted,
    domain::roles::{self, Held},
    model::{Permission, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Column, Glyph, LinkButton, PageHeader, Pill, RowLink, Table},
};

/// `/account/roles`: every role, and how many people have it.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewMembers> = visit.enter_account().await?;
    let edits = granted.may(Permission::EditRoles);
    let rows = roles::held(&granted).await?.into_iter().map(row).collect_view();
    let actions = view! {
        <LinkButton href="/account/roles/who">"Who can do what"</LinkButton>
        {edits.then(|| view! { <LinkButton href="/account/roles/new" variant="primary" icon=Glyph::Plus>"New role"</LinkButton> })}
    };
    let view = view! {
        <PageHeader title="Roles" description="What people may do, and where. Each member has one role." actions/>
        <Table caption="Roles" columns=[Column::new("Role"), Column::new("Kind").minor(), Column::new("People").number()]>{rows}</Table>
    };
    Ok(Screen::in_account(Section::Roles, "Roles", view))
}

fn row(Held { role, people }: Held) -> AnyView {
    let (href, note) = (format!("{HERE}/{}", role.id), (!role.description.is_empty()).then_some(role.description));
    let kind = if role.id.is_built_in() { "Built in" } else { "Your own" };
    view! {
        <tr>
            <td><RowLink href note>{role.name}</RowLink></td>
            <td><Pill>{kind}</Pill></td>
            <td class="num">{people}</td>
        </tr>
    }
    .into_any()
}
