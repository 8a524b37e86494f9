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

/// A row with its place in the chain.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sealed {
    pub sequence: i64,
    #[sqlx(flatten)]
    pub row: AuditRow,
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

/// Newest first, except when `filter.after` asks for what is newer: then oldest first, from there on. For each of the actors and each of the
/// actions so many at most, every one of them read from an index of its own; who asks puts them in order.
pub async fn list(tx: &mut Tx, account: &AccountId, filter: &AuditFilter, limit: i64) -> DbResult<Vec<AuditEntry>> {
    let mut sql = Sql::new("");
    for (at, (actor, action)) in pairs(filter).into_iter().enumerate() {
        sql = sql.push(if at == 0 { "select * from (" } else { " union all select * from (" });
        sql = part(sql, account, filter, actor, action, limit).push(") part");
    }
    tx.all_of(sql).await
}

/// How many fit, counted up to a limit for each of the actors and actions.
pub async fn count_up_to(tx: &mut Tx, account: &AccountId, filter: &AuditFilter, limit: i64) -> DbResult<i64> {
    let mut count = 0;
    for (actor, action) in pairs(filter) {
        let sql = part(Sql::new("select count(*) from ("), account, filter, actor, action, limit).push(") part");
        count += tx.one_of::<(i64,)>(sql).await?.map_or(0, |row| row.0);
    }
    Ok(count)
}

/// When the oldest entry was made.
pub async fn oldest(tx: &mut Tx, account: &AccountId) -> DbResult<Option<i64>> {
    let found: Option<(i64,)> =
        tx.one("select at from audit_entry where account_id = $1 order by id limit 1", args![account]).await?;
    Ok(found.map(|row| row.0))
}

/// Sealed entries that were made before a time, oldest first, each with its link.
pub async fn list_old(tx: &mut Tx, account: &AccountId, before: i64, limit: i64) -> DbResult<Vec<Sealed>> {
    tx.all(
        "select s.sequence, e.account_id, e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.action, e.target_kind, e.target_id,
            e.target_name, e.workspace_id, e.detail, e.address, e.user_agent
         from audit_entry e cross join audit_seal s
         where e.account_id = $1 and e.id < $2 and e.at < $3 and s.entry_id = e.id order by e.id limit $4",
        args![account, born(before + SLACK), before, limit],
    )
    .await
}

/// Only an entry whose seal says that it had its time: the database refuses every other one.
pub async fn delete(tx: &mut Tx, account: &AccountId, id: &EntryId) -> DbResult<u64> {
    tx.run("delete from audit_entry where account_id = $1 and id = $2", args![account, id]).await
}

/// Each actor with each action; none stands for any.
fn pairs(filter: &AuditFilter) -> Vec<(Option<&String>, Option<&String>)> {
    fn each(some: &[String]) -> Vec<Option<&String>> {
        if some.is_empty() { vec![None] } else { some.iter().map(Some).collect() }
    }
    let actions = each(&filter.actions);
    each(&filter.actors).into_iter().flat_map(|actor| actions.iter().map(move |action| (actor, *action))).collect()
}

fn part(sql: Sql, account: &AccountId, filter: &AuditFilter, actor: Option<&String>, action: Option<&String>, limit: i64) -> Sql {
    let mut sql = sql
        .push(
            "select id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, workspace_id, detail, address,
                user_agent
             from audit_entry where account_id = ",
        )
        .bind(account);
    if let Some(actor) = actor {
        sql = sql.push(" and actor_id = ").bind(actor);
    }
    if let Some(action) = action {
        sql = sql.push(" and action = ").bind(action);
    }
    if let Some(workspace) = &filter.workspace {
        sql = sql.push(" and workspace_id = ").bind(workspace);
    }
    if let Some(target) = &filter.target {
        sql = sql.push(" and target_id = ").bind(target);
    }
    if let Some(from) = filter.from {
        sql = sql.push(" and at >= ").bind(from);
    }
    if let Some(until) = filter.until {
        sql = sql.push(" and at < ").bind(until);
    }
    // Ids begin with their time of birth, so a span of time is a span of the index that the list is read from. One bound at either end: of
    // two, SQLite begins at either.
    let after = filter.after.as_ref().map(EntryId::to_string);
    if let Some(low) = filter.from.map(|from| born(from - SLACK)).into_iter().chain(after).max() {
        sql = sql.push(" and id > ").bind(low);
    }
    let before = filter.before.as_ref().map(EntryId::to_string);
    if let Some(high) = filter.until.map(|until| born(until + SLACK)).into_iter().chain(before).min() {
        sql = sql.push(" and id < ").bind(high);
    }
    sql.push(if filter.after.is_some() { " order by id limit " } else { " order by id desc limit " }).bind(limit)
}
