//! Seals entries of the audit log into the chain, in the order in which they became visible and soon after their commit. Whoever commits an entry
//! waits for nobody: the chain has one end, and many who write.

use super::verify::{PinnedHead, pin};
use crate::{
    access::{App, chain},
    db::Db,
    model::AppError,
    store::{
        self,
        seals::{Head, Mark, Seal},
    },
};

/// So many are sealed in one transaction.
const BATCH: i64 = 500;
/// A checkpoint is kept after so many links, or when the last one is so old, in milliseconds.
pub const CHECKPOINT_EVERY: i64 = 1_000;
const CHECKPOINT_AFTER: i64 = 10 * 60_000;

/// Seals whatever waits in a database. Answers the new end of its chain; none when there was nothing to seal.
pub async fn seal(app: &App, db: &Db) -> Result<Option<Head>, AppError> {
    let mut end = None;
    while let Some((looked_at, head)) = seal_some(app, db).await? {
        end = head.or(end);
        if looked_at < BATCH {
            break;
        }
    }
    Ok(end)
}

/// Answers how many were looked at and the new end of the chain; none when nothing waits.
async fn seal_some(app: &App, db: &Db) -> Result<Option<(i64, Option<Head>)>, AppError> {
    // Looking is cheaper than a write transaction that finds nothing.
    if !store::seals::is_waiting(&mut db.read().await?).await? {
        return Ok(None);
    }
    let mut tx = db.write().await?;
    let head = store::seals::hold_head(&mut tx).await?.ok_or_else(|| {
        tracing::error!("the head of the audit log's chain is gone");
        AppError::Internal
    })?;
    let waiting = store::seals::list_waiting(&mut tx, BATCH).await?;
    if waiting.is_empty() {
        tx.rollback().await?;
        return Ok(None);
    }
    let (count, first) = (waiting.len() as i64, head.mark.sequence);
    let mut hash = if first == 0 { chain::beginning(&head.chain) } else { head.mark.hash };
    let mut seals = Vec::with_capacity(waiting.len());
    for one in waiting {
        let entry_id = one.row.entry.id.clone();
        if chain::mac(&app.vault, &one.row) != one.mac {
            // It stays unsealed, and `belfry audit verify` names it.
            tracing::error!(entry = %entry_id, "an entry of the audit log that Belfry did not write");
            store::seals::delete_waiting(&mut tx, &entry_id).await?;
            continue;
        }
        hash = chain::link(&hash, &chain::digest(&one.row));
        let sequence = first + 1 + seals.len() as i64;
        seals.push(Seal { sequence, entry_id, version: chain::VERSION, hash: hash.clone(), digest: None, proof: None });
    }
    let mut end = None;
    if let Some(last) = seals.last() {
        let mark = chain::sign(&app.vault, &head.chain, last.sequence, &last.hash, app.now());
        store::seals::insert(&mut tx, &seals).await?;
        store::seals::delete_sealed(&mut tx, first).await?;
        store::seals::update_head(&mut tx, &mark).await?;
        let before = store::seals::list_checkpoints_until(&mut tx, mark.sequence, 1).await?;
        if is_time(before.first(), &mark) {
            store::seals::insert_checkpoint(&mut tx, &mark).await?;
        }
        end = Some(Head { chain: head.chain, mark });
    }
    tx.commit().await?;
    Ok(Some((count, end)))
}

fn is_time(before: Option<&Mark>, mark: &Mark) -> bool {
    before.is_none_or(|before| mark.sequence - before.sequence >= CHECKPOINT_EVERY || mark.at - before.at >= CHECKPOINT_AFTER)
}

/// Seals whatever waits, everywhere; a region that does not answer is sealed later. Answers the new ends, to be kept elsewhere.
pub async fn seal_all(app: &App) -> Result<Vec<PinnedHead>, AppError> {
    let mut ends = Vec::new();
    for (region, db) in app.regions.up() {
        match seal(app, db).await {
            Ok(end) => ends.extend(end.map(|Head { chain, mark }| pin(app, region, chain, mark))),
            Err(error) => tracing::warn!(%error, region, "the audit log of a region is sealed later"),
        }
    }
    Ok(ends)
}
