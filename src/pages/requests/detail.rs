//! One accepted trigger: what came in and what became of it.

use leptos::prelude::*;

use super::list::source;
use crate::{
    domain::logs,
    model::{Request, RequestId},
    pages::{Refusal, Screen, Section, Visit, executions},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let id: RequestId = visit.param("id")?;
    let (request, runs) = logs::request(&granted, &id).await?;
    let workspace = granted.workspace();
    let now = visit.now();
    let payload = pretty(&request.payload);
    let rows = runs.iter().map(|execution| executions::row(workspace, execution, now)).collect_view();
    let list = if runs.is_empty() {
        view! { <EmptyState title="No executions" text=none_yet(&request)/> }.into_any()
    } else {
        executions::table(rows, true)
    };
    let status = view! { <Pill tone=request.status.tone()>{request.status.label()}</Pill> };
    Ok(Screen::in_workspace(
        workspace,
        Section::Requests,
        format!("Request of {}", request.workflow),
        view! {
            <PageHeader
                title=request.workflow.clone()
                description=request.reason.clone()
                trail=vec![("Requests".to_owned(), format!("/{}/requests", workspace.slug))]
                status
            />
            <Split aside=facts(&request)>
                <Panel title="Executions" description="One per recipient." flush=true>{list}</Panel>
                <CodeView title="Payload" code=payload json=true/>
            </Split>
        },
    ))
}

fn none_yet(request: &Request) -> String {
    if request.reason.is_empty() {
        "They are about to be made. Load the page again in a moment.".to_owned()
    } else {
        request.reason.clone()
    }
}

fn facts(request: &Request) -> AnyView {
    let (id, key, from, count) =
        (request.id.to_string(), request.idempotency_key.clone(), source(&request.source), grouped(request.recipients));
    let at = request.created_at;
    view! {
        <Panel title="Facts">
            <Facts>
                <Fact label="Accepted"><ExactTime at/></Fact>
                <Fact label="Source">{from}</Fact>
                <Fact label="Recipients">{count}</Fact>
                <Fact label="Idempotency key">{key.unwrap_or_else(|| "None".to_owned())}</Fact>
                <Fact label="Request id"><code>{id}</code></Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}

/// JSON with line breaks; what is no JSON stays as it is.
pub fn pretty(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}
