//! P5: a list of 50 workflows as somebody who is signed in gets it: session, authorization, database, whole HTML.

use crate::{
    Plan,
    client::Client,
    figures::closed_loop,
    machine::load_average,
    server::{Prepared, Server},
};

const CLIENTS: usize = 8;
const PATH: &str = "/staging/workflows";

pub fn measure(plan: &Plan) {
    let prepared = Prepared::new(plan);
    let server = Server::start(&prepared, true);
    let headers = format!("Cookie: {}\r\nAccept: text/html", prepared.cookie);
    let mut client = Client::connect(server.address);
    let (status, html) = client.call("GET", PATH, &headers, "");
    let (html, size) = (String::from_utf8_lossy(html), html.len());
    let rows = html.matches("class=\"row-link\"").count();
    assert_eq!((status, rows), (200, 50), "the list is whole: {html}");
    for round in 1..=plan.rounds {
        let cpu = server.cpu();
        let (took, passed) = closed_loop(server.address, CLIENTS, plan.round, |client, _| {
            let (status, html) = client.call("GET", PATH, &headers, "");
            assert!(status == 200 && html.len() == size, "every answer is the whole page");
        });
        let rate = took.count() as f64 / passed.as_secs_f64();
        let cpu = (server.cpu() - cpu).as_secs_f64() / took.count() as f64 * 1e3;
        let (line, load) = (took.line(), load_average());
        println!(
            "P5  round {round}: {rate:.0}/s  {line}  (bar 2,000/s, p50 4 ms)  {size} bytes  CPU {cpu:.2} s per 1,000  load {load}"
        );
    }
}
