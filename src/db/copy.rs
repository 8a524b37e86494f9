//! Whole tables, out of one database and into another. A row travels as a JSON array, which both databases write and read themselves: what
//! came out of one goes into the other. Names of tables and columns are the schema's own and nobody else's.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Executor};

use super::{Db, DbError, DbResult, Tx};

/// A table of this release.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub name: String,
    /// Name and type, in their order.
    columns: Vec<(String, String)>,
}

impl Table {
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The same with these columns only; none: there is no such column.
    pub fn with(&self, columns: &[String]) -> Option<Self> {
        let find = |wanted: &String| self.columns.iter().find(|(name, _)| name == wanted).cloned();
        Some(Self { name: self.name.clone(), columns: columns.iter().map(find).collect::<Option<_>>()? })
    }

    fn quoted(&self) -> String {
        self.columns().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }
}

const SQLITE_COLUMNS: &str = "select t.name, c.name, lower(c.type) from sqlite_master t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite~_%' escape '~' and t.name <> '_sqlx_migrations' order by t.name, c.cid";
const SQLITE_REFERENCES: &str =
    "select t.name, f.\"table\" from sqlite_master t join pragma_foreign_key_list(t.name) f where t.type = 'table'";
const POSTGRES_COLUMNS: &str = "select t.table_name::text, c.column_name::text, c.data_type::text
    from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
    where t.table_schema = current_schema() and t.table_type = 'BASE TABLE' and t.table_name <> '_sqlx_migrations'
    order by t.table_name, c.ordinal_position";
const POSTGRES_REFERENCES: &str =
    "select t.relname::text, f.relname::text from pg_constraint k join pg_class t on t.oid = k.conrelid
    join pg_class f on f.oid = k.confrelid join pg_namespace n on n.oid = t.relnamespace
    where k.contype = 'f' and n.nspname = current_schema()";

/// Runs a statement that was built of names of the schema.
macro_rules! built {
    ($tx:expr, $sql:expr, |$connection:ident, $sql_name:ident| $body:expr) => {{
        let $sql_name = AssertSqlSafe($sql);
        match $tx {
            Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
            Tx::SqliteRead(_) | Tx::PostgresRead(_) | Tx::PostgresReadIn(_) => return Err(DbError::ReadOnly),
        }
    }};
}

impl Db {
    /// A transaction that sees everything as it is now, however long it lasts, and keeps nobody from writing.
    pub async fn snapshot(&self) -> DbResult<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?),
        })
    }
}

impl Tx {
    /// Every table, each one after those that it refers to.
    pub async fn tables(&mut self) -> DbResult<Vec<Table>> {
        let (columns, references) = match self {
            Self::Sqlite(_) | Self::SqliteRead(_) => (SQLITE_COLUMNS, SQLITE_REFERENCES),
            Self::Postgres(_) | Self::PostgresRead(_) | Self::PostgresReadIn(_) => (POSTGRES_COLUMNS, POSTGRES_REFERENCES),
        };
        let columns: Vec<(String, String, String)> = self.all(columns, vec![]).await?;
        let references: Vec<(String, String)> = self.all(references, vec![]).await?;
        let mut waiting = BTreeMap::<String, Vec<(String, String)>>::new();
        for (table, column, kind) in columns {
            waiting.entry(table).or_default().push((column, kind));
        }
        let (mut sorted, mut placed) = (Vec::new(), BTreeSet::new());
        while !waiting.is_empty() {
            let is_free = |name: &str| {
                references.iter().all(|(from, to)| from != name || to == name || placed.contains(to) || !waiting.contains_key(to))
            };
            // Tables that refer to each other in a circle would be taken in the order of their names; there are none.
            let next = waiting.keys().find(|name| is_free(name)).or(waiting.keys().next()).cloned();
            let Some((name, columns)) = next.and_then(|name| waiting.remove_entry(&name)) else { break };
            placed.insert(name.clone());
            sorted.push(Table { name, columns });
        }
        Ok(sorted)
    }

    /// Hands out every row of a table, one at a time, as it comes. Answers how many there were.
    pub async fn each_row(&mut self, table: &Table, mut each: impl FnMut(&str) -> io::Result<()>) -> DbResult<u64> {
        let array = if matches!(self, Self::Sqlite(_)) { "json_array" } else { "json_build_array" };
        let sql = format!("select cast({array}({}) as text) from \"{}\"", table.quoted(), table.name);
        let mut count = 0;
        built!(self, sql, |connection, sql| {
            let mut rows = sqlx::query_scalar(sql).fetch(connection);
            while let Some(row) = rows.try_next().await? {
                let row: String = row;
                each(&row).map_err(sqlx::Error::Io)?;
                count += 1;
            }
        });
        Ok(count)
    }

    /// Inserts rows, a JSON array of what [`Tx::each_row`] handed out. Answers how many.
    pub async fn put_rows(&mut self, table: &Table, rows: &str) -> DbResult<u64> {
        let sqlite = matches!(self, Self::Sqlite(_));
        let column = |(at, (_, kind)): (usize, &(String, String))| {
            if sqlite { format!("json_extract(value, '$[{at}]')") } else { format!("cast(value ->> {at} as {kind})") }
        };
        let values = table.columns.iter().enumerate().map(column).collect::<Vec<_>>().join(", ");
        let from = if sqlite { "json_each($1)" } else { "json_array_elements(cast($1 as json))" };
        let sql = format!("insert into \"{}\" ({}) select {values} from {from}", table.name, table.quoted());
        Ok(built!(self, sql, |connection, sql| sqlx::query(sql).bind(rows).execute(connection).await?.rows_affected()))
    }

    pub async fn count_rows(&mut self, table: &Table) -> DbResult<u64> {
        let sql = format!("select count(*) from \"{}\"", table.name);
        let count: i64 = built!(self, sql, |connection, sql| sqlx::query_scalar(sql).fetch_one(connection).await?);
        Ok(count.max(0) as u64)
    }

    pub async fn has_rows(&mut self, table: &Table) -> DbResult<bool> {
        let sql = format!("select exists (select 1 from \"{}\")", table.name);
        Ok(built!(self, sql, |connection, sql| sqlx::query_scalar(sql).fetch_one(connection).await?))
    }

    /// Empties a table that a migration put rows into, past its guards. They stand again when the transaction ends.
    pub async fn clear(&mut self, table: &Table) -> DbResult<()> {
        let name = &table.name;
        let mut texts = Vec::new();
        if matches!(self, Self::Sqlite(_)) {
            let sql = "select name, sql from sqlite_master where type = 'trigger' and tbl_name = $1";
            let guards: Vec<(String, String)> = self.all(sql, crate::args![name]).await?;
            texts.extend(guards.iter().map(|(guard, _)| format!("drop trigger \"{guard}\"")));
            texts.push(format!("delete from \"{name}\""));
            texts.extend(guards.into_iter().map(|(_, text)| text));
        } else {
            texts.push(format!("alter table \"{name}\" disable trigger user"));
            texts.push(format!("delete from \"{name}\""));
            texts.push(format!("alter table \"{name}\" enable trigger user"));
        }
        for text in texts {
            built!(self, text, |connection, sql| connection.execute(sqlx::raw_sql(sql)).await.map(drop)?);
        }
        Ok(())
    }
}
