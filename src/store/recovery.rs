//! `recovery_code`: hashes only, each good for one use.

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::PersonId,
};

pub async fn insert_all(tx: &mut Tx, person: &PersonId, hashes: &[String]) -> DbResult<u64> {
    let rows = hashes.iter().map(|hash| args![person, hash]);
    tx.run_built(Sql::new("insert into recovery_code (person_id, code_hash) values ").rows(rows)).await
}

/// Uses a code up. Of many who try the same one, exactly one gets 1.
pub async fn update_used(tx: &mut Tx, person: &PersonId, hash: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "update recovery_code set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null",
        args![person, hash, now],
    )
    .await
}

/// How many are left; a person has ten at most.
pub async fn count_left(tx: &mut Tx, person: &PersonId) -> DbResult<i64> {
    let row: Option<(i64,)> =
        tx.one("select count(*) from recovery_code where person_id = $1 and used_at is null", args![person]).await?;
    Ok(row.map_or(0, |row| row.0))
}

pub async fn delete_all(tx: &mut Tx, person: &PersonId) -> DbResult<u64> {
    tx.run("delete from recovery_code where person_id = $1", args![person]).await
}
