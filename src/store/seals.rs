//! `audit_waiting`, `audit_seal`, `audit_checkpoint`, `audit_head`: the chain that the audit log is sealed into. It is the database's own and not
//! an account's, so nothing here names one.

use super::audit::AuditRow;
use crate::{
    args,
    db::{DbResult, Sql, Tx, pieces},
    model::EntryId,
};

/// An entry that waits for its seal.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Waiting {
    #[sqlx(flatten)]
    pub row: AuditRow,
    /// Proof that the program wrote it.
    pub mac: String,
}

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Seal {
    pub sequence: i64,
    pub entry_id: EntryId,
    pub version: i64,
    pub hash: String,
    /// Of an entry that was purged: its own hash, and proof that the program did it.
    pub digest: Option<String>,
    pub proof: Option<String>,
}

/// The end of the chain at some time.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Mark {
    pub sequence: i64,
    pub hash: String,
    pub at: i64,
    pub signature: String,
}

/// The end of the chain, and which chain it is.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Head {
    pub chain: String,
    #[sqlx(flatten)]
    pub mark: Mark,
}

pub async fn insert_waiting(tx: &mut Tx, entry: &EntryId, mac: &str) -> DbResult<u64> {
    tx.run("insert into audit_waiting (entry_id, mac) values ($1, $2)", args![entry, mac]).await
}

/// What waits, in the order of its making. The few that wait are looked at first (`cross join` says so to SQLite).
pub async fn list_waiting(tx: &mut Tx, limit: i64) -> DbResult<Vec<Waiting>> {
    tx.all(
        "select w.mac, e.account_id, e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.action, e.target_kind, e.target_id, e.target_name,
            e.workspace_id, e.detail, e.address, e.user_agent
         from audit_waiting w cross join audit_entry e where e.id = w.entry_id order by w.entry_id limit $1",
        args![limit],
    )
    .await
}

/// Whether anything waits.
pub async fn is_waiting(tx: &mut Tx) -> DbResult<bool> {
    let found: Option<(i64,)> = tx.one("select cast(1 as bigint) from audit_waiting limit 1", args![]).await?;
    Ok(found.is_some())
}

/// Whether this one waits.
pub async fn waits(tx: &mut Tx, entry: &EntryId) -> DbResult<bool> {
    let found: Option<(i64,)> = tx.one("select cast(1 as bigint) from audit_waiting where entry_id = $1", args![entry]).await?;
    Ok(found.is_some())
}

/// One that waits and is not in the log any more.
pub async fn find_lost(tx: &mut Tx) -> DbResult<Option<EntryId>> {
    let sql = "select w.entry_id from audit_waiting w where not exists (select 1 from audit_entry e where e.id = w.entry_id)
               order by w.entry_id limit 1";
    let found: Option<(EntryId,)> = tx.one(sql, args![]).await?;
    Ok(found.map(|row| row.0))
}

/// One from `from` on that is in the log, and neither sealed nor waiting.
pub async fn find_unsealed(tx: &mut Tx, from: &EntryId) -> DbResult<Option<EntryId>> {
    let sql = "select e.id from audit_entry e where e.id >= $1
                 and not exists (select 1 from audit_seal s where s.entry_id = e.id)
                 and not exists (select 1 from audit_waiting w where w.entry_id = e.id)
               order by e.id limit 1";
    let found: Option<(EntryId,)> = tx.one(sql, args![from]).await?;
    Ok(found.map(|row| row.0))
}

pub async fn delete_waiting(tx: &mut Tx, entry: &EntryId) -> DbResult<u64> {
    tx.run("delete from audit_waiting where entry_id = $1", args![entry]).await
}

/// Those that were sealed after this link.
pub async fn delete_sealed(tx: &mut Tx, after: i64) -> DbResult<u64> {
    tx.run("delete from audit_waiting where entry_id in (select entry_id from audit_seal where sequence > $1)", args![after])
        .await
}

/// The head, held until the end of the transaction: one seals at a time.
pub async fn hold_head(tx: &mut Tx) -> DbResult<Option<Head>> {
    let lock = tx.dialect().for_update();
    tx.one_of(Sql::new("select chain, sequence, hash, at, signature from audit_head where id = 1").push(lock)).await
}

pub async fn head(tx: &mut Tx) -> DbResult<Option<Head>> {
    tx.one("select chain, sequence, hash, at, signature from audit_head where id = 1", args![]).await
}

pub async fn update_head(tx: &mut Tx, mark: &Mark) -> DbResult<u64> {
    tx.run(
        "update audit_head set sequence = $1, hash = $2, at = $3, signature = $4 where id = 1",
        args![mark.sequence, &mark.hash, mark.at, &mark.signature],
    )
    .await
}

pub async fn insert(tx: &mut Tx, seals: &[Seal]) -> DbResult<()> {
    for some in pieces(seals) {
        let rows = some.iter().map(|seal| args![seal.sequence, &seal.entry_id, seal.version, &seal.hash]);
        tx.run_built(Sql::new("insert into audit_seal (sequence, entry_id, version, hash) values ").rows(rows)).await?;
    }
    Ok(())
}

/// The links after this one, in order.
pub async fn list(tx: &mut Tx, after: i64, limit: i64) -> DbResult<Vec<Seal>> {
    tx.all(
        "select sequence, entry_id, version, hash, digest, proof from audit_seal where sequence > $1 order by sequence limit $2",
        args![after, limit],
    )
    .await
}

pub async fn find(tx: &mut Tx, sequence: i64) -> DbResult<Option<Seal>> {
    tx.one("select sequence, entry_id, version, hash, digest, proof from audit_seal where sequence = $1", args![sequence]).await
}

/// The entry of a link had its time: what is left of it is its hash.
pub async fn update_purged(tx: &mut Tx, sequence: i64, digest: &str, proof: &str) -> DbResult<u64> {
    let sql = "update audit_seal set digest = $2, proof = $3 where sequence = $1 and digest is null";
    tx.run(sql, args![sequence, digest, proof]).await
}

/// The entries of the links after this one, up to another.
pub async fn list_entries(tx: &mut Tx, after: i64, until: i64) -> DbResult<Vec<AuditRow>> {
    tx.all(
        "select e.account_id, e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.action, e.target_kind, e.target_id, e.target_name,
            e.workspace_id, e.detail, e.address, e.user_agent
         from audit_seal s cross join audit_entry e
         where s.sequence > $1 and s.sequence <= $2 and e.id = s.entry_id limit $2 - $1",
        args![after, until],
    )
    .await
}

pub async fn insert_checkpoint(tx: &mut Tx, mark: &Mark) -> DbResult<u64> {
    tx.run(
        "insert into audit_checkpoint (sequence, hash, at, signature) values ($1, $2, $3, $4)",
        args![mark.sequence, &mark.hash, mark.at, &mark.signature],
    )
    .await
}

/// The newest ones that are not newer than this, the newest first.
pub async fn list_checkpoints_until(tx: &mut Tx, until: i64, limit: i64) -> DbResult<Vec<Mark>> {
    tx.all(
        "select sequence, hash, at, signature from audit_checkpoint where sequence <= $1 order by sequence desc limit $2",
        args![until, limit],
    )
    .await
}

/// Those after one link, up to another.
pub async fn list_checkpoints(tx: &mut Tx, after: i64, until: i64, limit: i64) -> DbResult<Vec<Mark>> {
    tx.all(
        "select sequence, hash, at, signature from audit_checkpoint where sequence > $1 and sequence <= $2 order by sequence limit $3",
        args![after, until, limit],
    )
    .await
}
