use crate::house::{PASSWORD, houses};

#[tokio::test]
async fn a_member_sees_the_team_and_changes_nothing() {
    for house in houses().await {
        let page = house.page("Max", "/account/team").await;
        assert_eq!(page.status, 200);
        for name in ["Olga", "Ada", "Max", "max@acme.test"] {
            assert!(page.body.contains(name), "{name}");
        }
        assert!(!page.body.contains("Stranger"), "other accounts stay where they are");
        for trace in ["/api/team/", "Invite member", "deactivate-", "role-"] {
            assert!(!page.body.contains(trace), "{trace} in {}", page.body);
        }
        let ada = house.person("Ada").to_string();
        let writes = [
            ("/api/team/invite", vec![("email", "x@acme.test"), ("name", "X"), ("role", "member")]),
            ("/api/team/resend_invite", vec![("invite", "inv_1")]),
            ("/api/team/cancel_invite", vec![("invite", "inv_1")]),
            ("/api/team/change_role", vec![("person", &ada), ("role", "member")]),
            ("/api/team/deactivate", vec![("person", &ada)]),
            ("/api/team/reactivate", vec![("person", &ada)]),
        ];
        for (action, fields) in writes {
            assert_eq!(house.call("Max", action, &fields).await.status, 403, "{action}");
            assert_eq!(house.call("nobody", action, &fields).await.status, 401, "{action}");
        }
        assert!(house.audit_of("Max").await.is_empty(), "a refusal leaves no trace");
    }
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_on() {
    for house in houses().await {
        let max = house.person("Max").to_string();
        assert_eq!(house.call("Max", "/api/team/cancel_invite", &[("invite", "inv_1")]).await.status, 403);
        let (_, page) = house
            .browser_of("Ada")
            .follow("/account/team", "/api/team/change_role", &[("person", &max), ("role", "admin")])
            .await;
        assert!(page.body.contains("Max has the role Admin now."), "{}", page.body);
        assert_eq!(house.call("Max", "/api/team/cancel_invite", &[("invite", "inv_1")]).await.status, 409, "an admin may ask");
        assert_eq!(house.call("Ada", "/api/team/change_role", &[("person", &max), ("role", "member")]).await.status, 200);
        assert_eq!(house.call("Max", "/api/team/cancel_invite", &[("invite", "inv_1")]).await.status, 403);
        assert_eq!(house.call("Ada", "/api/team/change_role", &[("person", &max), ("role", "owner")]).await.status, 422);
        assert_eq!(house.audit_of("Ada").await, ["account.member_role_changed"; 2]);
    }
}

#[tokio::test]
async fn deactivating_ends_everything_at_once_and_reactivating_gives_the_old_role_back() {
    for house in houses().await {
        let max = house.person("Max").to_string();
        let mut at_work = house.past_password("Max").await;
        assert_eq!(at_work.page("/staging").await.status, 200);
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &max)]).await.status, 200);
        assert_eq!(at_work.page("/staging").await.status, 303);
        assert_eq!(at_work.call("/api/profile/rename", &[("name", "Still here")]).await.status, 401);
        assert!(house.page("Ada", "/account/team?status=deactivated").await.body.contains("max@acme.test"));
        let again = house.call("Ada", "/api/team/deactivate", &[("person", &max)]).await;
        assert_eq!(again.status, 409);
        let role = house.call("Ada", "/api/team/change_role", &[("person", &max), ("role", "admin")]).await;
        assert_eq!(role.status, 409, "a deactivated member keeps the role");

        assert_eq!(house.call("Ada", "/api/team/reactivate", &[("person", &max)]).await.status, 200);
        assert_eq!(at_work.page("/staging").await.status, 303, "old sessions stay ended");
        let mut back = house.past_password("Max").await;
        assert_eq!(back.call("/api/team/cancel_invite", &[("invite", "inv_1")]).await.status, 403, "still a member");
        assert_eq!(house.audit_of("Ada").await, ["account.member_deactivated", "account.member_reactivated"]);
    }
}

#[tokio::test]
async fn the_last_admin_stays() {
    for house in houses().await {
        let (olga, ada) = (house.person("Olga").to_string(), house.person("Ada").to_string());
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &ada)]).await.status, 409, "not oneself");
        assert_eq!(house.call("Ada", "/api/team/deactivate", &[("person", &olga)]).await.status, 200);
        let reply = house.call("Ada", "/api/team/change_role", &[("person", &ada), ("role", "member")]).await;
        assert_eq!(reply.status, 409);
        assert!(reply.body.contains("Ada is the last admin."), "{}", reply.body);
    }
}

#[tokio::test]
async fn two_admins_who_demote_each_other_at_once_leave_one() {
    for house in houses().await {
        let (olga, ada) = (house.person("Olga").to_string(), house.person("Ada").to_string());
        let (down_olga, down_ada) =
            ([("person", olga.as_str()), ("role", "member")], [("person", ada.as_str()), ("role", "member")]);
        let (first, second) = tokio::join!(
            house.call("Ada", "/api/team/change_role", &down_olga),
            house.call("Olga", "/api/team/change_role", &down_ada),
        );
        assert!(first.status != 200 || second.status != 200, "{} {}", first.body, second.body);
        assert!(first.status == 200 || second.status == 200, "{} {}", first.body, second.body);
    }
}

#[tokio::test]
async fn dangerous_acts_ask_for_a_fresh_proof() {
    for house in houses().await {
        let mut ada = house.past_password("Ada").await;
        house.app.clock.advance(15 * 60_000);
        let max = house.person("Max").to_string();
        for (action, fields) in [
            ("/api/team/change_role", vec![("person", max.as_str()), ("role", "admin")]),
            ("/api/team/deactivate", vec![("person", max.as_str())]),
            ("/api/team/reactivate", vec![("person", max.as_str())]),
            ("/api/team/invite", vec![("email", "new@acme.test"), ("name", "New"), ("role", "member")]),
            ("/api/team/resend_invite", vec![("invite", "inv_1")]),
        ] {
            assert_eq!(ada.call(action, &fields).await.json().as_str(), Some("NotFresh"), "{action}");
        }
        ada.call("/api/session/confirm", &[("password", PASSWORD)]).await;
        assert_eq!(ada.call("/api/team/deactivate", &[("person", &max)]).await.status, 200);
    }
}

#[tokio::test]
async fn nobody_reaches_into_another_account() {
    for house in houses().await {
        let max = house.person("Max").to_string();
        for (action, fields) in [
            ("/api/team/change_role", vec![("person", max.as_str()), ("role", "admin")]),
            ("/api/team/deactivate", vec![("person", max.as_str())]),
            ("/api/team/reactivate", vec![("person", max.as_str())]),
        ] {
            assert_eq!(house.call("Stranger", action, &fields).await.status, 404, "{action}");
        }
        let switch = house.call("Stranger", "/api/session/switch_account", &[("account", &house.account.to_string())]).await;
        assert_eq!(switch.status, 404);
    }
}

#[tokio::test]
async fn the_list_is_searched_and_filtered() {
    for house in houses().await {
        let invite = [("email", "ivy@acme.test"), ("name", "Ivy"), ("role", "admin")];
        assert_eq!(house.call("Ada", "/api/team/invite", &invite).await.status, 200);
        let shown = |query: &'static str| {
            let house = &house;
            async move {
                let page = house.page("Max", &format!("/account/team?{query}")).await.body;
                ["olga@acme.test", "ada@acme.test", "max@acme.test", "ivy@acme.test"].map(|email| page.contains(email))
            }
        };
        assert_eq!(shown("").await, [true, true, true, true]);
        assert_eq!(shown("q=MAX").await, [false, false, true, false]);
        assert_eq!(shown("q=iv").await, [false, false, false, true]);
        assert_eq!(shown("role=admin").await, [true, true, false, true]);
        assert_eq!(shown("status=invited").await, [false, false, false, true]);
        assert_eq!(shown("status=active&role=member").await, [false, false, true, false]);
        assert_eq!(shown("q=%25").await, [false; 4], "a wildcard is a letter");
        assert!(house.page("Max", "/account/team?q=zzz").await.body.contains("Nobody fits"));
    }
}
