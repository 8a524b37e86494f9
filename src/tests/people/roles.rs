use belfry::{
    identity::session::Claims,
    model::{Permission, Rights, Scope},
};

use super::between;
use crate::house::{House, PASSWORD, houses};

/// Sees users and logs in Production, and nothing else.
fn support() -> Rights {
    Rights::of([(Permission::ViewUsers, Scope::Production), (Permission::ViewLogs, Scope::Production)])
}

/// Takes people in and lets them go; may do in workspaces what the list says.
fn people_office(more: &[(Permission, Scope)]) -> Rights {
    let people = [Permission::InviteMembers, Permission::EditMembers, Permission::EditRoles];
    Rights::of(people.map(|permission| (permission, Scope::Account)).into_iter().chain(more.iter().cloned()))
}

/// Invites somebody. Answers the link's token.
async fn invited(house: &House, who: &str, email: &str, role: &str) -> String {
    let fields = [("email", email), ("name", "Ivy"), ("role", role)];
    let (_, page) = house.browser_of(who).follow("/account/team", "/api/team/invite", &fields).await;
    between(&page.body, "http://belfry.test/invite/", "<").to_owned()
}

async fn accepted(house: &House, token: &str) -> u16 {
    let fields = [("token", token), ("name", "Ivy"), ("password", PASSWORD)];
    house.browser().call("/api/invite/accept", &fields).await.status
}

#[tokio::test]
async fn a_role_shows_what_it_holds_and_the_rest_is_not_there() {
    for mut house in houses().await {
        let role = house.hire("Rita", "Support", support()).await;
        for (path, status) in [
            ("/production", 200),
            ("/production/users", 200),
            ("/production/messages", 200),
            ("/production/search?q=a", 200),
            ("/account/profile", 200),
            ("/production/users/new", 403),
            ("/production/workflows", 403),
            ("/production/keys", 403),
            ("/account/team", 403),
            ("/account/audit", 403),
            ("/workspaces/new", 403),
            ("/staging", 404),
            ("/staging/users", 404),
            ("/sandbox/search?q=a", 404),
        ] {
            assert_eq!(house.page("Rita", path).await.status, status, "{path}");
        }
        assert_eq!(house.page("Rita", "/").await.location(), "/production");
        let page = house.page("Rita", "/production").await.body;
        for there in ["/production/users", "/production/messages", "/account/profile"] {
            assert!(page.contains(&format!("href=\"{there}\"")), "{there}");
        }
        for hidden in ["Staging", "Sandbox", "/production/workflows", "/production/keys", "/account/team", "/workspaces/new"] {
            assert!(!page.contains(hidden), "{hidden} in {page}");
        }
        assert!(page.contains("Support · Acme"), "the account menu names the role");

        // In one workspace only, and from the next request on.
        let staging = house.workspace("staging").await;
        house.change_rights(&role, Rights::of([(Permission::ViewAssets, Scope::One(staging.id))])).await;
        assert_eq!(house.page("Rita", "/production").await.status, 404);
        assert_eq!(house.page("Rita", "/staging/workflows").await.status, 200);
        assert_eq!(house.page("Rita", "/staging/workflows/new").await.status, 403);
        assert_eq!(house.page("Rita", "/sandbox").await.status, 404);

        house.change_rights(&role, Rights::default()).await;
        assert_eq!(house.page("Rita", "/staging").await.status, 404);
        assert_eq!(house.page("Rita", "/").await.location(), "/account/profile");
        assert_eq!(house.page("Rita", "/account/profile").await.status, 200, "oneself stays");
    }
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    for mut house in houses().await {
        let own = house.hire("Hugo", "People office", people_office(&[(Permission::ViewUsers, Scope::Others)])).await;
        let more = house.hire("Rita", "Support", support()).await;
        let (max, rita) = (house.person("Max").to_string(), house.person("Rita").to_string());
        for role in ["admin", "member", more.to_string().as_str(), "role_none", ""] {
            let fields = [("email", "ivy@new.test"), ("name", "Ivy"), ("role", role)];
            let reply = house.call("Hugo", "/api/team/invite", &fields).await;
            assert!(reply.status == 422 && reply.body.contains("\"role\""), "{role}: {}", reply.body);
        }
        let page = house.page("Hugo", "/account/team").await.body;
        let dialog = between(&page, "id=\"invite\"", "</dialog>");
        assert!(
            dialog.contains(&format!("value=\"{own}\""))
                && !dialog.contains("value=\"admin\"")
                && !dialog.contains(&more.to_string()),
            "{dialog}"
        );

        // Nor has anybody a hand in somebody who may do more than they.
        for (action, fields) in [
            ("/api/team/change_role", vec![("person", max.as_str()), ("role", own.to_string().leak())]),
            ("/api/team/deactivate", vec![("person", max.as_str())]),
            ("/api/team/deactivate", vec![("person", rita.as_str())]),
        ] {
            let reply = house.call("Hugo", action, &fields).await;
            assert!(reply.status == 409 && reply.body.contains("Only who may do that, too"), "{action}: {}", reply.body);
        }
        assert!(house.audit_of("Hugo").await.is_empty());

        let token = invited(&house, "Hugo", "ivy@new.test", &own.to_string()).await;
        assert_eq!(accepted(&house, &token).await, 200, "what one has can be given");
        assert_eq!(
            house.call("Ada", "/api/team/change_role", &[("person", &rita), ("role", &own.to_string())]).await.status,
            200
        );
        assert_eq!(house.page("Rita", "/production").await.status, 404, "the new role counts at once");
        assert_eq!(house.call("Hugo", "/api/team/deactivate", &[("person", &rita)]).await.status, 200);
    }
}

#[tokio::test]
async fn an_invitation_gives_no_more_than_its_sender_has_when_it_is_taken() {
    for mut house in houses().await {
        let held = [(Permission::ViewUsers, Scope::Production), (Permission::ViewLogs, Scope::Production)];
        let own = house.hire("Hugo", "People office", people_office(&held)).await;
        let given = house.hire("Rita", "Support", support()).await;
        let [first, second, third] = ["one@new.test", "two@new.test", "three@new.test"];
        let grown = invited(&house, "Hugo", first, &given.to_string()).await;
        let shrunk = invited(&house, "Hugo", second, &given.to_string()).await;
        let good = invited(&house, "Hugo", third, &given.to_string()).await;

        house.change_rights(&given, Rights::of([(Permission::EditUsers, Scope::Production)])).await;
        assert_eq!(accepted(&house, &grown).await, 409, "the role grew over its sender's head");
        house.change_rights(&given, support()).await;

        house.change_rights(&own, people_office(&held[..1])).await;
        assert_eq!(accepted(&house, &shrunk).await, 409, "the sender has less by now");
        let page = house.page("Ada", "/account/team").await.body;
        let invite = between(&page, "name=\"invite\" value=\"", "\"").to_owned();
        let again = house.call("Hugo", "/api/team/resend_invite", &[("invite", &invite)]).await;
        assert_eq!(again.status, 422, "and can't send it again");

        house.change_rights(&own, people_office(&held)).await;
        assert_eq!(accepted(&house, &good).await, 200);
        let hugo = house.person("Hugo").to_string();
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &hugo)]).await.status, 200);
        assert_eq!(accepted(&house, &grown).await, 409, "who is gone gives nothing");
    }
}

#[tokio::test]
async fn deactivating_ends_the_sessions_in_that_account_and_in_no_other() {
    for house in houses().await {
        house.with_password("Stranger").await;
        house.app.clock.advance(1000);
        let token = invited(&house, "Ada", "stranger@acme.test", "member").await;
        let mut ours = house.past_password("Stranger").await;
        assert_eq!(ours.call("/api/invite/accept", &[("token", &token)]).await.status, 200);
        assert!(ours.page("/account/team").await.body.contains("olga@acme.test"), "in our account now");

        // A second browser stays in the other account: there an admin, here a member.
        let mut theirs = house.past_password("Stranger").await;
        assert!(!theirs.page("/account/team").await.body.contains("olga@acme.test"));
        assert!(theirs.page("/account/team").await.body.contains("Invite member"));
        assert!(!ours.page("/account/team").await.body.contains("Invite member"));

        let stranger = house.person("Stranger").to_string();
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &stranger)]).await.status, 200);
        assert_eq!(ours.page("/staging").await.status, 303);
        assert_eq!(theirs.page("/staging").await.status, 200, "where they are a member still, they stay");
        let switch = theirs.call("/api/session/switch_account", &[("account", &house.account.to_string())]).await;
        assert_eq!(switch.status, 404);
        assert_eq!(house.call("Ada", "/api/team/reactivate", &[("person", &stranger)]).await.status, 200);
        assert_eq!(ours.page("/staging").await.status, 303, "an ended session stays ended");
        let claims = Claims::new(house.person("Stranger").clone(), house.account.clone(), true, house.app.now());
        let cookie = house.session(&claims).await;
        let back = house.send("nobody", "GET", "/production", &[("cookie", &cookie), ("accept", "text/html")], "").await;
        assert_eq!(back.status, 200);
    }
}
