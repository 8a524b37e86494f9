use crate::house::{PASSWORD, houses};

const NEW: &str = "another horse battery";

#[tokio::test]
async fn everybody_edits_their_own_name() {
    for house in houses().await {
        let mut max = house.browser_of("Max");
        let (at, page) = max.follow("/account/profile", "/api/profile/rename", &[("name", "Max Power")]).await;
        assert_eq!((at.as_str(), page.status), ("/account/profile", 200));
        assert!(page.body.contains("Saved your name.") && page.body.contains("value=\"Max Power\""), "{}", page.body);
        let (_, page) = max.follow("/account/profile", "/api/profile/rename", &[("name", " ")]).await;
        assert!(page.body.contains("Give it a name."), "{}", page.body);
        assert_eq!(house.audit_of("Max").await, ["person.updated"]);
    }
}

#[tokio::test]
async fn an_address_belongs_to_one_person_and_asks_for_a_proof() {
    for house in houses().await {
        let mut max = house.browser_of("Max");
        let taken = max.call("/api/profile/change_email", &[("email", "ada@acme.test")]).await;
        assert_eq!(taken.status, 409);
        house.with_password("Max").await;
        assert_eq!(max.call("/api/profile/change_email", &[("email", "Max@New.test")]).await.status, 200);
        assert_eq!(house.browser().sign_in("max@new.test", PASSWORD).await.status, 200);
        assert_eq!(house.browser().sign_in("max@acme.test", PASSWORD).await.status, 422);
        house.app.clock.advance(16 * 60_000);
        assert_eq!(max.call("/api/profile/change_email", &[("email", "max@acme.test")]).await.status, 403);
    }
}

#[tokio::test]
async fn changing_the_password_needs_the_old_one_and_ends_the_other_sessions() {
    for house in houses().await {
        let (mut here, mut there) = (house.past_password("Max").await, house.past_password("Max").await);
        let change = |current: &'static str, new: &'static str| [("current_password", current), ("new_password", new)];
        let action = "/api/profile/change_password";
        let (_, page) = here.follow("/account/profile", action, &change("not my password", NEW)).await;
        assert!(page.body.contains("This is not your password."), "{}", page.body);
        let (_, page) = here.follow("/account/profile", action, &change(PASSWORD, "short")).await;
        assert!(page.body.contains("Use at least 12 characters."), "{}", page.body);
        assert_eq!(here.call(action, &change(PASSWORD, PASSWORD)).await.status, 422, "the same one is no change");

        let before = here.cookie.clone();
        assert_eq!(here.call(action, &change(PASSWORD, NEW)).await.status, 200);
        assert_ne!(here.cookie, before);
        assert_eq!(here.page("/staging").await.status, 200);
        assert_eq!(there.page("/staging").await.status, 303);
        assert_eq!(house.page("Max", "/staging").await.status, 303, "the session of the cast, too");
        assert_eq!(house.browser().sign_in("max@acme.test", PASSWORD).await.status, 422);
        assert_eq!(house.browser().sign_in("max@acme.test", NEW).await.status, 200);
        assert!(house.audit_of("Max").await.contains(&"person.password_changed".to_owned()));
    }
}

#[tokio::test]
async fn guessing_the_old_password_in_an_open_session_is_slowed_down() {
    for house in houses().await {
        let mut max = house.past_password("Max").await;
        let guess = [("current_password", "not my password"), ("new_password", NEW)];
        for _ in 0..5 {
            assert_eq!(max.call("/api/profile/change_password", &guess).await.status, 422);
        }
        assert_eq!(max.call("/api/profile/change_password", &guess).await.status, 429);
        assert_eq!(max.call("/api/session/confirm", &[("password", PASSWORD)]).await.status, 429);
    }
}

#[tokio::test]
async fn signing_out_everywhere_else_leaves_this_browser() {
    for house in houses().await {
        let (mut here, mut there) = (house.past_password("Max").await, house.past_password("Max").await);
        assert!(here.page("/account/profile").await.body.contains("in 2 other browsers"), "the cast's own session is one");
        let (_, page) = here.follow("/account/profile", "/api/profile/sign_out_everywhere", &[]).await;
        assert!(page.body.contains("signed in here and nowhere else"), "{}", page.body);
        assert_eq!(there.page("/staging").await.status, 303);
        assert_eq!(here.page("/staging").await.status, 200);
    }
}

#[tokio::test]
async fn a_proof_lasts_for_fifteen_minutes() {
    for house in houses().await {
        let mut max = house.past_password("Max").await;
        house.app.clock.advance(15 * 60_000);
        assert_eq!(max.call("/api/second_factor/begin", &[]).await.status, 403);
        assert_eq!(max.call("/api/session/confirm", &[("password", "not my password")]).await.status, 422);
        assert_eq!(max.call("/api/session/confirm", &[("password", PASSWORD)]).await.status, 200);
        assert_eq!(max.call("/api/second_factor/begin", &[]).await.status, 200);
        let evil = max.submit("/confirm", "/api/session/confirm", &[("password", PASSWORD), ("next", "//evil.test")]).await;
        assert_eq!(evil.location(), "/");
    }
}
