use crate::house::{PASSWORD, houses};

const ADA: &str = "ada@acme.test";

#[tokio::test]
async fn a_known_and_an_unknown_address_get_the_same_answer() {
    for house in houses().await {
        house.with_password("Ada").await;
        let known = house.browser().sign_in(ADA, "wrong horse battery").await;
        let unknown = house.browser().sign_in("nobody@acme.test", "wrong horse battery").await;
        let no_hash = house.browser().sign_in("max@acme.test", "no password").await;
        for reply in [&known, &unknown, &no_hash] {
            assert_eq!(reply.status, 422);
            assert_eq!(reply.json()["Invalid"]["message"], "The e-mail address or the password is not right.");
        }
        assert_eq!((known.body, known.headers.len()), (unknown.body, unknown.headers.len()));
        assert_eq!(house.browser().sign_in(" ADA@acme.test", PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for_and_never_to_another_site() {
    for house in houses().await {
        house.with_password("Ada").await;
        let wanted = [
            ("/staging/vendors?text=a%20b", "/staging/vendors?text=a%20b"),
            ("//evil.test", "/"),
            ("/\\evil.test", "/"),
            ("https://evil.test/", "/"),
            ("/\t/evil.test", "/"),
            ("/api/session/sign_out", "/"),
            ("", "/"),
        ];
        for (next, lands) in wanted {
            let fields = [("email", ADA), ("password", PASSWORD), ("next", next)];
            let reply = house.browser().submit("/sign-in", "/api/session/sign_in", &fields).await;
            assert_eq!((reply.status, reply.location()), (303, lands), "{next:?}");
            let page = house.page("nobody", &format!("/sign-in?next={}", belfry::model::escaped(next))).await;
            assert_eq!(page.body.contains("name=\"next\""), lands != "/", "{next:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_is_said_on_the_page_and_the_address_is_kept() {
    for house in houses().await {
        let mut browser = house.browser();
        let fields = [("email", ADA), ("password", "hunter2hunter2"), ("next", "/staging")];
        let (path, page) = browser.follow("/sign-in?next=%2Fstaging", "/api/session/sign_in", &fields).await;
        assert_eq!(path, "/sign-in?next=%2Fstaging");
        assert!(page.body.contains("is not right.") && page.body.contains("value=\"ada@acme.test\""), "{}", page.body);
        assert!(!page.body.contains("hunter2"));
        assert!(!browser.page(&path).await.body.contains("is not right."), "it is said once");
    }
}

#[tokio::test]
async fn the_sign_in_page_sends_no_script() {
    let house = &houses().await[0];
    let page = house.page("nobody", "/sign-in").await;
    assert_eq!(page.status, 200);
    for trace in ["<script", "modulepreload", ".wasm", ".js"] {
        assert!(!page.body.contains(trace), "{trace} in {}", page.body);
    }
}

#[tokio::test]
async fn five_failures_close_an_address_for_longer_and_longer() {
    for house in houses().await {
        house.with_password("Ada").await;
        let mut guesser = house.browser();
        for try_number in 1..=5 {
            assert_eq!(guesser.sign_in(ADA, &format!("wrong number {try_number}")).await.status, 422);
        }
        for pause in [30, 60, 120, 240, 480, 900, 900] {
            let closed = guesser.sign_in(ADA, PASSWORD).await;
            assert_eq!((closed.status, closed.json()["TooMany"]["seconds"].as_i64()), (429, Some(pause)));
            house.app.clock.advance(pause * 1000 - 1);
            assert_eq!(guesser.sign_in(ADA, PASSWORD).await.status, 429, "even the right password waits");
            house.app.clock.advance(1);
            assert_eq!(guesser.sign_in(ADA, "still wrong").await.status, 422);
        }
        house.with_password("Max").await;
        assert_eq!(guesser.sign_in("max@acme.test", PASSWORD).await.status, 200, "others get in");
        house.app.clock.advance(900_000);
        assert_eq!(guesser.sign_in(ADA, PASSWORD).await.status, 200);
        assert_eq!(guesser.sign_in(ADA, "wrong again").await.status, 422);
        assert_eq!(guesser.sign_in(ADA, PASSWORD).await.status, 200, "a sign-in forgets earlier failures");
    }
}

#[tokio::test]
async fn an_unknown_address_is_closed_like_a_known_one() {
    for house in houses().await {
        let mut guesser = house.browser();
        let mut statuses = Vec::new();
        for _ in 0..6 {
            statuses.push(guesser.sign_in("ghost@acme.test", "wrong horse battery").await.status);
        }
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429]);
    }
}

#[tokio::test]
async fn parallel_guesses_are_counted_before_they_are_checked() {
    for house in houses().await {
        house.with_password("Ada").await;
        let guesses = (0..12).map(|_| async { house.browser().sign_in(ADA, "wrong horse battery").await.status });
        let statuses = futures::future::join_all(guesses).await;
        assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 7, "{statuses:?}");
    }
}

#[tokio::test]
async fn one_network_address_that_tries_many_people_is_closed_too() {
    for house in houses().await {
        house.with_password("Ada").await;
        let mut guesser = house.browser();
        for person in 0..20 {
            assert_eq!(guesser.sign_in(&format!("p{person}@acme.test"), "wrong horse battery").await.status, 422);
        }
        assert_eq!(guesser.sign_in(ADA, PASSWORD).await.status, 429);
        let mut elsewhere = house.browser();
        elsewhere.address = "198.51.100.9";
        assert_eq!(elsewhere.sign_in(ADA, PASSWORD).await.status, 200, "others get in");
    }
}

#[tokio::test]
async fn made_up_addresses_before_the_proxys_own_word_do_not_help() {
    for house in houses().await {
        let mut guesser = house.browser();
        let mut last = 0;
        for (at, forged) in ["1.1.1.1, 203.0.113.9", "2.2.2.2, 203.0.113.9"].iter().cycle().take(21).enumerate() {
            guesser.address = forged;
            last = guesser.sign_in(&format!("p{at}@acme.test"), "wrong horse battery").await.status;
        }
        assert_eq!(last, 429);
    }
}

#[tokio::test]
async fn who_may_not_sign_in_any_more_gets_the_answer_of_a_wrong_password() {
    for house in houses().await {
        house.with_password("Max").await;
        let reply = house.call("Ada", "/api/team/deactivate", &[("person", &house.person("Max").to_string())]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let reply = house.browser().sign_in("max@acme.test", PASSWORD).await;
        assert_eq!(reply.status, 422);
        assert_eq!(reply.json()["Invalid"]["message"], "The e-mail address or the password is not right.");
    }
}

#[tokio::test]
async fn sign_ins_are_written_down_and_failures_once_when_they_close() {
    for house in houses().await {
        house.with_password("Ada").await;
        let mut ada = house.browser();
        for _ in 0..2 {
            ada.sign_in(ADA, "wrong horse battery").await;
        }
        ada.sign_in(ADA, PASSWORD).await;
        ada.call("/api/session/sign_out", &[]).await;
        assert_eq!(house.audit_of("Ada").await, ["session.signed_in", "session.signed_out"]);
        for _ in 0..6 {
            ada.sign_in(ADA, "wrong horse battery").await;
        }
        assert_eq!(house.audit_of("Ada").await, ["session.signed_in", "session.signed_out", "session.refused"]);
    }
}
