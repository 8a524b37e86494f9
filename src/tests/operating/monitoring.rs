//! Health, figures and traces.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
    time::Duration,
};

use axum::body::Body;
use belfry::{access::Traces, http, http::LogFormat};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;
use tracing_subscriber::EnvFilter;

use crate::{
    delivery::{
        ann, send,
        sink::{Manner, Sink},
    },
    house::{House, Sabotage, house, houses},
};

/// What the listener for monitoring answers.
async fn ask(house: &House, path: &str) -> (u16, String) {
    let request = axum::http::Request::get(path).body(Body::empty()).unwrap();
    let response = http::monitoring(house.app.clone()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status.as_u16(), String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

/// The value of a series.
fn figure(text: &str, series: &str) -> f64 {
    let line = text.lines().find(|line| line.rsplit_once(' ').is_some_and(|(name, _)| name == series));
    line.and_then(|line| line.rsplit_once(' ')?.1.parse().ok()).unwrap_or_else(|| panic!("{series} is not in\n{text}"))
}

#[tokio::test]
async fn a_house_that_is_well_says_so_to_everybody_and_keeps_no_memory_of_it() {
    for house in houses().await {
        for path in ["/healthz", "/readyz"] {
            let reply = house.send("nobody", "GET", path, &[], "").await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.body);
            assert!(reply.headers.get("set-cookie").is_none(), "{path}");
            assert_eq!(ask(&house, path).await.0, 200, "{path}");
        }
        let body = house.send("nobody", "GET", "/readyz", &[], "").await.json();
        assert_eq!(body["ready"], true);
        assert_eq!(body["databases"][0]["name"], "home");
        assert!(body["databases"][0].get("problem").is_none(), "{body}");
    }
}

#[tokio::test]
async fn a_database_that_lacks_a_migration_or_does_not_answer_is_named() {
    for house in houses().await {
        let forgotten = "delete from _sqlx_migrations where version > 5";
        house.sabotage(&Sabotage { sqlite: forgotten, postgres: forgotten }).await;
        let reply = house.send("nobody", "GET", "/readyz", &[], "").await;
        assert_eq!(reply.status, 503, "{}", reply.body);
        let problem = reply.json()["databases"][0]["problem"].as_str().unwrap().to_owned();
        assert!(problem.starts_with("It is at migration 5, and this release needs "), "{problem}");

        let gone = "alter table _sqlx_migrations rename to gone";
        house.sabotage(&Sabotage { sqlite: gone, postgres: gone }).await;
        let reply = house.send("nobody", "GET", "/readyz", &[], "").await;
        assert_eq!((reply.status, reply.json()["databases"][0]["problem"].as_str()), (503, Some("It does not answer.")));
        // It lives all the same: a restart would mend nothing.
        assert_eq!(house.send("nobody", "GET", "/healthz", &[], "").await.status, 200);
    }
}

#[tokio::test]
async fn a_region_that_is_away_is_named_and_the_instance_stays_ready() {
    let folder = TempDir::new().unwrap();
    let at = |file: &str| format!("sqlite:{}", folder.path().join(file).display());
    let regions = vec![("home".to_owned(), String::new()), ("eu".to_owned(), at("away/eu.db"))];
    let house = House::build_in(&at("control.db"), regions).await;
    let reply = house.send("nobody", "GET", "/readyz", &[], "").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let (body, eu) = (reply.json(), reply.json()["databases"][1].clone());
    assert_eq!((&body["ready"], &eu["name"], &eu["ready"]), (&true.into(), &"eu".into(), &false.into()));
    assert!(eu["problem"].as_str().unwrap().starts_with("It does not answer"), "{eu}");
    let text = ask(&house, "/metrics").await.1;
    assert_eq!(figure(&text, r#"belfry_database_up{database="home"}"#), 1.0);
    assert_eq!(figure(&text, r#"belfry_database_up{database="eu"}"#), 0.0);
}

#[tokio::test]
async fn what_happens_is_in_the_figures_and_nothing_that_anybody_made_up() {
    for house in houses().await {
        let sink = Sink::start(Manner::Takes);
        let desk = house.desk("staging");
        desk.smtp(sink.port).await;
        desk.workflow(&[send("send_email")]).await;
        desk.accept(ann()).await;
        let before = ask(&house, "/metrics").await.1;
        assert_eq!(figure(&before, r#"belfry_jobs_due{database="home",lane="run"}"#), 1.0);
        house.app.clock.advance(7_000);
        assert_eq!(
            figure(&ask(&house, "/metrics").await.1, r#"belfry_oldest_due_job_age_seconds{database="home",lane="run"}"#),
            7.0
        );
        assert!(figure(&before, r#"belfry_audit_entries{database="home",state="unsealed"}"#) > 0.0);
        desk.run().await;
        house.page("Ada", "/staging/workflows").await;
        house.page("nobody", "/staging/workflows").await;

        let (status, text) = ask(&house, "/metrics").await;
        assert_eq!(status, 200);
        assert_eq!(figure(&text, r#"belfry_jobs_due{database="home",lane="run"}"#), 0.0);
        assert_eq!(figure(&text, r#"belfry_triggers_total{source="api",outcome="accepted"}"#), 1.0);
        assert_eq!(figure(&text, r#"belfry_messages_total{channel="email",outcome="sent"}"#), 1.0);
        assert_eq!(figure(&text, r#"belfry_vendor_call_duration_seconds_count{vendor="smtp",outcome="accepted"}"#), 1.0);
        assert_eq!(figure(&text, r#"belfry_http_request_duration_seconds_count{kind="page",status="2xx"}"#), 1.0);
        assert_eq!(figure(&text, r#"belfry_http_request_duration_seconds_count{kind="page",status="3xx"}"#), 1.0);
        assert_eq!(figure(&text, r#"belfry_database_up{database="home"}"#), 1.0);
        assert!(figure(&text, "process_resident_memory_bytes") > 1e6 && figure(&text, "process_open_fds") > 3.0, "{text}");
        for secret in ["staging", "example.com", "greet", "Office", "acme", "Ada"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        // They are for who may read everything, and are nowhere else.
        assert_eq!(house.page("Ada", "/metrics").await.status, 404);
    }
}

/// A collector in the test's own process: takes requests and hands on target and body.
fn collector() -> (u16, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let (hand_on, handed) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream);
            let (mut first, mut length) = (String::new(), 0);
            let _ = reader.read_line(&mut first);
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) <= 2 {
                    break;
                }
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
            }
            let mut body = vec![0; length];
            let _ = reader.read_exact(&mut body);
            let _ = reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = hand_on.send((first, body));
        }
    });
    (port, handed)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_trace_goes_on_from_the_caller_to_the_vendor() {
    const TRACE_ID: [u8; 16] = [0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36];
    let house = house().await;
    let sink = Sink::start(Manner::Takes);
    let desk = house.desk("staging");
    desk.smtp(sink.port).await;
    desk.workflow(&[send("send_email")]).await;
    let key = house.api_key("staging").await;
    let (port, collected) = collector();
    let traces = Traces::start(&format!("http://127.0.0.1:{port}")).unwrap();
    {
        let log = http::log(EnvFilter::new("off"), LogFormat::Json, std::io::sink, Some(&traces));
        let _listening = tracing::dispatcher::set_default(&log);
        let body = serde_json::json!({"workflow": "greet", "recipients": ann(), "data": {"word": "tea"}}).to_string();
        let bearer = format!("Bearer {key}");
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json"), ("traceparent", parent)];
        let reply = house.send("nobody", "POST", "/trigger/", &headers, body).await;
        assert_eq!(reply.status, 202, "{}", reply.body);
        let request = reply.json()["message_id"].as_str().map(str::to_owned).unwrap();
        desk.run().await;
        traces.end().await;

        let (target, sent) = collected.recv_timeout(Duration::from_secs(20)).expect("the collector gets what was traced");
        assert_eq!(target.trim_end(), "POST /v1/traces HTTP/1.1");
        for part in ["belfry", "trigger", "execution", "smtp", request.as_str()] {
            assert!(has(&sent, part.as_bytes()), "{part} is not in it");
        }
        assert!(has(&sent, &TRACE_ID), "the caller's trace goes on");
        for secret in ["ann@example.com", "tea", key.as_str()] {
            assert!(!has(&sent, secret.as_bytes()), "{secret} left the house");
        }
    }
}
