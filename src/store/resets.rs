//! `reset_request` and `password_reset`: who asked for a new password, and the links that were sent for it.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{Email, JobId, PersonId},
};

/// A form that somebody sent; whether anybody has the address is looked up later.
#[derive(Debug, FromRow)]
pub struct ResetRequest {
    pub id: JobId,
    pub email: String,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

pub async fn insert_request(
    tx: &mut Tx,
    id: &JobId,
    email: &Email,
    address: Option<&str>,
    user_agent: Option<&str>,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into reset_request (id, email, address, user_agent, created_at) values ($1, $2, $3, $4, $5)",
        args![id, email, address, user_agent, now],
    )
    .await
}

/// The oldest.
pub async fn next_request(tx: &mut Tx) -> DbResult<Option<ResetRequest>> {
    tx.one("select id, email, address, user_agent from reset_request order by id limit 1", vec![]).await
}

/// Of several processes that found the same one, exactly one gets 1.
pub async fn delete_request(tx: &mut Tx, id: &JobId) -> DbResult<u64> {
    tx.run("delete from reset_request where id = $1", args![id]).await
}

/// A person has one link: a newer one replaces it.
pub async fn upsert(tx: &mut Tx, person: &PersonId, token_hash: &str, expires_at: i64) -> DbResult<u64> {
    tx.run(
        "insert into password_reset (person_id, token_hash, expires_at) values ($1, $2, $3)
         on conflict (person_id) do update set token_hash = $2, expires_at = $3",
        args![person, token_hash, expires_at],
    )
    .await
}

/// Whose link this is, while it is good.
pub async fn find_by_token(tx: &mut Tx, token_hash: &str, now: i64) -> DbResult<Option<PersonId>> {
    let row: Option<(PersonId,)> =
        tx.one("select person_id from password_reset where token_hash = $1 and expires_at > $2", args![token_hash, now]).await?;
    Ok(row.map(|row| row.0))
}

/// Uses a link up: of many who try at once, exactly one gets 1.
pub async fn delete_by_token(tx: &mut Tx, token_hash: &str, now: i64) -> DbResult<u64> {
    tx.run("delete from password_reset where token_hash = $1 and expires_at > $2", args![token_hash, now]).await
}

/// Ends the link of a person: what it was for is settled.
pub async fn delete_of_person(tx: &mut Tx, person: &PersonId) -> DbResult<u64> {
    tx.run("delete from password_reset where person_id = $1", args![person]).await
}

pub async fn delete_expired(tx: &mut Tx, now: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from password_reset where expires_at < $1 and person_id in
         (select person_id from password_reset where expires_at < $1 order by expires_at limit $2)",
        args![now, limit],
    )
    .await
}
