//! What `make bench` measures, against the release binary over loopback: how fast triggers are taken in (P1), memory (P8), start and
//! size (P9). Every part prints what the machine did meanwhile: disks and neighbours make these figures swing.
//!
//! `make bench ARGS="--seconds 5 --rounds 3 --clients 16"`; with `BELFRY_TEST_POSTGRES` it measures Postgres too.

#![allow(clippy::disallowed_methods, reason = "a benchmark measures real time")]

#[path = "client.rs"]
mod client;
#[path = "machine.rs"]
mod machine;
#[path = "server.rs"]
mod server;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use client::Client;
use machine::{fsync_probe, load_average};
use server::{Prepared, Server};

/// How it was asked to measure.
#[derive(Clone)]
struct Plan {
    seconds: u64,
    rounds: usize,
    clients: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, otherwise: u64| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(otherwise)
    };
    let plan = Plan {
        seconds: number("--seconds", 5),
        rounds: number("--rounds", 3) as usize,
        clients: number("--clients", 16) as usize,
    };
    let size = std::fs::metadata(server::BINARY).map_or(0, |file| file.len());
    println!("P9  binary {:.1} MB", size as f64 / 1e6);
    measure("SQLite", None, &plan);
    match std::env::var("BELFRY_TEST_POSTGRES") {
        Ok(url) => measure("Postgres", Some(url), &plan),
        Err(_) => println!("Postgres: not measured, because BELFRY_TEST_POSTGRES says nothing"),
    }
}

fn measure(name: &str, postgres: Option<String>, plan: &Plan) {
    println!("\n── {name} ──");
    let prepared = server::prepare(postgres.clone());
    let probe = fsync_probe(prepared.folder.path());
    println!("    one write of 4 kB with fdatasync: median {:.0} µs, p95 {:.0} µs", probe.0, probe.1);

    // A first start and an orderly stop leave a database behind as it is found every day.
    Server::start(&prepared, false).stop();
    // Delivery is left to nobody: what is measured is the taking in.
    let server = Server::start(&prepared, false);
    println!("P9  start → answers: {:.0} ms", server.started_in.as_secs_f64() * 1e3);
    let mut sent = 0;
    for round in 1..=plan.rounds {
        sent += triggers("P1 ", &server, &prepared, plan, round);
    }
    while sent < 100_000 {
        sent += triggers("", &server, &prepared, plan, 0);
    }
    println!("P8  after {sent} triggers {:.1} MB RSS", server.memory() as f64 / 1e6);
    drop(server);

    // A house of its own, and everything in one process: taken in, run, delivered to inboxes.
    let prepared = server::prepare(postgres);
    let server = Server::start(&prepared, true);
    thread::sleep(Duration::from_secs(2));
    let (idle, before) = (server.memory(), server.cpu());
    thread::sleep(Duration::from_secs(3));
    println!("P8  idle {:.1} MB RSS", idle as f64 / 1e6);
    println!("P14 idle {:.2} % CPU", (server.cpu() - before).as_secs_f64() / 3.0 * 100.0);
    for round in 1..=plan.rounds {
        triggers("P1 with delivery in the same process", &server, &prepared, plan, round);
    }
}

/// One round of P1. Answers how many were accepted.
fn triggers(name: &str, server: &Server, prepared: &Prepared, plan: &Plan, round: usize) -> u64 {
    let stop = Arc::new(AtomicBool::new(false));
    let number = Arc::new(AtomicU64::new(0));
    let cpu = server.cpu();
    let begin = Instant::now();
    let clients: Vec<_> = (0..plan.clients)
        .map(|_| {
            let (stop, number, key, address) = (stop.clone(), number.clone(), prepared.api_key.clone(), server.address);
            let run = format!("{}-{round}-{:x}", std::process::id(), rand::random::<u64>());
            thread::spawn(move || {
                let mut client = Client::connect(address);
                let mut took = Vec::with_capacity(65_536);
                while !stop.load(Ordering::Relaxed) {
                    let n = number.fetch_add(1, Ordering::Relaxed);
                    let body = format!(
                        r#"{{"workflow":"welcome","recipients":["user-{}"],"data":{{"order":{n}}},"$idempotency_key":"{run}-{n}"}}"#,
                        n % 1000
                    );
                    let at = Instant::now();
                    let status = client.post("/trigger/", &key, &body);
                    took.push(at.elapsed().as_micros() as u64);
                    assert_eq!(status, 202, "every trigger is accepted");
                }
                took
            })
        })
        .collect();
    thread::sleep(Duration::from_secs(plan.seconds));
    stop.store(true, Ordering::Relaxed);
    let mut took: Vec<u64> = clients.into_iter().flat_map(|client| client.join().expect("a client finishes")).collect();
    let passed = begin.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize] as f64 / 1e3;
    let cpu = (server.cpu() - cpu).as_secs_f64();
    if round > 0 {
        println!(
            "{name} round {round}: {:.0}/s  p50 {:.2} ms  p95 {:.2} ms  p99 {:.2} ms  CPU {:.2} s per 1,000  load {}",
            took.len() as f64 / passed,
            at(0.50),
            at(0.95),
            at(0.99),
            cpu / took.len() as f64 * 1e3,
            load_average(),
        );
    }
    took.len() as u64
}
