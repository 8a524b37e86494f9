//! `account`: what it is called, and what it decides for everybody in it.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Tx},
    model::{AccountId, AccountSettings, SessionLimits},
};

/// An account as its settings pages know it.
#[derive(FromRow)]
pub struct AccountRow {
    pub name: String,
    #[sqlx(flatten)]
    pub settings: AccountSettings,
}

pub async fn find(tx: &mut Tx, account: &AccountId) -> DbResult<Option<AccountRow>> {
    tx.one(
        "select name, zone as account_zone, mfa_required, session_idle, session_absolute from account where id = $1",
        args![account],
    )
    .await
}

/// Whoever comes here next waits for the end of this transaction.
pub async fn lock(tx: &mut Tx, account: &AccountId) -> DbResult<u64> {
    tx.run("update account set name = name where id = $1", args![account]).await
}

pub async fn update_general(tx: &mut Tx, account: &AccountId, name: &str, zone: Option<&str>) -> DbResult<u64> {
    tx.run("update account set name = $2, zone = $3 where id = $1", args![account, name, zone]).await
}

pub async fn update_mfa_required(tx: &mut Tx, account: &AccountId, required: bool) -> DbResult<u64> {
    tx.run("update account set mfa_required = $2 where id = $1", args![account, required]).await
}

pub async fn update_session_limits(tx: &mut Tx, account: &AccountId, limits: SessionLimits) -> DbResult<u64> {
    tx.run(
        "update account set session_idle = $2, session_absolute = $3 where id = $1",
        args![account, limits.idle, limits.absolute],
    )
    .await
}

/// How long the audit log is kept, in days; none: for ever.
pub async fn audit_days(tx: &mut Tx, account: &AccountId) -> DbResult<Option<i64>> {
    let found: Option<(Option<i64>,)> = tx.one("select audit_days from account where id = $1", args![account]).await?;
    Ok(found.and_then(|row| row.0))
}

pub async fn update_audit_days(tx: &mut Tx, account: &AccountId, days: Option<i64>) -> DbResult<u64> {
    tx.run("update account set audit_days = $2 where id = $1", args![account, days]).await
}

/// Accounts whose audit log is not kept for ever, with their names and the days, by id.
pub async fn list_with_audit_days(tx: &mut Tx, after: &str, limit: i64) -> DbResult<Vec<(AccountId, String, i64)>> {
    tx.all(
        "select id, name, audit_days from account where audit_days is not null and id > $1 order by id limit $2",
        args![after, limit],
    )
    .await
}
