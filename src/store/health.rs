//! What monitoring asks of a database as a whole. Nothing here counts further than it is told to.

use crate::{
    args,
    db::{DbResult, Tx},
};

/// The number of the newest migration.
pub async fn newest_migration(tx: &mut Tx) -> DbResult<i64> {
    let row: Option<(i64,)> =
        tx.one("select coalesce(max(version), 0) from _sqlx_migrations where success = true", args![]).await?;
    Ok(row.map_or(0, |row| row.0))
}

/// How many jobs of a lane may be claimed.
pub async fn count_due(tx: &mut Tx, lane: &str, now: i64, most: i64) -> DbResult<i64> {
    let sql = "select count(*) from (select id from job where dead = false and lane = $1 and run_at <= $2 limit $3) as found";
    let row: Option<(i64,)> = tx.one(sql, args![lane, now, most]).await?;
    Ok(row.map_or(0, |row| row.0))
}

/// How many jobs of a lane were given up.
pub async fn count_dead(tx: &mut Tx, lane: &str, most: i64) -> DbResult<i64> {
    let sql = "select count(*) from (select id from job where dead = true and lane = $1 limit $2) as found";
    let row: Option<(i64,)> = tx.one(sql, args![lane, most]).await?;
    Ok(row.map_or(0, |row| row.0))
}

/// How many entries of the audit log wait for their seal.
pub async fn count_unsealed(tx: &mut Tx, most: i64) -> DbResult<i64> {
    let row: Option<(i64,)> =
        tx.one("select count(*) from (select entry_id from audit_waiting limit $1) as found", args![most]).await?;
    Ok(row.map_or(0, |row| row.0))
}
