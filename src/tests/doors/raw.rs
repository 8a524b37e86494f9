//! Routes that are neither pages nor server functions: previews and contents. They answer with a status alone.

use std::{collections::HashMap, fs, path::Path};

use belfry::http;

use super::{
    AccountAdmins, Anybody, As, CAST, House, Keys, Members, MembersButInProduction, Met, PLACES, Row, To, act, expected, gather,
    says,
};
use crate::delivery::{
    ann, send,
    sink::{Manner, Sink},
};

/// Method and row; what is named in the path is there.
const RAW: &[(&str, Row)] = &[
    ("GET", raw("/{workspace}/templates/{slug}/preview/{channel}", "", Members)),
    ("POST", raw("/{workspace}/templates/{slug}/preview/{channel}", "subject=x&html=x", Members)),
    ("GET", raw("/{workspace}/messages/{id}/content", "", MembersButInProduction)),
    // Who comes here is not signed in yet: tests/single_sign_on.rs tells what they meet.
    // Load balancers have no session: tests/operating tells what they are told.
    ("GET", raw("/healthz", "", Anybody)),
    ("GET", raw("/readyz", "", Anybody)),
    ("GET", raw("/sign-in/oidc/callback", "", Anybody)),
    ("GET", raw("/sign-in/oidc/{account}", "", Anybody)),
    ("GET", raw(EXPORT, "", AccountAdmins)),
];

/// A file belongs to who asked for it.
const EXPORT: &str = "/account/audit/exports/{id}/file";

/// Those that are written to: address and body.
pub fn writes() -> impl Iterator<Item = (&'static str, &'static str)> {
    RAW.iter().filter(|(method, _)| *method != "GET").map(|(_, row)| (row.path, row.fields))
}

const fn raw(path: &'static str, fields: &'static str, to: To) -> Row {
    act(path, fields, to)
}

/// A template and a message with content in each of the places. Answers the message's id by place.
async fn furnish(house: &House, sink: &Sink) -> HashMap<&'static str, String> {
    let mut messages = HashMap::new();
    for place in PLACES {
        let desk = house.desk(place);
        desk.workflow(&[send("send_email")]).await;
        if place != "sandbox" {
            desk.smtp(sink.port).await;
        }
        desk.trigger(ann()).await;
        messages.insert(place, desk.messages().await.remove(0).id.to_string());
    }
    messages
}

fn status(met: Met) -> u16 {
    match met {
        Met::In => 200,
        Met::SignIn | Met::SecondFactor => 401,
        Met::Enrol | Met::Confirm | Met::Forbidden => 403,
        Met::NotFound => 404,
    }
}

#[tokio::test]
async fn every_raw_route_opens_to_whom_it_should() {
    let house = gather().await;
    let keys = Keys::of(&house).await;
    let sink = Sink::start(Manner::Takes);
    let messages = furnish(&house, &sink).await;
    assert_eq!(house.call("Ada", "/api/audit/export", &[("format", "csv")]).await.status, 200);
    let list = house.page("Ada", "/account/audit/exports").await.body;
    let export = list.split("/account/audit/exports/").nth(1).and_then(|rest| rest.split_once('/')).expect("a file").0.to_owned();
    let mut wrong = Vec::new();
    for (method, row) in RAW.iter().filter(|(_, row)| row.to != Anybody) {
        for place in PLACES {
            let path = row.path.replace("{workspace}", place).replace("{slug}", "welcome").replace("{channel}", "email");
            let path = path.replace("{id}", if row.path == EXPORT { &export } else { &messages[place] });
            for who in CAST {
                // Their own sandbox and production have neither the template nor the message.
                let theirs = row.path == EXPORT && who == As::Outsider;
                let wanted = expected(row, who, place).filter(|_| !theirs).unwrap_or(Met::NotFound);
                let (name, value) = says(&house, &keys, who).await;
                let headers = [(name, value.as_str()), ("content-type", "application/x-www-form-urlencoded")];
                let reply = house.send("nobody", method, &path, &headers, row.fields).await;
                if reply.status != status(wanted) {
                    wrong.push(format!("{method} {path} as {who:?}: {}, should be {}", reply.status, status(wanted)));
                }
                if who != As::Admin && reply.status != 200 {
                    assert!(!reply.body.contains("Hello"), "{method} {path} as {who:?}: {}", reply.body);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_raw_route_has_a_row() {
    let there: Vec<&str> = http::raw_routes().into_iter().map(|(path, _)| path).collect();
    let missing: Vec<&&str> = there.iter().filter(|path| !RAW.iter().any(|(_, row)| row.path == **path)).collect();
    assert!(missing.is_empty(), "add a row to RAW in src/tests/doors/raw.rs for each of {missing:?}");
    let gone: Vec<&str> = RAW.iter().map(|(_, row)| row.path).filter(|path| !there.contains(path)).collect();
    assert!(gone.is_empty(), "these rows lead nowhere: {gone:?}");
}

/// What routers are given by name and not from a list: server functions, which have rows, files that everybody may have, and the figures,
/// which are only on the listener for monitoring.
const BY_NAME: &[&str] = &["/api/{*path}", "/pkg", "/fonts", "/metrics"];

#[test]
fn no_route_stands_beside_the_lists() {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the house") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(&path).expect("a source file");
            for call in [".route(\"", ".route_service(\"", ".nest(\"", ".nest_service(\""] {
                found.extend(source.split(call).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
    }
    found.sort();
    let mut known = BY_NAME.to_vec();
    known.sort_unstable();
    assert_eq!(found, known, "put the route into http::raw_routes, so that it has to have a row");
}
