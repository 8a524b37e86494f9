//! The plans into a workspace.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{promotion, workspaces},
    model::{LandAs, Plan, PlanStatus, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAssets> = visit.enter().await?;
    let workspace = granted.workspace().clone();
    let before = visit.query("before").and_then(|text| text.parse().ok());
    let plans = promotion::list(&granted, before.as_ref()).await?;
    let names = workspaces::list(&visit.caller).await?;
    let name = |id: &crate::model::WorkspaceId| {
        names.iter().find(|known| known.id == *id).map_or_else(|| "another workspace".to_owned(), |known| known.name.clone())
    };
    let older = (plans.len() == promotion::PAGE).then(|| plans.last().map(|plan| format!("?before={}", plan.id))).flatten();
    let now = visit.now();
    let promote = format!("/{}/promotions/new", workspace.slug);
    let body = if plans.is_empty() {
        view! {
            <EmptyState
                title=format!("Nothing was promoted to {} yet", workspace.name)
                text="A plan shows what would change, with every difference, before anything is written. One click undoes it."
                icon=Glyph::Clone
                action=view! { <LinkButton href=promote.clone() variant="primary">{format!("Promote from {}", workspace.name)}</LinkButton> }
            />
        }
        .into_any()
    } else {
        let rows = plans
            .into_iter()
            .map(|plan| {
                let href = format!("/{}/plans/{}", workspace.slug, plan.id);
                let from = format!("{} → {}", name(&plan.source), workspace.name);
                view! {
                    <tr>
                        <td><RowLink href note=what(&plan)>{from}</RowLink></td>
                        <td>{status(&plan)}</td>
                        <td>{plan.applied_by.clone().unwrap_or_else(|| plan.created_by.clone())}</td>
                        <td><Time at=plan.applied_at.unwrap_or(plan.created_at) now/></td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <Table caption="Promotions" columns=[Column::new("From and to"), Column::new("State"), Column::new("By").minor(), Column::new("When")]>
                {rows}
            </Table>
            <Pager newer=visit.query("before").map(|_| format!("/{}/promotions", workspace.slug)) older/>
        }
        .into_any()
    };
    Ok(Screen::in_workspace(
        &workspace,
        Section::Promotions,
        "Promotions",
        view! {
            <PageHeader
                title="Promotions"
                description=format!("What came to {} from other workspaces.", workspace.name)
                actions=view! { <LinkButton href=promote icon=Glyph::Clone>{format!("Promote from {}", workspace.name)}</LinkButton> }
            />
            {body}
        },
    ))
}

fn what(plan: &Plan) -> String {
    let mut names: Vec<&str> = plan.items.iter().filter(|item| item.chosen).map(|item| item.name.as_str()).collect();
    names.dedup();
    let rest = names.len().saturating_sub(3);
    let shown = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    match (names.is_empty(), rest) {
        (true, _) => "nothing chosen".to_owned(),
        (false, 0) => shown,
        (false, rest) => format!("{shown} and {rest} more"),
    }
}

/// The state of a plan, in a pill.
pub fn status(plan: &Plan) -> AnyView {
    match (plan.status, plan.landed) {
        (PlanStatus::Planned, _) => view! { <Pill>"Not applied"</Pill> }.into_any(),
        (PlanStatus::Applied, Some(LandAs::Draft)) => view! { <Pill tone="info">"Landed as draft"</Pill> }.into_any(),
        (PlanStatus::Applied, _) => view! { <Pill tone="ok">"Applied"</Pill> }.into_any(),
        (PlanStatus::Undone, _) => view! { <Pill tone="warn" icon=Glyph::Undo>"Undone"</Pill> }.into_any(),
    }
}
