//! All workflows of a workspace.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::assets,
    model::{AssetFilter, AssetKind, AssetList, AssetOrder, AssetPage, AssetSummary, CATEGORIES, Permission, can},
    pages::{
        Refusal, Screen, Section, Visit,
        assets::{changes, filter, filters, pager, state},
    },
    ui::{Column, EmptyState, Glyph, LinkButton, PageHeader, RowLink, Sorted, Table, Time, Variant},
};

const WHAT: &str = "What happens when your product triggers a notification.";

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAssets> = visit.enter().await?;
    let workspace = granted.workspace();
    let filter = filter(&visit);
    let found = assets::list(&granted, AssetKind::Workflow, &filter).await?;
    let base = format!("/{}/workflows", workspace.slug);
    let narrowed = filter.text.is_some() || filter.status.is_some() || filter.changed;
    let create = granted.may(Permission::EditAssets).then(|| {
        view! { <LinkButton href=format!("{base}/new") variant=Variant::Primary icon=Glyph::Plus>"New workflow"</LinkButton> }
            .into_any()
    });
    let view = if found.rows.is_empty() && !narrowed && filter.page == AssetPage::First {
        view! {
            <PageHeader title="Workflows" description=WHAT/>
            <EmptyState
                title="No workflows yet"
                text="A workflow is what your product triggers: “send this template on all channels, wait a day, remind them”. Draw one, commit it, and trigger it by its slug."
                icon=Glyph::Workflow
                action=create
            />
        }
        .into_any()
    } else {
        view! {
            <PageHeader title="Workflows" description=WHAT actions=create/>
            {filters(&base, &filter, "workflow")}
            {table(&visit, &filter, &found, &base)}
            {pager(&visit, &filter, &found)}
        }
        .into_any()
    };
    Ok(Screen::in_workspace(workspace, Section::Workflows, "Workflows", view))
}

fn table(visit: &Visit, filter: &AssetFilter, found: &AssetList, base: &str) -> AnyView {
    if found.rows.is_empty() {
        let action = view! { <LinkButton href=base.to_owned()>"Show all workflows"</LinkButton> };
        return view! { <EmptyState title="Nothing fits" text="No workflow fits this search and these filters." action/> }
            .into_any();
    }
    let by_name = filter.order == AssetOrder::Name;
    let columns = vec![
        Column::new("Workflow").sort(visit.turned("order", "name"), by_name.then_some(Sorted::Up)),
        Column::new("Category").minor(),
        Column::new("Status"),
        Column::new("Live").number().minor(),
        Column::new("Changes").minor(),
        Column::new("Changed").sort(visit.turned("order", "updated"), (!by_name).then_some(Sorted::Down)),
    ];
    let now = visit.now();
    let rows = found.rows.iter().map(|row| line(row, base, now)).collect_view();
    view! { <Table caption="Workflows" columns>{rows}</Table> }.into_any()
}

fn line(row: &AssetSummary, base: &str, now: i64) -> AnyView {
    let category =
        CATEGORIES.iter().find(|(key, _)| *key == row.label).map_or(row.label.clone(), |(_, label)| (*label).to_owned());
    let live = row.live_version.map_or_else(|| "–".to_owned(), |version| format!("v{version}"));
    let (name, note, by, at) = (row.name.clone(), row.slug.to_string(), row.updated_by.clone(), row.updated_at);
    view! {
        <tr>
            <td><RowLink href=format!("{base}/{}", row.slug) note>{name}</RowLink></td>
            <td>{category}</td>
            <td>{state(row)}</td>
            <td class="num">{live}</td>
            <td>{changes(row)}</td>
            <td><Time at now/><small>{format!("by {by}")}</small></td>
        </tr>
    }
    .into_any()
}
