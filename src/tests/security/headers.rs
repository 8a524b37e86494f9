//! What every kind of answer says about itself, and what every cookie is allowed.

use std::{collections::BTreeSet, fs};

use belfry::http;
use leptos::config::LeptosOptions;
use tempfile::TempDir;

use crate::{
    delivery::{ann, send},
    house::{House, PASSWORD, Reply, house},
};

/// What the answer may load.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Policy {
    /// A page: scripts by nonce, nothing from elsewhere.
    Page,
    /// A document that shows an e-mail: nothing runs.
    Mail,
    Nothing,
}
use Policy::*;

impl Policy {
    fn text(self) -> &'static str {
        match self {
            Page => {
                "default-src 'none'; script-src 'self' 'nonce-N' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
                 img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
                 frame-ancestors 'none'"
            }
            Mail => {
                "sandbox; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; \
                 frame-ancestors 'self'"
            }
            Nothing => "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        }
    }
}

/// A kind of answer: who asks for it, and what it says about itself beyond what every answer says.
struct Kind {
    who: &'static str,
    method: &'static str,
    path: String,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    status: u16,
    content: &'static str,
    policy: Policy,
    kept: &'static str,
}

const NOT_KEPT: &str = "no-store";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";
const BROWSER: &[(&str, &str)] = &[("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded")];
const PROGRAM: &[(&str, &str)] = &[("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
const SCRIPT: &[(&str, &str)] =
    &[("accept", "application/json"), ("x-belfry-form", "1"), ("content-type", "application/x-www-form-urlencoded")];
const ELSEWHERE: &[(&str, &str)] = &[("sec-fetch-site", "cross-site")];

fn get(who: &'static str, path: &str, status: u16, content: &'static str, policy: Policy, kept: &'static str) -> Kind {
    Kind { who, method: "GET", path: path.to_owned(), headers: BROWSER, body: "", status, content, policy, kept }
}

fn post(
    path: &str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    status: u16,
    content: &'static str,
) -> Kind {
    let (method, path) = ("POST", path.to_owned());
    Kind { who: "Max", method, path, headers, body, status, content, policy: Nothing, kept: NOT_KEPT }
}

fn kinds(message: &str) -> Vec<Kind> {
    const RENAME: &str = "/api/profile/rename";
    let of_nobody =
        |method, path: &str, status, content| Kind { who: "nobody", method, ..post(path, PROGRAM, "", status, content) };
    vec![
        get("Max", "/staging", 200, HTML, Page, NOT_KEPT),
        get("nobody", "/sign-in", 200, HTML, Page, NOT_KEPT),
        get("nobody", "/invite/x", 200, HTML, Page, NOT_KEPT),
        get("Max", "/no/such/page", 404, HTML, Page, NOT_KEPT),
        get("Max", "/production/users/new", 403, HTML, Page, NOT_KEPT),
        get("nobody", "/staging", 303, "", Nothing, NOT_KEPT),
        post("/staging", BROWSER, "", 405, ""),
        post(RENAME, ELSEWHERE, "name=Max", 403, TEXT),
        post(RENAME, PROGRAM, "name=Max", 200, JSON),
        post(RENAME, PROGRAM, "name=", 422, JSON),
        post("/api/no/such", PROGRAM, "", 404, JSON),
        post(RENAME, BROWSER, "name=Max", 303, ""),
        post(RENAME, SCRIPT, "name=Max", 200, JSON),
        get("Max", "/staging/templates/welcome/preview/email", 200, HTML, Mail, NOT_KEPT),
        get("Max", "/staging/templates/missing/preview/email", 404, TEXT, Nothing, NOT_KEPT),
        get("Max", &format!("/staging/messages/{message}/content"), 200, HTML, Mail, NOT_KEPT),
        get("nobody", &format!("/staging/messages/{message}/content"), 401, TEXT, Nothing, NOT_KEPT),
        get("nobody", "/pkg/a.js", 200, "text/javascript", Nothing, "public, max-age=31536000, immutable"),
        get("nobody", "/pkg/b.js", 404, "", Nothing, NOT_KEPT),
        get("nobody", "/pkg/", 404, "", Nothing, NOT_KEPT),
        get("nobody", "/pkg/%2e%2e/secret.txt", 404, "", Nothing, NOT_KEPT),
        get("nobody", "/pkg/..%2fsecret.txt", 404, "", Nothing, NOT_KEPT),
        get("nobody", "/fonts/a.woff2", 200, "font/woff2", Nothing, "public, max-age=31536000, immutable"),
        get("nobody", "/favicon.svg", 200, "image/svg+xml", Nothing, "public, max-age=3600"),
        get("nobody", "/.git/config", 404, HTML, Page, NOT_KEPT),
        of_nobody("POST", "/trigger/", 401, JSON),
        of_nobody("GET", "/v1/nothing/", 404, JSON),
        of_nobody("TRACE", "/trigger/", 405, JSON),
        of_nobody("OPTIONS", "/trigger/", 204, ""),
        of_nobody("POST", "/staging/broadcast/", 404, JSON),
        of_nobody("TRACE", "/sign-in", 405, ""),
    ]
}

const EVERY_ANSWER: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "SAMEORIGIN"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
    ),
];

/// Headers that would let other sites read, or tell what we are made of.
const NO_ANSWER: &[&str] = &["access-control-allow-origin", "access-control-allow-credentials", "server", "x-powered-by"];

/// A house with a built site, some content, and people who come by https or not.
async fn furnished(secure: bool) -> (House, String, TempDir) {
    let mut house = house().await;
    let desk = house.desk("staging");
    desk.workflow(&[send("send_email")]).await;
    desk.trigger(ann()).await;
    let message = desk.messages().await.remove(0).id.to_string();
    if secure {
        house = house.configured(|config| config.base_url = "https://belfry.test".to_owned());
    }
    let folder = TempDir::new().unwrap();
    for (path, text) in [("pkg/a.js", "1"), ("fonts/a.woff2", "x"), ("favicon.svg", "<svg/>"), ("secret.txt", "secret")] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let site = LeptosOptions::builder().output_name("belfry").site_root(folder.path().to_str().unwrap()).build();
    house.router = http::router(house.app.clone(), &site);
    (house, message, folder)
}

async fn asked(house: &House, kind: &Kind) -> Reply {
    let mut headers = kind.headers.to_vec();
    let cookie = if kind.who == "nobody" { String::new() } else { house.cookie(kind.who).to_owned() };
    let cookie = if house.app.config.secure() { cookie.replacen("belfry=", "__Host-belfry=", 1) } else { cookie };
    headers.push(("cookie", &cookie));
    house.send("nobody", kind.method, &kind.path, &headers, kind.body).await
}

/// The policy, with its nonce replaced by N.
fn policy(reply: &Reply) -> String {
    let text = reply.headers["content-security-policy"].to_str().unwrap();
    match text.split_once("'nonce-").and_then(|(before, rest)| Some((before, rest.split_once('\'')?))) {
        Some((before, (nonce, after))) => {
            assert!(nonce.len() >= 22, "128 bits: {nonce}");
            format!("{before}'nonce-N'{after}")
        }
        None => text.to_owned(),
    }
}

#[tokio::test]
async fn every_kind_of_answer_has_every_header() {
    for secure in [false, true] {
        let (house, message, _folder) = furnished(secure).await;
        let mut wrong = Vec::new();
        for kind in kinds(&message) {
            let reply = asked(&house, &kind).await;
            let text = |name: &str| reply.headers.get(name).map_or("", |value| value.to_str().unwrap());
            let mut check = |name: &str, is: &str, should: &str| {
                if is != should {
                    wrong.push(format!("{} {} as {}: {name} is “{is}”, should be “{should}”", kind.method, kind.path, kind.who));
                }
            };
            check("status", &reply.status.to_string(), &kind.status.to_string());
            for (name, value) in EVERY_ANSWER {
                check(name, text(name), value);
            }
            for name in NO_ANSWER {
                check(name, text(name), "");
            }
            check(
                "strict-transport-security",
                text("strict-transport-security"),
                if secure { "max-age=31536000; includeSubDomains" } else { "" },
            );
            check("content-type", text("content-type"), kind.content);
            check("cache-control", text("cache-control"), kind.kept);
            check("content-security-policy", &policy(&reply), kind.policy.text());
            assert!(!reply.body.contains("secret"), "{}: {}", kind.path, reply.body);
        }
        assert!(wrong.is_empty(), "secure: {secure}\n{}", wrong.join("\n"));
    }
}

#[tokio::test]
async fn a_nonce_is_used_once() {
    let house = house().await;
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        let page = house.page("Max", "/staging").await;
        let text = page.headers["content-security-policy"].to_str().unwrap().to_owned();
        let nonce = text.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned();
        let scripts = page.body.matches("<script").count();
        assert!(scripts > 0 && page.body.matches(&format!("nonce=\"{nonce}\"")).count() >= scripts, "{}", page.body);
        assert!(seen.insert(nonce), "a nonce came twice");
    }
}

/// Name and attributes of a cookie that is set, without what differs each time.
fn attributes(set: &str) -> (String, BTreeSet<String>) {
    let mut parts = set.split(';').map(str::trim);
    let name = parts.next().unwrap().split_once('=').unwrap().0.to_owned();
    let kept = parts.map(|part| {
        let part = part.to_ascii_lowercase();
        // How long: zero takes it away.
        match part.split_once('=') {
            Some(("max-age", "0")) => "gone".to_owned(),
            Some(("max-age" | "expires", _)) => "kept".to_owned(),
            _ => part,
        }
    });
    (name, kept.collect())
}

#[tokio::test]
async fn every_cookie_is_for_us_alone() {
    for secure in [false, true] {
        let house = house().await;
        house.with_password("Max").await;
        let house = house.configured(|config| {
            if secure {
                config.base_url = "https://belfry.test".to_owned();
            }
        });
        let prefix = if secure { "__Host-" } else { "" };
        let call = async |cookie: &str, path: &str, body: &str| {
            let headers: Vec<_> = PROGRAM.iter().copied().chain([("cookie", cookie)]).collect();
            house.send("nobody", "POST", path, &headers, body.to_owned()).await
        };
        let sign_in = serde_urlencoded::to_string([("email", "max@acme.test"), ("password", PASSWORD)]).unwrap();
        let signed_in = call("", "/api/session/sign_in", &sign_in).await;
        let session = signed_in.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        assert!(session.len() > 28, "{session}");
        let dark = call(&session, "/api/theme/choose", "theme=dark").await;
        let none = call(&session, "/api/theme/choose", "theme=device").await;
        let signed_out = call(&session, "/api/session/sign_out", "").await;
        for (reply, name, age) in
            [(signed_in, "belfry", "kept"), (dark, "theme", "kept"), (none, "theme", "gone"), (signed_out, "belfry", "gone")]
        {
            assert_eq!(reply.status, 200, "{}", reply.body);
            let set: Vec<_> = reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
            assert_eq!(set.len(), 1, "{set:?}");
            let (called, mut has) = attributes(set[0]);
            assert_eq!(called, format!("{prefix}{name}"));
            assert!(set[0].len() < 4096);
            let mut should: BTreeSet<String> = ["path=/", "httponly", "samesite=lax", age].map(str::to_owned).into();
            // What takes a cookie away may say when that was, too, and has nothing left to keep from scripts.
            if age == "gone" {
                for freely in ["kept", "httponly", "samesite=lax"] {
                    has.remove(freely);
                    should.remove(freely);
                }
            }
            if secure {
                should.insert("secure".to_owned());
            }
            assert_eq!(has, should, "{}", set[0]);
        }
    }
}
