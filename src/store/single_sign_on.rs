//! `oidc_provider`, `oidc_subject`.

use crate::{
    args,
    db::{DbResult, Tx},
    model::{AccountId, OidcProvider, PersonId},
};

pub async fn find(tx: &mut Tx, account: &AccountId) -> DbResult<Option<OidcProvider>> {
    tx.one(
        "select account_id, label, issuer, client_id, client_secret, both_factors, enabled, created_at, updated_at
         from oidc_provider where account_id = $1",
        args![account],
    )
    .await
}

/// Those that the sign-in page offers, the oldest first.
pub async fn list_enabled(tx: &mut Tx, limit: i64) -> DbResult<Vec<OidcProvider>> {
    tx.all(
        "select account_id, label, issuer, client_id, client_secret, both_factors, enabled, created_at, updated_at
         from oidc_provider where enabled order by created_at, account_id limit $1",
        args![limit],
    )
    .await
}

pub async fn upsert(tx: &mut Tx, provider: &OidcProvider) -> DbResult<u64> {
    tx.run(
        "insert into oidc_provider (account_id, label, issuer, client_id, client_secret, both_factors, enabled, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (account_id) do update set label = $2, issuer = $3, client_id = $4, client_secret = $5, both_factors = $6,
            enabled = $7, updated_at = $9",
        args![
            &provider.account_id,
            &provider.label,
            &provider.issuer,
            &provider.client_id,
            &provider.client_secret,
            provider.both_factors,
            provider.enabled,
            provider.created_at,
            provider.updated_at,
        ],
    )
    .await
}

pub async fn delete(tx: &mut Tx, account: &AccountId) -> DbResult<u64> {
    tx.run("delete from oidc_provider where account_id = $1", args![account]).await
}

/// Whom the provider means.
pub async fn find_person(tx: &mut Tx, account: &AccountId, issuer: &str, subject: &str) -> DbResult<Option<PersonId>> {
    let row: Option<(PersonId,)> = tx
        .one(
            "select person_id from oidc_subject where account_id = $1 and issuer = $2 and subject = $3",
            args![account, issuer, subject],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

pub async fn insert_subject(
    tx: &mut Tx,
    account: &AccountId,
    issuer: &str,
    subject: &str,
    person: &PersonId,
    now: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into oidc_subject (account_id, issuer, subject, person_id, linked_at) values ($1, $2, $3, $4, $5)",
        args![account, issuer, subject, person, now],
    )
    .await
}

/// A provider that is gone means nobody any more.
pub async fn delete_subjects(tx: &mut Tx, account: &AccountId) -> DbResult<u64> {
    tx.run("delete from oidc_subject where account_id = $1", args![account]).await
}
