//! Every accepted trigger, newest first.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::logs,
    model::{Request, RequestStatus, Workspace, can},
    pages::{
        Refusal, Screen, Section, Visit,
        logs::{filter, named, narrows, pager, status_choices},
    },
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let filter = filter(&visit);
    let found = logs::requests(&granted, &filter).await?;
    let workspace = granted.workspace();
    let base = format!("/{}/requests", workspace.slug);
    let rows = found.rows.iter().map(|request| row(&granted, request, visit.now())).collect_view();
    let list = if found.rows.is_empty() { empty(&visit, workspace) } else { table(rows) };
    let statuses = status_choices!(RequestStatus);
    let (workflow, status) = (filter.workflow.clone(), filter.status.clone());
    Ok(Screen::in_workspace(
        workspace,
        Section::Requests,
        "Requests",
        view! {
            <PageHeader title="Requests" description="Every trigger that was accepted. Each becomes one execution per recipient."/>
            <FilterBar action=base.clone() active=narrows(&visit)>
                <FilterSearch name="workflow" label="Workflow" value=workflow placeholder="Workflow slug"/>
                <FilterSelect name="status" label="Status" any="Any status" choices=statuses value=status/>
            </FilterBar>
            {list}
            {pager(&visit, &base, &found)}
        },
    ))
}

fn table(rows: impl IntoView + 'static) -> AnyView {
    view! {
        <Table caption="Requests" columns=[
            Column::new("Workflow"),
            Column::new("Status"),
            Column::new("Why").minor(),
            Column::new("Recipients").number().minor(),
            Column::new("Source").minor(),
            Column::new("When"),
        ]>{rows}</Table>
    }
    .into_any()
}

fn row(granted: &Granted<can::ViewLogs>, request: &Request, now: i64) -> AnyView {
    let href = format!("/{}/requests/{}", granted.workspace().slug, request.id);
    let (status, name) = (request.status, named(granted, href, &request.workflow, None::<String>));
    view! {
        <tr>
            <td>{name}</td>
            <td><Pill tone=status.tone()>{status.label()}</Pill></td>
            <td>{request.reason.clone()}</td>
            <td class="num">{grouped(request.recipients)}</td>
            <td>{source(&request.source)}</td>
            <td><Time at=request.created_at now/></td>
        </tr>
    }
    .into_any()
}

/// Where a trigger came from, for people.
pub fn source(key: &str) -> &'static str {
    match key {
        "test" => "Test run",
        _ => "API",
    }
}

fn empty(visit: &Visit, workspace: &Workspace) -> AnyView {
    if narrows(visit) || visit.query("before").is_some() {
        return view! { <EmptyState title="Nothing like this" text="No request matches these filters." icon=Glyph::Search/> }
            .into_any();
    }
    let workflows = format!("/{}/workflows", workspace.slug);
    let action = view! { <LinkButton href=workflows variant="primary">"Go to workflows"</LinkButton> };
    view! {
        <EmptyState
            title="No requests yet"
            text="A request appears here when your program triggers a workflow, or when you test one."
            icon=Glyph::Log
            action
        />
    }
    .into_any()
}
