//! How long things took, and clients that ask as fast as they are answered.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::client::Client;

/// Times in microseconds, the shortest first.
pub struct Took(Vec<u64>);

impl Took {
    pub fn of(mut times: Vec<u64>) -> Self {
        assert!(!times.is_empty(), "nothing was measured");
        times.sort_unstable();
        Self(times)
    }

    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// In milliseconds: `at(0.5)` is the median.
    pub fn at(&self, share: f64) -> f64 {
        self.0[((self.0.len() - 1) as f64 * share) as usize] as f64 / 1e3
    }

    /// The three that tell most.
    pub fn line(&self) -> String {
        format!("p50 {:.2} ms  p95 {:.2} ms  p99 {:.2} ms", self.at(0.50), self.at(0.95), self.at(0.99))
    }
}

/// A closed loop: each client waits for its answer and asks again. `call` gets the number of the call. Answers how long each call took
/// and how long it all took.
pub fn closed_loop(
    address: SocketAddr,
    clients: usize,
    time: Duration,
    call: impl Fn(&mut Client, u64) + Sync,
) -> (Took, Duration) {
    let (stop, number) = (AtomicBool::new(false), AtomicU64::new(0));
    let begin = Instant::now();
    let times = thread::scope(|scope| {
        let clients: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = Client::connect(address);
                    let mut took = Vec::with_capacity(65_536);
                    while !stop.load(Ordering::Relaxed) {
                        let n = number.fetch_add(1, Ordering::Relaxed);
                        let at = Instant::now();
                        call(&mut client, n);
                        took.push(at.elapsed().as_micros() as u64);
                    }
                    took
                })
            })
            .collect();
        thread::sleep(time);
        stop.store(true, Ordering::Relaxed);
        clients.into_iter().flat_map(|client| client.join().expect("a client finishes")).collect()
    });
    (Took::of(times), begin.elapsed())
}
