use crate::house::{PASSWORD, houses};

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
        let steps = [("/api/session/sign_in", vec![("email", ADA), ("password", PASSWORD)])];
        for (action, fields) in &steps {
            assert_eq!(ada.call(action, fields).await.status, 200);
            seen.push(ada.cookie.clone().unwrap());
        }
        assert_eq!(ada.call("/api/session/second_factor", &[("code", &house.code(&secret))]).await.status, 200);
        seen.push(ada.cookie.clone().unwrap());
        assert_eq!(ada.call("/api/session/confirm", &[("password", PASSWORD)]).await.status, 200);
        seen.push(ada.cookie.clone().unwrap());
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
        let id = house.cookie("Ada").strip_prefix("belfry=").unwrap().parse().unwrap();
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
        let id = house.cookie("Ada").strip_prefix("belfry=").unwrap();
        assert!(belfry::store::sessions::find(&mut tx, id).await.unwrap().is_none());
        assert!(belfry::store::sessions::find(&mut tx, &belfry::identity::sha256(id)).await.unwrap().is_some());
    }
}
