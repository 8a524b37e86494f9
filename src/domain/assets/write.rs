//! The acts of the engine inside a change that the caller commits, with the entries that the caller finds fitting.
//!
//! Contents are canonical texts (from [`super::Kind::normalise`], or read from the database, where nothing else is). An asset that
//! is passed in must have been read in the same change; when somebody touches it in between, the act is refused as stale.

use super::kinds::{hash, of};
use crate::{
    access::Change,
    db::OrConflict,
    model::{AppError, Asset, AssetKind, AssetVersion, Needs, Slug, WorkspaceId},
    store,
};

/// A version to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewVersion<'a> {
    pub content: &'a str,
    pub message: &'a str,
    /// `commit`, `rollback:3`, `plan:<id>` or `undo:<id>`.
    pub origin: &'a str,
    /// The name of who does it.
    pub by: &'a str,
    /// What becomes of a draft that has changes of its own, which are not in this version: replaced, or kept as a change on top.
    pub replace_draft: bool,
}

/// A new asset with its draft, not live yet.
pub async fn insert<P: Needs>(
    change: &mut Change<'_, P>,
    workspace: &WorkspaceId,
    (kind, slug): (AssetKind, &Slug),
    name: &str,
    content: &str,
    by: &str,
) -> Result<Asset, AppError> {
    let asset = Asset {
        id: change.id(),
        kind,
        slug: slug.clone(),
        name: name.to_owned(),
        enabled: true,
        draft: content.to_owned(),
        draft_version: 1,
        draft_hash: hash(content),
        live_version: None,
        live_hash: None,
        created_at: change.now,
        updated_at: change.now,
        updated_by: by.to_owned(),
    };
    let label = (of(kind).label)(content)?;
    store::assets::insert(change, workspace, &asset, &label)
        .await
        .conflict(&format!("There is a {} with the slug “{slug}” already. Choose another slug.", kind.key()))?;
    Ok(asset)
}

/// Replaces the draft. The live version stays what it is.
pub async fn write_draft<P: Needs>(
    change: &mut Change<'_, P>,
    workspace: &WorkspaceId,
    asset: &Asset,
    content: &str,
    by: &str,
) -> Result<Asset, AppError> {
    let after = with_draft(asset.clone(), content);
    update(change, workspace, asset, after, by).await
}

/// Writes the next version and makes it live, with its references.
pub async fn write_version<P: Needs>(
    change: &mut Change<'_, P>,
    workspace: &WorkspaceId,
    asset: &Asset,
    new: NewVersion<'_>,
) -> Result<(Asset, AssetVersion), AppError> {
    let newest = store::assets::newest_version(change, workspace, &asset.id).await?;
    let version = AssetVersion {
        asset_id: asset.id.clone(),
        version: newest.unwrap_or(0) + 1,
        name: asset.name.clone(),
        content: new.content.to_owned(),
        hash: hash(new.content),
        message: new.message.to_owned(),
        origin: new.origin.to_owned(),
        committed_by: new.by.to_owned(),
        committed_at: change.now,
    };
    let draft_follows = new.replace_draft || !asset.changed();
    let mut after = if draft_follows { with_draft(asset.clone(), new.content) } else { asset.clone() };
    after.live_version = Some(version.version);
    after.live_hash = Some(version.hash.clone());
    // First the row that everybody passes through: who comes second is refused here, before a number is taken twice.
    let after = update(change, workspace, asset, after, new.by).await?;
    store::assets::insert_version(change, workspace, &version).await?;
    store::assets::delete_references(change, workspace, &asset.id).await?;
    let references = (of(asset.kind).references)(new.content)?;
    if !references.is_empty() {
        store::assets::insert_references(change, workspace, &asset.id, &references).await?;
    }
    Ok((after, version))
}

/// Takes what is live back to before the first commit: nothing runs any more. Versions and draft stay.
pub async fn withdraw<P: Needs>(
    change: &mut Change<'_, P>,
    workspace: &WorkspaceId,
    asset: &Asset,
    by: &str,
) -> Result<Asset, AppError> {
    let after = Asset { live_version: None, live_hash: None, ..asset.clone() };
    let after = update(change, workspace, asset, after, by).await?;
    store::assets::delete_references(change, workspace, &asset.id).await?;
    Ok(after)
}

fn with_draft(mut asset: Asset, content: &str) -> Asset {
    let hash = hash(content);
    if asset.draft_hash != hash {
        asset.draft = content.to_owned();
        asset.draft_hash = hash;
        asset.draft_version += 1;
    }
    asset
}

async fn update<P: Needs>(
    change: &mut Change<'_, P>,
    workspace: &WorkspaceId,
    before: &Asset,
    mut after: Asset,
    by: &str,
) -> Result<Asset, AppError> {
    after.updated_at = change.now;
    by.clone_into(&mut after.updated_by);
    let label = (of(after.kind).label)(&after.draft)?;
    match store::assets::update_content(change, workspace, before, &after, &label).await? {
        0 => Err(stale(after.kind)),
        _ => Ok(after),
    }
}

/// Somebody was there first.
pub fn stale(kind: AssetKind) -> AppError {
    AppError::stale(format!(
        "Somebody else changed this {} while you were at it. Nothing of yours was lost, and nothing of theirs was overwritten. \
         Look at what is there now and decide.",
        kind.key()
    ))
}
