//! A plan: what goes from where to where, every difference, what will not send, what stays behind; apply and undo.

use leptos::prelude::*;

use super::list::status;
use crate::{
    access::Granted,
    domain::{assets, promotion, workspaces},
    model::{ItemState, Permission, Plan, PlanId, PlanItem, PlanStatus, Workspace, WorkspaceKind, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let target: Granted<can::ViewAssets> = visit.enter().await?;
    let plan = promotion::find(&target, &visit.param::<PlanId>("plan")?).await?;
    let all = workspaces::list(&visit.caller).await?;
    let source = all.into_iter().find(|workspace| workspace.id == plan.source).ok_or(crate::model::AppError::NotFound)?;
    let from: Granted<can::ViewAssets> = visit.caller.enter(&source.slug).await?;
    let mut diffs = Vec::new();
    for item in plan.items.iter().filter(|item| item.state != ItemState::Same) {
        diffs.push(diff(&from, &target, item).await?);
    }
    let workspace = target.workspace().clone();
    let expired = plan.status == PlanStatus::Planned && visit.now() - plan.created_at > promotion::EXPIRY;
    let open = plan.status == PlanStatus::Planned && !expired;
    let title = format!("{} → {}", source.name, workspace.name);
    let described = view! {
        {promotion::counted(plan.items.len())}" · planned by "{plan.created_by.clone()}" "<Time at=plan.created_at now=visit.now()/>
        {plan.applied_at.map(|at| view! { " · applied by "{plan.applied_by.clone()}" "<Time at now=visit.now()/> })}
    };
    let may_apply = target.may(Permission::ApplyPlans);
    let actions = view! {
        {(plan.status == PlanStatus::Applied && may_apply).then(|| undo_button(&plan, &workspace))}
        {(!open).then(|| {
            let href = format!("/{}/promotions/new", source.slug);
            view! { <LinkButton href icon=Glyph::Clone>"Plan again"</LinkButton> }
        })}
    };
    let table = items_table(&plan, open);
    let table = view! { <Panel flush=true>{table}</Panel> };
    let left = if open && may_apply {
        let (row, slug, from, id, hash) = (
            apply_row(&plan, &workspace),
            workspace.slug.to_string(),
            source.slug.to_string(),
            plan.id.to_string(),
            plan.hash.clone(),
        );
        view! {
            <Form action="/api/plans/apply" id="apply">
                <Hidden name="workspace" value=slug/>
                <Hidden name="source" value=from/>
                <Hidden name="plan" value=id/>
                <Hidden name="hash" value=hash/>
                {table}
                {row}
            </Form>
        }
        .into_any()
    } else {
        table.into_any()
    };
    Ok(Screen::in_workspace(
        &workspace,
        Section::Promotions,
        title.clone(),
        view! {
            <PageHeader
                title
                slug=plan.id.to_string()
                description=described
                status=status(&plan)
                actions
                trail=vec![("Promotions".to_owned(), format!("/{}/promotions", workspace.slug))]
            />
            {expired.then(|| view! {
                <Callout tone="warn" title="This plan is older than 24 hours.">"Both sides may have moved on. Plan again."</Callout>
            })}
            <Split aside=aside(&plan, &workspace)>
                {left}
                {diffs}
            </Split>
        },
    ))
}

fn items_table(plan: &Plan, open: bool) -> AnyView {
    let rows = plan.items.iter().enumerate().map(|(at, item)| item_row(at, item, open)).collect_view();
    view! {
        <Table
            caption="What goes"
            bare=true
            columns=[Column::new("Asset"), Column::new("State"), Column::new("Needed by").minor(), Column::new("Version").number()]
        >
            {rows}
        </Table>
    }
    .into_any()
}

fn item_row(at: usize, item: &PlanItem, open: bool) -> AnyView {
    let label = format!("Promote the {} {}", item.kind.key(), item.name);
    let value = format!("{}/{}", item.kind.key(), item.slug);
    let tick = (open && item.state != ItemState::Same)
        .then(|| view! { <Tick name=format!("chosen[{at}]") value label checked=item.chosen/> });
    let needed_by = match &item.needed_by {
        None => "chosen by you".to_owned(),
        Some(by) => format!("{} {}", by.kind.key(), by.slug),
    };
    let versions = match item.target_version {
        Some(there) => format!("{there} → from {}", item.source_version),
        None => format!("from {}", item.source_version),
    };
    let (tone, state) = (item.state.tone(), item.state.label());
    view! {
        <tr>
            <td>{tick}<strong>{item.name.clone()}</strong><small>{item.kind.key()}</small></td>
            <td><Pill tone=tone>{state}</Pill></td>
            <td>{needed_by}</td>
            <td class="num">{versions}</td>
        </tr>
    }
    .into_any()
}

fn apply_row(plan: &Plan, workspace: &Workspace) -> AnyView {
    if plan.items.iter().all(|item| item.state == ItemState::Same) {
        let text = format!("{} has all of this already.", workspace.name);
        return view! { <Callout tone="ok" title="Nothing to do.">{text}</Callout> }.into_any();
    }
    let choices = vec![
        Choice::new("live", "Live at once").help(format!("Runs in {} as soon as it is applied.", workspace.name)),
        Choice::new("draft", "As drafts").help("Somebody commits them there."),
    ];
    let confirm = (workspace.kind == WorkspaceKind::Production)
        .then(|| view! { <p class="field-help">"You may be asked to prove again that it is you."</p> });
    let apply = format!("Apply to {}", workspace.name);
    view! {
        <RadioGroup name="land" label="How it lands" choices value="live" inline=true/>
        {confirm}
        <Actions>
            <Submit variant="workspace">{apply}</Submit>
        </Actions>
    }
    .into_any()
}

fn undo_button(plan: &Plan, workspace: &Workspace) -> AnyView {
    let (id, slug, undo) = (plan.id.to_string(), workspace.slug.to_string(), format!("Undo in {}", workspace.name));
    view! {
        <OpenDialog target="undo" icon=Glyph::Undo>"Undo"</OpenDialog>
        <Dialog id="undo" title="Undo this promotion" open_for="/api/plans/undo"
            description=format!("What was new in {} is taken out of service, what was changed gets its former content back as a new version.", workspace.name)>
            <Form action="/api/plans/undo">
                <Hidden name="workspace" value=slug/>
                <Hidden name="plan" value=id/>
                <DialogActions dialog="undo"><Submit variant="danger">{undo}</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn aside(plan: &Plan, workspace: &Workspace) -> AnyView {
    let problems: Vec<_> = plan
        .items
        .iter()
        .flat_map(|item| item.readiness.iter().map(move |problem| (item.name.clone(), problem.clone())))
        .map(|(name, problem)| {
            let tone = if problem.fatal { "bad" } else { "warn" };
            view! { <Callout tone=tone title=name>{problem.message}</Callout> }
        })
        .collect();
    let vendors = format!("/{}/vendors", workspace.slug);
    let send = if problems.is_empty() {
        let text = format!("Everything that it needs is there in {}.", workspace.name);
        view! { <p><Pill tone="ok">"Ready"</Pill></p><p>{text}</p> }.into_any()
    } else {
        view! { {problems}<p><a href=vendors>"Vendors of "{workspace.name.clone()}</a></p> }.into_any()
    };
    view! {
        <Panel title="Will it send?">{send}</Panel>
        <Panel title="Stays behind"><p>"Vendors, keys, users, logs and settings. They never move."</p></Panel>
        <Panel title="After applying"><p>"One click undoes all of it, as long as nobody changed it since."</p></Panel>
    }
    .into_any()
}

/// Target against source: what would be written over what is there.
async fn diff(from: &Granted<can::ViewAssets>, to: &Granted<can::ViewAssets>, item: &PlanItem) -> Result<AnyView, Refusal> {
    let after = assets::version(from, item.kind, &item.slug, item.source_version).await?.content;
    let before = match item.target_version {
        Some(version) => assets::version(to, item.kind, &item.slug, version).await?.content,
        None => String::new(),
    };
    let rows = json_diff_rows(&before, &after);
    let title = format!("{} · {}", item.name, item.kind.key());
    let label = format!("What changes in the {} {}", item.kind.key(), item.name);
    Ok(view! { <Panel title flush=true><Diff label rows/></Panel> }.into_any())
}
