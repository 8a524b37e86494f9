//! `audit_export` and `audit_export_part`.

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{AccountId, AuditExport, ExportId, PersonId},
};

/// `status` is `direct` or `running`.
pub async fn insert(tx: &mut Tx, export: &AuditExport, status: &str) -> DbResult<u64> {
    tx.run(
        "insert into audit_export (id, account_id, person_id, format, query, filter, status, entries, parts, newest_at, reached_at, oldest_at,
            created_at, held_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9, $10, $11, 0)",
        args![
            &export.id,
            &export.account_id,
            &export.person_id,
            export.format,
            &export.query,
            &export.filter,
            status,
            export.entries,
            export.newest_at,
            export.oldest_at,
            export.created_at,
        ],
    )
    .await
}

/// Those of one person, the newest first.
pub async fn list(tx: &mut Tx, account: &AccountId, person: &PersonId, limit: i64) -> DbResult<Vec<AuditExport>> {
    tx.all(
        "select id, account_id, person_id, format, query, filter, status, entries, parts, last_id, newest_at, reached_at, oldest_at, created_at
         from audit_export where account_id = $1 and person_id = $2 order by id desc limit $3",
        args![account, person, limit],
    )
    .await
}

pub async fn find(tx: &mut Tx, account: &AccountId, person: &PersonId, id: &ExportId) -> DbResult<Option<AuditExport>> {
    tx.one(
        "select id, account_id, person_id, format, query, filter, status, entries, parts, last_id, newest_at, reached_at, oldest_at, created_at
         from audit_export where account_id = $1 and person_id = $2 and id = $3",
        args![account, person, id],
    )
    .await
}

/// How many are being written for an account, counted up to a limit.
pub async fn count_running(tx: &mut Tx, account: &AccountId, limit: i64) -> DbResult<i64> {
    let sql = "select count(*) from (select 1 from audit_export where account_id = $1 and status = 'running' limit $2) part";
    Ok(tx.one::<(i64,)>(sql, args![account, limit]).await?.map_or(0, |row| row.0))
}

/// Whether somebody waits for a file that nobody writes.
pub async fn is_waiting(tx: &mut Tx, now: i64) -> DbResult<bool> {
    let sql = "select cast(1 as bigint) from audit_export where status = 'running' and held_until <= $1 limit 1";
    Ok(tx.one::<(i64,)>(sql, args![now]).await?.is_some())
}

/// Takes the oldest one that nobody writes, and holds it until a time.
pub async fn claim(tx: &mut Tx, now: i64, until: i64) -> DbResult<Option<AuditExport>> {
    let lock = tx.dialect().skip_locked();
    let sql = Sql::new("update audit_export set held_until = ")
        .bind(until)
        .push(" where id = (select id from audit_export where status = 'running' and held_until <= ")
        .bind(now)
        .push(" order by id limit 1")
        .push(lock)
        .push(
            ") returning id, account_id, person_id, format, query, filter, status, entries, parts, last_id, newest_at, reached_at, oldest_at,
                created_at",
        );
    tx.one_of(sql).await
}

/// What the next part brings the export to. 0: somebody else wrote that part.
pub async fn update_progress(tx: &mut Tx, export: &AuditExport, status: &str, until: i64) -> DbResult<u64> {
    tx.run(
        "update audit_export set status = $1, entries = $2, parts = parts + 1, last_id = $3, reached_at = $4, held_until = $5
         where id = $6 and parts = $7 and status = 'running'",
        args![status, export.entries, export.last_id.as_ref(), export.reached_at, until, &export.id, export.parts],
    )
    .await
}

pub async fn insert_part(tx: &mut Tx, export: &ExportId, number: i64, body: &str) -> DbResult<u64> {
    tx.run("insert into audit_export_part (export_id, number, body) values ($1, $2, $3)", args![export, number, body]).await
}

pub async fn find_part(tx: &mut Tx, export: &ExportId, number: i64) -> DbResult<Option<String>> {
    let sql = "select body from audit_export_part where export_id = $1 and number = $2";
    Ok(tx.one::<(String,)>(sql, args![export, number]).await?.map(|row| row.0))
}

/// Parts of what was asked for before a time.
pub async fn delete_parts(tx: &mut Tx, before: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from audit_export_part where (export_id, number) in (
            select part.export_id, part.number from audit_export_part part join audit_export on audit_export.id = part.export_id
            where audit_export.created_at < $1 limit $2)",
        args![before, limit],
    )
    .await
}

/// What was asked for before a time, and has no part any more.
pub async fn delete(tx: &mut Tx, before: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from audit_export where id in (
            select id from audit_export where created_at < $1
                and not exists (select 1 from audit_export_part where export_id = audit_export.id) limit $2)",
        args![before, limit],
    )
    .await
}
