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

pub async fn upsert(
    tx: &mut Tx,
    id_hash: &str,
    person: Option<&PersonId>,
    data: &str,
    expires_at: i64,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into session (id_hash, person_id, data, created_at, expires_at) values ($1, $2, $3, $5, $4)
         on conflict (id_hash) do update set person_id = excluded.person_id, data = excluded.data, expires_at = excluded.expires_at",
        args![id_hash, person, data, expires_at, now],
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

pub async fn delete_expired(tx: &mut Tx, now: i64) -> DbResult<u64> {
    tx.run("delete from session where expires_at < $1", args![now]).await
}
