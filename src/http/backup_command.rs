//! `belfry backup` and `belfry restore`: an instance as one file. A backup is made beside a server that goes on.

use std::{
    fs::{self, OpenOptions},
    io::{BufWriter, Write},
    path::Path,
};

use tokio::time::Instant;

use super::{Settings, open, serve::open_existing};
use crate::{
    db::{Clock, Db, steps},
    domain::{audit::verify, backup},
};

/// Writes a backup. The file is there when it is whole, and not before.
pub async fn backup(settings: &Settings, path: &Path) -> Result<(), String> {
    let begin = Instant::now();
    let app = open_existing(settings).await?;
    let unwritten = |error: std::io::Error| format!("{} could not be written: {error}", path.display());
    let part = path.with_added_extension("part");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&part).map_err(unwritten)?;
    let (rows, file) = backup::write(&app, BufWriter::new(file), |line| eprintln!("{line}"))
        .await
        .inspect_err(|_| drop(fs::remove_file(&part)))?;
    let mut file = file.into_inner().map_err(|error| unwritten(error.into_error()))?;
    file.flush().and_then(|()| file.sync_all()).map_err(unwritten)?;
    let bytes = file.metadata().map_err(unwritten)?.len();
    fs::rename(&part, path).map_err(unwritten)?;
    println!("Wrote {rows} rows, {:.1} MB, in {:.1} s to {}.", bytes as f64 / 1e6, begin.elapsed().as_secs_f64(), path.display());
    println!("The master key is not in it. Keep the one with the fingerprint {} elsewhere.", backup::fingerprint(&app.vault));
    app.regions.close().await;
    Ok(())
}

/// Restores a backup into empty databases, and checks what is there then.
pub async fn restore(settings: &Settings, path: &Path) -> Result<(), String> {
    let begin = Instant::now();
    eprintln!("Checking {} …", path.display());
    let header = backup::check(path)?;
    let vault = settings
        .existing_vault(Clock::System)
        .map_err(|problem| format!("{problem} The backup needs the master key with the fingerprint {}.", header.key))?;
    let fingerprint = backup::fingerprint(&vault);
    if fingerprint != header.key {
        return Err(format!(
            "This is another master key than the one that the secrets in the backup are sealed with: its fingerprint is {fingerprint} and \
             has to be {}.",
            header.key
        ));
    }
    let urls = settings.databases();
    let mut places = Vec::new();
    for stored in &header.databases {
        let place = urls.iter().find(|(name, _)| *name == stored.name);
        let (name, url) = place.ok_or_else(|| {
            format!("The backup has a database {}, and there is none of this name here. Set BELFRY_REGIONS.", stored.name)
        })?;
        places.push((name.clone(), url, stored.migration));
    }
    settings.make_folder()?;
    let mut databases = Vec::new();
    for (name, url, migration) in places {
        databases.push((name, at_migration(url, migration, &header.version).await?));
    }
    let rows = backup::load(path, &databases, |line| eprintln!("{line}")).await?;
    for (_, db) in databases {
        db.close().await;
    }
    // What is left of the migrations runs now, on the rows.
    let app = open(settings, Clock::System).await?;
    if let Some(name) = app.regions.away().first() {
        return Err(format!("The rows are there, but the data region {name} went away before its audit log could be checked."));
    }
    for (name, db) in app.regions.up() {
        let report = verify::verify(&app, db, &[]).await.map_err(|error| format!("{name}: {error}"))?;
        if let Some(finding) = report.finding {
            return Err(format!("The rows are there, but the audit log of {name} is not what it was: {finding}"));
        }
        eprintln!("{name}: {} entries of the audit log are what they were", report.checked);
    }
    app.regions.close().await;
    println!("Restored {rows} rows in {:.1} s. Counts and the audit log were checked.", begin.elapsed().as_secs_f64());
    Ok(())
}

/// An older backup goes into the tables of its own time.
async fn at_migration(url: &str, migration: i64, version: &str) -> Result<Db, String> {
    let unopened = |error| format!("The database could not be opened: {error}");
    let dialect = if url.starts_with("postgres") { crate::db::Dialect::Postgres } else { crate::db::Dialect::Sqlite };
    if steps(dialect).last().is_none_or(|step| step.version < migration) {
        return Err(format!(
            "The backup was written by release {version}, which is newer than this one. Restore it with that release."
        ));
    }
    let (db, newest) = Db::open_at(url, migration).await.map_err(unopened)?;
    if newest != migration {
        return Err("The backup is older than the tables of this database. Restore it into a database that Belfry never opened."
            .to_owned());
    }
    Ok(db)
}
