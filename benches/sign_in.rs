//! P11: what many people who sign in at once do to everybody else. A password costs one argon2id of 19 MiB and two passes; hashing may
//! take all cores but one, so that pages are still answered.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    Plan,
    client::Client,
    figures::{Took, closed_loop},
    machine::load_average,
    server::{Prepared, Server},
};

/// So many sign in at the same time, again and again.
const SIGNING_IN: usize = 50;
/// So many look at pages meanwhile, and so long they read each: a page load and not a flood.
const READERS: usize = 4;
const READING: Duration = Duration::from_millis(20);
const PATH: &str = "/staging/workflows";

pub fn measure(plan: &Plan) {
    let prepared = Prepared::new(plan);
    let server = Server::start(&prepared, true);
    let headers = format!("Cookie: {}\r\nAccept: text/html", prepared.cookie);
    let read = || -> Took {
        let took = Mutex::new(Vec::new());
        closed_loop(server.address, READERS, plan.round, |client, _| {
            let at = Instant::now();
            assert_eq!(client.call("GET", PATH, &headers, "").0, 200);
            took.lock().expect("nobody panicked").push(at.elapsed().as_micros() as u64);
            thread::sleep(READING);
        });
        Took::of(took.into_inner().expect("nobody panicked"))
    };
    for round in 1..=plan.rounds {
        let alone = read();
        let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
        let beside = thread::scope(|scope| {
            for one in 0..SIGNING_IN {
                let (stop, count, address) = (&stop, &count, server.address);
                scope.spawn(move || {
                    let mut client = Client::connect(address);
                    let mut n = 0;
                    while !stop.load(Ordering::Relaxed) {
                        n += 1;
                        // An address that nobody has costs what a known one costs, and has tries of its own; so has every network address.
                        let body = format!("email=bench-{round}-{one}-{n}%40example.com&password=not+the+password");
                        let from = format!("10.{one}.{}.{}", n / 250 % 250, n % 250);
                        let headers = format!(
                            "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\nX-Forwarded-For: {from}"
                        );
                        let status = client.call("POST", "/api/session/sign_in", &headers, &body).0;
                        assert_eq!(status, 422, "nobody is signed in, and nobody is held back");
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            let beside = read();
            stop.store(true, Ordering::Relaxed);
            beside
        });
        let rate = count.load(Ordering::Relaxed) as f64 / plan.round.as_secs_f64();
        let ratio = beside.at(0.99) / alone.at(0.99);
        println!(
            "P11 round {round}: pages alone {}; beside {SIGNING_IN} who sign in ({rate:.0}/s) {}",
            alone.line(),
            beside.line()
        );
        println!("    p99 ×{ratio:.2} (bar ×2)  load {}", load_average());
    }
}
