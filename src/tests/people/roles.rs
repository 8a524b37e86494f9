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

const FORM: &str = "/api/roles/create";

/// The address of the one role that is not built in.
async fn address(house: &House) -> String {
    let list = house.page("Ada", "/account/roles").await.body;
    format!("/account/roles/role_{}", between(&list, "href=\"/account/roles/role_", "\""))
}

#[tokio::test]
async fn an_admin_makes_changes_and_deletes_a_role() {
    for house in houses().await {
        let mut ada = house.browser_of("Ada");
        let form = ada.page("/account/roles/new").await.body;
        for label in ["See personal data in Production", "See users everywhere", "Edit users in Staging", "Manage roles"] {
            assert!(form.contains(label), "{label}: {form}");
        }
        let fields = [
            ("name", "Support"),
            ("description", "Answers people."),
            ("rights[3]", "production/log.view_details"),
            ("rights[17]", "everywhere/user.view"),
            ("rights[0]", "account/member.view"),
        ];
        let (at, page) = ada.follow("/account/roles/new", FORM, &fields).await;
        assert!(at == "/account/roles" && page.body.contains("Created the role Support."), "{}", page.body);
        let here = address(&house).await;
        let page = ada.page(&here).await.body;
        let ticked = |value: &str| {
            page.split(&format!("value=\"{value}\"")).nth(1).unwrap().split('>').next().unwrap().contains("checked")
        };
        for value in ["everywhere/user.view", "production/log.view_details", "production/log.view", "account/member.view"] {
            assert!(ticked(value), "{value}: {page}");
        }
        for value in ["production/user.view", "others/log.view", "everywhere/log.view", "account/member.edit"] {
            assert!(!ticked(value), "{value}: {page}");
        }
        assert!(page.contains("Nobody has it."));

        // Nothing that was typed is lost, and what is wrong is said.
        let taken = [("name", "SUPPORT"), ("description", "Mine"), ("rights[5]", "production/user.view")];
        let (at, page) = ada.follow("/account/roles/new", FORM, &taken).await;
        assert!(at == "/account/roles/new" && page.body.contains("Another role has this name."), "{}", page.body);
        assert!(page.body.contains("value=\"SUPPORT\"") && page.body.contains("value=\"Mine\""), "{}", page.body);

        let id = here.rsplit('/').next().unwrap();
        let edit = |version: &'static str| {
            [
                ("role", id),
                ("version", version),
                ("name", "Support"),
                ("description", "Answers people."),
                ("rights[0]", "production/user.edit"),
            ]
        };
        let (at, page) = ada.follow(&here, "/api/roles/edit", &edit("1")).await;
        assert!(at == here && page.body.contains("Saved the role Support: "), "{}", page.body);
        let (_, page) = ada.follow(&here, "/api/roles/edit", &edit("1")).await;
        assert!(page.body.contains("Somebody changed this role meanwhile."), "{}", page.body);

        // The audit log tells what was given and taken, in words.
        let log = ada.page("/account/audit?action=role.updated").await.body;
        let entry = between(&log, "href=\"/account/audit/aud_", "\"");
        let entry = ada.page(&format!("/account/audit/aud_{entry}")).await.body;
        for line in ["Edit users in Production", "See personal data in Production", "See the details of logs in Production"] {
            assert!(entry.contains(line), "{line}: {entry}");
        }

        let max = house.person("Max").to_string();
        assert_eq!(ada.call("/api/team/change_role", &[("person", &max), ("role", id)]).await.status, 200);
        let refused = ada.call("/api/roles/delete", &[("role", id)]).await;
        assert!(refused.status == 409 && refused.body.contains("Max"), "{}", refused.body);
        assert_eq!(ada.call("/api/team/deactivate", &[("person", &max)]).await.status, 200);
        let refused = ada.call("/api/roles/delete", &[("role", id)]).await;
        assert!(refused.status == 409 && refused.body.contains("Max (deactivated)"), "{}", refused.body);
        assert_eq!(ada.call("/api/team/reactivate", &[("person", &max)]).await.status, 200);
        assert_eq!(ada.call("/api/team/change_role", &[("person", &max), ("role", "member")]).await.status, 200);
        let (at, page) = ada.follow(&here, "/api/roles/delete", &[("role", id)]).await;
        assert!(at == "/account/roles" && page.body.contains("Deleted the role Support."), "{}", page.body);
        assert_eq!(ada.page(&here).await.status, 404);
        for role in ["admin", "member"] {
            let fields = [("role", role), ("version", "1"), ("name", "Weaker"), ("description", "")];
            assert_eq!(ada.call("/api/roles/edit", &fields).await.status, 409, "{role} is built in");
            assert_eq!(ada.call("/api/roles/delete", &[("role", role)]).await.status, 409);
        }
        let all = house.audit_of("Ada").await;
        assert_eq!(all.iter().filter(|action| action.starts_with("role.")).count(), 3, "{all:?}");
    }
}

#[tokio::test]
async fn nobody_makes_a_role_that_may_do_more_than_they() {
    for mut house in houses().await {
        let held = [(Permission::ViewUsers, Scope::Others), (Permission::ViewAudit, Scope::Account)];
        let own = house.hire("Hugo", "People office", people_office(&held)).await.to_string();
        let above = house.hire("Rita", "Support", support()).await.to_string();
        let staging = format!("{}/user.view", house.workspace("staging").await.id);
        let production = format!("{}/user.view", house.workspace("production").await.id);
        let made = |right: &str, name: &str| {
            let (house, right, name) = (&house, right.to_owned(), name.to_owned());
            async move { house.call("Hugo", FORM, &[("name", &name), ("description", ""), ("rights[0]", &right)]).await.status }
        };
        for (right, status) in [
            ("others/user.view", 200),
            (staging.as_str(), 200),
            ("account/audit.view", 200),
            ("everywhere/user.view", 422),
            ("production/user.view", 422),
            (production.as_str(), 422),
            ("others/user.edit", 422),
            ("others/log.view", 422),
            ("account/workspace.create", 422),
            ("account/user.fly", 422),
        ] {
            assert_eq!(made(right, &format!("Role {right}")).await, status, "{right}");
        }
        // Their own role neither, nor one that may do more, not even to take something away.
        let edit = |role: &str, right: &str| {
            let (house, role, right) = (&house, role.to_owned(), right.to_owned());
            async move {
                let keep = "account/role.edit";
                let fields = [
                    ("role", &*role),
                    ("version", "1"),
                    ("name", "Mine"),
                    ("description", ""),
                    ("rights[0]", &*right),
                    ("rights[1]", keep),
                ];
                house.call("Hugo", "/api/roles/edit", &fields).await.status
            }
        };
        assert_eq!(edit(&own, "production/user.view").await, 422);
        assert_eq!(edit(&above, "others/user.view").await, 422);
        assert_eq!(house.call("Hugo", "/api/roles/delete", &[("role", &above)]).await.status, 422);
        let page = house.page("Hugo", &format!("/account/roles/{above}")).await;
        assert!(page.status == 200 && page.body.contains("do yourself, so you can"), "{}", page.body);
        assert!(!page.body.contains("/api/roles/edit") && !page.body.contains("/api/roles/delete"));
        let copy = house.page("Hugo", &format!("/account/roles/new?from={above}")).await.body;
        assert!(copy.contains("What you can") && copy.contains("Copy of Support"), "{copy}");
        assert_eq!(edit(&own, "others/user.view").await, 200, "what one has oneself can be left as it is");
        assert_eq!(
            house.call("Hugo", "/api/team/invite", &[("email", "a@b.test"), ("name", "A"), ("role", &own)]).await.status,
            403
        );

        // Roles of another account are not there.
        for path in [format!("/account/roles/{above}"), format!("/account/roles/new?from={above}")] {
            assert_eq!(house.page("Stranger", &path).await.status, 404, "{path}");
        }
        let fields = [("role", above.as_str()), ("version", "1"), ("name", "Theirs"), ("description", "")];
        assert_eq!(house.call("Stranger", "/api/roles/edit", &fields).await.status, 404);
        assert_eq!(house.call("Stranger", "/api/roles/delete", &fields[..1]).await.status, 404);
        let invite = [("email", "a@b.test"), ("name", "A"), ("role", above.as_str())];
        assert_eq!(house.call("Stranger", "/api/team/invite", &invite).await.status, 422);
        assert_eq!(house.call("Max", "/api/roles/delete", &fields[..1]).await.status, 403);
    }
}

#[tokio::test]
async fn who_can_do_what_is_answered_by_person_and_by_permission() {
    for mut house in houses().await {
        house.hire("Rita", "Support", support()).await;
        let who = "/account/roles/who";
        let named = |query: &'static str| {
            let house = &house;
            async move {
                let page = house.page("Max", &format!("{who}?{query}")).await;
                assert_eq!(page.status, 200, "{query}");
                let table = between(&page.body, "<tbody>", "</tbody>").to_owned();
                ["Olga", "Ada", "Max", "Rita"].map(|name| table.contains(&format!(">{name}</a>")))
            }
        };
        assert_eq!(named("permission=user.view&workspace=production").await, [true; 4]);
        assert_eq!(named("permission=user.view&workspace=staging").await, [true, true, true, false]);
        assert_eq!(named("permission=user.view_personal_data&workspace=production").await, [true, true, false, false]);
        assert_eq!(named("permission=member.edit").await, [true, true, false, false]);

        house.api_key("production").await;
        let page = |who: &'static str| house.page(who, "/account/roles/who?permission=user.edit&workspace=production");
        assert!(page("Max").await.body.contains("Workspace key"), "programs can, too");
        let config = house.page("Max", "/account/roles/who?permission=asset.edit&workspace=production").await.body;
        assert!(!config.contains("Workspace key"), "a key does not configure");

        let rita = house.person("Rita").to_string();
        let page = house.page("Ada", &format!("{who}?person={rita}")).await.body;
        assert!(page.contains("Rita") && page.contains(">Support</a>"), "{page}");
        let row = between(&page, "See users</th>", "</tr>").to_owned();
        assert_eq!((row.matches("Yes").count(), row.matches("No<").count()), (1, 2), "in Production only: {row}");
        assert_eq!(house.page("Stranger", &format!("{who}?person={rita}")).await.status, 404);
        assert_eq!(house.page("Rita", who).await.status, 403);
    }
}
