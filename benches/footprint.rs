//! P8, P9, P14: what a process costs: memory idle and after 100,000 triggers that it delivered, start and size, and what it does when
//! there is nothing to do.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    Plan,
    server::{BINARY, Prepared, Server},
    triggers,
};

/// The kernel counts in hundredths of a second, so a short look sees nothing.
const LOOK: Duration = Duration::from_secs(10);

pub fn measure(plan: &Plan) {
    let prepared = Prepared::new(plan);
    let size = std::fs::metadata(BINARY).map_or(0, |file| file.len());
    println!("P9  binary {:.1} MB  (bar 40 MB)", size as f64 / 1e6);
    // A first start and an orderly stop leave a database behind as it is found every day.
    Server::start(&prepared, true).stop();
    let server = Server::start(&prepared, true);
    println!("P9  start → answers: {:.0} ms  (bar 100 ms)", server.started_in.as_secs_f64() * 1e3);
    thread::sleep(Duration::from_secs(2));
    println!("P8  idle {:.1} MB RSS  (bar 30 MB)", server.memory() as f64 / 1e6);
    idle(&server, "after its start");

    let (mut sent, begin) = (0, Instant::now());
    while sent < plan.triggers {
        sent += triggers::trigger(&server, &prepared, plan).0.count();
    }
    prepared.wait_until_done(Duration::from_secs(600));
    let rate = sent as f64 / begin.elapsed().as_secs_f64();
    println!("P8  after {sent} triggers, all delivered: {:.1} MB RSS  (bar 60 MB)  {rate:.0}/s", server.memory() as f64 / 1e6);
    idle(&server, "after them");
}

fn idle(server: &Server, when: &str) {
    let before = server.cpu();
    thread::sleep(LOOK);
    let share = (server.cpu() - before).as_secs_f64() / LOOK.as_secs_f64() * 100.0;
    println!("P14 idle {share:.2} % CPU {when}  (bar 0)");
}
