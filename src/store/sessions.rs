//! `session`: what `tower-sessions` keeps, under the hash of the cookie's id.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{AccountId, OwnSession, PersonId},
};

/// What is kept beside a session's own text, so that it can be searched.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    pub person: Option<PersonId>,
    /// The account that it works in.
    pub account: Option<AccountId>,
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
    let Marks { person, account, signed_in_at, seen_at, address, user_agent } = marks;
    tx.run(
        "insert into session (id_hash, person_id, account_id, signed_in_at, seen_at, address, user_agent, data, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $10, $9)",
        args![id_hash, person.as_ref(), account.as_ref(), *signed_in_at, *seen_at, address, user_agent, data, expires_at, now],
    )
    .await
}

/// Touches nothing when the session was ended meanwhile: a request that was under way never brings one back.
pub async fn update(tx: &mut Tx, id_hash: &str, marks: &Marks, data: &str, expires_at: i64) -> DbResult<u64> {
    let Marks { person, account, signed_in_at, seen_at, address, user_agent } = marks;
    tx.run(
        "update session set person_id = $2, account_id = $3, signed_in_at = $4, seen_at = $5, address = $6, user_agent = $7, data = $8,
                expires_at = $9
         where id_hash = $1",
        args![id_hash, person.as_ref(), account.as_ref(), *signed_in_at, *seen_at, address, user_agent, data, expires_at],
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

/// Signs a person out of one account; where they are in another one, they stay.
pub async fn delete_of_member(tx: &mut Tx, account: &AccountId, person: &PersonId) -> DbResult<u64> {
    tx.run("delete from session where person_id = $2 and account_id = $1", args![account, person]).await
}

/// Signs everybody out who is in an account, wherever they work, but for one session: switching to the account would lead back in.
pub async fn delete_of_account(tx: &mut Tx, account: &AccountId, but: &str) -> DbResult<u64> {
    tx.run(
        "delete from session where id_hash <> $2 and person_id in (select person_id from member where account_id = $1)",
        args![account, but],
    )
    .await
}

/// Where a person is signed in, what was used last first: sessions that are not over by the limits of the account that each works in.
pub async fn list_of_person(tx: &mut Tx, person: &PersonId, now: i64, limit: i64) -> DbResult<Vec<OwnSession>> {
    tx.all(
        "select session.id_hash, session.signed_in_at, session.seen_at, session.address, session.user_agent
         from session join account on account.id = session.account_id
         where session.person_id = $1 and session.seen_at >= $2 - account.session_idle
             and session.signed_in_at >= $2 - account.session_absolute
         order by session.seen_at desc, session.id_hash limit $3",
        args![person, now, limit],
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
