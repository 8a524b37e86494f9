//! Promotion: one verb, one plan. A plan says what would go from one workspace to another; it is stored, has a hash and a URL, and what is
//! applied is what was shown.

mod apply;
mod closure;
mod readiness;
mod state;
mod undo;

pub use apply::{apply, dry_run};
pub use closure::MAX_ITEMS;
pub use undo::undo;

use serde_json::json;

use crate::{
    access::{Entry, Granted},
    identity::sha256,
    model::{AppError, Asset, Id, LandAs, Plan, PlanId, PlanItem, Reference, Workspace, can},
    store::{self, plans::PlanRow},
};

/// A page of the list of plans.
pub const PAGE: usize = 50;

/// A plan that was not applied for this long is out of date (24 hours).
pub const EXPIRY: i64 = 24 * 3_600_000;

/// Plans the way of `selection`, with everything that it needs, from one workspace to another. Stores the plan in the target.
pub async fn plan(
    source: &Granted<can::ViewAssets>,
    target: &Granted<can::ApplyPlans>,
    selection: &[Reference],
) -> Result<PlanId, AppError> {
    if source.workspace_id() == target.workspace_id() {
        return Err(AppError::invalid("target", "Choose another workspace to clone to."));
    }
    let items = items(source, target, selection).await?;
    let mut change = target.change().await?;
    let (id, now): (PlanId, i64) = (change.id(), change.now);
    let text = serde_json::to_string(&items).map_err(|_| AppError::Internal)?;
    let hash = hash(source.workspace(), target.workspace(), &items);
    let by = &target.actor().name;
    store::plans::insert(&mut change, target.workspace_id(), &id, source.workspace_id(), &text, &hash, by, now).await?;
    let entry = Entry::new("plan.created", &id)
        .named(format!("{} → {}", source.workspace().name, target.workspace().name))
        .with("source", source.workspace().slug.as_str())
        .with("assets", items.len());
    change.commit(entry).await?;
    Ok(id)
}

/// Plans the way of everything that is live in a workspace to another one. None: nothing is.
pub async fn plan_all(source: &Granted<can::ViewAssets>, target: &Granted<can::ApplyPlans>) -> Result<Option<PlanId>, AppError> {
    let mut tx = source.read().await?;
    let live = store::assets::list_live(&mut tx, source.workspace_id(), MAX_ITEMS as i64 + 1).await?;
    drop(tx);
    let selection: Vec<Reference> = live.into_iter().map(|(kind, slug)| Reference { kind, slug }).collect();
    if selection.is_empty() { Ok(None) } else { plan(source, target, &selection).await.map(Some) }
}

/// Everything that goes, templates first, each with its state and what will not send there.
async fn items(
    source: &Granted<can::ViewAssets>,
    target: &Granted<can::ApplyPlans>,
    selection: &[Reference],
) -> Result<Vec<PlanItem>, AppError> {
    let found = closure::closure(source, selection).await?;
    let mut tx = target.read().await?;
    let mut items = Vec::new();
    for part in found {
        let workspace = target.workspace_id();
        let there: Option<Asset> = store::assets::find(&mut tx, workspace, part.kind, &part.live.slug).await?;
        let promoted = store::plans::find_promoted(&mut tx, workspace, source.workspace_id(), part.kind, &part.live.slug).await?;
        let target_hash = there.as_ref().and_then(|asset| asset.live_hash.clone());
        let state = state::state(&part.live.hash, target_hash.as_deref(), promoted.as_ref().map(|row| row.0.as_str()));
        let mut readiness =
            readiness::problems(&mut tx, target.workspace(), part.kind, &part.live.content, &part.missing).await?;
        readiness.extend(there.as_ref().and_then(|asset| readiness::of_draft(asset, target.workspace())));
        items.push(PlanItem {
            kind: part.kind,
            slug: part.live.slug,
            name: part.live.name,
            state,
            needed_by: part.needed_by,
            chosen: state::chosen_at_first(state),
            source_version: part.live.version,
            source_hash: part.live.hash,
            target_version: there.as_ref().and_then(|asset| asset.live_version),
            target_hash,
            target_draft_version: there.map(|asset| asset.draft_version),
            readiness,
        });
    }
    Ok(items)
}

/// What a plan would write, as one short text: it ties the button that is pressed to the page that was seen.
fn hash(source: &Workspace, target: &Workspace, items: &[PlanItem]) -> String {
    let parts: Vec<_> = items
        .iter()
        .map(|item| json!([item.kind, item.slug, item.source_hash, item.target_hash, item.target_draft_version]))
        .collect();
    sha256(&json!([source.id.as_str(), target.id.as_str(), parts]).to_string())
}

/// `1 asset`, `3 assets`.
pub fn counted(assets: usize) -> String {
    crate::model::counted(assets as i64, "asset", "assets")
}

/// A plan into this workspace.
pub async fn find(granted: &Granted<can::ViewAssets>, id: &PlanId) -> Result<Plan, AppError> {
    let mut tx = granted.read().await?;
    let row = store::plans::find(&mut tx, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    from_row(row, granted.workspace())
}

/// The plans into this workspace, newest first, below `before`; 50 at most.
pub async fn list(granted: &Granted<can::ViewAssets>, before: Option<&PlanId>) -> Result<Vec<Plan>, AppError> {
    let mut tx = granted.read().await?;
    let rows = store::plans::list(&mut tx, granted.workspace_id(), before, PAGE as i64).await?;
    rows.into_iter().map(|row| from_row(row, granted.workspace())).collect()
}

fn from_row(row: PlanRow, target: &Workspace) -> Result<Plan, AppError> {
    let broken = |error: serde_json::Error| {
        tracing::error!(%error, plan = %row.id, "a stored plan can't be read");
        AppError::Internal
    };
    let landed: Option<LandAs> =
        row.landed.as_deref().map(|landed| serde_json::from_value(json!(landed))).transpose().map_err(broken)?;
    Ok(Plan {
        source: row.source_workspace_id.clone(),
        target: target.id.clone(),
        items: serde_json::from_str(&row.items).map_err(broken)?,
        status: row.status,
        hash: row.hash.clone(),
        created_by: row.created_by.clone(),
        created_at: row.created_at,
        applied_by: row.applied_by.clone(),
        applied_at: row.applied_at,
        landed,
        id: row.id,
    })
}
