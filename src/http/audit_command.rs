//! `belfry audit …`: what the operator does with the audit log from outside of the dashboard. It opens the databases as serving does, and a server may
//! go on meanwhile.

use std::{path::Path, process::ExitCode, time::Duration};

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Settings, serve::open_existing};
use crate::{
    access::chain,
    domain::audit::verify::{self, PinnedHead, Report},
};

/// Checks every database. Fails when something is wrong with one of them.
pub async fn verify(settings: &Settings, pinned: Option<&Path>) -> Result<ExitCode, String> {
    let pinned = pinned.map(read).transpose()?.unwrap_or_default();
    let app = open_existing(settings).await?;
    let (mut good, mut known) = (true, 0);
    for region in app.regions.all() {
        let (name, db) = (&region.name, region.db());
        if !region.is_up() {
            println!("{name}: this data region does not answer, so it was not checked.");
            good = false;
            continue;
        }
        let pinned: Vec<PinnedHead> = pinned.iter().filter(|pin| pin.database == *name).cloned().collect();
        known += pinned.len();
        let begin = Instant::now();
        let report = verify::verify(&app, db, &pinned).await.map_err(|error| format!("{name}: {error}"))?;
        println!("{name}: {}", told(&report, begin.elapsed()));
        good &= report.finding.is_none();
    }
    println!("public key: {}", chain::public_key(&app.vault));
    if known < pinned.len() {
        println!("The file names databases that are not here.");
        good = false;
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the end of every chain.
pub async fn head(settings: &Settings) -> Result<ExitCode, String> {
    let app = open_existing(settings).await?;
    for region in app.regions.away() {
        eprintln!("The data region {region} does not answer: its end is missing here.");
    }
    for head in verify::heads(&app).await.map_err(|error| error.to_string())? {
        println!("{}", serde_json::to_string(&head).map_err(|error| error.to_string())?);
    }
    Ok(ExitCode::SUCCESS)
}

/// What `belfry audit head` printed, or `BELFRY_AUDIT_HEAD` wrote.
pub fn read(path: &Path) -> Result<Vec<PinnedHead>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{} could not be read: {error}", path.display()))?;
    let wrong = |error: serde_json::Error| format!("{} is not what `belfry audit head` prints: {error}", path.display());
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).map_err(wrong)).collect()
}

fn told(report: &Report, took: Duration) -> String {
    let Report { checked, purged, signatures, head, finding } = report;
    let mut text = format!("checked {checked} entries and {signatures} signatures in {:.1} s", took.as_secs_f64());
    if *purged > 0 {
        text += &format!("; {purged} of them had their time and left only their seal");
    }
    if let Some(head) = head.as_ref().filter(|head| head.mark.sequence > 0) {
        let at = Timestamp::from_millisecond(head.mark.at).map(|at| at.to_string()).unwrap_or_default();
        text += &format!("\n  head: entry {}, sealed {at}\n  hash: {}", head.mark.sequence, head.mark.hash);
    }
    match finding {
        Some(finding) => format!("{text}\n  WRONG: {finding}"),
        None => format!("{text}\n  Every entry is what it was."),
    }
}
