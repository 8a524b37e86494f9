//! `session`: what `tower-sessions` keeps, under the hash of the cookie's id.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{OwnSession, PersonId},
};

/// What is kept beside a session's own text, so that it can be searched.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    pub person: Option<PersonId>,
    /// None while the second factor is still asked for.
    pub signed_in_at: Option<i64>,
    pub seen_at: Option<i64>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

#[derive(FromRow)]
pub struct SessionRow {
    pub data: String,
    pub expires_at: i64,
}

pub async fn find(tx: &mut Tx, id_hash: &str) -> DbResult<Option<SessionRow>> {
    tx.one("select data, expires_at from session where id_hash = $1", args![id_hash]).await
}

pub async fn insert(tx: &mut Tx, id_hash: &str, marks: &Marks, data: &str, expires_at: i64, now: i64) -> DbResult<u64> {
    let Marks { person, signed_in_at, seen_at, address, user_agent } = marks;
    tx.run(
        "insert into session (id_hash, person_id, signed_in_at, seen_at, address, user_agent, data, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $9, $8)",
        args![id_hash, person.as_ref(), *signed_in_at, *seen_at, address, user_agent, data, expires_at, now],
    )
    .await
}

/// Touches nothing when the session was ended meanwhile: a request that was under way never brings one back.
pub async fn update(tx: &mut Tx, id_hash: &str, marks: &Marks, data: &str, expires_at: i64) -> DbResult<u64> {
    let Marks { person, signed_in_at, seen_at, address, user_agent } = marks;
    tx.run(
        "update session set person_id = $2, signed_in_at = $3, seen_at = $4, address = $5, user_agent = $6, data = $7, expires_at = $8
         where id_hash = $1",
        args![id_hash, person.as_ref(), *signed_in_at, *seen_at, address, user_agent, data, expires_at],
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

/// Where a person is signed in, what was used last first: sessions used since `seen_since` that began since `signed_in_since`.
pub async fn list_of_person(
    tx: &mut Tx,
    person: &PersonId,
    seen_since: i64,
    signed_in_since: i64,
    limit: i64,
) -> DbResult<Vec<OwnSession>> {
    tx.all(
        "select id_hash, signed_in_at, seen_at, address, user_agent from session
         where person_id = $1 and seen_at >= $2 and signed_in_at >= $3 order by seen_at desc, id_hash limit $4",
        args![person, seen_since, signed_in_since, limit],
    )
    .await
}

/// Ends a session of this person and of nobody else, and answers what it was.
pub async fn delete_own(tx: &mut Tx, person: &PersonId, id_hash: &str) -> DbResult<Option<OwnSession>> {
    tx.one(
        "delete from session where person_id = $1 and id_hash = $2 and signed_in_at is not null
         returning id_hash, signed_in_at, seen_at, address, user_agent",
        args![person, id_hash],
    )
    .await
}

pub async fn delete_expired(tx: &mut Tx, now: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from session where expires_at < $1 and id_hash in
         (select id_hash from session where expires_at < $1 order by expires_at limit $2)",
        args![now, limit],
    )
    .await
}
