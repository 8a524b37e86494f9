use std::time::Duration;

use belfry::{domain::password_reset::send_asked, domain::purge::purge, workers};
use tokio::{sync::watch, task::JoinSet};

use super::{
    between,
    invites::{mailing, mailing_houses},
};
use crate::{
    browser::Browser,
    delivery::sink::{Mail, Manner, Sink},
    house::{House, PASSWORD, Reply, houses},
};

const NEW: &str = "another horse battery";
const FORGOTTEN: &str = "/sign-in/forgotten";
const ASK: &str = "/api/password/ask";
const RESET: &str = "/api/password/reset";
const MAX: &str = "max@acme.test";

/// Asks for a letter and has it sent. Answers the path of its link.
pub async fn asked(house: &House, sink: &Sink, email: &str) -> String {
    assert_eq!(house.browser().call(ASK, &[("email", email)]).await.status, 200);
    assert_eq!(send_asked(&house.app).await.unwrap(), 1);
    link(sink.mails().last().expect("a letter"))
}

fn link(mail: &Mail) -> String {
    let text = mail.text.replace("=\n", "");
    let token = between(&text, "http://belfry.test/sign-in/reset/", "\n").trim().to_owned();
    assert_eq!(token.len(), 43, "256 bits: {token}");
    format!("/sign-in/reset/{token}")
}

pub async fn reset(browser: &mut Browser<'_>, path: &str, password: &str) -> Reply {
    browser.call(RESET, &[("token", token(path)), ("password", password)]).await
}

fn token(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_letter_leads_to_a_new_password_and_not_past_the_second_factor() {
    for (house, sink) in mailing_houses().await {
        let mut there = house.past_password("Max").await;
        house.with_second_factor("Max").await;
        let mut max = house.browser();
        let page = max.page("/sign-in").await.body;
        assert!(page.contains(&format!("href=\"{FORGOTTEN}\"")), "{page}");
        let page = max.page(FORGOTTEN).await.body;
        assert!(page.contains("Send the link") && !page.contains("<script"), "{page}");
        let (at, page) = max.follow(FORGOTTEN, ASK, &[("email", "Max@acme.test")]).await;
        assert!(at.starts_with(FORGOTTEN) && page.body.contains("Look into your mail"), "{}", page.body);
        assert_eq!(sink.mails().len(), 0, "nobody waits for the mail server");
        send_asked(&house.app).await.unwrap();
        let mails = sink.mails();
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, MAX));
        let path = link(&mails[0]);
        assert_eq!(there.page("/staging").await.status, 200, "asking changes nothing");

        let page = max.page(&path).await.body;
        assert!(page.contains("value=\"max@acme.test\"") && !page.contains("<script"), "{page}");
        let fields = |password: &'static str| [("token", token(&path)), ("password", password)];
        let (at, page) = max.follow(&path, RESET, &fields("short")).await;
        assert!(at == path && page.body.contains("Use at least 12 characters."), "{}", page.body);
        let (at, page) = max.follow(&path, RESET, &fields(NEW)).await;
        assert!(at == "/sign-in" && page.body.contains("Sign in with the new one."), "{}", page.body);
        assert_eq!(max.page("/staging").await.status, 303, "nobody is signed in by it");
        assert_eq!(there.page("/staging").await.status, 303);
        assert_eq!(house.page("Max", "/staging").await.status, 303);

        assert_eq!(max.sign_in(MAX, PASSWORD).await.status, 422);
        assert_eq!(max.sign_in(MAX, NEW).await.status, 200);
        assert_eq!(max.page("/staging").await.location(), "/sign-in/second-factor");

        assert_eq!(reset(&mut house.browser(), &path, PASSWORD).await.status, 409, "once only");
        assert!(house.browser().page(&path).await.body.contains("not good any more"));
        let log = house.audit_of("Max").await;
        let of_reset: Vec<_> = log.iter().filter(|action| action.starts_with("person.password_reset")).collect();
        assert_eq!(of_reset, ["person.password_reset_asked", "person.password_reset"]);
    }
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer() {
    for (house, sink) in mailing_houses().await {
        let before = house.audit().await.len();
        let mut replies = Vec::new();
        for email in [MAX, "nobody@acme.test"] {
            let script = house.browser().call(ASK, &[("email", email)]).await;
            let plain = house.browser().submit(FORGOTTEN, ASK, &[("email", email)]).await;
            assert!(!plain.headers.contains_key("set-cookie"), "there is nothing to keep");
            replies.push((script.status, script.body, plain.status, plain.headers, plain.body));
        }
        assert_eq!(replies[0], replies[1]);
        assert_eq!(send_asked(&house.app).await.unwrap(), 4);
        assert!(sink.mails().iter().all(|mail| mail.to == MAX) && sink.mails().len() == 2);
        assert_eq!(house.audit().await.len() - before, 2);
        assert_eq!(house.browser().call(ASK, &[("email", "no address")]).await.status, 422);

        let max = house.person("Max").to_string();
        house.confirm(house.cookie("Ada")).await;
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &max)]).await.status, 200);
        house.browser().call(ASK, &[("email", MAX)]).await;
        send_asked(&house.app).await.unwrap();
        assert_eq!(sink.mails().len(), 2, "who was deactivated gets no letter");
    }
}

#[tokio::test]
async fn asking_is_slowed_down_per_address_and_per_place() {
    for (house, _sink) in mailing_houses().await {
        for email in [MAX, "nobody@acme.test"] {
            for _ in 0..3 {
                assert_eq!(house.browser().call(ASK, &[("email", email)]).await.status, 200);
            }
            assert_eq!(house.browser().call(ASK, &[("email", email)]).await.status, 429);
        }
        house.with_password("Max").await;
        assert_eq!(house.browser().sign_in(MAX, PASSWORD).await.status, 200, "it keeps nobody from signing in");
        let mut flood = house.browser();
        flood.address = "198.51.100.9";
        for n in 0..20 {
            assert_eq!(flood.call(ASK, &[("email", &format!("n{n}@acme.test"))]).await.status, 200);
        }
        assert_eq!(flood.call(ASK, &[("email", "other@acme.test")]).await.status, 429);
    }
}

#[tokio::test]
async fn a_link_ends_with_its_time_a_newer_letter_a_new_password_or_a_new_address() {
    for (house, sink) in mailing_houses().await {
        let mut max = house.past_password("Max").await;
        let good = async |path: &str| house.browser().page(path).await.body.contains("Choose a new password");
        let first = asked(&house, &sink, MAX).await;
        let second = asked(&house, &sink, MAX).await;
        assert!(!good(&first).await && good(&second).await);
        assert_eq!(reset(&mut house.browser(), &first, NEW).await.status, 409);

        let change = [("current_password", PASSWORD), ("new_password", NEW)];
        assert_eq!(max.call("/api/profile/change_password", &change).await.status, 200);
        assert!(!good(&second).await);
        let third = asked(&house, &sink, MAX).await;
        assert_eq!(max.call("/api/profile/change_email", &[("email", "max@new.test")]).await.status, 200);
        assert!(!good(&third).await);

        let fourth = asked(&house, &sink, "max@new.test").await;
        house.app.clock.advance(30 * 60_000 - 1);
        assert!(good(&fourth).await);
        house.app.clock.advance(1);
        assert!(!good(&fourth).await);
        assert_eq!(reset(&mut house.browser(), &fourth, PASSWORD).await.status, 409);
        assert_eq!(house.desk("staging").count("select count(*) from password_reset").await, 1);
        house.app.clock.advance(1);
        purge(&house.app).await.unwrap();
        assert_eq!(house.desk("staging").count("select count(*) from password_reset").await, 0);
    }
}

#[tokio::test]
async fn of_many_who_use_one_link_at_once_one_sets_the_password() {
    for (house, sink) in mailing_houses().await {
        let path = asked(&house, &sink, MAX).await;
        let tries = (0..6).map(|_| async { reset(&mut house.browser(), &path, NEW).await.status });
        let statuses = futures::future::join_all(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 5, "{statuses:?}");
    }
}

#[tokio::test]
async fn a_server_without_mail_says_so() {
    for house in houses().await {
        let page = house.browser().page(FORGOTTEN).await.body;
        assert!(page.contains("This server sends no mail") && !page.contains("<form"), "{page}");
        let reply = house.browser().call(ASK, &[("email", MAX)]).await;
        assert!(reply.status == 409 && reply.body.contains("This server sends no mail"), "{}", reply.body);
        assert_eq!(send_asked(&house.app).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn workers_send_the_letters() {
    for (house, sink) in mailing_houses().await {
        let (halt, halted) = watch::channel(false);
        let mut crews = JoinSet::new();
        crews.spawn(workers::work(house.app.clone(), halted));
        assert_eq!(house.browser().call(ASK, &[("email", MAX)]).await.status, 200);
        assert!(sink.receives(1, Duration::from_secs(30)).await);
        halt.send(true).unwrap();
        crews.join_all().await;
    }
}

#[tokio::test]
async fn a_letter_that_is_refused_is_given_up_and_the_next_one_goes() {
    for house in houses().await {
        let (refusing, taking) = (Sink::start(Manner::Answers("550 no such mailbox")), Sink::start(Manner::Takes));
        let house = mailing(house, &format!("smtp://127.0.0.1:{}", refusing.port));
        assert_eq!(house.browser().call(ASK, &[("email", MAX)]).await.status, 200);
        assert_eq!(send_asked(&house.app).await.unwrap(), 1);
        let house = mailing(house, &format!("smtp://127.0.0.1:{}", taking.port));
        let path = asked(&house, &taking, MAX).await;
        assert_eq!(taking.mails().len(), 1);
        assert_eq!(reset(&mut house.browser(), &path, NEW).await.status, 200);
    }
}
