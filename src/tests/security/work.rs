//! Who has an account here can't be told from how long an answer takes: a known and an unknown address are the same work. What is compared
//! is the work itself, statement by statement, because clocks tell little on a busy machine.

use std::sync::{Arc, Mutex};

use belfry::{access::MailServer, domain::email_code::send_asked};
use tracing::{Event, Subscriber, field::Visit};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

use crate::{
    browser::Browser,
    house::{House, houses},
};

/// The statements that ran and the passwords that were hashed, in their order.
#[derive(Clone, Default)]
struct Work(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Work {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Words<'w>(&'w mut Vec<String>);
        impl Visit for Words<'_> {
            fn record_debug(&mut self, _: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.0.push(format!("{value:?}").split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
        if event.metadata().target() == "belfry::db" || event.metadata().target() == "belfry::identity::passwords" {
            event.record(&mut Words(&mut self.0.lock().unwrap()));
        }
    }
}

/// What a form costs in a browser that was never here.
async fn work(house: &House, action: &str, fields: &[(&str, &str)]) -> (u16, Vec<String>) {
    work_in(&mut house.browser(), action, fields).await
}

async fn work_in(browser: &mut Browser<'_>, action: &str, fields: &[(&str, &str)]) -> (u16, Vec<String>) {
    let work = Work::default();
    let listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(work.clone()));
    let status = browser.call(action, fields).await.status;
    drop(listening);
    let done = work.0.lock().unwrap().clone();
    (status, done)
}

const HASHED: &str = "a password is hashed";

#[tokio::test]
async fn a_refused_sign_in_is_the_same_work_for_everybody() {
    for house in houses().await {
        house.with_password("Ada").await;
        house.with_password("Max").await;
        house.with_second_factor("Max").await;
        let olga = house.person("Olga").to_string();
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &olga)]).await.status, 200);
        // Unknown, known, with a second factor, no longer in any account, without a password.
        let who = ["nobody@acme.test", "ada@acme.test", "max@acme.test", "olga@acme.test", "stranger@acme.test"];
        for turn in 1..=3 {
            let mut first = None;
            for email in who {
                let fields = [("email", email), ("password", "wrong horse battery")];
                let (status, work) = work(&house, "/api/session/sign_in", &fields).await;
                assert_eq!(status, 422, "{email}");
                assert_eq!(work.iter().filter(|step| *step == HASHED).count(), 1, "{email}: {work:#?}");
                assert!(work.len() > 5, "the statements were seen: {work:#?}");
                assert_eq!(first.get_or_insert(work.clone()), &work, "{email}, turn {turn}");
            }
        }
    }
}

#[tokio::test]
async fn the_try_that_closes_an_address_differs_by_its_line_in_the_audit_log_alone() {
    for house in houses().await {
        house.with_password("Ada").await;
        let mut last = Vec::new();
        for email in ["nobody@acme.test", "ada@acme.test"] {
            for _ in 0..5 {
                let fields = [("email", email), ("password", "wrong horse battery")];
                last.push(work(&house, "/api/session/sign_in", &fields).await.1);
            }
        }
        let (unknown, known) = (&last[4], &last[9]);
        let more: Vec<_> = known.iter().filter(|step| !unknown.contains(step)).collect();
        assert_eq!(known.len(), unknown.len() + more.len());
        assert!((1..3).contains(&more.len()) && more.iter().all(|step| step.contains("audit_")), "{more:#?}");
    }
}

#[tokio::test]
async fn asking_for_a_new_password_is_the_same_work_for_everybody() {
    for house in houses().await {
        let mail = MailServer { url: "smtp://127.0.0.1:1".to_owned(), from: "Belfry <belfry@acme.test>".to_owned() };
        let house = house.configured(|config| config.mail = Some(mail));
        let mut first = None;
        for email in ["nobody@acme.test", "ada@acme.test", "stranger@acme.test"] {
            let (status, work) = work(&house, "/api/password/ask", &[("email", email)]).await;
            assert_eq!(status, 200, "{email}");
            assert!(work.iter().any(|step| step.contains("reset_request")), "{work:#?}");
            assert_eq!(first.get_or_insert(work.clone()), &work, "{email}");
        }
    }
}

#[tokio::test]
async fn a_code_by_mail_is_the_same_work_for_everybody() {
    for house in houses().await {
        let mail = MailServer { url: "smtp://127.0.0.1:1".to_owned(), from: "Belfry <belfry@acme.test>".to_owned() };
        let house = house.configured(|config| config.mail = Some(mail));
        let (mut asked, mut entered) = (None, None);
        for email in ["nobody@acme.test", "ada@acme.test", "stranger@acme.test"] {
            let mut browser = house.browser();
            let (status, work) = work_in(&mut browser, "/api/session/ask_code", &[("email", email)]).await;
            assert_eq!(status, 200, "{email}");
            assert!(work.len() > 3, "{work:#?}");
            assert_eq!(asked.get_or_insert(work.clone()), &work, "asking for {email}");
            send_asked(&house.app).await.unwrap();
            for _ in 0..2 {
                let (status, work) = work_in(&mut browser, "/api/session/enter_code", &[("code", "000000")]).await;
                assert_eq!(status, 422, "{email}");
                assert_eq!(entered.get_or_insert(work.clone()), &work, "entering a code of {email}");
            }
        }
    }
}

#[tokio::test]
async fn a_made_up_link_costs_no_hashing() {
    for house in houses().await {
        for (action, field) in [("/api/password/reset", "token"), ("/api/invite/accept", "token")] {
            let fields = [(field, "made-up"), ("password", "correct horse door"), ("name", "Mallory")];
            let (status, work) = work(&house, action, &fields).await;
            assert_eq!(status, 409, "{action}");
            assert!(!work.contains(&HASHED.to_owned()), "{action}: {work:#?}");
        }
    }
}
