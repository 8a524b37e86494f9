//! The workspaces of the account, and those that were deleted and can be restored.

use leptos::prelude::*;

use super::sign;
use crate::{
    access::Granted,
    domain::workspaces,
    model::{DeletedWorkspace, Permission, Workspace, can, counted},
    pages::{Refusal, Screen, Section, Visit},
    ui::{ActionCell, Column, Form, Glyph, Hidden, LinkButton, Mark, PageHeader, Panel, Stack, Submit, Table, Time},
};

/// `/account/workspaces`
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAccount> = visit.enter_account().await?;
    let create = granted.may(Permission::CreateWorkspaces).then(|| {
        view! { <LinkButton href="/workspaces/new" variant="primary" icon=Glyph::Plus>"New workspace"</LinkButton> }.into_any()
    });
    let (all, deleted) = (workspaces::list(&visit.caller).await?, workspaces::deleted(&visit.caller).await?);
    let regions = visit.caller.app.regions.all().len() > 1;
    let deleted = (!deleted.is_empty()).then(|| deleted_panel(deleted, visit.now()));
    let view = view! {
        <PageHeader
            title="Workspaces"
            description="Isolated places, each with its own workflows, templates, users, keys, vendors and logs."
            actions=create
        />
        <Stack>
            {deleted}
            <Panel title="Workspaces" flush=true>{table(all, regions)}</Panel>
        </Stack>
    };
    Ok(Screen::in_account(Section::Workspaces, "Workspaces", view))
}

fn table(all: Vec<Workspace>, regions: bool) -> AnyView {
    let mut columns = vec![Column::new("Name"), Column::new("Kind")];
    if regions {
        columns.push(Column::new("Data region").minor());
    }
    columns.push(Column::new("Description").minor());
    let rows = all
        .into_iter()
        .map(|workspace| {
            let mark = mark(&workspace);
            let (href, kind) = (format!("/{}/settings", workspace.slug), workspace.kind.label());
            let region = regions.then(|| view! { <td>{workspace.region.clone()}</td> });
            view! {
                <tr>
                    <td><span class="marked">{mark}<a href=href>{workspace.name}</a></span></td>
                    <td>{kind}</td>
                    {region}
                    <td>{workspace.description}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table caption="Workspaces" columns bare=true>{rows}</Table> }.into_any()
}

fn mark(workspace: &Workspace) -> AnyView {
    let (sign, tone) = (sign(workspace), Some(workspace.colour.key().to_owned()));
    view! { <Mark sign tone/> }.into_any()
}

fn deleted_panel(deleted: Vec<DeletedWorkspace>, now: i64) -> AnyView {
    let columns = [Column::new("Name"), Column::new("Deleted"), Column::new("Left"), Column::new("Act").silent()];
    let rows = deleted.into_iter().map(|deleted| row(deleted, now)).collect_view();
    view! {
        <Panel
            title="Deleted workspaces"
            description="Restored, a workspace is as it was: its keys count again, and what waited is sent. Until it is gone for good nobody can take its name."
            flush=true
        >
            <Table caption="Deleted workspaces" columns bare=true>{rows}</Table>
        </Panel>
    }
    .into_any()
}

fn row(deleted: DeletedWorkspace, now: i64) -> AnyView {
    let left = (deleted.until() - now).max(0);
    let left = match left / 86_400_000 {
        0 => counted((left / 3_600_000).max(1), "hour", "hours"),
        days => counted(days, "day", "days"),
    };
    let mark = mark(&deleted.workspace);
    let Workspace { slug, name, .. } = deleted.workspace;
    let slug = slug.to_string();
    let restore = view! {
        <Form action="/api/workspaces/restore" key=slug.clone() inline=true>
            <Hidden name="slug" value=slug/>
            <Submit small=true icon=Glyph::Undo>"Restore"</Submit>
        </Form>
    }
    .into_any();
    view! {
        <tr>
            <td><span class="marked">{mark}<strong>{name}</strong></span></td>
            <td><Time at=deleted.deleted_at now/><small>{format!("by {}", deleted.deleted_by)}</small></td>
            <td>{left}</td>
            <ActionCell actions=restore/>
        </tr>
    }
    .into_any()
}
