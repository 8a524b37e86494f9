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

pub(super) async fn run(db: &Db) -> DbResult<()> {
    let migrator = Migrator { migrations: steps(db.dialect()).into(), ..Migrator::DEFAULT };
    match db {
        Db::Sqlite { write, .. } => migrator.run(write).await?,
        Db::Postgres(pool) => migrator.run(pool).await?,
    }
    Ok(())
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
