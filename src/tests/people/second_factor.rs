use belfry::{
    access::Granted,
    identity::{recovery, totp},
    model::{InAccount, can},
    store,
};

use super::between;
use crate::house::{House, PASSWORD, houses};

fn system(house: &House) -> Granted<can::EditMembers> {
    house.app.as_system(&house.account, InAccount, "test")
}

async fn recovery_codes(house: &House, who: &str) -> Vec<String> {
    let granted = system(house);
    let mut change = granted.change().await.unwrap();
    let codes = recovery::replace(&mut change, &house.app, house.person(who)).await.unwrap();
    change.commit(belfry::access::Entry::new("person.recovery_codes_renewed", house.person(who))).await.unwrap();
    codes
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    for house in houses().await {
        house.with_second_factor("Ada").await;
        let mut ada = house.past_password("Ada").await;
        for path in ["/", "/staging", "/account/profile", "/account/team"] {
            let reply = ada.page(path).await;
            assert_eq!((reply.status, reply.location()), (303, "/sign-in/second-factor"), "{path}");
        }
        let reply = ada.call("/api/profile/rename", &[("name", "Thief")]).await;
        assert_eq!((reply.status, reply.json().as_str()), (401, Some("MfaPending")));
        let page = ada.page("/sign-in/second-factor").await;
        assert!(page.status == 200 && !page.body.contains("<script"), "{}", page.body);
        assert_eq!(house.browser().page("/sign-in/second-factor").await.location(), "/sign-in");
    }
}

#[tokio::test]
async fn a_code_counts_once_and_one_step_early_or_late() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        let now = house.app.now();
        let at = |steps: i64| secret.code_at(now + steps * 30_000).unwrap();
        let tried = |code: String| {
            let house = &house;
            async move { house.past_password("Ada").await.call("/api/session/second_factor", &[("code", &code)]).await.status }
        };
        assert_eq!(tried(at(-2)).await, 422);
        assert_eq!(tried(at(2)).await, 422);
        assert_eq!(tried(at(-1)).await, 200);
        assert_eq!(tried(at(-1)).await, 422, "it was used");
        assert_eq!(tried(at(1)).await, 200);
        assert_eq!(tried(at(0)).await, 422, "a step before one that was used is gone, too");
    }
}

#[tokio::test]
async fn of_a_hundred_who_use_one_code_at_once_one_gets_in() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        let (code, person) = (house.code(&secret), house.person("Ada"));
        let sealed = secret.seal(&house.app, person);
        let tries = (0..100).map(|_| async {
            let granted = system(&house);
            let mut change = granted.change().await.unwrap();
            let now = change.now;
            let accepted = totp::accept(&mut change, &house.app, person, &sealed, &code, now).await.unwrap();
            change.commit(belfry::access::Entry::new("session.confirmed", person)).await.unwrap();
            accepted
        });
        let accepted = futures::future::join_all(tries).await;
        assert_eq!(accepted.into_iter().filter(|accepted| *accepted).count(), 1);
    }
}

#[tokio::test]
async fn of_a_hundred_who_use_one_recovery_code_at_once_one_gets_in() {
    for house in houses().await {
        house.with_second_factor("Ada").await;
        let code = recovery_codes(&house, "Ada").await.remove(3);
        let tries = (0..100).map(|_| async {
            let granted = system(&house);
            let mut change = granted.change().await.unwrap();
            let now = change.now;
            let accepted = recovery::accept(&mut change, house.person("Ada"), &code, now).await.unwrap();
            change.commit(belfry::access::Entry::new("session.confirmed", house.person("Ada"))).await.unwrap();
            accepted
        });
        let accepted = futures::future::join_all(tries).await;
        assert_eq!(accepted.into_iter().filter(|accepted| *accepted).count(), 1);
    }
}

#[tokio::test]
async fn a_code_in_many_browsers_at_once_opens_one_of_them() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        let code = house.code(&secret);
        let mut browsers = Vec::new();
        for _ in 0..8 {
            browsers.push(house.past_password("Ada").await);
        }
        let fields = [("code", code.as_str())];
        let replies = futures::future::join_all(browsers.iter_mut().map(|b| b.call("/api/session/second_factor", &fields))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        let mut inside = 0;
        for browser in &mut browsers {
            inside += usize::from(browser.page("/staging").await.status == 200);
        }
        assert_eq!(inside, 1);
    }
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_however_it_is_typed() {
    for house in houses().await {
        house.with_second_factor("Ada").await;
        let codes = recovery_codes(&house, "Ada").await;
        let typed = codes[0].to_lowercase().replace('-', " ");
        let mut ada = house.past_password("Ada").await;
        let page = ada.page("/sign-in/second-factor?with=recovery").await;
        assert!(page.body.contains("Recovery code"), "{}", page.body);
        assert_eq!(ada.call("/api/session/second_factor", &[("code", &typed)]).await.status, 200);
        let again = house.past_password("Ada").await.call("/api/session/second_factor", &[("code", &codes[0])]).await;
        assert_eq!(again.status, 422);
        let other = house.past_password("Ada").await.call("/api/session/second_factor", &[("code", &codes[1])]).await;
        assert_eq!(other.status, 200);
        assert!(ada.page("/account/profile").await.body.contains("8 of 10 recovery codes are left"));
    }
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_for_the_person_and_not_for_the_browser() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        for _ in 0..5 {
            let reply = house.past_password("Ada").await.call("/api/session/second_factor", &[("code", "000000")]).await;
            assert_eq!(reply.status, 422);
        }
        let mut ada = house.past_password("Ada").await;
        assert_eq!(ada.call("/api/session/second_factor", &[("code", &house.code(&secret))]).await.status, 429);
        house.app.clock.advance(30_000);
        assert_eq!(ada.call("/api/session/second_factor", &[("code", &house.code(&secret))]).await.status, 200);
        assert!(house.audit_of("Ada").await.contains(&"session.refused".to_owned()));
    }
}

#[tokio::test]
async fn who_waits_too_long_with_the_code_begins_again() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        let mut ada = house.past_password("Ada").await;
        house.app.clock.advance(10 * 60_000 + 1);
        let code = house.code(&secret);
        let reply = ada.submit("/sign-in/second-factor", "/api/session/second_factor", &[("code", &code)]).await;
        assert!(reply.location().starts_with("/sign-in"), "{}", reply.location());
    }
}

#[tokio::test]
async fn an_enrolment_counts_only_when_a_code_was_given() {
    for house in houses().await {
        let mut max = house.browser_of("Max");
        let (at, page) = max.follow("/account/profile", "/api/second_factor/begin", &[]).await;
        assert_eq!(at, "/account/second-factor");
        let key = between(between(&page.body, "data-testid=\"totp-secret\"", "/code>"), ">", "<").replace(' ', "");
        assert!(house.past_password("Max").await.page("/staging").await.status == 200, "begun is not on");
        assert_eq!(max.call("/api/second_factor/confirm", &[("code", "000000")]).await.status, 422);

        let totp = totp_rs::TOTP::new_unchecked(
            totp_rs::Algorithm::SHA1,
            6,
            1,
            30,
            totp_rs::Secret::Encoded(key.clone()).to_bytes().unwrap(),
            None,
            String::new(),
        );
        let code = totp.generate((house.app.now() / 1000) as u64);
        assert_eq!(max.call("/api/second_factor/confirm", &[("code", &code)]).await.status, 200);
        assert_eq!(house.past_password("Max").await.page("/staging").await.location(), "/sign-in/second-factor");
        let again = house.past_password("Max").await.call("/api/session/second_factor", &[("code", &code)]).await;
        assert_eq!(again.status, 422, "the code of the enrolment was used");
        let written = house.audit_of("Max").await;
        let own: Vec<_> = written.iter().filter(|action| action.starts_with("person.")).collect();
        assert_eq!(own, ["person.second_factor_begun", "person.second_factor_enabled"]);

        let granted = system(&house);
        let mut tx = granted.read().await.unwrap();
        let row = store::people::credentials(&mut tx, house.person("Max")).await.unwrap().unwrap();
        assert!(!row.totp_secret.unwrap().contains(&key), "the secret is stored sealed");
        assert_eq!(max.call("/api/second_factor/begin", &[]).await.status, 409, "one that is on is not replaced");
        assert!(max.page("/account/second-factor").await.body.contains("Your second factor is on"));
    }
}

#[tokio::test]
async fn turning_it_off_and_new_codes_ask_for_a_fresh_proof() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        let old = recovery_codes(&house, "Ada").await;
        let mut ada = house.past_password("Ada").await;
        ada.call("/api/session/second_factor", &[("code", &house.code(&secret))]).await;
        house.app.clock.advance(15 * 60_000);
        for action in ["/api/second_factor/turn_off", "/api/recovery_codes/renew", "/api/second_factor/begin"] {
            let reply = ada.call(action, &[]).await;
            assert_eq!((reply.status, reply.json().as_str()), (403, Some("NotFresh")), "{action}");
        }
        let (at, page) = ada.follow("/account/profile", "/api/recovery_codes/renew", &[]).await;
        assert_eq!((at.as_str(), page.status), ("/confirm?next=%2Faccount%2Fprofile", 200));
        let next = ("next", "/account/profile");
        let (_, page) = ada.follow(&at, "/api/session/confirm", &[("code", "000000"), next]).await;
        assert!(page.body.contains("This code is not right"), "{}", page.body);
        let (at, _) = ada.follow(&at, "/api/session/confirm", &[("code", &house.code(&secret)), next]).await;
        assert_eq!(at, "/account/profile");

        let (at, page) = ada.follow(&at, "/api/recovery_codes/renew", &[]).await;
        assert_eq!(page.body.matches("<li>").count(), 10, "{at}");
        let gone = house.past_password("Ada").await.call("/api/session/second_factor", &[("code", &old[0])]).await;
        assert_eq!(gone.status, 422, "the old codes stopped working");
        assert_eq!(ada.call("/api/second_factor/turn_off", &[]).await.status, 200);
        assert_eq!(house.past_password("Ada").await.page("/staging").await.status, 200);
        assert_eq!(house.browser().sign_in("ada@acme.test", PASSWORD).await.status, 200);
    }
}
