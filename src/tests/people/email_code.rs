use belfry::{
    domain::{email_code::send_asked, purge::purge},
    workers,
};
use std::time::Duration;
use tokio::{sync::watch, task::JoinSet};

use super::{between, invites::mailing_houses};
use crate::{
    browser::Browser,
    delivery::sink::{Mail, Sink},
    house::{House, PASSWORD, Reply, houses},
};

const CODE: &str = "/sign-in/code";
const ENTER: &str = "/sign-in/code/enter";
const ASK: &str = "/api/session/ask_code";
const SIGN_IN: &str = "/api/session/enter_code";
const MAX: &str = "max@acme.test";

fn digits(mail: &Mail) -> String {
    let code = mail.text.lines().find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
    code.unwrap_or_else(|| panic!("no code in {}", mail.text)).to_owned()
}

/// Six digits that are not these.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// Asks for a code in this browser and has the letter sent. Answers the digits.
async fn asked(browser: &mut Browser<'_>, house: &House, sink: &Sink, email: &str) -> String {
    let reply = browser.call(ASK, &[("email", email)]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(send_asked(&house.app).await.unwrap(), 1);
    digits(sink.mails().last().expect("a letter"))
}

async fn entered(browser: &mut Browser<'_>, code: &str) -> Reply {
    browser.call(SIGN_IN, &[("code", code)]).await
}

#[tokio::test]
async fn the_digits_of_a_letter_sign_in_once_and_lead_where_one_was_going() {
    for (house, sink) in mailing_houses().await {
        let mut max = house.browser();
        let page = max.page("/sign-in?next=%2Fstaging").await.body;
        assert!(page.contains("href=\"/sign-in/code?next=%2Fstaging\"") && !page.contains("<script"), "{page}");
        let page = max.page("/sign-in/code?next=%2Fstaging").await.body;
        assert!(page.contains("name=\"next\"") && !page.contains("<script"), "{page}");
        assert_eq!(max.page(ENTER).await.location(), CODE, "nothing was asked yet");
        assert_eq!(entered(&mut max, "123456").await.status, 409);

        let (at, page) = max.follow(CODE, ASK, &[("email", "Max@acme.test"), ("next", "/staging")]).await;
        assert!(at == ENTER && page.body.contains(MAX) && page.body.contains("Look into your mail"), "{}", page.body);
        assert_eq!(sink.mails().len(), 0, "nobody waits for the mail server");
        send_asked(&house.app).await.unwrap();
        let mails = sink.mails();
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, MAX));
        let code = digits(&mails[0]);
        assert!(!between(&mails[0].text, "Subject:", "\n").contains(&code), "it would stand on locked screens");

        let (at, page) = max.follow(ENTER, SIGN_IN, &[("code", &wrong(&code))]).await;
        assert!(at == ENTER && page.body.contains("This is not the code of the newest letter."), "{}", page.body);
        let before = max.cookie.clone();
        let (at, page) = max.follow(ENTER, SIGN_IN, &[("code", &format!("{} {}", &code[..3], &code[3..]))]).await;
        assert_eq!((at.as_str(), page.status), ("/staging", 200));
        assert_ne!(max.cookie, before, "the session has a new id");
        assert_eq!(max.page(CODE).await.location(), "/");
        assert_eq!(entered(&mut max, &code).await.status, 409, "once only");
        assert_eq!(house.audit_of("Max").await, ["person.email_code_asked", "session.signed_in"]);
        let entry = house.details("Max").await.pop().unwrap();
        assert_eq!((&entry["factor"], &entry["failed_before"]), (&"code by e-mail".into(), &1.into()));
    }
}

#[tokio::test]
async fn a_code_counts_in_the_browser_that_asked_and_nowhere_else() {
    for (house, sink) in mailing_houses().await {
        let (mut max, mut thief) = (house.browser(), house.browser());
        let code = asked(&mut max, &house, &sink, MAX).await;
        assert_eq!(entered(&mut thief, &code).await.status, 409);
        // The thief asks too, for an address of their own.
        assert_eq!(thief.call(ASK, &[("email", "ada@acme.test")]).await.status, 200);
        assert_eq!(entered(&mut thief, &code).await.status, 422);
        assert_eq!(entered(&mut max, &code).await.status, 200);
    }
}

#[tokio::test]
async fn it_proves_the_address_and_not_the_second_factor() {
    for (house, sink) in mailing_houses().await {
        let secret = house.with_second_factor("Max").await;
        let mut max = house.browser();
        assert_eq!(max.call(ASK, &[("email", MAX), ("next", "/staging/users")]).await.status, 200);
        send_asked(&house.app).await.unwrap();
        let code = digits(&sink.mails()[0]);
        let (at, page) = max.follow(ENTER, SIGN_IN, &[("code", &code)]).await;
        assert!(at == "/sign-in/second-factor" && page.status == 200, "{at}");
        assert_eq!(max.page("/staging").await.location(), "/sign-in/second-factor");
        let fields = [("code", house.code(&secret))];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let reply = max.submit("/sign-in/second-factor", "/api/session/second_factor", &fields).await;
        assert_eq!(reply.location(), "/staging/users");
        assert_eq!(max.page("/staging").await.status, 200);
    }
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answers() {
    for (house, sink) in mailing_houses().await {
        let before = house.audit().await.len();
        let mut replies = Vec::new();
        for email in [MAX, "nobody@acme.test"] {
            let mut browser = house.browser();
            let plain = browser.submit(CODE, ASK, &[("email", email)]).await;
            assert!(browser.cookie.is_some());
            send_asked(&house.app).await.unwrap();
            let mut seen = vec![(plain.status, plain.location().to_owned(), plain.body)];
            seen.push((200, String::new(), browser.page(ENTER).await.body.replace(email, "")));
            let right = sink.mails().last().map(digits).unwrap_or_default();
            for _ in 0..7 {
                let reply = entered(&mut browser, &wrong(&right)).await;
                seen.push((reply.status, String::new(), reply.body));
            }
            replies.push(seen);
        }
        let nonce = |text: &str| text.split("nonce-").next().unwrap_or_default().to_owned();
        for (known, unknown) in replies[0].iter().zip(&replies[1]) {
            assert_eq!((known.0, &known.1, nonce(&known.2)), (unknown.0, &unknown.1, nonce(&unknown.2)));
        }
        assert!(sink.mails().iter().all(|mail| mail.to == MAX) && sink.mails().len() == 1);
        assert_eq!(house.audit().await.len() - before, 2, "asked, and refused once");
        assert_eq!(house.browser().call(ASK, &[("email", "no address")]).await.status, 422);
        assert_eq!(house.audit_of("Max").await, ["person.email_code_asked", "session.refused"]);
    }
}

#[tokio::test]
async fn nobody_is_signed_up_and_who_was_deactivated_stays_outside() {
    for (house, sink) in mailing_houses().await {
        let mut max = house.browser();
        let code = asked(&mut max, &house, &sink, MAX).await;
        let person = house.person("Max").to_string();
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &person)]).await.status, 200);
        assert_eq!(entered(&mut max, &code).await.status, 422);
        assert_eq!(house.browser().call(ASK, &[("email", MAX)]).await.status, 200);
        send_asked(&house.app).await.unwrap();
        assert_eq!(sink.mails().len(), 1, "no letter for who was deactivated");
        assert_eq!(house.desk("staging").count("select count(*) from person").await, 4);
    }
}

#[tokio::test]
async fn a_code_lives_ten_minutes_five_tries_and_until_the_next_one() {
    for (house, sink) in mailing_houses().await {
        let mut max = house.browser();
        let first = asked(&mut max, &house, &sink, MAX).await;
        let second = asked(&mut max, &house, &sink, MAX).await;
        assert!(first == second || entered(&mut max, &first).await.status == 422, "a newer one replaced it");
        house.app.clock.advance(10 * 60_000 - 1);
        assert_eq!(entered(&mut max, &second).await.status, 200);

        let mut late = house.browser();
        let third = asked(&mut late, &house, &sink, MAX).await;
        house.app.clock.advance(10 * 60_000);
        let reply = entered(&mut late, &third).await;
        assert!(reply.status == 422 && reply.body.contains("not good any more"), "{}", reply.body);
        assert_eq!(house.desk("staging").count("select count(*) from email_code").await, 1);
        house.app.clock.advance(1);
        purge(&house.app).await.unwrap();
        assert_eq!(house.desk("staging").count("select count(*) from email_code").await, 0);

        let mut guesser = house.browser();
        let fourth = asked(&mut guesser, &house, &sink, MAX).await;
        let mut tries = 0;
        while tries < 5 {
            let status = entered(&mut guesser, &wrong(&fourth)).await.status;
            tries += u32::from(status == 422);
            assert!(status == 422 || status == 429, "{status}");
            house.app.clock.advance(30_000);
        }
        house.app.clock.advance(30_000);
        assert_eq!(entered(&mut guesser, &fourth).await.status, 422, "even the right one is too late");
    }
}

#[tokio::test]
async fn the_address_may_change_hands_before_the_code_is_used() {
    for (house, sink) in mailing_houses().await {
        let mut max = house.browser();
        let code = asked(&mut max, &house, &sink, MAX).await;
        house.confirm(house.cookie("Max")).await;
        assert_eq!(house.call("Max", "/api/profile/change_email", &[("email", "max@new.test")]).await.status, 200);
        house.confirm(house.cookie("Ada")).await;
        assert_eq!(house.call("Ada", "/api/profile/change_email", &[("email", MAX)]).await.status, 200);
        assert_eq!(entered(&mut max, &code).await.status, 422);
    }
}

#[tokio::test]
async fn asking_is_slowed_down_until_a_code_was_used() {
    for (house, sink) in mailing_houses().await {
        for _ in 0..6 {
            let mut max = house.browser();
            let code = asked(&mut max, &house, &sink, MAX).await;
            assert_eq!(entered(&mut max, &code).await.status, 200, "who signs in every day is not slowed down");
        }
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
async fn of_many_who_enter_one_code_at_once_one_gets_in() {
    for (house, sink) in mailing_houses().await {
        let mut max = house.browser();
        let code = asked(&mut max, &house, &sink, MAX).await;
        let cookie = max.cookie.clone();
        let tries = (0..4).map(|_| async {
            let mut same = house.browser();
            same.cookie = cookie.clone();
            entered(&mut same, &code).await.status
        });
        let statuses = futures::future::join_all(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    }
}

#[tokio::test]
async fn neither_the_database_nor_the_log_has_the_digits() {
    for (house, sink) in mailing_houses().await {
        let code = asked(&mut house.browser(), &house, &sink, MAX).await;
        let desk = house.desk("staging");
        let plain = belfry::identity::sha256(&code);
        for hidden in [code, plain] {
            let found = format!("select count(*) from email_code where code_hash = '{hidden}'");
            assert_eq!(desk.count(found.leak()).await, 0);
        }
        assert_eq!(desk.count("select count(*) from email_code where length(code_hash) = 64").await, 1);
    }
}

#[tokio::test]
async fn a_server_without_mail_offers_no_code() {
    for house in houses().await {
        assert!(!house.browser().page("/sign-in").await.body.contains(CODE));
        let page = house.browser().page(CODE).await.body;
        assert!(page.contains("This server sends no mail") && !page.contains("<form"), "{page}");
        let reply = house.browser().call(ASK, &[("email", MAX)]).await;
        assert!(reply.status == 409 && reply.body.contains("This server sends no mail"), "{}", reply.body);
    }
}

#[tokio::test]
async fn workers_send_the_codes() {
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
