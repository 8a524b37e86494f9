//! Who would notice a change.

use leptos::prelude::*;

use super::{Opened, state};
use crate::{
    domain::assets,
    pages::{Refusal, Screen, Visit},
    ui::{Column, EmptyState, Glyph, RowLink, Table, Time},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let opened = Opened::load(&visit).await?;
    let users = assets::used_by(&opened.granted, opened.asset.kind, &opened.asset.slug).await?;
    let now = visit.now();
    let workspace = opened.workspace().clone();
    let view = if users.is_empty() {
        let kind = opened.asset.kind.key();
        view! {
            <EmptyState
                title="Nothing uses it"
                text=format!("No live workflow of this workspace sends this {kind}. Drafts do not count.")
                icon=Glyph::Workflow
            />
        }
        .into_any()
    } else {
        let rows = users
            .iter()
            .map(|user| {
                let href = format!("/{workspace}/{}/{}", user.kind.plural(), user.slug);
                let (name, note, at) = (user.name.clone(), user.slug.to_string(), user.updated_at);
                view! {
                    <tr>
                        <td><RowLink href note>{name}</RowLink></td>
                        <td>{state(user)}</td>
                        <td><Time at now/></td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <Table caption="Used by" columns=[Column::new("Workflow"), Column::new("Status"), Column::new("Changed").minor()]>
                {rows}
            </Table>
        }
        .into_any()
    };
    Ok(opened.screen(&visit, "/used-by", "Used by", view))
}
