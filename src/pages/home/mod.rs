//! The first page of a workspace.

mod figures;
mod lists;

use leptos::prelude::*;

use super::{Refusal, Screen, Section, Visit, menu};
use crate::{
    access::Granted,
    domain::{
        analytics::{self, Range},
        home::{self, FirstSteps},
        workspaces,
    },
    model::{Permission, WorkspaceKind, can},
    ui::{Callout, Form, Glyph, Hidden, LinkButton, PageHeader, Panel, Slot, Split, Stack, Submit, Timeline, TimelineItem},
};

/// `/`: to the first workspace.
pub async fn start(visit: Visit) -> Result<Screen, Refusal> {
    let workspaces = workspaces::list(&visit.caller).await?;
    let first = workspaces.first().map_or_else(|| "/account/profile".to_owned(), |workspace| format!("/{}", workspace.slug));
    Err(Refusal::Elsewhere(first))
}

/// A workspace that was never triggered shows what to do first; later it shows what it does, and what is left to do stands beside that.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewWorkspace> = visit.enter().await?;
    let workspace = granted.workspace();
    let steps = home::first_steps(&granted).await?;
    let (first_send, checklist) = (first_send(&granted, &steps), checklist(&granted, &steps));
    let description = workspace.description.clone();
    let range = Range::parse(visit.query("range").unwrap_or_default());
    let figures_shown = steps.triggered && granted.may(Permission::ViewLogs);
    let body = if figures_shown {
        let logs = granted.also()?;
        let overview = analytics::overview(&logs, range, &visit.zone).await?;
        let newest = home::newest(&logs).await?;
        view! {
            {figures::figures(workspace, range, &overview.figures)}
            <Split aside=view! {
                {checklist}
                {lists::workflows(&logs, overview.workflows)}
                {lists::vendors(&logs, overview.vendors, visit.now())}
            }>
                {lists::failures(&logs, &newest.failures, visit.now())}
                {lists::requests(&logs, &newest.requests, visit.now())}
            </Split>
        }
        .into_any()
    } else {
        let nothing_yet = (!steps.triggered).then(figures::nothing_yet);
        view! { {first_send}{checklist}{nothing_yet} }.into_any()
    };
    let ranges = figures_shown.then(|| figures::ranges(workspace, range));
    let view = view! {
        <PageHeader title="Home" description actions=ranges.map_or_else(Slot::default, Slot::from)/>
        <Stack>{body}</Stack>
    };
    Ok(Screen::in_workspace(workspace, Section::Home, "Home", view))
}

const TEST: &str = "/api/workflows/test";

/// The sample in one click, while nothing was sent in a sandbox yet.
fn first_send(granted: &Granted<can::ViewWorkspace>, steps: &FirstSteps) -> Option<AnyView> {
    let workspace = granted.workspace();
    let first = workspace.kind == WorkspaceKind::Sandbox && !steps.triggered && granted.may(Permission::Trigger);
    let workflow = steps.workflow_live.as_ref().filter(|_| first)?;
    menu::exists("/{workspace}/requests/{id}").then(|| {
        let (workflow, workspace) = (workflow.to_string(), workspace.slug.to_string());
        view! {
            <Callout tone="info" title="See it work">
                <p>{format!("The workflow “{workflow}” runs for you. The message is captured here, and nothing leaves the house.")}</p>
                <Form action=TEST>
                    <Hidden name="workspace" value=workspace/>
                    <Hidden name="workflow" value=workflow/>
                    <Submit icon=Glyph::Play>"Send your first notification"</Submit>
                </Form>
            </Callout>
        }
        .into_any()
    })
}

/// What is left to do; gone when all of it is done.
fn checklist(granted: &Granted<can::ViewWorkspace>, steps: &FirstSteps) -> Option<AnyView> {
    let workspace = granted.workspace();
    if steps.done() {
        return None;
    }
    let at = |rest: &str| format!("/{}{rest}", workspace.slug);
    let way_out = match workspace.kind {
        WorkspaceKind::Sandbox => "Everything is captured in this workspace, so nothing needs to be set up.",
        _ => "A mail server that Belfry hands e-mail to. The inbox needs none.",
    };
    let lines = [
        (
            steps.template_live,
            ("A template is live", "Commit a template"),
            "What is said, on each channel.",
            "/{workspace}/templates",
            at("/templates"),
            "Templates",
            Permission::ViewAssets,
        ),
        (
            steps.workflow_live.is_some(),
            ("A workflow is live", "Commit a workflow"),
            "What happens when it is triggered.",
            "/{workspace}/workflows",
            at("/workflows"),
            "Workflows",
            Permission::ViewAssets,
        ),
        (
            steps.way_out,
            ("Messages have a way out", "Give messages a way out"),
            way_out,
            "/{workspace}/vendors",
            at("/vendors"),
            "Vendors",
            Permission::ManageVendors,
        ),
        (
            steps.api_key,
            ("An API key is there", "Generate an API key"),
            "Your program calls with it.",
            "/{workspace}/keys",
            at("/keys"),
            "API keys",
            Permission::ManageKeys,
        ),
        (
            steps.triggered,
            ("The first trigger came in", "Send a first trigger"),
            "From your program, or from the test of a workflow.",
            "/{workspace}/keys",
            at("/keys#first-call"),
            "Show a call to paste",
            Permission::ManageKeys,
        ),
    ];
    let left = lines.iter().filter(|(done, ..)| !done).count();
    let items = lines
        .into_iter()
        .map(|(done, title, note, route, href, label, needs)| {
            let (tone, icon) = if done { ("ok", Glyph::CheckCircle) } else { ("plain", Glyph::Circle) };
            let title = if done { title.0 } else { title.1 };
            let link = (!done && menu::exists(route) && granted.may(needs))
                .then(|| view! { <LinkButton href small=true>{label}</LinkButton> });
            view! { <TimelineItem title tone icon note>{link}</TimelineItem> }
        })
        .collect_view();
    let description = if left == 1 { "One step is left.".to_owned() } else { format!("{left} steps are left.") };
    Some(view! { <Panel title="First steps" description><Timeline>{items}</Timeline></Panel> }.into_any())
}
