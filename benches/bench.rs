//! What `make bench` measures, against the release binary over loopback, a file for each question. Every part prints the bar beside the
//! figure, and what the machine did meanwhile: disks and neighbours make these figures swing.
//!
//! `make bench ARGS="--seconds 5 --rounds 3 --only P3,P5"`; `--only P7 --rows 10000000` for the audit log, `--only backup --megabytes 1000` for
//! a backup; with `BELFRY_TEST_POSTGRES` it measures Postgres too.

#![allow(clippy::disallowed_methods, reason = "a benchmark measures real time")]

#[path = "audit.rs"]
mod audit;
#[path = "backup.rs"]
mod backup;
#[path = "client.rs"]
mod client;
#[path = "delivery.rs"]
mod delivery;
#[path = "figures.rs"]
mod figures;
#[path = "footprint.rs"]
mod footprint;
#[path = "furnish.rs"]
mod furnish;
#[path = "machine.rs"]
mod machine;
#[path = "pages.rs"]
mod pages;
#[path = "server.rs"]
mod server;
#[path = "sign_in.rs"]
mod sign_in;
#[path = "sink.rs"]
mod sink;
#[path = "triggers.rs"]
mod triggers;
#[path = "writes.rs"]
mod writes;

use std::time::Duration;

use server::Prepared;

/// How it was asked to measure.
#[derive(Clone)]
pub struct Plan {
    /// How long a round takes.
    pub round: Duration,
    pub rounds: usize,
    /// After how many triggers memory is looked at.
    pub triggers: u64,
    /// How many entries the audit log has.
    pub rows: u64,
    /// How large the database is that is backed up.
    pub megabytes: u64,
    /// The server to make databases on; none: SQLite.
    pub postgres: Option<String>,
}

type Measure = fn(&Plan);

/// What a question is called, and who answers it.
const QUESTIONS: &[(&str, Measure)] = &[
    ("P1", triggers::measure),
    ("P3", delivery::measure),
    ("P5", pages::measure),
    ("P6", writes::measure),
    ("P7", audit::measure),
    ("P8", footprint::measure),
    ("P11", sign_in::measure),
    ("backup", backup::measure),
];

/// Take long, so they are only measured when they are asked for.
const FILL_A_DISK: &[&str] = &["P7", "backup"];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let number = |name: &str, otherwise: u64| after(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let plan = Plan {
        round: Duration::from_secs(number("--seconds", 5)),
        rounds: number("--rounds", 3) as usize,
        triggers: number("--triggers", 100_000),
        rows: number("--rows", 1_000_000),
        megabytes: number("--megabytes", 1_000),
        postgres: None,
    };
    let wanted = |name: &str| match after("--only") {
        Some(only) => only.split(',').any(|one| one == name),
        None => !FILL_A_DISK.contains(&name),
    };
    let answer = |database: &str, plan: &Plan| {
        println!("\n── {database} ──");
        let probe = machine::fsync_probe(Prepared::new(plan).folder.path());
        println!("    one write of 4 kB with fdatasync: median {:.0} µs, p95 {:.0} µs", probe.0, probe.1);
        QUESTIONS.iter().filter(|(name, _)| wanted(name)).for_each(|(_, measure)| measure(plan));
    };
    answer("SQLite", &plan);
    match std::env::var("BELFRY_TEST_POSTGRES") {
        Ok(url) => answer("Postgres", &Plan { postgres: Some(url), ..plan }),
        Err(_) => println!("Postgres: not measured, because BELFRY_TEST_POSTGRES says nothing"),
    }
}
