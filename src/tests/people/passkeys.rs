use super::{between, device::Device};
use crate::{
    browser::Browser,
    house::{House, PASSWORD, Reply, houses},
};

/// Where the house of these tests is.
pub const ORIGIN: &str = "http://localhost:3000";
const PAGE: &str = "/sign-in/passkey";
const PROFILE: &str = "/account/profile";
const ADD: &str = "/api/passkeys/add";
const BEGIN: &str = "/api/session/begin_passkey";
const SIGN_IN: &str = "/api/session/passkey";

async fn local_houses() -> Vec<House> {
    let local = |house: House| house.configured(|config| config.base_url = ORIGIN.to_owned());
    houses().await.into_iter().map(local).collect()
}

/// What the device is asked, in this browser.
async fn question(browser: &mut Browser<'_>, begin: &str) -> String {
    let reply = browser.call(begin, &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json().as_str().expect("options").to_owned()
}

async fn add(browser: &mut Browser<'_>, device: &mut Device, name: &str) -> Reply {
    let made = device.makes(&question(browser, "/api/passkeys/begin_adding").await);
    browser.call(ADD, &[("name", name), ("credential", &made)]).await
}

/// A device with a passkey of somebody of the cast, and the browser that it was added in.
async fn device_of<'h>(house: &'h House, who: &str) -> (Device, Browser<'h>) {
    let mut device = Device::new();
    let mut browser = house.browser_of(who);
    house.confirm(house.cookie(who)).await;
    let reply = add(&mut browser, &mut device, "Phone").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    (device, browser)
}

async fn sign_in(browser: &mut Browser<'_>, device: &mut Device) -> Reply {
    let shown = device.shows(&question(browser, BEGIN).await);
    browser.call(SIGN_IN, &[("credential", &shown)]).await
}

fn opens_nothing(reply: &Reply) {
    assert!(reply.status == 409 && reply.body.contains("opens nothing here"), "{} {}", reply.status, reply.body);
}

#[tokio::test]
async fn a_passkey_signs_in_without_address_password_and_code() {
    for house in local_houses().await {
        house.with_second_factor("Ada").await;
        let mut ada = house.browser_of("Ada");
        let page = ada.page(PROFILE).await.body;
        assert!(page.contains("data-passkey=\"create\"") && page.contains("Add a passkey"), "{page}");
        let mut device = Device::new();
        let reply = add(&mut ada, &mut device, "Phone").await;
        assert_eq!(reply.json()["notice"], "Added the passkey Phone.");
        assert!(ada.page(PROFILE).await.body.contains("Kept on one device"));

        let mut browser = house.browser();
        let page = browser.page("/sign-in?next=%2Fstaging").await.body;
        assert!(page.contains(&format!("href=\"{PAGE}?next=%2Fstaging\"")) && !page.contains("<script"), "{page}");
        let page = browser.page(&format!("{PAGE}?next=%2Fstaging")).await;
        assert!(page.body.contains(&format!("data-origin=\"{ORIGIN}\"")) && page.body.contains("<script"), "{}", page.body);
        let policy = page.headers["permissions-policy"].to_str().unwrap();
        assert!(policy.contains("publickey-credentials-get=(self)") && policy.contains("publickey-credentials-create=(self)"));

        let options = question(&mut browser, BEGIN).await;
        assert!(!options.contains("\"id\""), "nobody is named to a stranger: {options}");
        let (before, shown) = (browser.cookie.clone(), device.shows(&options));
        let reply = browser.submit(PAGE, SIGN_IN, &[("credential", &shown), ("next", "/staging")]).await;
        assert_eq!(reply.location(), "/staging");
        assert_eq!(browser.page("/staging").await.status, 200);
        assert_ne!(browser.cookie, before, "the session has a new id");
        let entry = house.details("Ada").await.pop().unwrap();
        assert_eq!((&entry["factor"], &entry["failed_before"]), (&"passkey".into(), &0.into()));
        let renewed = browser.call("/api/recovery_codes/renew", &[]).await;
        assert_eq!(renewed.status, 200, "it counts as a fresh proof");
        assert!(ada.page(PROFILE).await.body.contains("<td>Phone"));
    }
}

#[tokio::test]
async fn it_is_the_second_factor_of_who_has_no_other() {
    for house in local_houses().await {
        house.with_password("Max").await;
        let mut max = house.browser_of("Max");
        let mut device = Device::new();
        let reply = add(&mut max, &mut device, "Laptop").await;
        let shows_codes = reply.json()["to"].as_str().unwrap_or_default().to_owned();
        assert!(shows_codes.starts_with("/account/recovery-codes"), "{}", reply.body);
        let page = max.page(&shows_codes).await.body;
        let code = between(&page, "<li>", "</li>").replace("<code>", "").replace("</code>", "");

        let mut other = house.past_password("Max").await;
        assert_eq!(other.page("/staging").await.location(), "/sign-in/second-factor");
        let page = other.page("/sign-in/second-factor").await.body;
        assert!(page.contains("data-passkey=\"get\"") && !page.contains("authenticator app"), "{page}");
        let options = question(&mut other, BEGIN).await;
        assert!(options.contains("\"id\""), "their own passkeys are asked for: {options}");
        // A device that was asked for one key need not say whom it means.
        device.names_its_owner = false;
        let shown = device.shows(&options);
        assert_eq!(other.call(SIGN_IN, &[("credential", &shown)]).await.status, 200);
        assert_eq!(other.page("/staging").await.status, 200);
        opens_nothing(&sign_in(&mut house.browser(), &mut device).await);

        let mut lost = house.past_password("Max").await;
        let page = lost.page("/sign-in/second-factor?with=recovery").await.body;
        assert!(page.contains("Recovery code"), "{page}");
        assert_eq!(lost.call("/api/session/second_factor", &[("code", &code)]).await.status, 200);
        assert!(lost.page(PROFILE).await.body.contains("9 of 10 recovery codes are left"));

        let id = between(&lost.page(PROFILE).await.body, "id=\"remove-", "\"").to_owned();
        assert_eq!(lost.call("/api/passkeys/remove", &[("id", &id)]).await.status, 200);
        assert_eq!(house.past_password("Max").await.page("/staging").await.status, 200, "the password is enough again");
        assert_eq!(house.desk("staging").count("select count(*) from recovery_code").await, 0);
    }
}

#[tokio::test]
async fn an_answer_counts_once_in_its_own_browser_and_for_five_minutes() {
    for house in local_houses().await {
        let (mut device, _) = device_of(&house, "Max").await;
        let (mut one, mut two) = (house.browser(), house.browser());
        let shown = device.shows(&question(&mut one, BEGIN).await);
        question(&mut two, BEGIN).await;
        opens_nothing(&two.call(SIGN_IN, &[("credential", &shown)]).await);
        assert_eq!(one.call(SIGN_IN, &[("credential", &shown)]).await.status, 200);
        let again = one.call(SIGN_IN, &[("credential", &shown)]).await;
        assert!(again.status == 409 && again.body.contains("answered already"), "{}", again.body);

        for (wait, status) in [(5 * 60_000 - 1, 200), (5 * 60_000, 409)] {
            let mut late = house.browser();
            let shown = device.shows(&question(&mut late, BEGIN).await);
            house.app.clock.advance(wait);
            assert_eq!(late.call(SIGN_IN, &[("credential", &shown)]).await.status, status);
        }
    }
}

#[tokio::test]
async fn what_is_not_right_opens_nothing() {
    for house in local_houses().await {
        let (device, _) = device_of(&house, "Max").await;
        let tried = async |change: fn(&mut Device)| {
            let mut changed = device.clone();
            change(&mut changed);
            sign_in(&mut house.browser(), &mut changed).await
        };
        opens_nothing(&tried(|device| device.origin = "https://evil.test").await);
        opens_nothing(&tried(|device| device.verifies = false).await);
        opens_nothing(&tried(|device| device.counter = Some(0)).await);
        opens_nothing(&tried(|device| device.names_its_owner = false).await);
        let mut unknown = Device::new();
        opens_nothing(&sign_in(&mut house.browser(), &mut unknown).await);
        for rubbish in ["x", "{}"] {
            let mut browser = house.browser();
            question(&mut browser, BEGIN).await;
            assert_eq!(browser.call(SIGN_IN, &[("credential", rubbish)]).await.status, 400);
        }
        assert_eq!(tried(|_| {}).await.status, 200, "the device itself still does");
    }
}

#[tokio::test]
async fn of_a_key_that_was_copied_one_gets_in() {
    for house in local_houses().await {
        let (mut device, _) = device_of(&house, "Max").await;
        let mut copy = device.clone();
        assert_eq!(sign_in(&mut house.browser(), &mut device).await.status, 200);
        opens_nothing(&sign_in(&mut house.browser(), &mut copy).await);

        let (mut one, mut two) = (house.browser(), house.browser());
        let mut twin = device.clone();
        let shown = [device.shows(&question(&mut one, BEGIN).await), twin.shows(&question(&mut two, BEGIN).await)];
        let fields = shown.each_ref().map(|shown| [("credential", shown.as_str())]);
        let (first, second) = futures::join!(one.call(SIGN_IN, &fields[0]), two.call(SIGN_IN, &fields[1]));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "at once, too");
    }
}

#[tokio::test]
async fn one_that_is_kept_on_several_devices_does_not_count() {
    for house in local_houses().await {
        let mut device = Device { counter: None, synced: true, ..Device::new() };
        let mut max = house.browser_of("Max");
        assert_eq!(add(&mut max, &mut device, "Everywhere").await.status, 200);
        for _ in 0..2 {
            assert_eq!(sign_in(&mut house.browser(), &mut device).await.status, 200);
        }
        assert!(max.page(PROFILE).await.body.contains("Kept on several devices"));
    }
}

#[tokio::test]
async fn who_was_removed_or_deactivated_does_not_get_in() {
    for house in local_houses().await {
        let (mut device, mut max) = device_of(&house, "Max").await;
        let id = between(&max.page(PROFILE).await.body, "id=\"rename-", "\"").to_owned();
        assert_eq!(max.call("/api/passkeys/rename", &[("id", &id), ("name", "Old phone")]).await.status, 200);
        assert_eq!(house.call("Ada", "/api/passkeys/remove", &[("id", &id)]).await.status, 409, "it is not hers");
        assert_eq!(house.call("Ada", "/api/passkeys/rename", &[("id", &id), ("name", "Mine")]).await.status, 409);
        let reply = max.call("/api/passkeys/remove", &[("id", &id)]).await;
        assert_eq!(reply.json()["notice"], "Removed the passkey Old phone.");
        opens_nothing(&sign_in(&mut house.browser(), &mut device).await);
        let log = house.audit_of("Max").await;
        assert_eq!(log, ["passkey.added", "passkey.renamed", "passkey.removed"]);

        let mut device = Device::new();
        assert_eq!(add(&mut max, &mut device, "New phone").await.status, 200);
        let person = house.person("Max").to_string();
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &person)]).await.status, 200);
        opens_nothing(&sign_in(&mut house.browser(), &mut device).await);
    }
}

#[tokio::test]
async fn a_passkey_belongs_to_one_person_and_a_person_has_ten() {
    for house in local_houses().await {
        let (mut device, _) = device_of(&house, "Max").await;
        house.confirm(house.cookie("Ada")).await;
        let mut ada = house.browser_of("Ada");
        let reply = add(&mut ada, &mut device, "Stolen").await;
        assert!(reply.status == 409 && reply.body.contains("in use already"), "{}", reply.body);
        for number in 0..10 {
            assert_eq!(add(&mut ada, &mut Device::new(), &format!("Key {number}")).await.status, 200);
        }
        let reply = add(&mut ada, &mut Device::new(), "One more").await;
        assert!(reply.status == 409 && reply.body.contains("ten passkeys"), "{}", reply.body);
    }
}

#[tokio::test]
async fn a_device_that_does_not_make_sure_who_is_there_is_not_added() {
    for house in local_houses().await {
        let mut max = house.browser_of("Max");
        let mut careless = Device { verifies: false, ..Device::new() };
        assert_eq!(add(&mut max, &mut careless, "Careless").await.status, 409);
        let mut elsewhere = Device { origin: "https://evil.test", ..Device::new() };
        assert_eq!(add(&mut max, &mut elsewhere, "Elsewhere").await.status, 409);
        assert_eq!(house.desk("staging").count("select count(*) from passkey").await, 0);
    }
}

#[tokio::test]
async fn adding_and_removing_ask_for_a_proof_and_a_passkey_is_one() {
    for house in local_houses().await {
        let (mut device, mut max) = device_of(&house, "Max").await;
        house.app.clock.advance(15 * 60_000);
        let page = max.page(PROFILE).await.body;
        assert!(!page.contains("data-begin=\"/api/passkeys/begin_adding\""), "the device is not asked in vain");
        let (at, page) = max.follow(PROFILE, ADD, &[("name", "Tablet"), ("problem", "unasked")]).await;
        assert!(at.starts_with("/confirm?") && page.body.contains("data-passkey=\"get\""), "{}", page.body);
        let shown = device.shows(&question(&mut max, BEGIN).await);
        let fields = [("credential", shown.as_str()), ("next", PROFILE)];
        let (at, page) = max.follow(&at, "/api/session/confirm", &fields).await;
        assert_eq!(at, PROFILE);
        assert!(page.body.contains("value=\"Tablet\"") && page.body.contains("You confirmed that it is you."), "{}", page.body);
        assert_eq!(add(&mut max, &mut Device::new(), "Tablet").await.status, 200);

        let (mut adas, _) = device_of(&house, "Ada").await;
        let shown = adas.shows(&question(&mut max, BEGIN).await);
        opens_nothing(&max.call("/api/session/confirm", &[("credential", &shown)]).await);
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_written_down_once() {
    for house in local_houses().await {
        let (device, _) = device_of(&house, "Max").await;
        let mut statuses = Vec::new();
        for _ in 0..6 {
            let mut forged = Device { verifies: false, ..device.clone() };
            statuses.push(sign_in(&mut house.browser(), &mut forged).await.status);
        }
        assert_eq!(statuses, [409, 409, 409, 409, 409, 429]);
        assert_eq!(house.audit_of("Max").await, ["passkey.added", "session.refused"]);
    }
}

#[tokio::test]
async fn why_there_is_no_answer_is_said_in_words() {
    for house in local_houses().await {
        for (problem, words) in [
            ("unsupported", "This browser has no passkeys."),
            ("elsewhere", "Passkeys belong to http://localhost:3000."),
            ("known", "This device has a passkey of yours"),
            ("refused", "Nothing was shown"),
            ("", "Passkeys need JavaScript"),
        ] {
            let (at, page) = house.browser().follow(PAGE, SIGN_IN, &[("credential", ""), ("problem", problem)]).await;
            assert!(at == PAGE && page.body.contains(words), "{problem}: {}", page.body);
        }
    }
    for house in houses().await {
        assert!(!house.browser().page("/sign-in").await.body.contains(PAGE), "plain http has none");
        let page = house.browser().page(PAGE).await.body;
        assert!(page.contains("There are no passkeys here") && !page.contains("<script"), "{page}");
        assert_eq!(house.browser().call(BEGIN, &[]).await.status, 409);
        let page = house.page("Max", PROFILE).await.body;
        assert!(page.contains("There are no passkeys here"), "{page}");
        house.with_password("Max").await;
        assert_eq!(house.browser().sign_in("max@acme.test", PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn it_is_enough_where_everybody_is_asked_for_a_second_factor() {
    for house in local_houses().await {
        house.with_password("Max").await;
        let before = house.browser_of("Max").cookie;
        let (mut device, mut max) = device_of(&house, "Max").await;
        let mut thief = house.browser();
        thief.cookie = before;
        assert_eq!(thief.page("/staging").await.status, 303, "a session that never showed a factor");
        house.asks_everybody().await;
        assert_eq!(max.page("/staging").await.status, 200);
        let mut other = house.browser();
        assert_eq!(sign_in(&mut other, &mut device).await.status, 200);
        assert_eq!(other.page("/staging").await.status, 200);
        let id = between(&other.page(PROFILE).await.body, "id=\"remove-", "\"").to_owned();
        let reply = other.call("/api/passkeys/remove", &[("id", &id)]).await;
        assert!(reply.status == 409 && reply.body.contains("so it stays on"), "{}", reply.body);
        assert_eq!(sign_in(&mut house.browser(), &mut device).await.status, 200, "it does stay");

        let team = house.page("Ada", "/account/team?factor=on").await.body;
        assert!(team.contains("max@acme.test") && !team.contains("olga@acme.test"), "{team}");
        house.confirm(house.cookie("Ada")).await;
        let person = house.person("Max").to_string();
        let reply = house.call("Ada", "/api/team/reset_second_factor", &[("person", &person)]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        opens_nothing(&sign_in(&mut house.browser(), &mut device).await);
    }
}
