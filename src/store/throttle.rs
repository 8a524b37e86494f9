//! `throttle`: how often something was tried in vain.

use crate::{
    args,
    db::{DbResult, Tx},
};

/// Counts a try, unless the door is closed: then there is no answer. Tries before `since` are forgotten. Answers how many there were.
pub async fn count_try(tx: &mut Tx, subject: &str, since: i64, now: i64) -> DbResult<Option<i64>> {
    let row: Option<(i64,)> = tx
        .one(
            "insert into throttle (subject, tries, closed_until, updated_at) values ($1, 1, 0, $3)
             on conflict (subject) do update set
                tries = case when throttle.updated_at < $2 then 1 else throttle.tries + 1 end, updated_at = $3
             where throttle.closed_until <= $3
             returning tries",
            args![subject, since, now],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

pub async fn update_closed(tx: &mut Tx, subject: &str, until: i64) -> DbResult<u64> {
    tx.run("update throttle set closed_until = $2 where subject = $1", args![subject, until]).await
}

pub async fn find_closed(tx: &mut Tx, subject: &str) -> DbResult<Option<i64>> {
    let row: Option<(i64,)> = tx.one("select closed_until from throttle where subject = $1", args![subject]).await?;
    Ok(row.map(|row| row.0))
}

/// How many tries there were.
pub async fn find_tries(tx: &mut Tx, subject: &str) -> DbResult<Option<i64>> {
    let row: Option<(i64,)> = tx.one("select tries from throttle where subject = $1", args![subject]).await?;
    Ok(row.map(|row| row.0))
}

/// Takes back one try that turned out well.
pub async fn update_forgiven(tx: &mut Tx, subject: &str) -> DbResult<u64> {
    tx.run("update throttle set tries = tries - 1, closed_until = 0 where subject = $1 and tries > 0", args![subject]).await
}

/// Marks the row without changing what it says: a write that costs what other writes cost.
pub async fn update_touched(tx: &mut Tx, subject: &str, now: i64) -> DbResult<u64> {
    tx.run("update throttle set updated_at = $2 where subject = $1", args![subject, now]).await
}

pub async fn delete(tx: &mut Tx, subject: &str) -> DbResult<u64> {
    tx.run("delete from throttle where subject = $1", args![subject]).await
}

pub async fn delete_older(tx: &mut Tx, before: i64, limit: i64) -> DbResult<u64> {
    tx.run(
        "delete from throttle where updated_at < $1 and subject in
         (select subject from throttle where updated_at < $1 order by updated_at limit $2)",
        args![before, limit],
    )
    .await
}

/// A row that writers wait for.
pub async fn upsert_held(tx: &mut Tx, subject: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into throttle (subject, tries, closed_until, updated_at) values ($1, 0, 0, $2)
         on conflict (subject) do update set updated_at = $2",
        args![subject, now],
    )
    .await
}
