//! The account's settings, and its limits for sessions.

use crate::house::{PASSWORD, houses};

const SETTINGS: &str = "/account/settings";
const AUTHENTICATION: &str = "/account/authentication";
const LIMIT: &str = "/api/account/limit_sessions";

#[tokio::test]
async fn an_admin_names_the_account_and_everybody_sees_it() {
    for house in houses().await {
        let mut ada = house.browser_of("Ada");
        let (at, page) = ada.follow(SETTINGS, "/api/account/edit", &[("name", "Acme & Sons"), ("zone", "")]).await;
        assert!(at == SETTINGS && page.body.contains("Saved the account."), "{}", page.body);
        let seen = house.page("Max", SETTINGS).await.body;
        assert!(seen.contains("Acme &amp; Sons") && seen.contains("An admin can change it."), "{seen}");
        assert!(!seen.contains("/api/account/edit") && !seen.contains("sign_everybody_out"), "a member changes nothing: {seen}");
        assert!(!house.page("Stranger", SETTINGS).await.body.contains("Acme"), "another account has its own name");
        assert_eq!(house.audit_of("Ada").await, ["account.updated"]);
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_account_is_said_beside_its_field() {
    for house in houses().await {
        let mut ada = house.browser_of("Ada");
        let (_, page) = ada.follow(SETTINGS, "/api/account/edit", &[("name", " "), ("zone", "UTC")]).await;
        assert!(page.body.contains("id=\"account-edit-name-error\"") && page.body.contains("value=\"UTC\""), "{}", page.body);
        let (_, page) = ada.follow(SETTINGS, "/api/account/edit", &[("name", "New"), ("zone", "Nowhere/Atlantis")]).await;
        assert!(page.body.contains("id=\"account-edit-zone-error\"") && page.body.contains("value=\"New\""), "{}", page.body);
        assert!(house.page("Max", SETTINGS).await.body.contains("Acme"));
        assert!(house.audit_of("Ada").await.is_empty());
    }
}

#[tokio::test]
async fn the_accounts_time_zone_is_for_those_who_chose_none() {
    for house in houses().await {
        let set = [("name", "Acme"), ("zone", "Asia/Tokyo")];
        assert_eq!(house.call("Ada", "/api/account/edit", &set).await.status, 200);
        let profile = house.page("Max", "/account/profile").await.body;
        assert!(profile.contains("As the account: Asia/Tokyo") && profile.contains("18:00"), "09:00 UTC in Tokyo: {profile}");
        assert_eq!(house.call("Max", "/api/profile/choose_zone", &[("zone", "Europe/Madrid")]).await.status, 200);
        assert!(house.page("Max", "/account/profile").await.body.contains("10:00"), "one's own comes first");
        assert!(!house.page("Stranger", "/account/profile").await.body.contains("18:00"));
    }
}

#[tokio::test]
async fn limits_of_sessions_ask_for_a_proof_and_say_what_changed() {
    for house in houses().await {
        let page = house.page("Max", AUTHENTICATION).await.body;
        assert!(page.contains("30 minutes") && page.contains("12 hours") && !page.contains(LIMIT), "{page}");
        let mut ada = house.past_password("Ada").await;
        let wider = [("idle", "240"), ("absolute", "1440")];
        let (at, page) = ada.follow(AUTHENTICATION, LIMIT, &wider).await;
        assert_eq!(at, AUTHENTICATION);
        let said = "Sessions end after 4 hours without use, or 1 day now. It was 30 minutes without use, or 12 hours.";
        assert!(page.body.contains(said) && page.body.contains("value=\"240\" selected"), "{}", page.body);
        for (idle, absolute, field) in [("1", "60", "idle"), ("60", "1", "absolute"), ("240", "60", "idle"), ("x", "60", "idle")]
        {
            let (_, page) = ada.follow(AUTHENTICATION, LIMIT, &[("idle", idle), ("absolute", absolute)]).await;
            assert!(page.body.contains(&format!("id=\"account-limit_sessions-{field}-error\"")), "{idle} {absolute}");
        }
        house.app.clock.advance(15 * 60_000);
        let reply = ada.call(LIMIT, &[("idle", "30"), ("absolute", "720")]).await;
        assert_eq!(reply.json().as_str(), Some("NotFresh"));
        let written = house.audit_of("Ada").await;
        assert_eq!(written.iter().filter(|action| *action == "account.session_policy_updated").count(), 1);
    }
}

#[tokio::test]
async fn new_limits_count_for_sessions_that_are_there() {
    for house in houses().await {
        let (mut max, mut ada) = (house.past_password("Max").await, house.past_password("Ada").await);
        house.app.clock.advance(10 * 60_000);
        assert_eq!(ada.call(LIMIT, &[("idle", "5"), ("absolute", "60")]).await.status, 200);
        assert_eq!(max.page("/staging").await.status, 303, "unused for ten minutes");
        assert_eq!(house.page("Stranger", "/").await.status, 303, "to the Sandbox");
        assert_ne!(house.page("Stranger", "/").await.location(), "/sign-in", "another account has its own limits");

        let mut max = house.past_password("Max").await;
        for _ in 0..12 {
            house.app.clock.advance(5 * 60_000);
            assert_eq!(max.page("/staging").await.status, 200);
        }
        house.app.clock.advance(1);
        assert_eq!(max.page("/staging").await.status, 303, "an hour and a moment");

        let mut ada = house.past_password("Ada").await;
        assert_eq!(ada.call(LIMIT, &[("idle", "10080"), ("absolute", "43200")]).await.status, 200);
        let mut max = house.past_password("Max").await;
        for _ in 0..4 {
            house.app.clock.advance(7 * 24 * 3_600_000);
            assert_eq!(max.page("/staging").await.status, 200);
            assert!(max.page("/account/profile").await.body.contains("7 days without use, or 30 days"));
        }
        house.app.clock.advance(2 * 24 * 3_600_000 + 1);
        assert_eq!(max.page("/staging").await.status, 303, "30 days and a moment");
    }
}

#[tokio::test]
async fn the_list_of_sessions_knows_the_limits() {
    for house in houses().await {
        house.app.clock.advance(31 * 60_000);
        let (mut ada, mut max) = (house.past_password("Ada").await, house.past_password("Max").await);
        let _left = house.past_password("Max").await;
        assert!(max.page("/account/profile").await.body.contains("in one other browser"));
        assert_eq!(ada.call(LIMIT, &[("idle", "5"), ("absolute", "720")]).await.status, 200);
        house.app.clock.advance(5 * 60_000);
        assert_eq!(max.page("/staging").await.status, 200);
        house.app.clock.advance(2 * 60_000);
        assert!(max.page("/account/profile").await.body.contains("here and nowhere else"));
        // An account that lets them last longer has it back.
        let mut ada = house.browser();
        assert_eq!(ada.sign_in("ada@acme.test", PASSWORD).await.status, 200);
        assert_eq!(ada.call(LIMIT, &[("idle", "30"), ("absolute", "720")]).await.status, 200);
        assert!(max.page("/account/profile").await.body.contains("in one other browser"));
    }
}

#[tokio::test]
async fn a_member_leaves_and_the_last_admin_stays() {
    for house in houses().await {
        let mut max = house.past_password("Max").await;
        let (at, page) = max.follow(SETTINGS, "/api/account/leave", &[]).await;
        assert!(at == "/sign-in" && page.body.contains("You left Acme."), "{at} {}", page.body);
        assert_eq!(max.page("/staging").await.status, 303);
        assert_eq!(house.page("Max", "/staging").await.status, 303, "the other session, too");
        assert_eq!(house.browser().sign_in("max@acme.test", PASSWORD).await.status, 422);
        assert_eq!(house.audit_of("Max").await.last().unwrap(), "account.member_left");
        assert!(house.page("Ada", "/account/team?status=deactivated").await.body.contains("max@acme.test"));

        assert_eq!(house.call("Olga", "/api/account/leave", &[]).await.status, 200);
        let reply = house.call("Ada", "/api/account/leave", &[]).await;
        assert!(reply.status == 409 && reply.body.contains("You are the last admin."), "{}", reply.body);
        assert_eq!(house.page("Ada", "/staging").await.status, 200);
    }
}

#[tokio::test]
async fn everybody_is_signed_out_but_who_asks_for_it() {
    for house in houses().await {
        let (mut here, mut there, mut max) =
            (house.past_password("Ada").await, house.past_password("Ada").await, house.past_password("Max").await);
        let (at, page) = here.follow(SETTINGS, "/api/account/sign_everybody_out", &[]).await;
        // Three of the cast, and those two.
        assert!(at == SETTINGS && page.body.contains("Ended 5 sessions."), "{}", page.body);
        assert_eq!((there.page("/staging").await.status, max.page("/staging").await.status), (303, 303));
        assert_eq!(house.page("Olga", "/staging").await.status, 303);
        assert_eq!(here.page("/staging").await.status, 200);
        assert_eq!(house.page("Stranger", "/sandbox").await.status, 200, "another account");
        assert_eq!(house.audit_of("Ada").await.last().unwrap(), "account.sessions_ended");
    }
}
