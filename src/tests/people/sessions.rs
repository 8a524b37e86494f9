use belfry::{
    model::{InAccount, can},
    store,
};

use crate::house::{House, PASSWORD, START, houses};

const ADA: &str = "ada@acme.test";

#[tokio::test]
async fn the_cookie_is_for_us_alone() {
    for house in houses().await {
        house.with_password("Ada").await;
        let reply = house.browser().sign_in(ADA, PASSWORD).await;
        let cookie = reply.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("belfry="), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(flag), "{flag} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn an_id_without_its_signature_opens_nothing() {
    for house in houses().await {
        let cookie = house.cookie("Ada").to_owned();
        let (signature, id) = cookie["belfry=".len()..].split_at(44);
        let others = house.cookie("Max")["belfry=".len()..].split_at(44).0;
        let mut browser = house.browser();
        for (said, opens) in [(signature, true), ("", false), (others, false), (&"A".repeat(44), false)] {
            browser.cookie = Some(format!("belfry={said}{id}"));
            assert_eq!(browser.page("/staging").await.status == 200, opens, "{said}");
        }
        let key = belfry::identity::cookie_key(&house.app);
        assert_ne!(key.master()[..32], key.master()[32..]);
    }
}

#[tokio::test]
async fn behind_https_the_cookie_is_secure_and_bound_to_the_host() {
    for house in houses().await {
        house.with_password("Ada").await;
        let house = house.configured(|config| config.base_url = "https://belfry.test".to_owned());
        let reply = house.browser().sign_in(ADA, PASSWORD).await;
        let cookie = reply.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("__Host-belfry=") && cookie.contains("Secure"), "{cookie}");
    }
}

#[tokio::test]
async fn the_session_is_a_new_one_at_every_change_of_privilege() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        house.with_password("Ada").await;
        let mut ada = house.browser();
        ada.submit("/sign-in", "/api/session/sign_in", &[("email", ADA), ("password", "wrong horse battery")]).await;
        let mut seen = vec![ada.cookie.clone().expect("the refusal is kept for the next page")];
        let (own, account) = (house.person("Ada").to_string(), house.account.to_string());
        let (first, second) = (house.code(&secret), secret.code_at(house.app.now() + 30_000).unwrap());
        let steps: &[(&str, &[(&str, &str)])] = &[
            ("/api/session/sign_in", &[("email", ADA), ("password", PASSWORD)]),
            ("/api/session/second_factor", &[("code", &first)]),
            ("/api/session/confirm", &[("password", PASSWORD)]),
            ("/api/session/confirm", &[("code", &second)]),
            ("/api/profile/change_password", &[("current_password", PASSWORD), ("new_password", "another horse battery")]),
            ("/api/profile/sign_out_everywhere", &[]),
            ("/api/session/switch_account", &[("account", &account)]),
            ("/api/team/change_role", &[("person", &own), ("role", "member")]),
        ];
        for (action, fields) in steps {
            let reply = ada.call(action, fields).await;
            assert_eq!(reply.status, 200, "{action}: {}", reply.body);
            seen.push(ada.cookie.clone().unwrap());
        }
        for (at, old) in seen.iter().enumerate() {
            assert_eq!(seen.iter().filter(|other| *other == old).count(), 1, "session {at} was used again");
            let mut thief = house.browser();
            thief.cookie = Some(old.clone());
            let status = thief.page("/staging").await.status;
            assert_eq!(status, if at == seen.len() - 1 { 200 } else { 303 }, "session {at}");
        }
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    for house in houses().await {
        let mut ada = house.past_password("Ada").await;
        let old = ada.cookie.clone();
        let (path, page) = ada.follow("/staging", "/api/session/sign_out", &[]).await;
        assert_eq!((path.as_str(), page.status), ("/sign-in", 200));
        assert_eq!(ada.cookie, None, "the browser forgets the cookie");
        ada.cookie = old;
        assert_eq!(ada.page("/staging").await.status, 303, "the old cookie opens nothing");
    }
}

#[tokio::test]
async fn an_unused_session_ends_after_half_an_hour_and_any_session_after_twelve() {
    for house in houses().await {
        let mut ada = house.past_password("Ada").await;
        for _ in 0..23 {
            house.app.clock.advance(29 * 60_000);
            assert_eq!(ada.page("/staging").await.status, 200);
        }
        house.app.clock.advance(29 * 60_000);
        assert_eq!(ada.page("/staging").await.status, 200, "11 hours and 36 minutes");
        house.app.clock.advance(25 * 60_000);
        assert_eq!(ada.page("/staging").await.status, 303, "12 hours and a minute");

        let mut ada = house.past_password("Ada").await;
        house.app.clock.advance(30 * 60_000 + 1);
        assert_eq!(ada.page("/staging").await.status, 303);
    }
}

#[tokio::test]
async fn a_request_under_way_does_not_bring_an_ended_session_back() {
    use tower_sessions::{SessionStore, session::Record};
    for house in houses().await {
        let store = belfry::identity::Sessions(house.app.clone());
        let id = House::session_of(house.cookie("Ada"));
        let record: Record = store.load(&id).await.unwrap().expect("the session is there");
        store.delete(&id).await.unwrap();
        store.save(&record).await.unwrap();
        assert!(store.load(&id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn the_database_knows_no_session_that_could_be_used() {
    for house in houses().await {
        let granted = house.app.as_system::<belfry::model::can::ViewMembers>(&house.account, belfry::model::InAccount, "test");
        let mut tx = granted.read().await.unwrap();
        let cookie = house.cookie("Ada").strip_prefix("belfry=").unwrap();
        let id = House::session_of(cookie).to_string();
        for known in [cookie, &id, &belfry::identity::sha256(cookie)] {
            assert!(belfry::store::sessions::find(&mut tx, known).await.unwrap().is_none());
        }
        assert!(belfry::store::sessions::find(&mut tx, &belfry::identity::sha256(&id)).await.unwrap().is_some());
    }
}

/// The sessions of the profile page that can be ended, by what the list calls them.
fn to_end(page: &str) -> Vec<&str> {
    page.split("name=\"session\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

const PROFILE: &str = "/account/profile";
const END: &str = "/api/profile/end_session";

#[tokio::test]
async fn a_member_sees_their_sessions_and_ends_one() {
    for house in houses().await {
        // The session of the cast is too old by now.
        house.app.clock.advance(31 * 60_000);
        let mut phone = house.browser();
        phone.address = "198.51.100.4";
        phone.user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1";
        house.with_password("Max").await;
        assert_eq!(phone.sign_in("max@acme.test", PASSWORD).await.status, 200);
        let (mut here, mut other) = (house.past_password("Max").await, house.past_password("Max").await);
        let page = here.page(PROFILE).await.body;
        assert!(page.contains("in 2 other browsers") && page.contains("This one"), "{page}");
        assert!(page.contains("Safari on iPhone") && page.contains("198.51.100.4") && page.contains("203.0.113.7"), "{page}");

        // What was used last comes first, so the phone is the last one now.
        house.app.clock.advance(2 * 60_000);
        assert_eq!(other.page("/staging").await.status, 200);
        let page = here.page(PROFILE).await.body;
        let phones = to_end(&page)[1].to_owned();
        let (at, page) = here.follow(PROFILE, END, &[("session", &phones)]).await;
        assert!(at == PROFILE && page.body.contains("Ended the session."), "{}", page.body);
        assert!(page.body.contains("in one other browser") && !page.body.contains("iPhone"), "{}", page.body);
        assert_eq!(phone.page("/staging").await.status, 303);
        assert_eq!((here.page("/staging").await.status, other.page("/staging").await.status), (200, 200));
        assert!(house.audit_of("Max").await.contains(&"session.ended".to_owned()));

        let (_, page) = here.follow(PROFILE, END, &[("session", &phones)]).await;
        assert!(page.body.contains("This session has ended already."), "{}", page.body);
    }
}

#[tokio::test]
async fn nobody_sees_or_ends_the_session_of_somebody_else() {
    for house in houses().await {
        let mut max = house.past_password("Max").await;
        let page = max.page(PROFILE).await.body;
        let of_max = to_end(&page)[0].to_owned();
        for who in ["Ada", "Stranger"] {
            assert!(!house.page(who, PROFILE).await.body.contains(&of_max), "{who}");
            let reply = house.call(who, END, &[("session", &of_max)]).await;
            let unknown = house.call(who, END, &[("session", "missing")]).await;
            assert_eq!((reply.status, &reply.body), (409, &unknown.body), "{who} is told what anybody is told");
            assert!(!house.audit_of(who).await.contains(&"session.ended".to_owned()));
        }
        assert_eq!(house.page("Max", "/staging").await.status, 200);
    }
}

#[tokio::test]
async fn a_session_that_waits_for_its_second_factor_is_not_listed() {
    for house in houses().await {
        let mut here = house.past_password("Max").await;
        house.with_second_factor("Max").await;
        assert_eq!(house.browser().sign_in("max@acme.test", PASSWORD).await.status, 200);
        assert!(here.page(PROFILE).await.body.contains("in one other browser"), "the one of the cast");
    }
}

#[tokio::test]
async fn last_use_is_written_once_a_minute() {
    for house in houses().await {
        let mut here = house.past_password("Max").await;
        let seen = async || {
            let granted = house.app.as_system::<can::ViewMembers>(&house.account, InAccount, "test");
            let mut tx = granted.read().await.unwrap();
            let all = store::sessions::list_of_person(&mut tx, house.person("Max"), house.app.now(), 10).await.unwrap();
            all[0].seen_at - START
        };
        for (after, written) in [(30_000, 0), (30_000, 0), (1, 60_001), (59_000, 60_001)] {
            house.app.clock.advance(after);
            assert_eq!(here.page("/staging").await.status, 200);
            assert_eq!(seen().await, written);
        }
    }
}
