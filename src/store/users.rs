//! `user_profile` and `user_identity`.

use crate::{
    args,
    db::{DbResult, Sql, Tx, like_pattern},
    model::{Identity, NewIdentity, User, UserPlace, UserSearch, WorkspaceId},
};

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str) -> DbResult<Option<User>> {
    tx.one(
        "select distinct_id, properties, created_at, updated_at from user_profile where workspace_id = $1 and distinct_id = $2",
        args![workspace, distinct_id],
    )
    .await
}

/// The same, locked until the transaction ends.
pub async fn find_to_change(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str) -> DbResult<Option<User>> {
    let lock = tx.dialect().for_update();
    tx.one_of(
        Sql::new("select distinct_id, properties, created_at, updated_at from user_profile where workspace_id = ")
            .bind(workspace)
            .push(" and distinct_id = ")
            .bind(distinct_id)
            .push(lock),
    )
    .await
}

/// Newest first, except when `newer_than` asks for what is newer: then oldest first, from there on. A search finds ids that contain the
/// text and users with an address that contains it.
pub async fn list(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    search: Option<UserSearch<'_>>,
    older_than: Option<&UserPlace>,
    newer_than: Option<&UserPlace>,
    limit: i64,
) -> DbResult<Vec<User>> {
    let mut sql = Sql::new("select distinct_id, properties, created_at, updated_at from user_profile where workspace_id = ")
        .bind(workspace);
    if let Some(search) = search {
        let pattern = like_pattern(search.text);
        sql = sql.push(" and (lower(distinct_id) like ").bind(pattern.as_str()).push(" escape '\\'");
        if search.addresses {
            sql = sql
                .push(
                    " or exists (select 1 from user_identity where user_identity.workspace_id = user_profile.workspace_id
                      and user_identity.distinct_id = user_profile.distinct_id and lower(value) like ",
                )
                .bind(pattern)
                .push(" escape '\\')");
        }
        sql = sql.push(")");
    }
    if let Some(place) = newer_than {
        sql = sql.push(" and (created_at, distinct_id) > (").bind(place.created_at).push(", ").bind(&place.distinct_id);
        sql = sql.push(") order by created_at, distinct_id limit ");
    } else {
        if let Some(place) = older_than {
            sql = sql
                .push(" and (created_at, distinct_id) < (")
                .bind(place.created_at)
                .push(", ")
                .bind(&place.distinct_id)
                .push(")");
        }
        sql = sql.push(" order by created_at desc, distinct_id desc limit ");
    }
    tx.all_of(sql.bind(limit)).await
}

/// How many there are, counted up to `most`.
pub async fn count(tx: &mut Tx, workspace: &WorkspaceId, most: i64) -> DbResult<i64> {
    let row: Option<(i64,)> = tx
        .one(
            "select count(*) from (select 1 from user_profile where workspace_id = $1 limit $2) as counted",
            args![workspace, most],
        )
        .await?;
    Ok(row.map_or(0, |row| row.0))
}

/// 1: it is new. 0: it was there.
pub async fn insert_if_missing(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into user_profile (workspace_id, distinct_id, properties, created_at, updated_at) values ($1, $2, '{}', $3, $3)
         on conflict (workspace_id, distinct_id) do nothing",
        args![workspace, distinct_id, now],
    )
    .await
}

pub async fn update(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str, properties: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "update user_profile set properties = $3, updated_at = $4 where workspace_id = $1 and distinct_id = $2",
        args![workspace, distinct_id, properties, now],
    )
    .await
}

/// With all identities.
pub async fn delete(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str) -> DbResult<u64> {
    tx.run("delete from user_profile where workspace_id = $1 and distinct_id = $2", args![workspace, distinct_id]).await
}

/// The identities of one user, in the order in which they came.
pub async fn identities(tx: &mut Tx, workspace: &WorkspaceId, distinct_id: &str) -> DbResult<Vec<Identity>> {
    tx.all(
        "select distinct_id, channel, value, detail, active from user_identity where workspace_id = $1 and distinct_id = $2
         order by created_at, channel, value limit 200",
        args![workspace, distinct_id],
    )
    .await
}

/// Those of the users of one page of a list, at most 200 per user.
pub async fn identities_of(tx: &mut Tx, workspace: &WorkspaceId, users: &[User]) -> DbResult<Vec<Identity>> {
    if users.is_empty() {
        return Ok(vec![]);
    }
    let mut sql = Sql::new("select distinct_id, channel, value, detail, active from user_identity where workspace_id = ")
        .bind(workspace)
        .push(" and distinct_id in (");
    for (at, user) in users.iter().enumerate() {
        sql = sql.push(if at == 0 { "" } else { ", " }).bind(&user.distinct_id);
    }
    tx.all_of(sql.push(") order by created_at, channel, value limit ").bind(200 * users.len() as i64)).await
}

/// One that is there already is made active again.
pub async fn insert_identity(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    distinct_id: &str,
    identity: &NewIdentity,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into user_identity (workspace_id, distinct_id, channel, value, detail, active, created_at) values ($1, $2, $3, $4, $5, true, $6)
         on conflict (workspace_id, distinct_id, channel, value) do update set active = true, detail = excluded.detail",
        args![workspace, distinct_id, identity.channel, &identity.value, &identity.detail, now],
    )
    .await
}

pub async fn delete_identity(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    distinct_id: &str,
    channel: &str,
    value: &str,
) -> DbResult<u64> {
    tx.run(
        "delete from user_identity where workspace_id = $1 and distinct_id = $2 and channel = $3 and value = $4",
        args![workspace, distinct_id, channel, value],
    )
    .await
}
