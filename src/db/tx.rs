//! One connection, in or out of a transaction.

use std::borrow::Cow;

use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite, Transaction, pool::PoolConnection, postgres::PgRow, sqlite::SqliteRow};

use super::{Arg, DbError, DbResult, Dialect, Sql, arg};

/// What derives `FromRow` for both databases.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A connection that statements run on. Dropping a transaction rolls it back.
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    SqliteRead(PoolConnection<Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    /// Of one workspace: only a transaction can say so for its time.
    PostgresReadIn(Transaction<'static, Postgres>),
}

/// Runs one statement on whichever database it is.
macro_rules! run {
    ($tx:expr, $sql:expr, $args:expr, $query:ident, $method:ident) => {{
        let (sql, args): (Cow<'static, str>, Vec<Arg>) = ($sql, $args);
        trace(&sql);
        // Sound: the text is static or was built by `Sql`, whose parts are.
        let sql = AssertSqlSafe(sql);
        match $tx {
            Tx::Sqlite(tx) => sqlx::$query(sql, arg::sqlite(args)?).$method(&mut **tx).await,
            Tx::SqliteRead(tx) => sqlx::$query(sql, arg::sqlite(args)?).$method(&mut **tx).await,
            Tx::Postgres(tx) => sqlx::$query(sql, arg::postgres(args)?).$method(&mut **tx).await,
            Tx::PostgresRead(tx) => sqlx::$query(sql, arg::postgres(args)?).$method(&mut **tx).await,
            Tx::PostgresReadIn(tx) => sqlx::$query(sql, arg::postgres(args)?).$method(&mut **tx).await,
        }
    }};
}

/// The text of a statement, for who looks for what a request costs. Never its values.
fn trace(sql: &str) {
    tracing::trace!(target: "belfry::db", sql);
}

impl Tx {
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) | Self::SqliteRead(_) => Dialect::Sqlite,
            Self::Postgres(_) | Self::PostgresRead(_) | Self::PostgresReadIn(_) => Dialect::Postgres,
        }
    }

    /// The row, if there is one.
    pub async fn one<T: Row>(&mut self, sql: &'static str, args: Vec<Arg>) -> DbResult<Option<T>> {
        Ok(run!(self, sql.into(), args, query_as_with, fetch_optional)?)
    }

    /// All rows; the statement has a limit.
    pub async fn all<T: Row>(&mut self, sql: &'static str, args: Vec<Arg>) -> DbResult<Vec<T>> {
        Ok(run!(self, sql.into(), args, query_as_with, fetch_all)?)
    }

    /// All rows of a statement that was built.
    pub async fn all_of<T: Row>(&mut self, sql: Sql) -> DbResult<Vec<T>> {
        Ok(run!(self, sql.text.into(), sql.args, query_as_with, fetch_all)?)
    }

    /// The row of a statement that was built.
    pub async fn one_of<T: Row>(&mut self, sql: Sql) -> DbResult<Option<T>> {
        Ok(run!(self, sql.text.into(), sql.args, query_as_with, fetch_optional)?)
    }

    /// Writes; answers how many rows were touched.
    pub async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> DbResult<u64> {
        self.write_rows(sql.into(), args).await
    }

    /// Writes with a statement that was built.
    pub async fn run_built(&mut self, sql: Sql) -> DbResult<u64> {
        self.write_rows(sql.text.into(), sql.args).await
    }

    async fn write_rows(&mut self, sql: Cow<'static, str>, args: Vec<Arg>) -> DbResult<u64> {
        trace(&sql);
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::Sqlite(tx) => sqlx::query_with(sql, arg::sqlite(args)?).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => sqlx::query_with(sql, arg::postgres(args)?).execute(&mut **tx).await?.rows_affected(),
            // A wall for programmers: a connection of `Db::read` is not in a transaction.
            Self::SqliteRead(_) | Self::PostgresRead(_) | Self::PostgresReadIn(_) => return Err(DbError::ReadOnly),
        })
    }

    pub async fn commit(self) -> DbResult<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
            Self::SqliteRead(_) | Self::PostgresRead(_) | Self::PostgresReadIn(_) => {}
        }
        Ok(())
    }

    pub async fn rollback(self) -> DbResult<()> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
            Self::SqliteRead(_) | Self::PostgresRead(_) | Self::PostgresReadIn(_) => {}
        }
        Ok(())
    }

    /// Prepares a statement without running it: the test that reads every SQL text asks this of both databases.
    pub async fn prepare(&mut self, sql: String) -> DbResult<()> {
        use sqlx::{Executor, SqlSafeStr};
        let sql = AssertSqlSafe(sql).into_sql_str();
        match self {
            Self::Sqlite(tx) => (&mut **tx).prepare(sql).await.map(drop)?,
            Self::SqliteRead(tx) => (&mut **tx).prepare(sql).await.map(drop)?,
            Self::Postgres(tx) => (&mut **tx).prepare(sql).await.map(drop)?,
            Self::PostgresRead(tx) => (&mut **tx).prepare(sql).await.map(drop)?,
            Self::PostgresReadIn(tx) => (&mut **tx).prepare(sql).await.map(drop)?,
        }
        Ok(())
    }
}
