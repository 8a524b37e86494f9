//! One execution: its steps as they happened, each with its sentence, and the messages that it made.

use leptos::prelude::*;

use crate::{
    domain::logs,
    model::{Execution, ExecutionId, ExecutionStatus, Message, MessageStatus, Step, StepStatus, Workspace},
    pages::{Refusal, Screen, Section, Visit, messages},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let id: ExecutionId = visit.param("id")?;
    let (execution, steps, said) = logs::execution(&granted, &id).await?;
    let workspace = granted.workspace();
    let now = visit.now();
    let who = execution.distinct_id.clone().unwrap_or_else(|| "a recipient without a profile".to_owned());
    let rows = said.iter().map(|message| messages::row(&granted, message, now)).collect_view();
    let list = if said.is_empty() {
        view! { <EmptyState title="No messages" text="No step of this execution has made one."/> }.into_any()
    } else {
        messages::table(rows, true)
    };
    let items = timeline(workspace, &execution, &steps, &said, now);
    let unsettled =
        execution.status == ExecutionStatus::Running || said.iter().any(|message| message.status == MessageStatus::Pending);
    let status = view! { <Pill tone=execution.status.tone()>{execution.status.label()}</Pill> };
    let title = format!("{} for {who}", execution.workflow);
    let (description, facts) = (execution.reason.clone(), facts(workspace, &execution));
    let trail = vec![("Executions".to_owned(), format!("/{}/executions", workspace.slug))];
    Ok(Screen::in_workspace(
        workspace,
        Section::Executions,
        title.clone(),
        view! {
            <Live unsettled>
                <PageHeader title description trail status/>
                <Split aside=facts>
                    <Panel title="Steps"><Timeline>{items}</Timeline></Panel>
                    <Panel title="Messages" flush=true>{list}</Panel>
                </Split>
            </Live>
        },
    ))
}

fn timeline(workspace: &Workspace, execution: &Execution, steps: &[Step], said: &[Message], now: i64) -> Vec<AnyView> {
    let begun = execution.created_at;
    let request = format!("/{}/requests/{}", workspace.slug, execution.request_id);
    let mut items = vec![
        view! {
            <TimelineItem title="Triggered" tone="ok" icon=Glyph::Event time=view! { <ExactTime at=begun/> }>
                <a href=request>"See the request"</a>
            </TimelineItem>
        }
        .into_any(),
    ];
    items.extend(steps.iter().map(|step| {
        let made: Vec<_> = said
            .iter()
            .filter(|message| message.position == step.position)
            .map(|message| {
                let (href, label) = (format!("/{}/messages/{}", workspace.slug, message.id), message.channel.label());
                let status = message.status;
                view! { <p><a href=href>{label}</a>" "<Pill tone=status.tone()>{status.label()}</Pill></p> }
            })
            .collect();
        let title = format!("{}. {} ({})", step.position + 1, kind(&step.node_type), step.node);
        let at = step.ended_at.unwrap_or(step.started_at);
        let icon = if step.node_type == "delay" { Glyph::Clock } else { Glyph::Mail };
        let due = step
            .due_at
            .filter(|_| step.status == StepStatus::Waiting)
            .map(|due| view! { <p>"Goes on "<Time at=due now/>"."</p> });
        let tone = step.status.tone();
        let note = step.reason.clone();
        view! {
            <TimelineItem title tone icon note time=view! { <ExactTime at/> }>
                {due}
                {made}
            </TimelineItem>
        }
        .into_any()
    }));
    if let Some(at) = execution.ended_at {
        let (title, tone, note) = (execution.status.label(), execution.status.tone(), execution.reason.clone());
        items.push(view! { <TimelineItem title tone note time=view! { <ExactTime at/> }/> }.into_any());
    }
    items
}

fn kind(node_type: &str) -> &'static str {
    match node_type {
        "send_email" => "Send e-mail",
        "send_inbox" => "Send to inbox",
        "send_multi_channel" => "Send on all channels",
        "delay" => "Wait",
        _ => "Step",
    }
}

fn facts(workspace: &Workspace, execution: &Execution) -> AnyView {
    let slug = &workspace.slug;
    let workflow = format!("/{slug}/workflows/{}", execution.workflow);
    let request = format!("/{slug}/requests/{}", execution.request_id);
    let name = execution.workflow.clone();
    let version = execution.workflow_version;
    let who = execution.distinct_id.clone().unwrap_or_else(|| "Without a profile".to_owned());
    let (id, begun, ended) = (execution.id.to_string(), execution.created_at, execution.ended_at);
    let took = ended.map(|ended| duration(ended - begun));
    view! {
        <Panel title="Facts">
            <Facts>
                <Fact label="Workflow"><a href=workflow>{name}</a>", version "{version}</Fact>
                <Fact label="Recipient">{who}</Fact>
                <Fact label="Request"><a href=request>"See the request"</a></Fact>
                <Fact label="Begun"><ExactTime at=begun/></Fact>
                {took.map(|took| view! { <Fact label="Took">{took}</Fact> })}
                <Fact label="Execution id"><code>{id}</code></Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}
