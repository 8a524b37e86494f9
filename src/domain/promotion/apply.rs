//! Applies a plan: one transaction in the target, which re-checks both sides first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{EXPIRY, find};
use crate::{
    access::{Change, Entry, Fresh, Granted},
    domain::assets::write::{NewVersion, insert, write_draft, write_version},
    model::{
        AppError, AssetKind, AssetVersion, ItemState, LandAs, Plan, PlanId, PlanItem, PlanStatus, Reference, Slug, WorkspaceKind,
        can,
    },
    store,
};

/// What one asset of the target was before a plan was applied, and what the plan made of it: all that an undo has to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Before {
    pub kind: AssetKind,
    pub slug: Slug,
    /// Whether the asset was there at all.
    pub existed: bool,
    pub live_version: Option<i64>,
    /// The draft that a landing as draft replaced.
    pub draft: Option<String>,
    /// The hash of what the plan wrote.
    pub written: String,
    /// The hash of the promotion before this one.
    pub promoted: Option<String>,
}

/// Applies the chosen items of a plan, as live versions or as drafts. `hash` is that of the plan that was looked at. Production asks for a
/// fresh proof of identity. Answers how many assets were written.
pub async fn apply(
    source: &Granted<can::ViewAssets>,
    target: &Granted<can::ApplyPlans>,
    fresh: Result<Fresh, AppError>,
    id: &PlanId,
    hash: &str,
    chosen: &BTreeSet<Reference>,
    land: LandAs,
) -> Result<usize, AppError> {
    if target.workspace().kind == WorkspaceKind::Production {
        fresh?;
    }
    let (change, entries) = run(source, target, id, hash, chosen, land).await?;
    let count = entries.len() - 1;
    change.commit_all(entries).await?;
    Ok(count)
}

/// The same work thrown away: what would go wrong, before anything is written.
pub async fn dry_run(
    source: &Granted<can::ViewAssets>,
    target: &Granted<can::ApplyPlans>,
    id: &PlanId,
    hash: &str,
    chosen: &BTreeSet<Reference>,
    land: LandAs,
) -> Result<usize, AppError> {
    let (change, entries) = run(source, target, id, hash, chosen, land).await?;
    change.rollback().await?;
    Ok(entries.len() - 1)
}

async fn run<'t>(
    source: &Granted<can::ViewAssets>,
    target: &'t Granted<can::ApplyPlans>,
    id: &PlanId,
    hash: &str,
    chosen: &BTreeSet<Reference>,
    land: LandAs,
) -> Result<(Change<'t, can::ApplyPlans>, Vec<Entry>), AppError> {
    let mut plan = find(&target.also()?, id).await?;
    check(&plan, source, hash, target.now())?;
    choose(&mut plan, chosen, &target.workspace().name)?;
    let contents = contents(source, &plan).await?;

    let mut change = target.change().await?;
    let (mut before, mut entries) = (Vec::new(), Vec::new());
    for (item, content) in plan.items.iter().filter(|item| item.chosen).zip(&contents) {
        let (was, entry) = write(&mut change, source, target, &plan.id, item, content, land).await?;
        before.push(was);
        entries.push(entry);
    }
    let items = serde_json::to_string(&plan.items).map_err(|_| AppError::Internal)?;
    let before = serde_json::to_string(&before).map_err(|_| AppError::Internal)?;
    let landed = if land == LandAs::Live { "live" } else { "draft" };
    let (now, by) = (change.now, &target.actor().name);
    let marked = store::plans::update_applied(&mut change, target.workspace_id(), id, &items, landed, &before, by, now).await?;
    if marked == 0 {
        return Err(AppError::conflict("Somebody applied this plan a moment ago."));
    }
    entries.push(
        Entry::new("plan.applied", id)
            .named(format!("{} → {}", source.workspace().name, target.workspace().name))
            .with("assets", entries.len())
            .with("landed", landed),
    );
    Ok((change, entries))
}

fn check(plan: &Plan, source: &Granted<can::ViewAssets>, hash: &str, now: i64) -> Result<(), AppError> {
    match plan.status {
        PlanStatus::Planned => {}
        PlanStatus::Applied => return Err(AppError::conflict("This plan was applied already.")),
        PlanStatus::Undone => return Err(AppError::conflict("This plan was applied and undone. Make a new one.")),
    }
    if plan.source != *source.workspace_id() {
        return Err(AppError::NotFound);
    }
    if now - plan.created_at > EXPIRY {
        return Err(AppError::stale("This plan is older than 24 hours. Make a new one."));
    }
    if plan.hash != hash {
        return Err(AppError::stale("This is not the plan that you looked at. Open it again."));
    }
    Ok(())
}

/// Takes the person's choice, and refuses one that would land without what it needs.
fn choose(plan: &mut Plan, chosen: &BTreeSet<Reference>, target: &str) -> Result<(), AppError> {
    for item in &mut plan.items {
        item.chosen = item.state != ItemState::Same && chosen.contains(&reference(item));
    }
    if !plan.items.iter().any(|item| item.chosen) {
        return Err(AppError::invalid("chosen", "Choose at least one asset that differs."));
    }
    for item in plan.items.iter().filter(|item| item.state == ItemState::New && !item.chosen) {
        if let Some(by) = &item.needed_by
            && plan.items.iter().any(|other| other.chosen && reference(other) == *by)
        {
            return Err(AppError::invalid(
                "chosen",
                format!(
                    "The {} {} needs the {} {}, which {target} does not have. Choose it too.",
                    by.kind.key(),
                    by.slug,
                    item.kind.key(),
                    item.slug
                ),
            ));
        }
    }
    Ok(())
}

fn reference(item: &PlanItem) -> Reference {
    Reference { kind: item.kind, slug: item.slug.clone() }
}

/// The contents that the plan showed. A version never changes; that it is still the live one is what is checked.
async fn contents(source: &Granted<can::ViewAssets>, plan: &Plan) -> Result<Vec<String>, AppError> {
    let mut tx = source.read().await?;
    let mut found = Vec::new();
    for item in plan.items.iter().filter(|item| item.chosen) {
        let live = store::assets::find_live(&mut tx, source.workspace_id(), item.kind, &item.slug).await?;
        match live {
            Some(live) if live.hash == item.source_hash => found.push(live.content),
            _ => return Err(moved(item, &source.workspace().name)),
        }
    }
    Ok(found)
}

fn moved(item: &PlanItem, place: &str) -> AppError {
    AppError::stale(format!(
        "The {} {} changed in {place} after this plan was made. Nothing was applied. Make a new plan.",
        item.kind.key(),
        item.slug
    ))
}

async fn write(
    change: &mut Change<'_, can::ApplyPlans>,
    source: &Granted<can::ViewAssets>,
    target: &Granted<can::ApplyPlans>,
    plan: &PlanId,
    item: &PlanItem,
    content: &str,
    land: LandAs,
) -> Result<(Before, Entry), AppError> {
    let (workspace, by) = (target.workspace_id(), &target.actor().name);
    let there = store::assets::find(change, workspace, item.kind, &item.slug).await?;
    let found = (there.as_ref().and_then(|asset| asset.live_hash.as_ref()), there.as_ref().map(|asset| asset.draft_version));
    if found != (item.target_hash.as_ref(), item.target_draft_version) {
        return Err(moved(item, &target.workspace().name));
    }
    let promoted = store::plans::find_promoted(change, workspace, source.workspace_id(), item.kind, &item.slug).await?;
    let mut before = Before {
        kind: item.kind,
        slug: item.slug.clone(),
        existed: there.is_some(),
        live_version: there.as_ref().and_then(|asset| asset.live_version),
        draft: None,
        written: item.source_hash.clone(),
        promoted: promoted.map(|row| row.0),
    };
    let asset = match there {
        Some(asset) => asset,
        None => insert(change, workspace, (item.kind, &item.slug), &item.name, content, by).await?,
    };
    let entry = Entry::new(action(item.kind), &asset.id)
        .named(&item.name)
        .with("source", source.workspace().slug.as_str())
        .with("source_version", item.source_version)
        .with("plan", plan.to_string());
    let entry = match land {
        LandAs::Live => {
            let message = format!("From {}, version {}", source.workspace().name, item.source_version);
            let origin = format!("plan:{plan}");
            let new = NewVersion { content, message: &message, origin: &origin, by, replace_draft: false };
            let (_, version): (_, AssetVersion) = write_version(change, workspace, &asset, new).await?;
            let now = change.now;
            store::plans::upsert_promoted(
                change,
                workspace,
                source.workspace_id(),
                item.kind,
                &item.slug,
                &version.hash,
                plan,
                now,
            )
            .await?;
            entry.with("version", version.version)
        }
        LandAs::Draft => {
            if asset.live_version.is_some() && asset.changed() {
                return Err(AppError::conflict(format!(
                    "{} has a draft of the {} {} that was not committed. Commit or discard it there first.",
                    target.workspace().name,
                    item.kind.key(),
                    item.slug
                )));
            }
            before.draft = before.existed.then(|| asset.draft.clone());
            write_draft(change, workspace, &asset, content, by).await?;
            entry.with("landed", "draft")
        }
    };
    Ok((before, entry))
}

fn action(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Template => "template.promoted",
        AssetKind::Workflow => "workflow.promoted",
    }
}
