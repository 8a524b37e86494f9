//! PLUMBING. The only room that knows that there are two databases.
//!
//! One SQL text with `$n`, a list of typed arguments, rows that decode from both. Everything above this room sees [`Db`], [`Tx`], `args!`
//! and [`Sql`].

mod arg;
pub mod clock;
mod copy;
pub mod dialect;
mod error;
mod group;
mod migrate;
mod notify;
mod regions;
mod sql;
mod tx;

pub use arg::Arg;
pub use clock::Clock;
pub use copy::Table;
pub use dialect::Dialect;
pub use error::{DbError, DbResult, OrConflict};
pub use group::{Groups, Together};
pub use migrate::steps;
pub use regions::{HOME, Region, Regions, check as check_regions, parse as parse_region};
pub use sql::{Sql, like_pattern, pieces};
pub use tx::{Row, Tx};

use std::{str::FromStr, time::Duration};

use crate::model::{Id, WorkspaceId};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// One database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// Many readers and one writer: SQLite has one write lock anyway, so waiting happens in our queue, in order, and not by polling.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

impl Db {
    /// Opens `sqlite:path/to/file.db` or `postgres://…` and brings it up to the newest migration.
    pub async fn open(url: &str) -> DbResult<Self> {
        let db = Self::lazy(url)?;
        db.migrate().await?;
        Ok(db)
    }

    /// The same up to an older migration. Answers up to which one it was brought, now or before.
    pub async fn open_at(url: &str, migration: i64) -> DbResult<(Self, i64)> {
        let db = Self::lazy(url)?;
        let before = migrate::newest(&db).await?;
        if before < migration {
            migrate::run(&db, Some(migration)).await?;
        }
        Ok((db, before.max(migration)))
    }

    /// The same without asking it for anything yet: it connects when it is used.
    fn lazy(url: &str) -> DbResult<Self> {
        if url.starts_with("postgres") { Self::lazy_postgres(url) } else { Self::lazy_sqlite(url) }
    }

    /// Brings it up to the newest migration.
    async fn migrate(&self) -> DbResult<()> {
        migrate::run(self, None).await
    }

    /// Whether there is anybody to talk to: by a connection of its own, as those of the pool may all be busy.
    async fn reach(&self) -> DbResult<()> {
        match self {
            Self::Sqlite { write, .. } => drop(write.connect_options().connect().await?),
            Self::Postgres(pool) => pool.connect_options().connect().await?.close().await?,
        }
        Ok(())
    }

    /// Lets connections go that rest: after an outage they lead nowhere.
    fn let_rest_go(&self) {
        if let Self::Postgres(pool) = self {
            while let Some(resting) = pool.try_acquire() {
                drop(resting.detach());
            }
        }
    }

    fn lazy_postgres(url: &str) -> DbResult<Self> {
        let options = PgConnectOptions::from_str(url)?.application_name("belfry");
        let pool = PgPoolOptions::new()
            .max_connections(20)
            .acquire_timeout(Duration::from_secs(10))
            // A connection that rested may have died meanwhile and is asked; one that is busy all the time need not be.
            .test_before_acquire(false)
            .before_acquire(|connection, life| {
                Box::pin(async move {
                    if life.idle_for > Duration::from_secs(1) {
                        sqlx::Connection::ping(connection).await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(options);
        Ok(Self::Postgres(pool))
    }

    fn lazy_sqlite(url: &str) -> DbResult<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What is answered 202 has to survive a power cut: FULL syncs the log at every commit.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // Inserts of many rows are a statement for each number of rows.
            .statement_cache_capacity(400)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-8000")
            .optimize_on_close(true, None);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            // A file does not hang up.
            .test_before_acquire(false)
            .connect_lazy_with(options.clone());
        let read = SqlitePoolOptions::new()
            .max_connections(6)
            .idle_timeout(Duration::from_secs(60))
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self::Sqlite { read, write })
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A connection to read with; each statement sees what is committed when it runs.
    pub async fn read(&self) -> DbResult<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::SqliteRead(read.acquire().await?),
            Self::Postgres(pool) => Tx::PostgresRead(pool.acquire().await?),
        })
    }

    /// A transaction to write with. SQLite takes its write lock now: a deferred one would fail at the first write, without waiting.
    pub async fn write(&self) -> DbResult<Tx> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// The same for who works in one workspace: PostgreSQL shows no rows of another one then, whatever the statements say.
    pub async fn read_in(&self, workspace: Option<&WorkspaceId>) -> DbResult<Tx> {
        match (self, workspace) {
            (Self::Postgres(pool), Some(workspace)) => {
                Ok(Tx::PostgresReadIn(pool.begin_with(inside("read only", workspace)?).await?))
            }
            _ => self.read().await,
        }
    }

    /// A transaction to write with in one workspace.
    pub async fn write_in(&self, workspace: Option<&WorkspaceId>) -> DbResult<Tx> {
        match (self, workspace) {
            (Self::Postgres(pool), Some(workspace)) => Ok(Tx::Postgres(pool.begin_with(inside("read write", workspace)?).await?)),
            _ => self.write().await,
        }
    }

    /// How many connections are open, by what they do.
    pub fn connections(&self) -> Vec<(&'static str, u32)> {
        let (size, idle) = match self {
            Self::Sqlite { read, write } => (read.size() + write.size(), read.num_idle() + write.num_idle()),
            Self::Postgres(pool) => (pool.size(), pool.num_idle()),
        };
        let idle = u32::try_from(idle).unwrap_or(size);
        vec![("idle", idle), ("busy", size.saturating_sub(idle))]
    }

    /// Finishes what runs and closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins a transaction inside a workspace, in one round trip.
fn inside(mode: &'static str, workspace: &WorkspaceId) -> DbResult<AssertSqlSafe<String>> {
    let workspace = workspace.as_str();
    if !workspace.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(DbError::NoId);
    }
    // Sound: an id of letters and digits can't end the text that it stands in.
    Ok(AssertSqlSafe(format!("begin {mode}; set local belfry.workspace = '{workspace}'")))
}
