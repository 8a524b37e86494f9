//! `email_code`: who asked for a code by e-mail, and what the code is checked with.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{Email, EmailCodeId, PersonId},
};

/// A form that somebody sent; whether anybody has the address is looked up later.
#[derive(Debug, FromRow)]
pub struct CodeRequest {
    pub id: EmailCodeId,
    pub email: String,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// What a try is checked with.
#[derive(Debug, FromRow)]
pub struct Tried {
    /// None: nobody has the address, or the letter is not written yet.
    pub person_id: Option<PersonId>,
    pub code_hash: Option<String>,
}

/// An address has one code: a newer one replaces it.
#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn upsert(
    tx: &mut Tx,
    id: &EmailCodeId,
    email: &Email,
    address: Option<&str>,
    user_agent: Option<&str>,
    now: i64,
    expires_at: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into email_code (id, email, waiting, tries, address, user_agent, created_at, expires_at)
         values ($1, $2, true, 0, $3, $4, $5, $6)
         on conflict (email) do update set id = $1, waiting = true, person_id = null, code_hash = null, tries = 0, address = $3,
            user_agent = $4, created_at = $5, expires_at = $6",
        args![id, email, address, user_agent, now, expires_at],
    )
    .await
}

/// The oldest that no letter was written for.
pub async fn next_waiting(tx: &mut Tx) -> DbResult<Option<CodeRequest>> {
    tx.one("select id, email, address, user_agent from email_code where waiting order by id limit 1", vec![]).await
}

/// The letter is about to be sent. Of several processes that found the same one, exactly one gets 1.
pub async fn update_made(tx: &mut Tx, id: &EmailCodeId, person: &PersonId, code_hash: &str) -> DbResult<u64> {
    tx.run(
        "update email_code set waiting = false, person_id = $2, code_hash = $3 where id = $1 and waiting",
        args![id, person, code_hash],
    )
    .await
}

/// There is nobody to write a letter to.
pub async fn update_unsent(tx: &mut Tx, id: &EmailCodeId) -> DbResult<u64> {
    tx.run("update email_code set waiting = false where id = $1 and waiting", args![id]).await
}

/// Counts a try. None: the code was used, replaced, tried too often, or is too old.
pub async fn count_try(tx: &mut Tx, id: &EmailCodeId, most: i64, now: i64) -> DbResult<Option<Tried>> {
    tx.one(
        "update email_code set tries = tries + 1 where id = $1 and tries < $2 and expires_at > $3 returning person_id, code_hash",
        args![id, most, now],
    )
    .await
}

/// Uses a code up.
pub async fn delete(tx: &mut Tx, id: &EmailCodeId) -> DbResult<u64> {
    tx.run("delete from email_code where id = $1", args![id]).await
}

pub async fn delete_expired(tx: &mut Tx, now: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from email_code where expires_at < $1 and id in
         (select id from email_code where expires_at < $1 order by expires_at limit $2)",
        args![now, limit],
    )
    .await
}
