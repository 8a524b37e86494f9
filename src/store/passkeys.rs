//! `passkey`: keys of devices that people sign in with.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{OwnPasskey, PasskeyId, PersonId},
};

/// What a signature is checked with.
#[derive(Debug, FromRow)]
pub struct PasskeyRow {
    pub id: PasskeyId,
    pub person_id: PersonId,
    pub name: String,
    pub credential: String,
}

/// A person's, newest first.
pub async fn list_of_person(tx: &mut Tx, person: &PersonId, limit: i64) -> DbResult<Vec<OwnPasskey>> {
    tx.all(
        "select id, name, backed_up, created_at, last_used_at from passkey where person_id = $1 order by id desc limit $2",
        args![person, limit],
    )
    .await
}

/// What devices call the keys of a person.
pub async fn list_credential_ids(tx: &mut Tx, person: &PersonId, limit: i64) -> DbResult<Vec<(String,)>> {
    tx.all("select credential_id from passkey where person_id = $1 order by id limit $2", args![person, limit]).await
}

pub async fn find_by_credential(tx: &mut Tx, credential_id: &str) -> DbResult<Option<PasskeyRow>> {
    tx.one("select id, person_id, name, credential from passkey where credential_id = $1", args![credential_id]).await
}

pub async fn find(tx: &mut Tx, person: &PersonId, id: &PasskeyId) -> DbResult<Option<PasskeyRow>> {
    tx.one("select id, person_id, name, credential from passkey where person_id = $1 and id = $2", args![person, id]).await
}

/// What is new of a passkey when it was made or used.
pub struct State<'s> {
    pub credential: &'s str,
    pub counter: i64,
    pub backed_up: bool,
}

pub async fn insert(
    tx: &mut Tx,
    id: &PasskeyId,
    person: &PersonId,
    credential_id: &str,
    name: &str,
    state: &State<'_>,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into passkey (id, person_id, credential_id, name, credential, counter, backed_up, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![id, person, credential_id, name, state.credential, state.counter, state.backed_up, now],
    )
    .await
}

pub async fn update_name(tx: &mut Tx, person: &PersonId, id: &PasskeyId, name: &str) -> DbResult<u64> {
    tx.run("update passkey set name = $3 where person_id = $1 and id = $2", args![person, id, name]).await
}

/// It was used. Nothing when it was removed meanwhile, or when its count is not ahead of the last one: then there are two of it.
pub async fn update_used(tx: &mut Tx, id: &PasskeyId, state: &State<'_>, now: i64) -> DbResult<u64> {
    tx.run(
        "update passkey set credential = $2, counter = $3, backed_up = $4, last_used_at = $5
         where id = $1 and (counter < $3 or (counter = 0 and $3 = 0))",
        args![id, state.credential, state.counter, state.backed_up, now],
    )
    .await
}

pub async fn delete(tx: &mut Tx, person: &PersonId, id: &PasskeyId) -> DbResult<u64> {
    tx.run("delete from passkey where person_id = $1 and id = $2", args![person, id]).await
}

/// All of a person.
pub async fn delete_of_person(tx: &mut Tx, person: &PersonId) -> DbResult<u64> {
    tx.run("delete from passkey where person_id = $1", args![person]).await
}
