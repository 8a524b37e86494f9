//! Reads a backup: the whole file is checked before a row of it is written anywhere.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use super::{FORMAT, Header, Mark, SEEDED};
use crate::db::{Db, DbError, Table};

/// One statement inserts so many rows, or so many bytes of them, in a transaction of its own.
const ROWS: usize = 5_000;
const BYTES: usize = 2 * 1024 * 1024;

/// What a line is.
enum Line {
    Row(String),
    Mark(Mark),
}

/// The lines of a backup.
struct Lines {
    reader: BufReader<GzDecoder<BufReader<File>>>,
    number: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| format!("{} could not be opened: {error}", path.display()))?;
        Ok(Self { reader: BufReader::with_capacity(256 * 1024, GzDecoder::new(BufReader::new(file))), number: 0 })
    }

    fn damaged(&self, how: impl std::fmt::Display) -> String {
        format!("The backup is damaged at line {}: {how}. Nothing can be restored from it.", self.number)
    }

    fn next(&mut self) -> Result<Line, String> {
        let mut text = String::new();
        self.number += 1;
        let read = self.reader.read_line(&mut text).map_err(|error| self.damaged(error))?;
        if read == 0 || !text.ends_with('\n') {
            return Err(self.damaged("it was cut off here"));
        }
        if text.starts_with('[') {
            return Ok(Line::Row(text));
        }
        serde_json::from_str(&text).map(Line::Mark).map_err(|_| self.damaged("it is no line of a backup"))
    }

    fn header(&mut self) -> Result<Header, String> {
        match self.next() {
            Ok(Line::Mark(Mark::Backup(header))) if header.format == FORMAT => Ok(header),
            Ok(Line::Mark(Mark::Backup(header))) => {
                Err(format!("The backup was written by release {} in a way that this one does not know.", header.version))
            }
            _ => Err("The file is no backup of Belfry.".to_owned()),
        }
    }
}

/// Reads the whole file and compares every count and hash. Answers what it is of.
pub fn check(path: &Path) -> Result<Header, String> {
    let mut lines = Lines::open(path)?;
    let header = lines.header()?;
    let (mut open, mut all) = (None, 0);
    loop {
        match (lines.next()?, &mut open) {
            (Line::Mark(Mark::Table { table, .. }), None) => open = Some((table, Sha256::new(), 0)),
            (Line::Row(row), Some((_, hash, count))) => {
                hash.update(&row);
                *count += 1;
            }
            (Line::Mark(Mark::End { rows, sha256 }), Some((table, hash, count))) => {
                if *count != rows || format!("{:x}", hash.clone().finalize()) != sha256 {
                    return Err(lines.damaged(format!("the rows of {table} are not those that were written")));
                }
                all += rows;
                open = None;
            }
            (Line::Mark(Mark::Done { rows }), None) if rows == all => {
                // Behind it stands the checksum of the compression.
                let mut rest = String::new();
                lines.reader.read_line(&mut rest).map_err(|error| lines.damaged(error))?;
                return Ok(header);
            }
            _ => return Err(lines.damaged("its parts are not in their order")),
        }
    }
}

/// Writes the rows of a backup that was checked into empty databases, known by their names. Answers how many there were.
pub async fn load(path: &Path, databases: &[(String, Db)], mut tell: impl FnMut(&str)) -> Result<u64, String> {
    let mut known = HashMap::new();
    for (name, db) in databases {
        let tables = empty_tables(db).await.map_err(|error| format!("The database {name} could not be read: {error}"))?;
        known.insert(name.as_str(), (db, tables.map_err(|table| occupied(name, &table))?));
    }
    let mut lines = Lines::open(path)?;
    lines.header()?;
    let mut all = 0;
    loop {
        match lines.next()? {
            Line::Mark(Mark::Done { .. }) => return Ok(all),
            Line::Mark(Mark::Table { database, table, columns }) => {
                let unknown = || format!("This release has no table {table} with these columns in the database {database}.");
                let (db, tables) = known.get(database.as_str()).ok_or_else(unknown)?;
                let into = tables.iter().find(|one| one.name == table).and_then(|one| one.with(&columns)).ok_or_else(unknown)?;
                let rows = fill(db, &into, &mut lines).await?;
                tell(&format!("{database}: {table}, {rows} rows"));
                all += rows;
            }
            _ => return Err(lines.damaged("its parts are not in their order")),
        }
    }
}

fn occupied(name: &str, table: &str) -> String {
    format!("The database {name} is not empty: there are rows in {table}. A backup is only restored into an empty database.")
}

/// The tables of a database, or the name of the first one that has rows already.
async fn empty_tables(db: &Db) -> Result<Result<Vec<Table>, String>, DbError> {
    let mut tx = db.snapshot().await?;
    let tables = tx.tables().await?;
    for table in tables.iter().filter(|table| !SEEDED.contains(&table.name.as_str())) {
        if tx.has_rows(table).await? {
            return Ok(Err(table.name.clone()));
        }
    }
    Ok(Ok(tables))
}

/// Fills a table up to its end, and counts what is in it then.
async fn fill(db: &Db, table: &Table, lines: &mut Lines) -> Result<u64, String> {
    let failed = |error: DbError| format!("The rows of {} could not be written: {error}", table.name);
    if SEEDED.contains(&table.name.as_str()) {
        let mut tx = db.write().await.map_err(failed)?;
        tx.clear(table).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
    }
    let (mut batch, mut gathered) = (String::new(), 0);
    let rows = loop {
        let line = lines.next()?;
        if let Line::Row(row) = &line {
            batch.push(if batch.is_empty() { '[' } else { ',' });
            batch.push_str(row.trim_end());
            gathered += 1;
        }
        let end = match line {
            Line::Row(_) => None,
            Line::Mark(Mark::End { rows, .. }) => Some(rows),
            Line::Mark(_) => return Err(lines.damaged("its parts are not in their order")),
        };
        if gathered > 0 && (end.is_some() || gathered >= ROWS || batch.len() >= BYTES) {
            batch.push(']');
            let mut tx = db.write().await.map_err(failed)?;
            tx.put_rows(table, &batch).await.map_err(failed)?;
            tx.commit().await.map_err(failed)?;
            batch.clear();
            gathered = 0;
        }
        if let Some(rows) = end {
            break rows;
        }
    };
    let mut tx = db.snapshot().await.map_err(failed)?;
    let count = tx.count_rows(table).await.map_err(failed)?;
    if count == rows { Ok(rows) } else { Err(format!("{} has {count} rows, and the backup has {rows}.", table.name)) }
}
