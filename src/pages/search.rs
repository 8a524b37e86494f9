//! The search as a page. The palette reads its lines (`data-found`), it works without JavaScript, and its address can be passed on.

use leptos::prelude::*;

use super::{Refusal, Screen, Section, Visit};
use crate::{
    access::Granted,
    domain::search,
    model::{Found, FoundKind, can},
    ui::{Column, EmptyState, FilterBar, FilterSearch, Glyph, PageHeader, Panel, RowLink, Stack, Table},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewWorkspace> = visit.enter().await?;
    let words = visit.query("q").unwrap_or_default().to_owned();
    let found = search::everything(&granted, &words).await?;
    let workspace = granted.workspace();
    let results = match (words.is_empty(), found.is_empty()) {
        (true, _) => view! {
            <EmptyState
                icon=Glyph::Search
                title="Find anything in this workspace"
                text="Type a part of the name of a workflow or a template, or how the id of a user begins."
            />
        }
        .into_any(),
        (false, true) => view! {
            <EmptyState
                icon=Glyph::Search
                title=format!("Nothing found for “{words}”")
                text=format!("{} has no workflow, template or user like that. Look for fewer letters, or in another workspace.", workspace.name)
            />
        }
        .into_any(),
        (false, false) => {
            let panels = [FoundKind::Workflow, FoundKind::Template, FoundKind::User].map(|kind| panel(kind, &found));
            view! { <Stack>{panels.into_iter().flatten().collect_view()}</Stack> }.into_any()
        }
    };
    let action = format!("/{}/search", workspace.slug);
    let active = !words.is_empty();
    let view = view! {
        <PageHeader title="Search"/>
        <FilterBar action active submit="Search">
            <FilterSearch label="Search this workspace" value=words/>
        </FilterBar>
        {results}
    };
    Ok(Screen::in_workspace(workspace, Section::Search, "Search", view))
}

fn panel(kind: FoundKind, found: &[Found]) -> Option<AnyView> {
    let rows: Vec<AnyView> = found
        .iter()
        .filter(|found| found.kind == kind)
        .map(|found| {
            let (to, title, note) = (found.to.clone(), found.title.clone(), found.note.clone());
            view! {
                <tr data-found=kind.plural()>
                    <td><RowLink href=to>{title}</RowLink></td>
                    <td class="mono">{note}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let title = kind.plural();
        view! {
            <Panel title flush=true>
                <Table caption=title bare=true columns=[Column::new("Name"), Column::new("Slug").minor()]>{rows}</Table>
            </Panel>
        }
        .into_any()
    })
}
