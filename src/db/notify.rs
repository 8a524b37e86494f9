//! Processes that share a Postgres wake each other by LISTEN and NOTIFY. SQLite belongs to one process, which has nobody else to wake.

use std::{convert::Infallible, future::pending, time::Duration};

use sqlx::{PgPool, postgres::PgListener};
use tokio::{sync::Notify, time::sleep};

use super::{Db, DbResult, Tx};

/// After a connection was lost, and at most so long when it does not come back.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

impl Tx {
    /// Wakes whoever listens to a channel, in every process, once this transaction is committed. The same channel twice is once.
    pub async fn notify(&mut self, channel: &'static str) -> DbResult<()> {
        if let Self::Postgres(tx) = self {
            sqlx::query("select pg_notify($1, '')").bind(channel).execute(&mut **tx).await?;
        }
        Ok(())
    }
}

impl Db {
    /// Rings the bell at each notification of a channel, for ever. A connection that is lost is made again; what was said meanwhile is
    /// not known, so the bell is rung then, too.
    pub async fn listen(&self, channel: &'static str, bell: &Notify) -> Infallible {
        let Self::Postgres(pool) = self else { return pending().await };
        let mut wait = FIRST_WAIT;
        loop {
            let Err(error) = listen_until_lost(pool, channel, || {
                wait = FIRST_WAIT;
                bell.notify_one();
            })
            .await;
            tracing::debug!(%error, channel, "nothing can be heard at the moment");
            sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }
}

/// Until the connection is lost and could not be made again at once.
async fn listen_until_lost(pool: &PgPool, channel: &str, mut ring: impl FnMut()) -> Result<Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(channel).await?;
    loop {
        ring();
        listener.try_recv().await?;
    }
}
