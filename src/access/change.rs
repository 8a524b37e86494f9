//! Write transactions.

use std::ops::{Deref, DerefMut};

use super::{Entry, Granted};
use crate::{
    db::Tx,
    model::{AppError, Id, Needs, Place, WorkspaceId},
    store,
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

    /// Commits what several things were done to, with an entry for each.
    pub async fn commit_all(mut self, entries: Vec<Entry>) -> Result<(), AppError> {
        debug_assert!(!entries.is_empty(), "a change without an entry");
        let workspace = self.granted.workspace_of_place();
        for entry in entries {
            store::audit::insert(
                &mut self.tx,
                &self.granted.id(),
                self.granted.account(),
                workspace.as_ref(),
                self.granted.actor(),
                self.granted.origin(),
                &entry,
                self.now,
            )
            .await?;
        }
        Ok(self.tx.commit().await?)
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
    /// What the entries of a change here are filed under.
    fn workspace_of_place(&self) -> Option<WorkspaceId> {
        self.place().workspace_id().cloned()
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
