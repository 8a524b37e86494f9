//! P6: how fast somebody who is signed in creates workflows, each durable with its entry in the audit log.

use crate::{
    Plan,
    figures::closed_loop,
    machine::load_average,
    server::{Prepared, Server},
};

const CLIENTS: usize = 8;

pub fn measure(plan: &Plan) {
    let prepared = Prepared::new(plan);
    let server = Server::start(&prepared, true);
    let headers = format!(
        "Cookie: {}\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin",
        prepared.cookie
    );
    for round in 1..=plan.rounds {
        let cpu = server.cpu();
        let (took, passed) = closed_loop(server.address, CLIENTS, plan.round, |client, n| {
            let body = format!("workspace=staging&name=Made+{round}+{n}&category=transactional");
            let (status, answer) = client.call("POST", "/api/workflows/create", &headers, &body);
            assert_eq!(status, 200, "{}", String::from_utf8_lossy(answer));
        });
        let rate = took.count() as f64 / passed.as_secs_f64();
        let cpu = (server.cpu() - cpu).as_secs_f64() / took.count() as f64 * 1e3;
        let (line, load) = (took.line(), load_average());
        println!("P6  round {round}: {rate:.0}/s  {line}  (bar 1,500/s)  CPU {cpu:.2} s per 1,000  load {load}");
    }
}
