//! One accepted trigger: what came in and what became of it.

use leptos::prelude::*;

use super::list::source;
use crate::{
    domain::logs,
    model::{MessageStatus, Request, RequestId, RequestStatus},
    pages::{Refusal, Screen, Section, Visit, executions, messages},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let id: RequestId = visit.param("id")?;
    let (request, runs, said) = logs::request(&granted, &id).await?;
    let workspace = granted.workspace();
    let now = visit.now();
    let payload = pretty(&request.payload);
    let rows = runs.iter().map(|execution| executions::row(&granted, execution, now)).collect_view();
    let list = if runs.is_empty() {
        view! { <EmptyState title="No executions" text=none_yet(&request)/> }.into_any()
    } else {
        executions::table(rows, true)
    };
    let unsettled =
        request.status == RequestStatus::Accepted || said.iter().any(|message| message.status == MessageStatus::Pending);
    let said = (!said.is_empty()).then(|| {
        let rows = said.iter().map(|message| messages::row(&granted, message, now)).collect_view();
        view! { <Panel title="Messages" description="Open one to read it." flush=true>{messages::table(rows, true)}</Panel> }
    });
    let status = view! { <Pill tone=request.status.tone()>{request.status.label()}</Pill> };
    let (title, description, facts) = (request.workflow.clone(), request.reason.clone(), facts(&request));
    let trail = vec![("Requests".to_owned(), format!("/{}/requests", workspace.slug))];
    Ok(Screen::in_workspace(
        workspace,
        Section::Requests,
        format!("Request of {}", request.workflow),
        view! {
            <Live unsettled>
                <PageHeader title description trail status/>
                <Split aside=facts>
                    {said}
                    <Panel title="Executions" description="One per recipient." flush=true>{list}</Panel>
                    <CodeView title="Payload" code=payload json=true/>
                </Split>
            </Live>
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
