//! Numbered steps, forward only, embedded in the binary: `NNNN_name.sql` for both databases, or the pair
//! `NNNN_name.sqlite.sql` and `NNNN_name.postgres.sql`.

use include_dir::{Dir, include_dir};
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use super::{Db, DbResult, Dialect};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

/// The steps for one database, in order.
pub fn steps(dialect: Dialect) -> Vec<Migration> {
    let (mine, other) = match dialect {
        Dialect::Sqlite => (".sqlite", ".postgres"),
        Dialect::Postgres => (".postgres", ".sqlite"),
    };
    let mut found: Vec<Migration> = FILES
        .files()
        .filter_map(|file| {
            let stem = file.path().file_name()?.to_str()?.strip_suffix(".sql")?;
            if stem.ends_with(other) {
                return None;
            }
            let (number, name) = stem.strip_suffix(mine).unwrap_or(stem).split_once('_')?;
            let text: &'static str = file.contents_utf8()?;
            Some(Migration::new(
                number.parse().ok()?,
                name.replace('_', " ").into(),
                MigrationType::Simple,
                text.into_sql_str(),
                false,
            ))
        })
        .collect();
    found.sort_by_key(|step| step.version);
    found
}

/// Brings a database up to a step, or to the newest.
pub(super) async fn run(db: &Db, until: Option<i64>) -> DbResult<()> {
    let steps: Vec<Migration> =
        steps(db.dialect()).into_iter().filter(|step| until.is_none_or(|until| step.version <= until)).collect();
    let migrator = Migrator { migrations: steps.into(), ..Migrator::DEFAULT };
    match db {
        Db::Sqlite { write, .. } => migrator.run(write).await?,
        Db::Postgres(pool) => migrator.run(pool).await?,
    }
    if is_above_policies(db).await? {
        tracing::warn!("Belfry's role in PostgreSQL passes by row-level security. Give it a role that is no superuser.");
    }
    Ok(())
}

/// Whether the database keeps nothing from its role: policies don't count for a superuser.
async fn is_above_policies(db: &Db) -> DbResult<bool> {
    if db.dialect() == Dialect::Sqlite {
        return Ok(false);
    }
    let sql = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user";
    let found: Option<(bool,)> = db.read().await?.one(sql, vec![]).await?;
    Ok(found.is_some_and(|row| row.0))
}

/// The number of the newest step that a database has had; 0: none.
pub(super) async fn newest(db: &Db) -> DbResult<i64> {
    let there = match db {
        Db::Sqlite { .. } => "select count(*) from sqlite_master where name = '_sqlx_migrations'",
        Db::Postgres(_) => "select count(*) from pg_class where oid = to_regclass('_sqlx_migrations')",
    };
    // To read, a file of SQLite would have to be there already.
    let mut tx = db.write().await?;
    let there: Option<(i64,)> = tx.one(there, vec![]).await?;
    if there.is_none_or(|row| row.0 == 0) {
        return Ok(0);
    }
    let newest: Option<(i64,)> = tx.one("select coalesce(max(version), 0) from _sqlx_migrations", vec![]).await?;
    Ok(newest.map_or(0, |row| row.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_every_step() {
        let names = |dialect| steps(dialect).into_iter().map(|step| (step.version, step.description)).collect::<Vec<_>>();
        assert_eq!(names(Dialect::Sqlite), names(Dialect::Postgres));
        let count = names(Dialect::Sqlite).len() as i64;
        assert!(names(Dialect::Sqlite).iter().map(|step| step.0).eq(1..=count), "numbers have no gap");
    }
}
