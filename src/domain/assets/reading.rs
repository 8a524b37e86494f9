//! Looking at assets.

use super::{diff, kinds::of, validate::Facts};
use crate::{
    access::Granted,
    db::Tx,
    model::{
        AppError, Asset, AssetCursor, AssetFilter, AssetKind, AssetList, AssetOrder, AssetPage, AssetSummary, AssetVersion,
        DiffLine, LiveAsset, Needs, Problem, Slug, Workspace, can,
    },
    store,
};

/// Rows of one part of a list, and versions of one part of a history.
const PAGE: usize = 50;

/// One part of the assets of a kind that fit the filter.
pub async fn list(granted: &Granted<can::ViewAssets>, kind: AssetKind, filter: &AssetFilter) -> Result<AssetList, AppError> {
    let mut tx = granted.read().await?;
    let mut rows = store::assets::list(&mut tx, granted.workspace_id(), kind, filter, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let backwards = matches!(filter.page, AssetPage::Before(_));
    if backwards {
        rows.reverse();
    }
    let (more_before, more_after) = match filter.page {
        AssetPage::First => (false, more),
        AssetPage::After(_) => (true, more),
        AssetPage::Before(_) => (more, true),
    };
    let cursor = |row: Option<&AssetSummary>| row.map(|row| place(row, filter.order));
    let before = if more_before { cursor(rows.first()) } else { None };
    let after = if more_after { cursor(rows.last()) } else { None };
    Ok(AssetList { rows, before, after })
}

/// How far a list that is asked for by offset goes. The public clients page that way; a row that is skipped is read all the same.
pub const OFFSET_MAX: i64 = 10_000;

/// By name, from `offset` on, for the public clients; and how many there are, as far as the offset may go.
pub async fn list_by_offset(
    granted: &Granted<can::ViewAssets>,
    kind: AssetKind,
    committed: bool,
    offset: i64,
    limit: i64,
) -> Result<(usize, Vec<AssetSummary>), AppError> {
    let mut tx = granted.read().await?;
    let filter = AssetFilter { order: AssetOrder::Name, ..AssetFilter::default() };
    let mut rows = store::assets::list(&mut tx, granted.workspace_id(), kind, &filter, OFFSET_MAX).await?;
    rows.retain(|row| !committed || row.live_version.is_some());
    Ok((rows.len(), rows.into_iter().skip(offset as usize).take(limit as usize).collect()))
}

fn place(row: &AssetSummary, order: AssetOrder) -> AssetCursor {
    let key = match order {
        AssetOrder::Updated => row.updated_at.to_string(),
        AssetOrder::Name => row.name.clone(),
    };
    AssetCursor { key, id: row.id.clone() }
}

/// The asset with its draft.
pub async fn find(granted: &Granted<can::ViewAssets>, kind: AssetKind, slug: &Slug) -> Result<Asset, AppError> {
    let mut tx = granted.read().await?;
    find_in(&mut tx, granted, kind, slug).await
}

/// What may be chosen where a kind is referred to, by name; at most 500.
pub async fn choices(granted: &Granted<can::ViewAssets>, kind: AssetKind) -> Result<Vec<AssetSummary>, AppError> {
    let mut tx = granted.read().await?;
    let filter = AssetFilter { order: AssetOrder::Name, ..AssetFilter::default() };
    Ok(store::assets::list(&mut tx, granted.workspace_id(), kind, &filter, 500).await?)
}

async fn find_in<P: Needs<Place = Workspace>>(
    tx: &mut Tx,
    granted: &Granted<P>,
    kind: AssetKind,
    slug: &Slug,
) -> Result<Asset, AppError> {
    store::assets::find(tx, granted.workspace_id(), kind, slug).await?.ok_or(AppError::NotFound)
}

/// What runs, if it was ever committed; `enabled` says whether it may.
pub async fn live<P: Needs<Place = Workspace>>(
    granted: &Granted<P>,
    kind: AssetKind,
    slug: &Slug,
) -> Result<Option<LiveAsset>, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::assets::find_live(&mut tx, granted.workspace_id(), kind, slug).await?)
}

/// Some versions, the newest first, from below `before` on, and whether there are older ones.
pub async fn versions(
    granted: &Granted<can::ViewAssets>,
    kind: AssetKind,
    slug: &Slug,
    before: Option<i64>,
) -> Result<(Vec<AssetVersion>, bool), AppError> {
    let mut tx = granted.read().await?;
    let asset = find_in(&mut tx, granted, kind, slug).await?;
    let before = before.unwrap_or(i64::MAX);
    let mut found = store::assets::list_versions(&mut tx, granted.workspace_id(), &asset.id, before, PAGE as i64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    Ok((found, more))
}

pub async fn version(
    granted: &Granted<can::ViewAssets>,
    kind: AssetKind,
    slug: &Slug,
    number: i64,
) -> Result<AssetVersion, AppError> {
    let mut tx = granted.read().await?;
    let asset = find_in(&mut tx, granted, kind, slug).await?;
    store::assets::find_version(&mut tx, granted.workspace_id(), &asset.id, number).await?.ok_or(AppError::NotFound)
}

/// Two versions beside each other.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub before: AssetVersion,
    pub after: AssetVersion,
}

impl Comparison {
    /// Line by line, with three equal lines around every change; nothing when they say the same.
    pub fn lines(&self) -> Vec<DiffLine> {
        diff::fold(diff::lines(&self.before.content, &self.after.content), 3)
    }
}

pub async fn compare(
    granted: &Granted<can::ViewAssets>,
    kind: AssetKind,
    slug: &Slug,
    before: i64,
    after: i64,
) -> Result<Comparison, AppError> {
    Ok(Comparison { before: version(granted, kind, slug, before).await?, after: version(granted, kind, slug, after).await? })
}

/// Whose live version refers to it.
pub async fn used_by(granted: &Granted<can::ViewAssets>, kind: AssetKind, slug: &Slug) -> Result<Vec<AssetSummary>, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::assets::list_users_of(&mut tx, granted.workspace_id(), kind, slug, 200).await?)
}

/// What stands against committing the draft, and what one should know before.
pub async fn problems(granted: &Granted<can::ViewAssets>, asset: &Asset) -> Result<Vec<Problem>, AppError> {
    problems_of(granted, asset.kind, &asset.draft).await
}

/// The same for any canonical content.
pub async fn problems_of(granted: &Granted<can::ViewAssets>, kind: AssetKind, content: &str) -> Result<Vec<Problem>, AppError> {
    let mut tx = granted.read().await?;
    let facts = Facts::gather(&mut tx, granted.workspace_id(), (of(kind).references)(content)?).await?;
    (of(kind).problems)(content, &facts)
}
