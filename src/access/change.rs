//! Write transactions.

use std::ops::{Deref, DerefMut};

use serde_json::Value;

use super::{Entry, Granted, chain};
use crate::{
    db::Tx,
    model::{AppError, AuditEntry, Id, Needs, Place},
    store::{self, audit::AuditRow},
};

/// A write that cannot be committed without saying what was done. Dropped, it never happened.
pub struct Change<'g, P: Needs> {
    tx: Tx,
    granted: &'g Granted<P>,
    /// One time for all rows of the change, milliseconds since 1970.
    pub now: i64,
}

impl<'g, P: Needs> Change<'g, P> {
    pub(super) fn new(tx: Tx, granted: &'g Granted<P>) -> Self {
        Self { tx, granted, now: granted.now() }
    }

    pub fn id<I: Id>(&self) -> I {
        self.granted.id()
    }

    /// Commits with its entry.
    pub async fn commit(self, entry: Entry) -> Result<(), AppError> {
        self.commit_all(vec![entry]).await
    }

    /// Commits what several things were done to, with an entry for each, which is sealed into the chain soon afterwards.
    pub async fn commit_all(mut self, entries: Vec<Entry>) -> Result<(), AppError> {
        debug_assert!(!entries.is_empty(), "a change without an entry");
        let app = self.granted.app();
        for entry in entries {
            let row = self.granted.written_down(entry, self.now);
            store::audit::insert(&mut self.tx, &row).await?;
            store::seals::insert_waiting(&mut self.tx, &row.entry.id, &chain::mac(&app.vault, &row)).await?;
        }
        self.tx.commit().await?;
        app.unsealed.notify_one();
        Ok(())
    }

    /// The same work, thrown away: what a dry run ends with.
    pub async fn rollback(self) -> Result<(), AppError> {
        Ok(self.tx.rollback().await?)
    }
}

impl<P: Needs> Deref for Change<'_, P> {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl<P: Needs> DerefMut for Change<'_, P> {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

impl<P: Needs> Granted<P> {
    /// An entry as the log keeps it: with who did it, where and when.
    fn written_down(&self, entry: Entry, now: i64) -> AuditRow {
        let (actor, origin) = (self.actor(), self.origin());
        let entry = AuditEntry {
            id: self.id(),
            at: now,
            actor_kind: actor.kind.to_owned(),
            actor_id: actor.id.clone(),
            actor_name: actor.name.clone(),
            action: entry.action.to_owned(),
            target_kind: entry.target_kind().to_owned(),
            target_id: entry.target_id,
            target_name: entry.target_name,
            workspace_id: self.place().workspace_id().cloned(),
            detail: Value::Object(entry.detail).to_string(),
            address: origin.address.clone(),
            user_agent: origin.user_agent.clone(),
        };
        AuditRow { account_id: self.account().clone(), entry }
    }
}

/// A write transaction for rows that are their own log.
pub struct OwnRows(Tx);

impl OwnRows {
    pub(super) fn new(tx: Tx) -> Self {
        Self(tx)
    }

    pub async fn commit(self) -> Result<(), AppError> {
        Ok(self.0.commit().await?)
    }
}

impl Deref for OwnRows {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.0
    }
}

impl DerefMut for OwnRows {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.0
    }
}
