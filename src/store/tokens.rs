//! `service_token`.

use crate::{
    args,
    db::{DbResult, Tx, like_pattern},
    model::{AccountId, ServiceToken, ServiceTokenId},
};

pub async fn insert(tx: &mut Tx, token: &ServiceToken, token_hash: &str) -> DbResult<u64> {
    tx.run(
        "insert into service_token (account_id, id, name, token_hash, hint, scope, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            &token.account_id,
            &token.id,
            &token.name,
            token_hash,
            &token.hint,
            &token.scope,
            &token.created_by,
            token.created_at,
            token.expires_at,
        ],
    )
    .await
}

/// The newest first, revoked ones too.
pub async fn list(tx: &mut Tx, account: &AccountId, limit: i64) -> DbResult<Vec<ServiceToken>> {
    tx.all(
        "select id, account_id, name, hint, scope, created_by, created_at, expires_at, last_used_at, last_used_from, revoked_at
         from service_token where account_id = $1 order by id desc limit $2",
        args![account, limit],
    )
    .await
}

/// One that was not revoked.
pub async fn find(tx: &mut Tx, account: &AccountId, id: &ServiceTokenId) -> DbResult<Option<ServiceToken>> {
    tx.one(
        "select id, account_id, name, hint, scope, created_by, created_at, expires_at, last_used_at, last_used_from, revoked_at
         from service_token where account_id = $1 and id = $2 and revoked_at is null",
        args![account, id],
    )
    .await
}

/// A token leads to its account: the one search that can't name the account first. Expired ones too, so that they can be told so.
pub async fn find_by_hash(tx: &mut Tx, token_hash: &str) -> DbResult<Option<ServiceToken>> {
    tx.one(
        "select id, account_id, name, hint, scope, created_by, created_at, expires_at, last_used_at, last_used_from, revoked_at
         from service_token where token_hash = $1 and revoked_at is null",
        args![token_hash],
    )
    .await
}

pub async fn update_last_used(
    tx: &mut Tx,
    account: &AccountId,
    id: &ServiceTokenId,
    now: i64,
    from: Option<&str>,
) -> DbResult<u64> {
    tx.run(
        "update service_token set last_used_at = $3, last_used_from = $4 where account_id = $1 and id = $2",
        args![account, id, now, from],
    )
    .await
}

pub async fn update_revoked(tx: &mut Tx, account: &AccountId, id: &ServiceTokenId, now: i64) -> DbResult<u64> {
    tx.run(
        "update service_token set revoked_at = $3 where account_id = $1 and id = $2 and revoked_at is null",
        args![account, id, now],
    )
    .await
}

/// The ids of an account's tokens whose names contain this.
pub async fn find_ids_by_name(tx: &mut Tx, account: &AccountId, text: &str, limit: i64) -> DbResult<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .all(
            "select id from service_token where account_id = $1 and lower(name) like $2 escape '\\' order by id desc limit $3",
            args![account, like_pattern(text), limit],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
