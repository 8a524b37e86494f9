//! Every secret that Belfry knows is planted once and then looked for: on every page that can be reached, in every answer of a server
//! function and of the hub API, in the log, and in the rows of the database.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use belfry::{
    access::MailServer,
    domain::{keys, password_reset::send_asked},
    http::{HubTarget, LogFormat, ManagementTarget, Target},
    identity::session::Claims,
    model::can,
    pages::app::site_map,
};

use super::Said;
use crate::{
    browser::Browser,
    delivery::{
        ann, send,
        sink::{Manner, Sink},
    },
    doors::functions,
    house::{House, PASSWORD, houses},
};

/// What must not be found, by what it is.
type Secrets = BTreeMap<&'static str, String>;

const PASSWORD_SET: &str = "canary walnut 4711";
const PASSWORD_TYPED: &str = "canary hazelnut 4712";
const SMTP: &str = "canary-smtp-4713";
const SMTP_TYPED: &str = "canary-smtp-4714";
const OWN_SMTP: &str = "canary-own-4715";
const OIDC_TYPED: &str = "canary-oidc-4718";
const CODE_TYPED: &str = "4716-CANA-RYCO-DE00";
const KEY_TYPED: &str = "SS.canary-key-4717";

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{before} is not there")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("{after} is not there")).0
}

/// The first text of a page that begins with this and is as long as a key.
fn key_in(html: &str, begins: &str) -> String {
    let found = html.match_indices(begins).map(|(at, _)| &html[at..]);
    let mut texts =
        found.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect::<String>());
    texts.find(|text| text.len() == begins.len() + 43).unwrap_or_else(|| panic!("no key {begins} is shown"))
}

/// The session's id, which stands at the end of its cookie, after the signature.
fn id_of(browser: &Browser<'_>) -> String {
    let cookie = browser.cookie.as_deref().expect("a session");
    cookie[cookie.len() - 22..].to_owned()
}

/// Plants a canary for everything that is to be kept secret, through the forms that people use, and takes down what is shown once.
async fn plant(house: &House, sink: &Sink) -> Secrets {
    let mut secrets = Secrets::from([
        ("a password", PASSWORD_SET.to_owned()),
        ("a password that was mistyped", PASSWORD_TYPED.to_owned()),
        ("a vendor's password", SMTP.to_owned()),
        ("a vendor's password in a form that was refused", SMTP_TYPED.to_owned()),
        ("the password of Belfry's own mail server", OWN_SMTP.to_owned()),
        ("the client secret of an OpenID provider", OIDC_TYPED.to_owned()),
        ("a code that was mistyped", CODE_TYPED.to_owned()),
        ("a key that nobody has", KEY_TYPED.to_owned()),
        ("the master key", "07".repeat(32)),
        ("the code of the console", house.app.first_run.code.clone()),
    ]);

    // Links by letter: one that is used, one that waits.
    for name in ["a used link for a new password", "a link for a new password"] {
        assert_eq!(house.browser().call("/api/password/ask", &[("email", "max@acme.test")]).await.status, 200);
        send_asked(&house.app).await.unwrap();
        let letter = sink.mails().last().expect("a letter").text.replace("=\n", "");
        let token = between(&letter, "/sign-in/reset/", "\n").trim().to_owned();
        if name.contains("used") {
            let fields = [("token", token.as_str()), ("password", PASSWORD_SET)];
            assert_eq!(house.browser().call("/api/password/reset", &fields).await.status, 200);
        }
        secrets.insert(name, token);
    }
    let mut max = house.browser();
    assert_eq!(max.sign_in("max@acme.test", PASSWORD_SET).await.status, 200);
    secrets.insert("Max's session", id_of(&max));

    // The second factor, with its recovery codes.
    let mut ada = house.past_password("Ada").await;
    let (_, page) = ada.follow("/account/profile", "/api/second_factor/begin", &[]).await;
    let key = between(between(&page.body, "data-testid=\"totp-secret\"", "/code>"), ">", "<").to_owned();
    let plain = key.replace(' ', "");
    let totp = totp_rs::Secret::Encoded(plain.clone()).to_bytes().unwrap();
    let totp = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 1, 30, totp, None, String::new());
    let code = totp.generate((house.app.now() / 1000) as u64);
    let (at, page) = ada.follow("/account/second-factor", "/api/second_factor/confirm", &[("code", &code)]).await;
    assert!(at.starts_with("/account/recovery-codes"), "{at}");
    let recovery = between(between(&page.body, "data-testid=\"recovery-codes\"", "</ol>"), "<li>", "</li>").to_owned();
    assert_eq!(recovery.len(), 19, "{recovery}");
    secrets.insert("a recovery code as it is stored", recovery.replace('-', ""));
    secrets.insert("a recovery code", recovery);
    secrets.insert("a second factor's secret in groups", key);
    secrets.insert("a second factor's secret", plain);
    assert_eq!(ada.call("/api/recovery_codes/saved", &[]).await.status, 200);

    // An invitation by letter.
    let fields = [("email", "ivy@new.test"), ("name", "Ivy"), ("role", "member")];
    assert_eq!(ada.call("/api/team/invite", &fields).await.status, 200);
    let letter = sink.mails().last().expect("a letter").text.replace("=\n", "");
    secrets.insert("the link of an invitation", between(&letter, "/invite/", "\n").trim().to_owned());

    // The keys of a workspace.
    let in_staging = ("workspace", "staging");
    ada.follow("/staging/keys", "/api/keys/generate", &[in_staging, ("name", "Orders")]).await;
    ada.follow("/staging/keys", "/api/keys/generate", &[in_staging, ("name", "Billing")]).await;
    let (_, page) = ada.follow("/staging/keys", "/api/keys/generate", &[in_staging, ("name", "Support")]).await;
    secrets.insert("an API key", key_in(&page.body, "SS."));
    let granted = house.granted::<can::ManageKeys>("staging").await;
    let id = keys::workspace::list(&granted).await.unwrap()[0].id.to_string();
    let (_, page) = ada.follow("/staging/keys", "/api/keys/reveal", &[in_staging, ("id", &id)]).await;
    secrets.insert("a workspace key's secret", key_in(&page.body, "SS.WSS."));
    let (_, page) = ada.follow("/staging/keys", "/api/keys/rotate_pair", &[in_staging, ("id", &id), ("grace", "day")]).await;
    secrets.insert("the secret after it", key_in(&page.body, "SS.WSS."));
    let (_, page) = ada.follow("/staging/keys", "/api/keys/generate_signing", &[in_staging]).await;
    let pem = between(&page.body, "-----BEGIN PRIVATE KEY-----", "-----END");
    let line = pem.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c))).find(|line| line.len() == 64);
    secrets.insert("a signing key", line.expect("the private key is shown").to_owned());
    let encoded = page.body.split("LS0tLS1CRUdJTi").nth(1).expect("and in base64");
    secrets.insert("a signing key in base64", encoded[..80].to_owned());
    let (_, page) = ada.follow("/staging/keys?show=inbox", "/api/keys/reveal_inbox", &[in_staging]).await;
    let mut words = page.body.split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)));
    secrets.insert("the inbox secret", words.find(|word| word.len() == 43).expect("it is shown").to_owned());

    // What manages the account.
    let fields = [("name", "Pipeline"), ("life", "90"), ("verbs[0]", "read")];
    let (_, page) = ada.follow("/account/tokens/new", "/api/tokens/generate", &fields).await;
    secrets.insert("a service token", key_in(&page.body, "SS.SVT."));

    // The client secret of an OpenID provider: in a form that is refused, for there is no provider at that address.
    let fields = [("label", "Acme"), ("issuer", "http://127.0.0.1:9"), ("client_id", "belfry"), ("client_secret", OIDC_TYPED)];
    assert_eq!(ada.call("/api/single_sign_on/save", &fields).await.status, 422);

    // A vendor, once as it is kept and once in a form that is refused, and a test that its server refuses.
    let guard = Sink::start(Manner::Guards);
    let port = guard.port.to_string();
    let vendor = |name: &'static str, password: &'static str| {
        let text = |text: &'static str| text.to_owned();
        [
            ("workspace", text("staging")),
            ("name", text(name)),
            ("host", text("127.0.0.1")),
            ("port", port.clone()),
            ("security", text("none")),
            ("username", text("belfry")),
            ("password", text(password)),
            ("from_name", text("Acme")),
            ("from_address", text("news@acme.test")),
        ]
    };
    let save = async |ada: &mut Browser<'_>, name, password| {
        let fields = vendor(name, password);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ada.follow("/staging/vendors/new", "/api/vendors/save_smtp", &fields).await
    };
    let (at, page) = save(&mut ada, "Office", SMTP).await;
    assert!(page.body.contains("Office"), "{at}: {}", page.body);
    let (_, page) = save(&mut ada, "", SMTP_TYPED).await;
    assert!(page.body.contains("Give it a name.") && !page.body.contains(SMTP_TYPED), "{}", page.body);
    let id = at.trim_start_matches("/staging/vendors/").split('?').next().unwrap().to_owned();
    let tested = ada.call("/api/vendors/test", &[in_staging, ("id", &id), ("to", "ann@example.com")]).await;
    assert_eq!(tested.status, 422, "{}", tested.body);

    // What is typed in vain, as plain forms: each refusal is kept for the page after it.
    for (on, action, fields) in [
        ("/sign-in", "/api/session/sign_in", vec![("email", "ada@acme.test"), ("password", PASSWORD_TYPED)]),
        ("/confirm", "/api/session/confirm", vec![("code", CODE_TYPED)]),
        ("/confirm", "/api/session/confirm", vec![("password", PASSWORD_TYPED)]),
        (
            "/account/profile",
            "/api/profile/change_password",
            vec![("current_password", PASSWORD_TYPED), ("new_password", PASSWORD_TYPED)],
        ),
    ] {
        assert_eq!(ada.submit(on, action, &fields).await.status, 303, "{action}");
    }
    assert_eq!(house.api(KEY_TYPED, "GET", "/v1/user/", serde_json::Value::Null).await.status, 401);
    secrets.insert("Ada's session", id_of(&ada));
    secrets
}

/// Fails when a secret is somewhere.
fn look(place: &str, text: &str, secrets: &Secrets) {
    for (what, secret) in secrets {
        if let Some(at) = text.find(secret.as_str()) {
            let around =
                |steps: usize| text.char_indices().map(|(at, _)| at).filter(|found| *found <= at).rev().nth(steps).unwrap_or(0);
            panic!("{what} is in {place}: …{}", &text[around(200)..at + secret.len()]);
        }
    }
}

/// All that came back but for the cookie that the browser keeps.
fn whole(reply: &crate::house::Reply) -> String {
    let headers = reply.headers.iter().filter(|(name, _)| *name != "set-cookie");
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default())).collect();
    format!("{}\n{}", headers.join("\n"), reply.body)
}

/// Addresses of ours that a page leads to. A list that turns its pages or is filtered is looked at a few times, not for ever.
fn links(html: &str, seen: &mut BTreeMap<String, usize>) -> Vec<String> {
    let found = html.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
    let found = found.map(|path| format!("/{}", path.split('#').next().unwrap_or_default().replace("&amp;", "&")));
    let mut new = Vec::new();
    for path in found.filter(|path| !["/pkg", "/fonts", "/favicon"].iter().any(|file| path.starts_with(file))) {
        let times = seen.entry(path.split('?').next().unwrap_or_default().to_owned()).or_default();
        if *times < 3 {
            *times += 1;
            new.push(path);
        }
    }
    new
}

/// Walks through every page that leads on from these, and answers how many there were.
async fn crawl(house: &House, cookie: &str, secrets: &Secrets) -> BTreeSet<String> {
    let mut pages: VecDeque<String> = site_map().into_iter().map(|(route, _)| route.replace("{workspace}", "staging")).collect();
    pages.push_back("/production".to_owned());
    let (mut seen, mut done) = (BTreeMap::new(), BTreeSet::new());
    while let Some(path) = pages.pop_front() {
        if path.contains('{') || !done.insert(path.clone()) {
            continue;
        }
        let reply = house.send("nobody", "GET", &path, &[("cookie", cookie), ("accept", "text/html")], "").await;
        assert!(reply.status < 500, "{path}: {}", reply.body);
        look(&path, &whole(&reply), secrets);
        pages.extend(links(&reply.body, &mut seen));
        pages.extend(links(&format!("href=\"{}\"", reply.location()), &mut seen));
    }
    done
}

/// Everything that the database holds.
async fn rows(house: &House) -> String {
    if let Some(path) = house.url.strip_prefix("sqlite:") {
        let mut bytes = std::fs::read(path).expect("the file of the database");
        bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    use sqlx::{AssertSqlSafe, Connection, Row};
    let mut connection = sqlx::PgConnection::connect(&house.url).await.unwrap();
    let tables = sqlx::query("select table_name::text from information_schema.tables where table_schema = 'public'");
    let mut all = String::new();
    for table in tables.fetch_all(&mut connection).await.unwrap() {
        let table: String = table.get(0);
        let every = AssertSqlSafe(format!("select t::text from \"{table}\" t"));
        for row in sqlx::query(every).fetch_all(&mut connection).await.unwrap() {
            all += &row.get::<String, _>(0);
            all.push('\n');
        }
    }
    all
}

#[tokio::test]
async fn no_secret_leaves_but_by_the_one_answer_that_shows_it() {
    for house in houses().await {
        let said = Said::default();
        let _listening = said.listen("info,belfry=trace", LogFormat::Text);
        let sink = Sink::start(Manner::Takes);
        let mail = |url: String| Some(MailServer { url, from: "Belfry <belfry@acme.test>".to_owned() });
        let house = house.configured(|config| config.mail = mail(format!("smtp://127.0.0.1:{}", sink.port)));
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email"), send("send_inbox")]).await;
        let secrets = plant_with_a_dead_server(&house, &sink).await;
        let house = house.configured(|config| config.mail = mail(format!("smtp://belfry:{OWN_SMTP}@127.0.0.1:1")));
        house.desk("staging").trigger(ann()).await;

        // Every page, as everybody.
        let claims = |who: &str, done| Claims::new(house.person(who).clone(), house.account.clone(), done, house.app.now());
        let mut cookies = vec![("nobody", String::new()), ("Stranger", house.cookie("Stranger").to_owned())];
        cookies.push(("pending", house.session(&claims("Ada", false)).await));
        for who in ["Ada", "Max"] {
            cookies.push((who, house.session(&claims(who, true)).await));
        }
        let (mut ada, fields) = (house.browser(), [("email", "eve@new.test"), ("name", "Eve"), ("role", "member")]);
        ada.cookie = Some(house.session(&claims("Ada", true)).await);
        let invited = ada.call("/api/team/invite", &fields).await;
        assert_eq!(invited.status, 200, "{}", invited.body);
        look("the answer of an invitation", &whole(&invited), &secrets);
        for (who, cookie) in &cookies {
            let seen = crawl(&house, cookie, &secrets).await;
            println!("canaries: {} pages as {who}", seen.len());
            if *who == "Ada" {
                for page in ["/staging/keys", "/account/audit", "/account/team", "/staging/vendors", "/staging/messages"] {
                    assert!(seen.contains(page), "{page} was not reached: {seen:?}");
                }
                for deep in
                    ["/account/audit/", "/staging/vendors/", "/staging/messages/", "/staging/executions/", "/staging/users/"]
                {
                    assert!(
                        seen.iter().any(|page| page.len() > deep.len() && page.starts_with(deep)),
                        "nothing of {deep}: {seen:?}"
                    );
                }
            }
        }
        // Every server function and every call of the hub API, as everybody.
        for (path, body) in functions("staging") {
            for (who, cookie) in &cookies {
                for accept in ["application/json", "text/html"] {
                    let headers = [
                        ("cookie", cookie.as_str()),
                        ("accept", accept),
                        ("content-type", "application/x-www-form-urlencoded"),
                        ("referer", "http://belfry.test/staging/keys"),
                    ];
                    let reply = house.send("nobody", "POST", path, &headers, body.clone()).await;
                    look(&format!("{path} as {who}"), &whole(&reply), &secrets);
                }
            }
        }
        let key = house.api_key("staging").await;
        for (method, address) in HubTarget::CALLS.iter().chain(ManagementTarget::CALLS) {
            let path = address.replace("{distinct_id}", "ann").replace("{workspace}", "staging");
            for key in [&key, KEY_TYPED] {
                let reply = house.api(key, method, &path, serde_json::json!({})).await;
                look(address, &whole(&reply), &secrets);
            }
        }
        let text = said.text();
        assert!(text.contains("a letter could not be sent") && text.contains("refused: "), "the log was heard");
        look("the log", &text, &secrets);
        look("the database", &rows(&house).await, &secrets);
        assert!(rows(&house).await.contains("ivy@new.test"), "the database was read");
    }
}

/// The secrets; every one was seen where it is shown once, so the search would find it.
async fn plant_with_a_dead_server(house: &House, sink: &Sink) -> Secrets {
    let secrets = plant(house, sink).await;
    assert!(secrets.len() > 18, "{secrets:?}");
    assert!(secrets.values().all(|secret| secret.len() >= 8 && secret != PASSWORD));
    let page = format!("<p>{}</p>", secrets["an API key"]);
    assert!(std::panic::catch_unwind(|| look("a page", &page, &secrets)).is_err(), "the search finds what is there");
    secrets
}
