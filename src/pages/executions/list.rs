//! Every execution, newest first.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::logs,
    model::{Execution, ExecutionStatus, Needs, Workspace},
    pages::{
        Refusal, Screen, Section, Visit,
        logs::{filter, named, narrows, pager, status_choices},
    },
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let filter = filter(&visit);
    let found = logs::executions(&granted, &filter).await?;
    let workspace = granted.workspace();
    let base = format!("/{}/executions", workspace.slug);
    let rows = found.rows.iter().map(|execution| row(&granted, execution, visit.now())).collect_view();
    let list = if found.rows.is_empty() { empty(&visit) } else { table(rows, false) };
    let statuses = status_choices!(ExecutionStatus);
    let (workflow, user, status) = (filter.workflow.clone(), filter.user.clone(), filter.status.clone());
    Ok(Screen::in_workspace(
        workspace,
        Section::Executions,
        "Executions",
        view! {
            <PageHeader title="Executions" description="Every run of a workflow, for one recipient each."/>
            <FilterBar action=base.clone() active=narrows(&visit)>
                <FilterSearch name="workflow" label="Workflow" value=workflow placeholder="Workflow slug"/>
                <FilterSearch name="user" label="User" value=user placeholder="User id"/>
                <FilterSelect name="status" label="Status" any="Any status" choices=statuses value=status/>
            </FilterBar>
            {list}
            {pager(&visit, &base, &found)}
        },
    ))
}

/// `bare`: inside a panel.
pub fn table(rows: impl IntoView + 'static, bare: bool) -> AnyView {
    view! {
        <Table caption="Executions" bare=bare columns=[
            Column::new("Recipient"),
            Column::new("Workflow").minor(),
            Column::new("Status"),
            Column::new("Why").minor(),
            Column::new("Begun"),
        ]>{rows}</Table>
    }
    .into_any()
}

pub fn row<P: Needs<Place = Workspace>>(granted: &Granted<P>, execution: &Execution, now: i64) -> AnyView {
    let href = format!("/{}/executions/{}", granted.workspace().slug, execution.id);
    let who = execution.distinct_id.clone().unwrap_or_else(|| "Without a profile".to_owned());
    let (status, name) = (execution.status, named(granted, href, who, None::<String>));
    view! {
        <tr>
            <td>{name}</td>
            <td>{execution.workflow.clone()}</td>
            <td><Pill tone=status.tone()>{status.label()}</Pill></td>
            <td>{execution.reason.clone()}</td>
            <td><Time at=execution.created_at now/></td>
        </tr>
    }
    .into_any()
}

fn empty(visit: &Visit) -> AnyView {
    if narrows(visit) || visit.query("before").is_some() {
        return view! { <EmptyState title="Nothing like this" text="No execution matches these filters." icon=Glyph::Search/> }
            .into_any();
    }
    view! {
        <EmptyState
            title="No executions yet"
            text="When a workflow is triggered, one execution per recipient appears here, with every step that it took."
            icon=Glyph::Workflow
        />
    }
    .into_any()
}
