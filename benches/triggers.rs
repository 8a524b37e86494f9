//! P1: how fast triggers are taken in, each durable, with one recipient and an idempotency key, from 16 clients.

use crate::{
    Plan,
    figures::{Took, closed_loop},
    machine::load_average,
    server::{Prepared, Server},
};

const CLIENTS: usize = 16;

pub fn measure(plan: &Plan) {
    let bar = if plan.postgres.is_some() { "bar 3,000/s" } else { "bar 5,000/s, p50 3 ms" };
    // Delivery is left to nobody: what is measured is the taking in. Then everything in one process: taken in, run, put into inboxes.
    for (name, work) in [("P1 ", false), ("P1 with delivery in the same process", true)] {
        let prepared = Prepared::new(plan);
        let server = Server::start(&prepared, work);
        for round in 1..=plan.rounds {
            let cpu = server.cpu();
            let (took, passed) = trigger(&server, &prepared, plan);
            let cpu = (server.cpu() - cpu).as_secs_f64() / took.count() as f64 * 1e3;
            let rate = took.count() as f64 / passed.as_secs_f64();
            let load = load_average();
            println!("{name} round {round}: {rate:.0}/s  {}  ({bar})  CPU {cpu:.2} s per 1,000  load {load}", took.line());
        }
    }
}

/// One round.
pub fn trigger(server: &Server, prepared: &Prepared, plan: &Plan) -> (Took, std::time::Duration) {
    let run = format!("{:x}", rand::random::<u64>());
    closed_loop(server.address, CLIENTS, plan.round, |client, n| {
        let body = format!(
            r#"{{"workflow":"welcome","recipients":["user-{}"],"data":{{"order":{n}}},"$idempotency_key":"{run}-{n}"}}"#,
            n % 1000
        );
        assert_eq!(client.trigger(&prepared.staging_key, &body), 202, "every trigger is accepted");
    })
}
