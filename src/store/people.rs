//! `person`, `member`, `account`: who may sign in where.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{AccountId, MemberStatus, PersonId, Role},
};

/// A person with one membership: what every request of a session reads.
#[derive(FromRow)]
pub struct Membership {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub totp_confirmed_at: Option<i64>,
    pub account_id: AccountId,
    pub account_name: String,
    pub role: Role,
    pub status: MemberStatus,
}

pub async fn membership(tx: &mut Tx, person: &PersonId, account: &AccountId) -> DbResult<Option<Membership>> {
    tx.one(
        "select person.id as person_id, person.name, person.email, person.totp_confirmed_at, account.id as account_id,
                account.name as account_name, member.role, member.status
         from member join person on person.id = member.person_id join account on account.id = member.account_id
         where member.person_id = $1 and member.account_id = $2",
        args![person, account],
    )
    .await
}

/// The accounts of a person, oldest first.
pub async fn memberships(tx: &mut Tx, person: &PersonId) -> DbResult<Vec<Membership>> {
    tx.all(
        "select person.id as person_id, person.name, person.email, person.totp_confirmed_at, account.id as account_id,
                account.name as account_name, member.role, member.status
         from member join person on person.id = member.person_id join account on account.id = member.account_id
         where member.person_id = $1 and member.status = 'active' order by member.joined_at, account.id",
        args![person],
    )
    .await
}

pub async fn insert_account(tx: &mut Tx, id: &AccountId, name: &str, now: i64) -> DbResult<u64> {
    tx.run("insert into account (id, name, created_at) values ($1, $2, $3)", args![id, name, now]).await
}

#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn insert_person(tx: &mut Tx, id: &PersonId, email: &str, name: &str, password_hash: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into person (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)",
        args![id, email, name, password_hash, now],
    )
    .await
}

pub async fn insert_member(tx: &mut Tx, account: &AccountId, person: &PersonId, role: Role, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into member (account_id, person_id, role, status, joined_at) values ($1, $2, $3, 'active', $4)",
        args![account, person, role, now],
    )
    .await
}

/// Whether anybody was ever set up.
pub async fn is_empty(tx: &mut Tx) -> DbResult<bool> {
    let first: Option<(String,)> = tx.one("select id from account limit 1", vec![]).await?;
    Ok(first.is_none())
}
