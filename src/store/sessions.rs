//! `session`: what `tower-sessions` keeps, under the hash of the cookie's id.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::PersonId,
};

#[derive(FromRow)]
pub struct SessionRow {
    pub data: String,
    pub expires_at: i64,
}

pub async fn find(tx: &mut Tx, id_hash: &str) -> DbResult<Option<SessionRow>> {
    tx.one("select data, expires_at from session where id_hash = $1", args![id_hash]).await
}

pub async fn insert(
    tx: &mut Tx,
    id_hash: &str,
    person: Option<&PersonId>,
    data: &str,
    expires_at: i64,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into session (id_hash, person_id, data, created_at, expires_at) values ($1, $2, $3, $5, $4)",
        args![id_hash, person, data, expires_at, now],
    )
    .await
}

/// Touches nothing when the session was ended meanwhile: a request that was under way never brings one back.
pub async fn update(tx: &mut Tx, id_hash: &str, person: Option<&PersonId>, data: &str, expires_at: i64) -> DbResult<u64> {
    tx.run(
        "update session set person_id = $2, data = $3, expires_at = $4 where id_hash = $1",
        args![id_hash, person, data, expires_at],
    )
    .await
}

pub async fn delete(tx: &mut Tx, id_hash: &str) -> DbResult<u64> {
    tx.run("delete from session where id_hash = $1", args![id_hash]).await
}

/// Signs a person out everywhere.
pub async fn delete_of_person(tx: &mut Tx, person: &PersonId) -> DbResult<u64> {
    tx.run("delete from session where person_id = $1", args![person]).await
}

/// In how many browsers a person is signed in.
pub async fn count_of_person(tx: &mut Tx, person: &PersonId, now: i64) -> DbResult<i64> {
    let row: Option<(i64,)> =
        tx.one("select count(*) from session where person_id = $1 and expires_at >= $2", args![person, now]).await?;
    Ok(row.map_or(0, |row| row.0))
}

pub async fn delete_expired(tx: &mut Tx, now: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from session where expires_at < $1 and id_hash in
         (select id_hash from session where expires_at < $1 order by expires_at limit $2)",
        args![now, limit],
    )
    .await
}
