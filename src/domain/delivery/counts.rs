//! Counts what a transaction wrote, by the hour, for the workspace and for each workflow and vendor.
//!
//! Crews write in batches, so a batch of messages adds to a few rows once. That happens in the last statements before the commit, in the
//! order of the keys: two processes that share a Postgres could wait for each other at such a row no longer than a commit takes, and
//! never in a circle. As every process adds to a shard of its own, they hardly ever do.

use std::collections::BTreeMap;

use crate::{
    access::Granted,
    db::{DbResult, Tx, pieces},
    model::{MessageStatus, can},
    store::{
        self,
        attempts::Inserted,
        counts::{Counted, Dimension},
        messages::Written,
    },
};

/// Milliseconds.
pub const HOUR: i64 = 3_600_000;

#[derive(Default)]
pub struct Counts(BTreeMap<Counted, i64>);

impl Counts {
    /// A message counts once for each state that it reaches: what is delivered was sent, too. On its way it does not count yet.
    pub fn messages(&mut self, written: &[Written]) {
        for message in written {
            let outcomes: &[&str] = match message.status {
                MessageStatus::Pending | MessageStatus::Retrying => &[],
                MessageStatus::Delivered => &["sent", "delivered"],
                status => &[status.key()],
            };
            for outcome in outcomes {
                for (dimension, subject) in [(Dimension::Workspace, ""), (Dimension::Workflow, &message.workflow)] {
                    self.add(Counted { dimension, subject: subject.to_owned(), channel: Some(message.channel.key()), outcome });
                }
            }
        }
    }

    pub fn attempts(&mut self, inserted: Vec<Inserted>) {
        for Inserted { vendor, outcome } in inserted {
            let Some(outcome) = OUTCOMES.into_iter().find(|known| *known == outcome) else { continue };
            self.add(Counted { dimension: Dimension::Vendor, subject: vendor, channel: None, outcome });
        }
    }

    fn add(&mut self, counted: Counted) {
        *self.0.entry(counted).or_default() += 1;
    }

    /// The last thing that a transaction writes.
    pub async fn write(self, granted: &Granted<can::Trigger>, rows: &mut Tx) -> DbResult<()> {
        for (counted, count) in self.0.iter().filter(|(counted, _)| counted.dimension == Dimension::Workspace) {
            granted.app().metrics.messages(counted.channel.unwrap_or_default(), counted.outcome, *count);
        }
        let hour = granted.now().div_euclid(HOUR) * HOUR;
        let counts: Vec<_> = self.0.into_iter().collect();
        for some in pieces(&counts) {
            store::counts::add(rows, granted.workspace_id(), hour, granted.app().shard, some).await?;
        }
        Ok(())
    }
}

/// What an attempt comes to.
const OUTCOMES: [&str; 3] = [ACCEPTED, TRANSIENT, PERMANENT];
pub const ACCEPTED: &str = "accepted";
pub const TRANSIENT: &str = "transient";
pub const PERMANENT: &str = "permanent";
