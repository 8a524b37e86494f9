//! What people do to an asset. Each act is one change with one entry.

use super::{
    kinds::{Kind, of},
    validate::Facts,
    write::{NewVersion, insert, stale, write_draft, write_version},
};
use crate::{
    access::{Change, Entry, Granted},
    model::{AppError, Asset, AssetKind, AssetVersion, Name, Needs, Problem, Slug, bounded, can},
    store,
};

/// The longest message of a commit, in characters.
const MAX_MESSAGE: usize = 500;

/// A new asset as a draft: with the given content, else with what its kind starts with.
pub async fn create(
    granted: &Granted<can::EditAssets>,
    kind: AssetKind,
    slug: &Slug,
    name: &Name,
    content: Option<&str>,
) -> Result<Asset, AppError> {
    let entry = of(kind);
    let content = content.map_or_else(|| Ok((entry.empty)()), |text| normalised(entry, text))?;
    let mut change = granted.change().await?;
    let by = &granted.actor().name;
    let asset = insert(&mut change, granted.workspace_id(), (kind, slug), name.as_str(), &content, by).await?;
    change.commit(Entry::new(entry.actions.created, &asset.id).named(name).with("slug", slug.as_str())).await?;
    Ok(asset)
}

/// Saves the draft. `started_from` is the draft version that the editor showed: when somebody saved since, nothing is written
/// and the answer is [`AppError::Stale`]. A content that is no different writes nothing.
pub async fn save_draft(
    granted: &Granted<can::EditAssets>,
    kind: AssetKind,
    slug: &Slug,
    content: &str,
    started_from: i64,
) -> Result<Asset, AppError> {
    let entry = of(kind);
    let content = normalised(entry, content)?;
    let mut change = granted.change().await?;
    let asset = found(&mut change, granted, kind, slug).await?;
    if asset.draft == content {
        return Ok(asset);
    }
    if asset.draft_version != started_from {
        return Err(stale(kind));
    }
    let after = write_draft(&mut change, granted.workspace_id(), &asset, &content, &granted.actor().name).await?;
    change.commit(Entry::new(entry.actions.draft_saved, &asset.id).named(&asset.name)).await?;
    Ok(after)
}

/// Makes the draft live as the next version. `draft_version` is the one that was looked at. Fatal problems refuse it.
pub async fn commit(
    granted: &Granted<can::EditAssets>,
    kind: AssetKind,
    slug: &Slug,
    message: &str,
    draft_version: i64,
) -> Result<AssetVersion, AppError> {
    let message = bounded("message", message, MAX_MESSAGE)?;
    let mut change = granted.change().await?;
    let asset = found(&mut change, granted, kind, slug).await?;
    if asset.draft_version != draft_version {
        return Err(stale(kind));
    }
    if let (false, Some(live)) = (asset.changed(), asset.live_version) {
        return Err(AppError::conflict(format!("Nothing changed since version {live}, so there is nothing to commit.")));
    }
    refuse_fatal(&mut change, granted, kind, &asset.draft).await?;
    let new =
        NewVersion { content: &asset.draft, message: &message, origin: "commit", by: &granted.actor().name, replace_draft: true };
    let (_, version) = write_version(&mut change, granted.workspace_id(), &asset, new).await?;
    change.commit(version_entry(of(kind).actions.committed, &asset, &version)).await?;
    Ok(version)
}

/// Throws the changes of the draft away: it is what is live again.
pub async fn discard(
    granted: &Granted<can::EditAssets>,
    kind: AssetKind,
    slug: &Slug,
    draft_version: i64,
) -> Result<Asset, AppError> {
    let mut change = granted.change().await?;
    let asset = found(&mut change, granted, kind, slug).await?;
    if asset.draft_version != draft_version {
        return Err(stale(kind));
    }
    let live = store::assets::find_live(&mut change, granted.workspace_id(), kind, slug).await?.ok_or_else(|| {
        AppError::conflict(format!("This {} was never committed, so there is nothing to go back to.", kind.key()))
    })?;
    if !asset.changed() {
        return Ok(asset);
    }
    let after = write_draft(&mut change, granted.workspace_id(), &asset, &live.content, &granted.actor().name).await?;
    let entry = Entry::new(of(kind).actions.draft_discarded, &asset.id).named(&asset.name).with("back_to", live.version);
    change.commit(entry).await?;
    Ok(after)
}

/// Makes the content of an earlier version live again, as a new version. `live` is the live version that was looked at.
/// A draft with changes of its own is kept.
pub async fn roll_back(
    granted: &Granted<can::EditAssets>,
    kind: AssetKind,
    slug: &Slug,
    to: i64,
    message: &str,
    live: i64,
) -> Result<AssetVersion, AppError> {
    let message = bounded("message", message, MAX_MESSAGE)?;
    let mut change = granted.change().await?;
    let asset = found(&mut change, granted, kind, slug).await?;
    let old = store::assets::find_version(&mut change, granted.workspace_id(), &asset.id, to).await?.ok_or(AppError::NotFound)?;
    if asset.live_version != Some(live) {
        return Err(stale(kind));
    }
    if asset.live_hash.as_deref() == Some(old.hash.as_str()) {
        return Err(AppError::conflict(format!("Version {to} says the same as what is live, so there is nothing to roll back.")));
    }
    refuse_fatal(&mut change, granted, kind, &old.content).await?;
    let message = if message.is_empty() { format!("Rolled back to version {to}") } else { message };
    let new = NewVersion {
        content: &old.content,
        message: &message,
        origin: &format!("rollback:{to}"),
        by: &granted.actor().name,
        replace_draft: false,
    };
    let (_, version) = write_version(&mut change, granted.workspace_id(), &asset, new).await?;
    change.commit(version_entry(of(kind).actions.rolled_back, &asset, &version).with("rolled_back_to", to)).await?;
    Ok(version)
}

/// Switches it on or off. Switched off, nothing of it runs; what it says can still be changed.
pub async fn enable(granted: &Granted<can::EditAssets>, kind: AssetKind, slug: &Slug, enabled: bool) -> Result<(), AppError> {
    let mut change = granted.change().await?;
    let asset = found(&mut change, granted, kind, slug).await?;
    if asset.enabled == enabled {
        return Ok(());
    }
    let now = change.now;
    store::assets::update_enabled(&mut change, granted.workspace_id(), &asset.id, enabled, &granted.actor().name, now).await?;
    let actions = &of(kind).actions;
    let action = if enabled { actions.enabled } else { actions.disabled };
    change.commit(Entry::new(action, &asset.id).named(&asset.name)).await
}

/// Gives it another name. The slug stays.
pub async fn rename(granted: &Granted<can::EditAssets>, kind: AssetKind, slug: &Slug, name: &Name) -> Result<(), AppError> {
    let mut change = granted.change().await?;
    let asset = found(&mut change, granted, kind, slug).await?;
    if asset.name == name.as_str() {
        return Ok(());
    }
    let now = change.now;
    store::assets::update_name(&mut change, granted.workspace_id(), &asset.id, name.as_str(), &granted.actor().name, now).await?;
    let entry = Entry::new(of(kind).actions.renamed, &asset.id).named(name).from_to("name", asset.name.as_str(), name.as_str());
    change.commit(entry).await
}

async fn found<P: Needs<Place = crate::model::Workspace>>(
    change: &mut Change<'_, P>,
    granted: &Granted<P>,
    kind: AssetKind,
    slug: &Slug,
) -> Result<Asset, AppError> {
    store::assets::find(change, granted.workspace_id(), kind, slug).await?.ok_or(AppError::NotFound)
}

fn normalised(entry: &Kind, text: &str) -> Result<String, AppError> {
    (entry.normalise)(text).map_err(|problems| {
        let told: Vec<String> = problems.iter().take(3).map(in_words).collect();
        AppError::invalid("content", told.join(" "))
    })
}

async fn refuse_fatal(
    change: &mut Change<'_, can::EditAssets>,
    granted: &Granted<can::EditAssets>,
    kind: AssetKind,
    content: &str,
) -> Result<(), AppError> {
    let references = (of(kind).references)(content)?;
    let facts = Facts::gather(change, granted.workspace_id(), references).await?;
    match (of(kind).problems)(content, &facts)?.into_iter().find(|problem| problem.fatal) {
        Some(problem) => Err(AppError::invalid(&problem.at, format!("Nothing went live. {}", in_words(&problem)))),
        None => Ok(()),
    }
}

/// `tree.nodes[0]: It waits no time at all.`
fn in_words(problem: &Problem) -> String {
    if problem.at.is_empty() { problem.message.clone() } else { format!("{}: {}", problem.at, problem.message) }
}

fn version_entry(action: &'static str, asset: &Asset, version: &AssetVersion) -> Entry {
    Entry::new(action, &asset.id)
        .named(&asset.name)
        .with("version", version.version)
        .with("hash", version.hash.as_str())
        .with("message", version.message.as_str())
}
