//! P7: the page of an audit log that is very long, by every filter, its first page and its last one; and how long it takes to verify a chain of a
//! million entries.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use belfry::args;

use crate::{
    Plan,
    client::Client,
    figures::closed_loop,
    machine::load_average,
    server::{Prepared, Server},
};

/// So many entries are written in one transaction.
const BATCH: i64 = 100_000;
/// Between two entries, in milliseconds: ten million fill nearly a year.
const STEP: i64 = 3_000;
/// So long each filter is asked for.
const TIME: Duration = Duration::from_secs(1);
/// The chain that is verified has so many links at most.
const LINKS: u64 = 1_000_000;

/// What is asked for: alone, and together.
const FILTERS: &[&str] = &[
    "",
    "actor=ada",
    "action=workflow.committed",
    "action=workflow.committed&action=template.committed&action=vendor.updated",
    "kind=workflow",
    "workspace=staging",
    "target=ast_77",
    "range=24h",
    "range=30d",
    "actor=ada&action=workflow.committed",
    "workspace=staging&action=workflow.committed",
    "workspace=staging&actor=ada",
    "workspace=staging&actor=ada&action=workflow.committed",
    "workspace=staging&target=ast_77&kind=workflow&range=30d",
    "workspace=staging&kind=template&actor=ada&range=30d",
    "action=account.member_role_changed",
];

pub fn measure(plan: &Plan) {
    pages(plan);
    verify(plan);
}

fn pages(plan: &Plan) {
    let prepared = Prepared::new(plan);
    fill(plan, &prepared, plan.rows);
    let server = Server::start(&prepared, true);
    let headers = format!("Cookie: {}\r\nAccept: text/html", prepared.cookie);
    let mut client = Client::connect(server.address);
    let mut worst: f64 = 0.0;
    for filter in FILTERS {
        let mut said = String::new();
        // The oldest ones are found from the other end.
        for (page, step) in [("first", ""), ("last", "after=aud_0")] {
            let path = format!("/account/audit?{filter}{}{step}", if filter.is_empty() { "" } else { "&" });
            let (status, html) = client.call("GET", &path, &headers, "");
            let rows = String::from_utf8_lossy(html).matches("class=\"row-link\"").count();
            assert_eq!(status, 200, "{path}");
            let (took, _) = closed_loop(server.address, 1, TIME, |client, _| {
                assert_eq!(client.call("GET", &path, &headers, "").0, 200);
            });
            worst = worst.max(took.at(0.99));
            said += &format!("  {page} page of {rows}: p50 {:.2} ms  p99 {:.2} ms", took.at(0.5), took.at(0.99));
        }
        println!("P7  {:<60}{said}", if filter.is_empty() { "everything" } else { filter });
    }
    println!("P7  {} entries: the worst p99 is {worst:.2} ms  (bar 20 ms)  load {}", plan.rows, load_average());
}

fn verify(plan: &Plan) {
    let prepared = Prepared::new(plan);
    fill(plan, &prepared, plan.rows.min(LINKS));
    // What it wrote while it was furnished is sealed by itself.
    Server::start(&prepared, true).stop();
    let begin = Instant::now();
    prepared.seal();
    println!("P7  sealed in {:.1} s", begin.elapsed().as_secs_f64());
    let begin = Instant::now();
    let output = prepared.run(&["audit", "verify"]);
    let took = begin.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    println!("P7  belfry audit verify: {took:.1} s in all; {}", said.lines().next().unwrap_or_default());
}

/// Entries up to now, of 50 people, 25 actions, three workspaces and none, about 10,000 things.
fn fill(plan: &Plan, prepared: &Prepared, rows: u64) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
    let (begin, rows) = (Instant::now(), rows as i64);
    let sql = if plan.postgres.is_some() { POSTGRES } else { SQLITE };
    for from in (0..rows).step_by(BATCH as usize) {
        prepared.write(sql, args![from, (from + BATCH).min(rows), now - rows * STEP, STEP]);
    }
    if plan.postgres.is_some() {
        prepared.write("analyze audit_entry", args![]);
    }
    println!("P7  {rows} entries written in {:.0} s", begin.elapsed().as_secs_f64());
}

macro_rules! filling {
    ($hex:literal) => {
        concat!(
            "with recursive n (i) as (select cast($1 as bigint) union all select i + 1 from n where i + 1 < $2),
             drawn as (select i, i % 50 as person, (i * 7919) % 25 as verb, (i * 104729) % 4 as place, $3 + i * $4 as at from n)
             insert into audit_entry (id, account_id, workspace_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id,
                target_name, detail, address, user_agent)
             select 'aud_' || ",
            $hex,
            " || '7' || (1000000000000 + i),
                (select account_id from member order by account_id limit 1),
                case place when 0 then (select id from workspace order by id limit 1)
                    when 1 then (select id from workspace order by id limit 1 offset 1)
                    when 2 then (select id from workspace order by id limit 1 offset 2) end, at, 'person',
                case when person = 7 then (select person_id from member order by person_id limit 1) else 'per_' || person end,
                'Person ' || person,
                case when verb < 8 then 'workflow.committed' when verb < 14 then 'workflow.draft_saved' when verb < 19 then 'template.committed'
                    when verb < 22 then 'vendor.updated' when verb < 24 or i % 1000 > 0 then 'user.updated'
                    else 'account.member_role_changed' end,
                'workflow', 'ast_' || ((i * 31) % 10000), 'Thing ' || ((i * 31) % 10000),
                '{\"name\":{\"from\":\"Before\",\"to\":\"After\"}}', '203.0.113.7', 'Mozilla/5.0 (X11; Linux x86_64)' from drawn"
        )
    };
}
const SQLITE: &str = filling!("printf('%012x', at)");
const POSTGRES: &str = filling!("lpad(to_hex(at), 12, '0')");
