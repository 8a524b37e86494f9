//! Writes a backup while everything else goes on.

use std::io::{self, Write};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use super::{FORMAT, Header, Mark, Stored, fingerprint};
use crate::{
    access::App,
    db::{DbError, DbResult, Tx},
    store,
};

/// Writes everything. `tell` hears of every table that is done. Answers how many rows there were.
pub async fn write<W: Write>(app: &App, to: W, mut tell: impl FnMut(&str)) -> Result<(u64, W), String> {
    if let Some(name) = app.regions.away().first() {
        return Err(format!(
            "The data region {name} is away, and a backup without it would not be whole. Try again when it is back."
        ));
    }
    let mut snapshots = Vec::new();
    for (name, db) in app.regions.up() {
        let unread = |error: DbError| format!("The database {name} could not be read: {error}");
        let mut tx = db.snapshot().await.map_err(unread)?;
        let migration = store::health::newest_migration(&mut tx).await.map_err(unread)?;
        snapshots.push((Stored { name: name.to_owned(), migration }, tx));
    }
    let header = Header {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: app.now(),
        key: fingerprint(&app.vault),
        databases: snapshots.iter().map(|(stored, _)| stored.clone()).collect(),
    };
    let unwritten = |error: io::Error| format!("The backup could not be written: {error}");
    let mut file = GzEncoder::new(to, Compression::fast());
    mark(&mut file, &Mark::Backup(header)).map_err(unwritten)?;
    let mut rows = 0;
    for (stored, mut tx) in snapshots {
        let tables = copy(&mut tx, &stored.name, &mut file, &mut tell).await;
        rows += tables.map_err(|error| format!("The database {} could not be copied: {error}", stored.name))?;
    }
    mark(&mut file, &Mark::Done { rows }).map_err(unwritten)?;
    Ok((rows, file.finish().map_err(unwritten)?))
}

async fn copy(tx: &mut Tx, database: &str, file: &mut impl Write, tell: &mut impl FnMut(&str)) -> DbResult<u64> {
    let mut all = 0;
    let failed = |error: io::Error| DbError::from(sqlx::Error::Io(error));
    for table in tx.tables().await? {
        let columns = table.columns().map(str::to_owned).collect();
        mark(file, &Mark::Table { database: database.to_owned(), table: table.name.clone(), columns }).map_err(failed)?;
        let mut hash = Sha256::new();
        let rows = tx
            .each_row(&table, |row| {
                hash.update(row);
                hash.update("\n");
                file.write_all(row.as_bytes())?;
                file.write_all(b"\n")
            })
            .await?;
        mark(file, &Mark::End { rows, sha256: format!("{:x}", hash.finalize()) }).map_err(failed)?;
        tell(&format!("{database}: {}, {rows} rows", table.name));
        all += rows;
    }
    Ok(all)
}

fn mark(file: &mut impl Write, mark: &Mark) -> io::Result<()> {
    serde_json::to_writer(&mut *file, mark)?;
    file.write_all(b"\n")
}
