//! P3: from a trigger to its delivery, at 200 triggers a second whatever becomes of them (an open loop: time counts from when a trigger
//! was due, so that a server that stalls can't hide it).
//!
//! A mail is delivered when the mail server has it as a whole. A captured message is delivered when another reader of the database
//! sees it; the reader looks every millisecond.

use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};

use crate::{
    Plan,
    client::Client,
    figures::Took,
    machine::load_average,
    server::{Prepared, Server},
};

const RATE: u64 = 200;
const CLIENTS: u64 = 16;
/// The first ones meet cold caches and connections that are still to be made: they are not counted.
const WARM_UP: u64 = RATE;
/// The last one has to be there so long after it was due.
const PATIENCE: Duration = Duration::from_secs(10);

pub fn measure(plan: &Plan) {
    let prepared = Prepared::new(plan);
    let server = Server::start(&prepared, true);
    for round in 1..=plan.rounds {
        let orders = Orders::new(plan);
        orders.place(&server, &prepared.staging_key);
        let arrived = prepared.sink.wait_for(round * orders.count as usize, PATIENCE);
        report("by SMTP ", round, &orders.took(&arrived));

        let orders = Orders::new(plan);
        let arrived = thread::scope(|scope| {
            let watch = scope.spawn(|| prepared.watch_captured(&orders.title(""), orders.count as usize, plan.round + PATIENCE));
            orders.place(&server, &prepared.sandbox_key);
            watch.join().expect("somebody watched")
        });
        report("captured", round, &orders.took(&arrived));
    }
}

fn report(what: &str, round: usize, took: &Took) {
    println!("P3  {what} round {round}: {}  (bar p50 5 ms, p95 12 ms)  load {}", took.line(), load_average());
}

/// Triggers that are due one after the other.
struct Orders {
    run: String,
    begin: Instant,
    count: u64,
}

impl Orders {
    fn new(plan: &Plan) -> Self {
        let run = format!("{:x}", rand::random::<u32>());
        Self { run, begin: Instant::now() + Duration::from_millis(200), count: WARM_UP + RATE * plan.round.as_secs() }
    }

    fn due(&self, n: u64) -> Instant {
        self.begin + Duration::from_micros(n * 1_000_000 / RATE)
    }

    /// What the message about one of them is called.
    fn title(&self, n: impl std::fmt::Display) -> String {
        format!("Order {}-{n}", self.run)
    }

    fn place(&self, server: &Server, key: &str) {
        thread::scope(|scope| {
            for first in 0..CLIENTS {
                scope.spawn(move || {
                    let mut client = Client::connect(server.address);
                    for n in (first..self.count).step_by(CLIENTS as usize) {
                        thread::sleep(self.due(n).saturating_duration_since(Instant::now()));
                        let person = format!(r#"{{"distinct_id":"user-{0}","$email":"user-{0}@example.com"}}"#, n % 1000);
                        let order = format!("{}-{n}", self.run);
                        let body = format!(r#"{{"workflow":"mail","recipients":[{person}],"data":{{"order":"{order}"}}}}"#);
                        assert_eq!(client.trigger(key, &body), 202, "every trigger is accepted");
                    }
                });
            }
        });
    }

    fn took(&self, arrived: &HashMap<String, Instant>) -> Took {
        let took = (WARM_UP..self.count).map(|n| {
            let at = arrived.get(&self.title(n)).unwrap_or_else(|| panic!("{} was not delivered", self.title(n)));
            at.saturating_duration_since(self.due(n)).as_micros() as u64
        });
        Took::of(took.collect())
    }
}
