//! `asset`, `asset_version`, `asset_reference`.

use crate::{
    args,
    db::{DbResult, Sql, Tx, like_pattern},
    model::{
        Asset, AssetFilter, AssetId, AssetKind, AssetOrder, AssetPage, AssetStatus, AssetSummary, AssetVersion, LiveAsset,
        Reference, Slug, WorkspaceId,
    },
};

/// Sorted as the filter says, from the page's cursor on; for a page before a cursor the rows come backwards.
pub async fn list(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    kind: AssetKind,
    filter: &AssetFilter,
    limit: i64,
) -> DbResult<Vec<AssetSummary>> {
    let mut sql = Sql::new(
        "select id, kind, slug, name, enabled, live_version, (live_hash is null or live_hash <> draft_hash) as changed, label,
            updated_at, updated_by
         from asset where workspace_id = ",
    )
    .bind(workspace)
    .push(" and kind = ")
    .bind(kind);
    if let Some(text) = &filter.text {
        sql = sql
            .push(" and (lower(name) like ")
            .bind(like_pattern(text))
            .push(" escape '\\' or slug like ")
            .bind(like_pattern(text))
            .push(" escape '\\')");
    }
    sql = match filter.status {
        None => sql,
        Some(AssetStatus::Draft) => sql.push(" and live_version is null"),
        Some(AssetStatus::Live) => sql.push(" and live_version is not null and enabled"),
        Some(AssetStatus::Disabled) => sql.push(" and live_version is not null and not enabled"),
    };
    if filter.changed {
        sql = sql.push(" and (live_hash is null or live_hash <> draft_hash)");
    }
    let (cursor, backwards) = match &filter.page {
        AssetPage::First => (None, false),
        AssetPage::After(cursor) => (Some(cursor), false),
        AssetPage::Before(cursor) => (Some(cursor), true),
    };
    sql = match (filter.order, cursor) {
        (_, None) => sql,
        (AssetOrder::Updated, Some(cursor)) => sql
            .push(if backwards { " and (updated_at, id) > (" } else { " and (updated_at, id) < (" })
            .bind(cursor.key.parse::<i64>().unwrap_or(0))
            .push(", ")
            .bind(&cursor.id)
            .push(")"),
        (AssetOrder::Name, Some(cursor)) => sql
            .push(if backwards { " and (lower(name), id) < (lower(" } else { " and (lower(name), id) > (lower(" })
            .bind(&cursor.key)
            .push("), ")
            .bind(&cursor.id)
            .push(")"),
    };
    let sql = sql.push(match (filter.order, backwards) {
        (AssetOrder::Updated, false) => " order by updated_at desc, id desc limit ",
        (AssetOrder::Updated, true) => " order by updated_at, id limit ",
        (AssetOrder::Name, false) => " order by lower(name), id limit ",
        (AssetOrder::Name, true) => " order by lower(name) desc, id desc limit ",
    });
    tx.all_of(sql.bind(limit)).await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, kind: AssetKind, slug: &Slug) -> DbResult<Option<Asset>> {
    tx.one(
        "select id, kind, slug, name, enabled, draft, draft_version, draft_hash, live_version, live_hash, created_at, updated_at,
            updated_by
         from asset where workspace_id = $1 and kind = $2 and slug = $3",
        args![workspace, kind, slug],
    )
    .await
}

/// What runs, if it was ever committed; switched off or not.
pub async fn find_live(tx: &mut Tx, workspace: &WorkspaceId, kind: AssetKind, slug: &Slug) -> DbResult<Option<LiveAsset>> {
    tx.one(
        "select a.id, a.slug, a.name, a.enabled, v.version, v.content, v.hash
         from asset a join asset_version v on v.workspace_id = a.workspace_id and v.asset_id = a.id and v.version = a.live_version
         where a.workspace_id = $1 and a.kind = $2 and a.slug = $3",
        args![workspace, kind, slug],
    )
    .await
}

pub async fn insert(tx: &mut Tx, workspace: &WorkspaceId, asset: &Asset, label: &str) -> DbResult<u64> {
    tx.run(
        "insert into asset (workspace_id, id, kind, slug, name, enabled, draft, draft_hash, draft_version, label, created_at,
            updated_at, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            workspace,
            &asset.id,
            asset.kind,
            &asset.slug,
            &asset.name,
            asset.enabled,
            &asset.draft,
            &asset.draft_hash,
            asset.draft_version,
            label,
            asset.created_at,
            asset.updated_at,
            &asset.updated_by,
        ],
    )
    .await
}

/// Draft and live pointer together, of a row that nobody touched since `before` was read.
pub async fn update_content(tx: &mut Tx, workspace: &WorkspaceId, before: &Asset, after: &Asset, label: &str) -> DbResult<u64> {
    tx.run(
        "update asset set draft = $5, draft_hash = $6, draft_version = $7, live_version = $8, live_hash = $9, label = $10,
            updated_at = $11, updated_by = $12
         where workspace_id = $1 and id = $2 and draft_version = $3 and coalesce(live_version, 0) = $4",
        args![
            workspace,
            &before.id,
            before.draft_version,
            before.live_version.unwrap_or(0),
            &after.draft,
            &after.draft_hash,
            after.draft_version,
            after.live_version,
            &after.live_hash,
            label,
            after.updated_at,
            &after.updated_by,
        ],
    )
    .await
}

pub async fn update_name(tx: &mut Tx, workspace: &WorkspaceId, id: &AssetId, name: &str, by: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "update asset set name = $3, updated_by = $4, updated_at = $5 where workspace_id = $1 and id = $2",
        args![workspace, id, name, by, now],
    )
    .await
}

pub async fn update_enabled(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &AssetId,
    enabled: bool,
    by: &str,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "update asset set enabled = $3, updated_by = $4, updated_at = $5 where workspace_id = $1 and id = $2",
        args![workspace, id, enabled, by, now],
    )
    .await
}

/// The number of the newest version; none: never committed.
pub async fn newest_version(tx: &mut Tx, workspace: &WorkspaceId, id: &AssetId) -> DbResult<Option<i64>> {
    let row: Option<(i64,)> = tx
        .one(
            "select version from asset_version where workspace_id = $1 and asset_id = $2 order by version desc limit 1",
            args![workspace, id],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

pub async fn insert_version(tx: &mut Tx, workspace: &WorkspaceId, version: &AssetVersion) -> DbResult<u64> {
    tx.run(
        "insert into asset_version (workspace_id, asset_id, version, name, content, hash, message, origin, committed_by, committed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            workspace,
            &version.asset_id,
            version.version,
            &version.name,
            &version.content,
            &version.hash,
            &version.message,
            &version.origin,
            &version.committed_by,
            version.committed_at,
        ],
    )
    .await
}

pub async fn find_version(tx: &mut Tx, workspace: &WorkspaceId, id: &AssetId, version: i64) -> DbResult<Option<AssetVersion>> {
    tx.one(
        "select asset_id, version, name, content, hash, message, origin, committed_by, committed_at
         from asset_version where workspace_id = $1 and asset_id = $2 and version = $3",
        args![workspace, id, version],
    )
    .await
}

/// The newest first, from below `before` on.
pub async fn list_versions(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    id: &AssetId,
    before: i64,
    limit: i64,
) -> DbResult<Vec<AssetVersion>> {
    tx.all(
        "select asset_id, version, name, content, hash, message, origin, committed_by, committed_at
         from asset_version where workspace_id = $1 and asset_id = $2 and version < $3 order by version desc limit $4",
        args![workspace, id, before, limit],
    )
    .await
}

pub async fn delete_references(tx: &mut Tx, workspace: &WorkspaceId, id: &AssetId) -> DbResult<u64> {
    tx.run("delete from asset_reference where workspace_id = $1 and asset_id = $2", args![workspace, id]).await
}

/// There is at least one.
pub async fn insert_references(tx: &mut Tx, workspace: &WorkspaceId, id: &AssetId, references: &[Reference]) -> DbResult<u64> {
    let rows = references.iter().map(|to| args![workspace, id, to.kind, &to.slug]);
    tx.run_built(Sql::new("insert into asset_reference (workspace_id, asset_id, kind, slug) values ").rows(rows)).await
}

/// Whose live version refers to it.
pub async fn list_users_of(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    kind: AssetKind,
    slug: &Slug,
    limit: i64,
) -> DbResult<Vec<AssetSummary>> {
    tx.all(
        "select a.id, a.kind, a.slug, a.name, a.enabled, a.live_version,
            (a.live_hash is null or a.live_hash <> a.draft_hash) as changed, a.label, a.updated_at, a.updated_by
         from asset_reference r join asset a on a.workspace_id = r.workspace_id and a.id = r.asset_id
         where r.workspace_id = $1 and r.kind = $2 and r.slug = $3 order by lower(a.name), a.id limit $4",
        args![workspace, kind, slug, limit],
    )
    .await
}

/// How many live assets use each of these; those that nobody uses are left out.
pub async fn count_users_of(tx: &mut Tx, workspace: &WorkspaceId, kind: AssetKind, slugs: &[Slug]) -> DbResult<Vec<(Slug, i64)>> {
    let mut sql = Sql::new("select slug, count(*) from asset_reference where workspace_id = ")
        .bind(workspace)
        .push(" and kind = ")
        .bind(kind)
        .push(" and slug in (");
    for (at, slug) in slugs.iter().enumerate() {
        sql = if at > 0 { sql.push(", ") } else { sql };
        sql = sql.bind(slug);
    }
    tx.all_of(sql.push(") group by slug")).await
}

/// Removes an asset that has no version: a draft that was never committed.
pub async fn delete_never_committed(tx: &mut Tx, workspace: &WorkspaceId, id: &AssetId) -> DbResult<u64> {
    tx.run(
        "delete from asset where workspace_id = $1 and id = $2
         and not exists (select 1 from asset_version v where v.workspace_id = asset.workspace_id and v.asset_id = asset.id)",
        args![workspace, id],
    )
    .await
}

/// What is live, by kind and slug.
pub async fn list_live(tx: &mut Tx, workspace: &WorkspaceId, limit: i64) -> DbResult<Vec<(AssetKind, Slug)>> {
    tx.all(
        "select kind, slug from asset where workspace_id = $1 and live_version is not null order by kind, slug limit $2",
        args![workspace, limit],
    )
    .await
}
