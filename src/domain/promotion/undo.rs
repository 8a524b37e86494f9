//! Takes an applied plan back, as long as nobody changed what it wrote.

use super::apply::Before;
use crate::{
    access::{Change, Entry, Fresh, Granted},
    domain::assets::write::{NewVersion, withdraw, write_draft, write_version},
    model::{AppError, Asset, AssetKind, PlanId, PlanStatus, WorkspaceId, WorkspaceKind, can},
    store,
};

/// Undoes a plan: what was new is withdrawn, what was changed gets its former content back as a new version. All or nothing.
pub async fn undo(target: &Granted<can::ApplyPlans>, fresh: Result<Fresh, AppError>, id: &PlanId) -> Result<usize, AppError> {
    if target.workspace().kind == WorkspaceKind::Production {
        fresh?;
    }
    let mut change = target.change().await?;
    let row = store::plans::find(&mut change, target.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    let before = match (row.status, row.before_apply.as_deref()) {
        (PlanStatus::Applied, Some(before)) => before,
        (PlanStatus::Undone, _) => return Err(undone_already()),
        _ => return Err(AppError::conflict("This plan was not applied, so there is nothing to undo.")),
    };
    let before: Vec<Before> = serde_json::from_str(before).map_err(|error| {
        tracing::error!(%error, plan = %id, "a stored plan can't be read");
        AppError::Internal
    })?;
    let live = row.landed.as_deref() == Some("live");
    let mut entries = Vec::new();
    // The other way round than it was applied: what needs goes before what is needed.
    for was in before.iter().rev() {
        let asset = restore(&mut change, target, id, was, live, &row.source_workspace_id).await?;
        entries.push(Entry::new(action(was.kind), &asset.id).named(&asset.name).with("plan", id.to_string()));
    }
    if store::plans::update_undone(&mut change, target.workspace_id(), id).await? == 0 {
        return Err(undone_already());
    }
    let count = entries.len();
    entries.push(Entry::new("plan.undone", id).with("assets", count));
    change.commit_all(entries).await?;
    Ok(count)
}

fn undone_already() -> AppError {
    AppError::conflict("This plan was undone already.")
}

async fn restore(
    change: &mut Change<'_, can::ApplyPlans>,
    target: &Granted<can::ApplyPlans>,
    plan: &PlanId,
    was: &Before,
    live: bool,
    source: &WorkspaceId,
) -> Result<Asset, AppError> {
    let (workspace, by) = (target.workspace_id(), &target.actor().name);
    let asset = store::assets::find(change, workspace, was.kind, &was.slug).await?.ok_or(AppError::NotFound)?;
    let now_there = if live { asset.live_hash.as_ref() } else { Some(&asset.draft_hash) };
    if now_there != Some(&was.written) {
        return Err(AppError::stale(format!(
            "The {} {} was changed in {} since. Undoing would lose that, so nothing was undone.",
            was.kind.key(),
            was.slug,
            target.workspace().name
        )));
    }
    match (live, was.live_version) {
        (true, Some(version)) => {
            let former = store::assets::find_version(change, workspace, &asset.id, version).await?.ok_or(AppError::NotFound)?;
            let (message, origin) = (format!("Back to version {version}"), format!("undo:{plan}"));
            let new = NewVersion { content: &former.content, message: &message, origin: &origin, by, replace_draft: false };
            write_version(change, workspace, &asset, new).await?;
        }
        (true, None) => {
            refuse_when_used(change, workspace, was).await?;
            withdraw(change, workspace, &asset, by).await?;
        }
        (false, _) => match &was.draft {
            Some(draft) => drop(write_draft(change, workspace, &asset, draft, by).await?),
            None => drop(store::assets::delete_never_committed(change, workspace, &asset.id).await?),
        },
    }
    if live {
        let now = change.now;
        match &was.promoted {
            Some(hash) => store::plans::upsert_promoted(change, workspace, source, was.kind, &was.slug, hash, plan, now).await?,
            None => store::plans::delete_promoted(change, workspace, source, was.kind, &was.slug).await?,
        };
    }
    Ok(asset)
}

/// What was new here may be in use by now.
async fn refuse_when_used(
    change: &mut Change<'_, can::ApplyPlans>,
    workspace: &WorkspaceId,
    was: &Before,
) -> Result<(), AppError> {
    let users = store::assets::list_users_of(change, workspace, was.kind, &was.slug, 1).await?;
    match users.first() {
        Some(user) => Err(AppError::conflict(format!(
            "The {} {} uses the {} {} now. Change that first; nothing was undone.",
            user.kind.key(),
            user.slug,
            was.kind.key(),
            was.slug
        ))),
        None => Ok(()),
    }
}

fn action(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Template => "template.promotion_undone",
        AssetKind::Workflow => "workflow.promotion_undone",
    }
}
