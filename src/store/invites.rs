//! `invite`: open invitations. An accepted or cancelled one is gone; the audit log remembers it.

use crate::{
    args,
    db::{DbResult, Sql, Tx, like_pattern},
    model::{AccountId, Email, Invite, InviteId, PersonId, RoleId, TeamFilter},
};

/// The newest first.
pub async fn list(tx: &mut Tx, account: &AccountId, filter: &TeamFilter, limit: i64) -> DbResult<Vec<Invite>> {
    let mut sql = Sql::new(
        "select invite.id, invite.account_id, invite.email, invite.name, invite.role_id, role.name as role_name, invite.invited_by,
                person.name as inviter, invite.created_at, invite.expires_at
         from invite join person on person.id = invite.invited_by
         join role on role.account_id = invite.account_id and role.id = invite.role_id where invite.account_id = ",
    )
    .bind(account);
    if let Some(text) = &filter.text {
        let pattern = like_pattern(text);
        sql = sql.push(" and (lower(invite.name) like ").bind(&pattern).push(" escape '\\' or invite.email like ").bind(&pattern);
        sql = sql.push(" escape '\\')");
    }
    if let Some(role) = &filter.role {
        sql = sql.push(" and invite.role_id = ").bind(role);
    }
    tx.all_of(sql.push(" order by invite.id desc limit ").bind(limit)).await
}

pub async fn find(tx: &mut Tx, account: &AccountId, id: &InviteId) -> DbResult<Option<Invite>> {
    tx.one(
        "select invite.id, invite.account_id, invite.email, invite.name, invite.role_id, role.name as role_name, invite.invited_by,
                person.name as inviter, invite.created_at, invite.expires_at
         from invite join person on person.id = invite.invited_by
         join role on role.account_id = invite.account_id and role.id = invite.role_id where invite.account_id = $1 and invite.id = $2",
        args![account, id],
    )
    .await
}

pub async fn find_by_email(tx: &mut Tx, account: &AccountId, email: &Email) -> DbResult<Option<Invite>> {
    tx.one(
        "select invite.id, invite.account_id, invite.email, invite.name, invite.role_id, role.name as role_name, invite.invited_by,
                person.name as inviter, invite.created_at, invite.expires_at
         from invite join person on person.id = invite.invited_by
         join role on role.account_id = invite.account_id and role.id = invite.role_id where invite.account_id = $1 and invite.email = $2",
        args![account, email],
    )
    .await
}

/// A token leads to its account: the one search that can't name the account first.
pub async fn find_by_token(tx: &mut Tx, token_hash: &str) -> DbResult<Option<Invite>> {
    tx.one(
        "select invite.id, invite.account_id, invite.email, invite.name, invite.role_id, role.name as role_name, invite.invited_by,
                person.name as inviter, invite.created_at, invite.expires_at
         from invite join person on person.id = invite.invited_by
         join role on role.account_id = invite.account_id and role.id = invite.role_id where invite.token_hash = $1",
        args![token_hash],
    )
    .await
}

/// Those of all accounts that ended before this time, the oldest first.
pub async fn list_expired(tx: &mut Tx, before: i64, limit: i64) -> DbResult<Vec<Invite>> {
    tx.all(
        "select invite.id, invite.account_id, invite.email, invite.name, invite.role_id, role.name as role_name, invite.invited_by,
                person.name as inviter, invite.created_at, invite.expires_at
         from invite join person on person.id = invite.invited_by
         join role on role.account_id = invite.account_id and role.id = invite.role_id
         where invite.expires_at < $1 order by invite.expires_at, invite.id limit $2",
        args![before, limit],
    )
    .await
}

/// Of an invitation that was sent again meanwhile, nothing is touched.
pub async fn delete_expired(tx: &mut Tx, account: &AccountId, id: &InviteId, before: i64) -> DbResult<u64> {
    tx.run("delete from invite where account_id = $1 and id = $2 and expires_at < $3", args![account, id, before]).await
}

#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn insert(
    tx: &mut Tx,
    account: &AccountId,
    id: &InviteId,
    email: &Email,
    name: &str,
    role: &RoleId,
    token_hash: &str,
    invited_by: &PersonId,
    now: i64,
    expires_at: i64,
) -> DbResult<u64> {
    tx.run(
        "insert into invite (account_id, id, email, name, role_id, token_hash, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![account, id, email, name, role, token_hash, invited_by, now, expires_at],
    )
    .await
}

/// A new token for the same invitation, by whoever sends it again.
pub async fn update_token(
    tx: &mut Tx,
    account: &AccountId,
    id: &InviteId,
    token_hash: &str,
    invited_by: &PersonId,
    expires_at: i64,
) -> DbResult<u64> {
    tx.run(
        "update invite set token_hash = $3, invited_by = $4, expires_at = $5 where account_id = $1 and id = $2",
        args![account, id, token_hash, invited_by, expires_at],
    )
    .await
}

/// Of many who accept or cancel the same invitation, exactly one gets 1.
pub async fn delete(tx: &mut Tx, account: &AccountId, id: &InviteId) -> DbResult<u64> {
    tx.run("delete from invite where account_id = $1 and id = $2", args![account, id]).await
}
