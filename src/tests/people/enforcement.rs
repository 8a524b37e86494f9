//! A second factor that the account asks of everybody.

use belfry::{
    access::Entry,
    model::{AccountId, Id, InAccount, RoleId, can},
    store,
};

use super::{
    between,
    invites::{accept, invited, mail_server, mailing},
};
use crate::{
    browser::Browser,
    house::{House, PASSWORD, Reply, houses},
};

const AUTHENTICATION: &str = "/account/authentication";
const ENROL: &str = "/account/second-factor";
const REQUIRE: &str = "/api/account/require_second_factor";
const STOP: &str = "/api/account/stop_requiring_second_factor";
const RESET: &str = "/api/team/reset_second_factor";

impl House {
    /// Ada has a second factor and asks everybody for one.
    pub async fn asks_everybody(&self) {
        self.with_second_factor("Ada").await;
        let reply = self.call("Ada", REQUIRE, &[]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// The account of one of the cast.
    async fn account_of(&self, who: &str) -> AccountId {
        let granted = self.app.as_system::<can::ViewMembers>(&self.account, InAccount, "test");
        let mut tx = granted.read().await.unwrap();
        store::people::memberships(&mut tx, self.person(who)).await.unwrap().remove(0).account_id
    }

    /// Max is a member of the stranger's account, too.
    async fn max_in_both(&self) -> AccountId {
        let other = self.account_of("Stranger").await;
        let granted = self.app.as_system::<can::EditMembers>(&other, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let now = change.now;
        store::people::insert_member(&mut change, &other, self.person("Max"), &RoleId::member(), now).await.unwrap();
        change.commit(Entry::new("account.member_joined", self.person("Max"))).await.unwrap();
        other
    }
}

/// Sets a second factor up, on the pages that lead through it. Answers the page after the recovery codes, and its address.
async fn enrol(house: &House, browser: &mut Browser<'_>) -> (String, Reply) {
    let (at, page) = browser.follow(ENROL, "/api/second_factor/begin", &[]).await;
    assert_eq!(at, ENROL);
    let key = between(between(&page.body, "data-testid=\"totp-secret\"", "/code>"), ">", "<").replace(' ', "");
    let secret = totp_rs::Secret::Encoded(key).to_bytes().unwrap();
    let app = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 1, 30, secret, None, String::new());
    let code = app.generate((house.app.now() / 1000) as u64);
    let (at, page) = browser.follow(&at, "/api/second_factor/confirm", &[("code", &code)]).await;
    assert!(at.starts_with("/account/recovery-codes") && page.body.contains("Save your recovery codes"), "{at} {}", page.body);
    browser.follow(&at, "/api/recovery_codes/saved", &[("next", "/staging")]).await
}

#[tokio::test]
async fn who_asks_everybody_has_one_and_it_counts_at_once() {
    for house in houses().await {
        let reply = house.call("Ada", REQUIRE, &[]).await;
        assert!(reply.status == 409 && reply.body.contains("Set up your own second factor first"), "{}", reply.body);
        assert!(house.page("Ada", AUTHENTICATION).await.body.contains("You have none yourself"));
        house.with_second_factor("Ada").await;
        let page = house.page("Ada", AUTHENTICATION).await.body;
        assert!(page.contains("Max and Olga have none yet.") && page.contains("Optional"), "{page}");
        let page = house.page("Max", AUTHENTICATION).await.body;
        assert!(!page.contains("none yet") && !page.contains("/api/account/"), "a member is not told who is easy prey: {page}");

        house.asks_everybody().await;
        for who in ["Max", "Olga"] {
            assert_eq!(house.page(who, "/staging").await.location(), "/account/second-factor?next=%2Fstaging", "{who}");
            let reply = house.call(who, "/api/profile/rename", &[("name", "Anybody")]).await;
            assert_eq!((reply.status, reply.json().as_str()), (403, Some("MustEnrol")), "{who}");
            let reply = house.submit(who, "/account/profile", "/api/profile/rename", &[("name", "Anybody")]).await;
            assert_eq!(reply.location(), "/account/second-factor?next=%2Faccount%2Fprofile", "{who}");
        }
        assert_eq!(house.page("Ada", "/staging").await.status, 200);
        assert!(house.page("Ada", AUTHENTICATION).await.body.contains("Required"));
        assert_eq!(house.page("Stranger", "/sandbox").await.status, 200, "another account has its own rules");
        assert_eq!(house.call("Ada", REQUIRE, &[]).await.status, 409, "asked already");

        assert_eq!(house.call("Ada", STOP, &[]).await.status, 200);
        assert_eq!(house.page("Max", "/staging").await.status, 200);
        assert_eq!(house.call("Ada", STOP, &[]).await.status, 409);
        assert_eq!(house.audit_of("Ada").await, ["account.mfa_enabled", "account.mfa_disabled"]);
    }
}

#[tokio::test]
async fn whoever_has_none_sets_one_up_and_goes_on() {
    for house in houses().await {
        house.asks_everybody().await;
        let mut max = house.past_password("Max").await;
        let page = max.page(ENROL).await.body;
        assert!(page.contains("Acme asks everybody for one") && !page.contains("Later") && page.contains("Sign out"), "{page}");
        assert_eq!(
            max.page("/account/recovery-codes").await.location(),
            "/account/second-factor?next=%2Faccount%2Frecovery%2Dcodes"
        );

        // The proof of identity is as old as for everybody else.
        house.app.clock.advance(15 * 60_000);
        assert_eq!(max.page(ENROL).await.location(), "/confirm?next=%2Faccount%2Fsecond%2Dfactor");
        let next = ("next", ENROL);
        let (at, _) = max.follow("/confirm", "/api/session/confirm", &[("password", PASSWORD), next]).await;
        assert_eq!(at, ENROL);

        let before = max.cookie.clone();
        let (at, page) = enrol(&house, &mut max).await;
        assert_eq!((at.as_str(), page.status), ("/staging", 200));
        for old in [before, Some(house.cookie("Max").to_owned())] {
            let mut thief = house.browser();
            thief.cookie = old;
            assert_eq!(
                thief.page("/staging").await.location(),
                "/sign-in?next=%2Fstaging",
                "a session that never showed a factor"
            );
        }

        let profile = max.page("/account/profile").await.body;
        assert!(profile.contains("Acme asks everybody for it.") && !profile.contains("turn-off"), "{profile}");
        let reply = max.call("/api/second_factor/turn_off", &[]).await;
        assert!(reply.status == 409 && reply.body.contains("so it stays on"), "{}", reply.body);
        assert_eq!(house.past_password("Max").await.page("/staging").await.location(), "/sign-in/second-factor");
    }
}

#[tokio::test]
async fn who_is_invited_enrols_right_after_joining() {
    for house in houses().await {
        house.asks_everybody().await;
        let path = invited(&mut house.browser_of("Ada"), "ivy@new.test", "admin").await;
        let mut ivy = house.browser();
        assert_eq!(accept(&mut ivy, &path).await.status, 200);
        for path in ["/", "/staging", "/account/team", "/workspaces/new"] {
            assert!(ivy.page(path).await.location().starts_with(ENROL), "{path}");
        }
        assert!(ivy.page(ENROL).await.body.contains("Acme asks everybody for one"));
        let (at, page) = enrol(&house, &mut ivy).await;
        assert_eq!((at.as_str(), page.status), ("/staging", 200));
        assert_eq!(ivy.call("/api/team/cancel_invite", &[("invite", "missing")]).await.status, 409, "an admin like others");
    }
}

#[tokio::test]
async fn who_must_enrol_may_go_to_another_account_or_out() {
    for house in houses().await {
        house.asks_everybody().await;
        let other = house.max_in_both().await;
        let mut max = house.browser_of("Max");
        let page = max.page(ENROL).await.body;
        assert!(page.contains("Go to Other") && !page.contains("Go to Acme"), "{page}");
        let own = house.account.to_string();
        max.follow(ENROL, "/api/session/switch_account", &[("account", other.as_str())]).await;
        assert_eq!(max.page("/sandbox").await.status, 200);
        max.follow("/account/profile", "/api/session/switch_account", &[("account", &own)]).await;
        assert_eq!(max.page("/sandbox").await.status, 303);
        let (at, _) = max.follow(ENROL, "/api/session/sign_out", &[]).await;
        assert_eq!((at.as_str(), max.cookie.as_ref()), ("/sign-in", None));
        assert!(house.audit_of("Max").await.contains(&"session.signed_out".to_owned()));
    }
}

#[tokio::test]
async fn one_account_that_asks_keeps_the_factor_on_in_all() {
    for house in houses().await {
        house.asks_everybody().await;
        let other = house.max_in_both().await;
        house.with_second_factor("Max").await;
        let mut max = house.browser_of("Max");
        max.follow("/account/profile", "/api/session/switch_account", &[("account", other.as_str())]).await;
        let reply = max.call("/api/second_factor/turn_off", &[]).await;
        assert!(reply.status == 409 && reply.body.contains("Acme asks everybody"), "{}", reply.body);
    }
}

#[tokio::test]
async fn an_admin_resets_a_factor_that_was_lost() {
    for house in houses().await {
        let (url, mut arrived) = mail_server().await;
        let house = mailing(house, &url);
        house.asks_everybody().await;
        let secret = house.with_second_factor("Max").await;
        let mut max = house.past_password("Max").await;
        assert_eq!(max.call("/api/session/second_factor", &[("code", &house.code(&secret))]).await.status, 200);
        let id = house.person("Max").to_string();
        let mut ada = house.browser_of("Ada");
        assert!(ada.page("/account/team").await.body.contains("Reset the second factor of Max"));
        let (_, page) = ada.follow("/account/team", RESET, &[("person", &id)]).await;
        assert!(page.body.contains("Reset the second factor of Max. A letter tells them so."), "{}", page.body);
        let letter = arrived.recv().await.unwrap();
        assert!(
            letter.contains("RCPT TO:<max@acme.test>") && letter.contains("Your second factor for Belfry was reset"),
            "{letter}"
        );

        assert_eq!(max.page("/staging").await.location(), "/sign-in?next=%2Fstaging", "signed out");
        let mut max = house.past_password("Max").await;
        assert!(max.page("/staging").await.location().starts_with(ENROL), "the password leads to enrolling and nowhere else");
        let (at, _) = enrol(&house, &mut max).await;
        assert_eq!(at, "/staging");
        let written = house.audit_of("Ada").await;
        assert_eq!(written.iter().filter(|action| *action == "account.member_second_factor_reset").count(), 1);
    }
}

#[tokio::test]
async fn a_factor_is_reset_by_another_admin_of_the_only_account() {
    for house in houses().await {
        house.with_second_factor("Ada").await;
        let person = |who: &str| house.person(who).to_string();
        let reset = async |who: &str, whose: &str| house.call(who, RESET, &[("person", whose)]).await;
        let own = reset("Ada", &person("Ada")).await;
        assert!(own.status == 409 && own.body.contains("Another admin can."), "{}", own.body);
        let none = reset("Ada", &person("Max")).await;
        assert!(none.status == 409 && none.body.contains("Max has no second factor."), "{}", none.body);
        house.max_in_both().await;
        house.with_second_factor("Max").await;
        for admin in ["Ada", "Stranger"] {
            let reply = reset(admin, &person("Max")).await;
            assert!(reply.status == 409 && reply.body.contains("works in another account too"), "{admin}: {}", reply.body);
        }
        assert_eq!(reset("Stranger", &person("Ada")).await.status, 404);
        assert_eq!(reset("Max", &person("Ada")).await.status, 403);
        let said = house.browser_of("Olga").follow("/account/team", RESET, &[("person", &person("Ada"))]).await.1;
        assert!(said.body.contains("Reset the second factor of Ada. No mail server is set up"), "{}", said.body);
    }
}

#[tokio::test]
async fn the_team_page_shows_admins_who_has_none() {
    for house in houses().await {
        house.with_second_factor("Ada").await;
        let shown = async |who: &str, query: &str| {
            let page = house.page(who, &format!("/account/team?{query}")).await.body;
            ["olga@acme.test", "ada@acme.test", "max@acme.test"].map(|email| page.contains(email))
        };
        assert_eq!(shown("Ada", "factor=none").await, [true, false, true]);
        assert_eq!(shown("Ada", "factor=on").await, [false, true, false]);
        assert_eq!(shown("Max", "factor=none").await, [true; 3], "a member sees the list that they always see");
        assert!(!house.page("Max", "/account/team").await.body.contains("econd factor"));
    }
}

#[tokio::test]
async fn programs_are_not_asked() {
    for house in houses().await {
        let made = house.call("Ada", "/api/keys/generate", &[("workspace", "staging"), ("name", "Orders")]).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let page = house.page("Ada", "/staging/keys").await.body;
        let key = format!("SS.{}", between(&page, "SS.", "<"));
        house.asks_everybody().await;
        let user = serde_json::json!({"$email": ["ann@example.com"]});
        let reply = house.api(&key, "POST", "/v1/user/ann/", user).await;
        assert!(reply.status < 300, "{} {}", reply.status, reply.body);
    }
}
