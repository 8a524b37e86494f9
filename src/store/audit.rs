//! `audit_entry`: written once, never changed.

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{AccountId, AuditEntry, AuditFilter, EntryId, Id},
};

/// A row, whole.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AuditRow {
    pub account_id: AccountId,
    #[sqlx(flatten)]
    pub entry: AuditEntry,
}

pub async fn insert(tx: &mut Tx, row: &AuditRow) -> DbResult<u64> {
    let AuditRow { account_id, entry } = row;
    tx.run(
        "insert into audit_entry (id, account_id, workspace_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id,
            target_name, detail, address, user_agent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            &entry.id,
            account_id,
            entry.workspace_id.as_ref(),
            entry.at,
            &entry.actor_kind,
            &entry.actor_id,
            &entry.actor_name,
            &entry.action,
            &entry.target_kind,
            &entry.target_id,
            &entry.target_name,
            &entry.detail,
            &entry.address,
            &entry.user_agent,
        ],
    )
    .await
}

/// How far the time in an id may be from the time of the entry, in milliseconds.
const SLACK: i64 = 60_000;

/// Where the ids of this millisecond begin.
fn born(at: i64) -> String {
    format!("{}_{:012x}", EntryId::PREFIX, at.max(0))
}

pub async fn find(tx: &mut Tx, account: &AccountId, id: &EntryId) -> DbResult<Option<AuditEntry>> {
    tx.one(
        "select id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, workspace_id, detail, address, user_agent
         from audit_entry where account_id = $1 and id = $2",
        args![account, id],
    )
    .await
}

/// Newest first, except when `filter.after` asks for what is newer: then oldest first, from there on.
pub async fn list(tx: &mut Tx, account: &AccountId, filter: &AuditFilter, limit: i64) -> DbResult<Vec<AuditEntry>> {
    let mut sql = Sql::new(
        "select id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, workspace_id, detail, address, user_agent
         from audit_entry where account_id = ",
    )
    .bind(account);
    if let Some(actor) = &filter.actor_id {
        sql = sql.push(" and actor_id = ").bind(actor);
    }
    if let Some(action) = &filter.action {
        sql = sql.push(" and action = ").bind(action);
    }
    if let Some(workspace) = &filter.workspace {
        sql = sql.push(" and workspace_id = ").bind(workspace);
    }
    if let Some(target) = &filter.target {
        sql = sql.push(" and target_id = ").bind(target);
    }
    // Ids begin with their time of birth, so a span of time is a span of the index that the list is read from.
    if let Some(from) = filter.from {
        sql = sql.push(" and at >= ").bind(from).push(" and id >= ").bind(born(from - SLACK));
    }
    if let Some(until) = filter.until {
        sql = sql.push(" and at < ").bind(until).push(" and id < ").bind(born(until + SLACK));
    }
    if let Some(before) = &filter.before {
        sql = sql.push(" and id < ").bind(before);
    }
    if let Some(after) = &filter.after {
        sql = sql.push(" and id > ").bind(after).push(" order by id limit ").bind(limit);
    } else {
        sql = sql.push(" order by id desc limit ").bind(limit);
    }
    tx.all_of(sql).await
}
