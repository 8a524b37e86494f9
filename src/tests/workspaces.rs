//! Workspaces: the three defaults, making one, describing one.

use belfry::{domain::purge::purge, model::can};
use serde_json::json;

use crate::{
    delivery::{
        ann, send,
        sink::{Manner, Sink},
    },
    house::{House, houses},
};

const DAY: i64 = 24 * 3_600_000;

#[tokio::test]
async fn an_account_starts_with_sandbox_staging_and_production() {
    for house in houses().await {
        for slug in ["sandbox", "staging", "production"] {
            assert_eq!(house.page("Max", &format!("/{slug}")).await.status, 200);
        }
        assert_eq!(house.page("Max", "/nowhere").await.status, 404);
        let reply = house.page("nobody", "/staging").await;
        assert_eq!((reply.status, reply.location()), (303, "/sign-in?next=%2Fstaging"));
        assert_eq!(house.page("Max", "/").await.location(), "/sandbox");
    }
}

#[tokio::test]
async fn a_custom_workspace_has_its_own_address_colour_and_key() {
    for house in houses().await {
        let form = [("name", " EU – Staging! "), ("description", "For Europe."), ("colour", "violet")];
        let made = house.submit("Max", "/workspaces/new", "/api/workspaces/create", &form).await;
        assert_eq!((made.status, made.location()), (303, "/eu-staging"));
        let home = house.page("Max", "/eu-staging").await.body;
        assert!(home.contains(r#"data-ws="violet""#) && home.contains("Created EU – Staging!."), "{home}");
        assert!(house.page("Max", "/eu-staging/keys?show=workspace").await.body.contains("SS.WSK."));
        let switcher = house.page("Ada", "/production/settings").await.body;
        assert!(switcher.contains(r#"href="/eu-staging/settings""#), "the switcher keeps the page: {switcher}");
        assert_eq!(house.audit().await, [("Max".into(), "workspace.created".into())]);
    }
}

#[tokio::test]
async fn a_workspace_never_takes_a_name_or_an_address_that_is_taken() {
    for house in houses().await {
        let create = async |name: &str| {
            let form = [("name", name), ("description", ""), ("colour", "teal")];
            let reply = house.call("Ada", "/api/workspaces/create", &form).await;
            (reply.status, reply.body)
        };
        for (name, words) in [
            ("API", "The address /api belongs to Belfry itself."),
            ("Workspaces", "The address /workspaces belongs to Belfry itself."),
            ("日本", "Use at least one letter or digit"),
            (" ", "Give it a name."),
        ] {
            let (status, body) = create(name).await;
            assert!(status == 422 && body.contains(words), "{name}: {status} {body}");
        }
        let (status, body) = create("staging").await;
        assert!(status == 409 && body.contains("Another workspace has this name already."), "{status} {body}");
        let refused = house.call("Ada", "/api/workspaces/create", &[("name", "x"), ("colour", "red")]).await;
        assert_eq!(refused.status, 422, "red is Production's: {}", refused.body);
        assert!(house.audit().await.is_empty());
    }
}

#[tokio::test]
async fn a_refused_form_shows_what_is_wrong_and_what_was_typed() {
    let house = &houses().await[0];
    let form = [("name", "Brand"), ("description", "A <b>test</b>"), ("colour", "amber")];
    let sent = house.submit("Ada", "/workspaces/new", "/api/workspaces/create", &form).await;
    assert_eq!((sent.status, sent.location()), (303, "/workspaces/new"));
    let page = house.page("Ada", "/workspaces/new").await.body;
    assert!(page.contains("The address /brand belongs to Belfry itself. Choose another name."), "{page}");
    assert!(page.contains(r#"value="Brand""#) && page.contains("A &lt;b>test&lt;/b></textarea>"), "{page}");
    assert!(!house.page("Ada", "/workspaces/new").await.body.contains("belongs to Belfry"), "shown once");
}

#[tokio::test]
async fn name_and_description_change_and_the_address_stays() {
    for house in houses().await {
        let form = [
            ("workspace", "staging"),
            ("name", "Rehearsal"),
            ("description", "Before it is real."),
            ("colour", "blue"),
            ("icon", "flask"),
        ];
        let sent = house.submit("Max", "/staging/settings", "/api/workspaces/edit", &form).await;
        assert_eq!((sent.status, sent.location()), (303, "/staging/settings"));
        let page = house.page("Max", "/staging/settings").await.body;
        assert!(
            page.contains(r#"value="Rehearsal""#) && page.contains("Before it is real.") && page.contains("Saved."),
            "{page}"
        );
        assert!(page.contains(&house.workspace("staging").await.id.to_string()));
        assert_eq!(house.audit().await, [("Max".into(), "workspace.updated".into())]);
        let refused = house.call("Stranger", "/api/workspaces/edit", &form).await;
        assert_eq!(refused.status, 200, "their own staging");
        assert!(house.page("Max", "/staging/settings").await.body.contains("Before it is real."));
    }
}

#[tokio::test]
async fn the_first_steps_tick_themselves() {
    for house in houses().await {
        let left = async |workspace: &str| {
            house.page("Max", &format!("/{workspace}")).await.body.matches("timeline-item tone-plain").count()
        };
        assert_eq!(left("staging").await, 5);
        assert_eq!(left("sandbox").await, 4, "a sandbox captures everything");
        house.live_template("staging", "welcome").await;
        assert_eq!(left("staging").await, 4);
        let key = [("workspace", "staging"), ("name", "Orders")];
        assert_eq!(house.call("Max", "/api/keys/generate", &key).await.status, 200);
        assert_eq!(left("staging").await, 3);
        assert_eq!(left("production").await, 5, "each workspace has its own");
    }
}

#[tokio::test]
async fn a_default_keeps_its_colour_and_takes_no_other_default_s() {
    for house in houses().await {
        let edit = async |colour: &str, icon: &str| {
            let form = [("workspace", "production"), ("name", "Production"), ("colour", colour), ("icon", icon)];
            house.call("Max", "/api/workspaces/edit", &form).await
        };
        assert_eq!(edit("red", "shield").await.status, 200);
        assert_eq!(edit("grey", "shield").await.status, 422, "Sandbox's");
        assert_eq!(edit("pink", "shield").await.status, 422);
        assert_eq!(edit("red", "skull").await.status, 422);
        assert_eq!(edit("violet", "shield").await.status, 200);
        assert_eq!(edit("red", "shield").await.status, 422, "given away");
        let page = house.page("Max", "/production").await.body;
        assert!(page.contains(r#"data-ws="violet""#) && !page.contains(r#"data-letters="PR""#), "{page}");
        let entries = house.audit_of("Max").await;
        assert_eq!(entries, ["workspace.updated", "workspace.updated"]);
    }
}

#[tokio::test]
async fn another_production_has_production_s_rules_and_is_made_by_who_may_edit_production() {
    for mut house in houses().await {
        let form =
            |name: &'static str, kind: &'static str| [("name", name), ("colour", "teal"), ("icon", "globe"), ("kind", kind)];
        assert_eq!(house.call("Max", "/api/workspaces/create", &form("EU Production", "production")).await.status, 200);
        house.desk("eu-production").workflow(&[send("send_inbox")]).await;
        house.desk("eu-production").trigger(ann()).await;
        let users = house.page("Max", "/eu-production/users").await.body;
        assert!(users.contains("ann") && !users.contains("ann@"), "no personal data for members: {users}");
        assert_eq!(house.page("Max", "/eu-production/users/new").await.status, 403);
        assert_eq!(house.call("Max", "/api/workspaces/create", &form("Too", "sandbox")).await.status, 422);
        use belfry::model::{Permission, Rights, Scope};
        let maker = [(Permission::CreateWorkspaces, Scope::Account), (Permission::EditWorkspaces, Scope::Others)];
        house.hire("Mia", "Maker", Rights::of(maker)).await;
        let refused = house.call("Mia", "/api/workspaces/create", &form("US Production", "production")).await;
        assert!(refused.status == 422 && refused.body.contains("Your role may not edit Production."), "{}", refused.body);
        assert_eq!(house.call("Mia", "/api/workspaces/create", &form("US Staging", "standard")).await.status, 200);
    }
}

#[tokio::test]
async fn a_new_workspace_starts_with_what_another_one_has_once_it_was_looked_at() {
    for house in houses().await {
        house.desk("staging").workflow(&[send("send_inbox")]).await;
        let start = |name: &'static str, from: &'static str| [("name", name), ("colour", "teal"), ("start_with", from)];
        let made = house.submit("Max", "/workspaces/new", "/api/workspaces/create", &start("Copy", "staging")).await;
        assert!(made.location().starts_with("/copy/plans/plan_"), "{}", made.location());
        let plan = house.page("Max", made.location()).await.body;
        assert!(
            plan.contains("Created Copy. This is what comes from Staging.") && plan.contains("greet") && plan.contains("welcome"),
            "{plan}"
        );
        let there = house.page("Max", "/copy/workflows").await.body;
        assert!(!there.contains("greet"), "nothing is written yet: {there}");
        let made = house.submit("Max", "/workspaces/new", "/api/workspaces/create", &start("Empty", "production")).await;
        assert_eq!(made.location(), "/empty");
        assert!(house.page("Max", "/empty").await.body.contains("Nothing is live in Production, so it starts empty."));
        let refused = house.call("Max", "/api/workspaces/create", &start("Stolen", "nowhere")).await;
        assert_eq!(refused.status, 404, "{}", refused.body);
        assert_eq!(house.page("Max", "/stolen").await.status, 404, "nothing was made");
    }
}

impl House {
    async fn delete_workspace(&self, who: &str, slug: &str) -> crate::house::Reply {
        self.call(who, "/api/workspaces/delete", &[("workspace", slug), ("slug", slug)]).await
    }
}

#[tokio::test]
async fn a_deleted_workspace_is_gone_at_once_and_comes_back_with_everything_that_waited() {
    for house in houses().await {
        let sink = Sink::start(Manner::Takes);
        let desk = house.desk("staging");
        desk.smtp(sink.port).await;
        desk.workflow(&[send("send_email")]).await;
        let (key, signing) = (house.api_key("staging").await, house.workspace_key("staging").await);
        let token = house.wide_token().await;
        let body = json!({"workflow": "greet", "recipients": ann()});
        let trigger = async || house.api(&key, "POST", "/trigger/", body.clone()).await;
        assert_eq!(trigger().await.status, 202);

        assert_eq!(house.delete_workspace("Max", "staging").await.status, 403, "members don't");
        let wrong = house.call("Ada", "/api/workspaces/delete", &[("workspace", "staging"), ("slug", "Staging")]).await;
        assert!(wrong.status == 422 && wrong.body.contains("Type staging to delete"), "{}", wrong.body);
        assert_eq!(house.delete_workspace("Ada", "staging").await.status, 200);

        for path in ["/staging", "/staging/settings", "/staging/users"] {
            assert_eq!(house.page("Ada", path).await.status, 404, "{path}");
        }
        let refused = trigger().await;
        assert!(refused.status == 401 && refused.body.contains("its workspace was deleted"), "{}", refused.body);
        let refused = house.signed(&signing, "POST", "/trigger/", &body.to_string()).await;
        assert!(refused.status == 401 && refused.body.contains("its workspace was deleted"), "{}", refused.body);
        assert_eq!(house.manage(&token, "GET", "/v1/staging/workflow/", json!(null)).await.status, 404);
        let listed = house.manage(&token, "GET", "/v1/workspace/", json!(null)).await;
        assert!(!listed.body.contains("\"staging\""), "{}", listed.body);
        assert!(!house.page("Ada", "/sandbox").await.body.contains(r#"href="/staging""#), "not in the switcher");
        // What was accepted before waits, however often workers look.
        for _ in 0..3 {
            house.app.clock.advance(4 * 60_000);
            belfry::workers::run_due(&house.app).await.unwrap();
        }
        assert_eq!(sink.mails().len(), 0);
        let taken = house.call("Ada", "/api/workspaces/create", &[("name", "Staging"), ("colour", "teal")]).await;
        assert!(taken.status == 409 && taken.body.contains("free after 7 days"), "{}", taken.body);

        let page = house.page("Ada", "/account/workspaces").await.body;
        assert!(page.contains("Deleted workspaces") && page.contains("6 days") && page.contains("by Ada"), "{page}");
        assert!(!house.page("Max", "/account/workspaces").await.body.contains("Deleted workspaces"), "who may not restore it");
        let restore = async |who: &str| house.call(who, "/api/workspaces/restore", &[("slug", "staging")]).await;
        assert_eq!(restore("Max").await.status, 403);
        assert_eq!(restore("Stranger").await.status, 404);
        assert_eq!(restore("Ada").await.status, 200);
        belfry::workers::run_due(&house.app).await.unwrap();
        assert_eq!(sink.mails().len(), 1, "what waited is sent, once");
        assert_eq!(trigger().await.status, 202);
        assert_eq!(house.signed(&signing, "POST", "/trigger/", &body.to_string()).await.status, 202);
        assert_eq!(house.page("Max", "/staging/users/ann").await.status, 200);
        assert_eq!(restore("Ada").await.status, 404, "it is there");
        let entries = house.audit_of("Ada").await;
        assert!(entries.ends_with(&["workspace.deleted".into(), "workspace.restored".into()]), "{entries:?}");
    }
}

#[tokio::test]
async fn an_account_keeps_one_workspace() {
    for house in houses().await {
        assert_eq!(house.delete_workspace("Ada", "production").await.status, 200);
        assert_eq!(house.delete_workspace("Ada", "sandbox").await.status, 200);
        let last = house.delete_workspace("Ada", "staging").await;
        assert!(last.status == 409 && last.body.contains("the last workspace of the account"), "{}", last.body);
        assert_eq!(house.page("Ada", "/staging").await.status, 200);
    }
}

#[tokio::test]
async fn two_who_delete_the_last_two_leave_one() {
    for house in houses().await {
        assert_eq!(house.delete_workspace("Ada", "production").await.status, 200);
        let (a, b) = tokio::join!(house.delete_workspace("Ada", "sandbox"), house.delete_workspace("Olga", "staging"));
        let mut both = [a.status, b.status];
        both.sort();
        assert_eq!(both, [200, 409]);
    }
}

#[tokio::test]
async fn after_seven_days_everything_of_it_is_thrown_away_and_nothing_of_the_others() {
    for mut house in houses().await {
        use belfry::model::{Permission, Rights, Scope};
        let single = Scope::One(house.workspace("staging").await.id);
        let role = house.hire("Tim", "Tester", Rights::of([(Permission::EditUsers, single)])).await;
        for place in ["staging", "production"] {
            house.desk(place).workflow(&[send("send_inbox")]).await;
            house.desk(place).trigger(ann()).await;
            house.api_key(place).await;
        }
        // More than a batch.
        let granted: belfry::access::Granted<can::Trigger> = house.granted("staging").await;
        let mut rows = granted.own_rows().await.unwrap();
        let sql = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 1100)
            insert into idempotency (workspace_id, key, request_id, created_at) select $1, 'k' || i, 'r', $2 from n";
        rows.run(sql, belfry::args![granted.workspace_id(), house.app.now() + 30 * DAY]).await.unwrap();
        rows.commit().await.unwrap();
        let (gone, stays) = (house.workspace("staging").await.id, house.workspace("production").await.id);
        let before = house.rows_of(&stays).await;
        assert_eq!(house.delete_workspace("Ada", "staging").await.status, 200);
        house.app.clock.advance(7 * DAY - 1);
        purge(&house.app).await.unwrap();
        assert!(house.rows_of(&gone).await.iter().any(|(name, rows)| *name == "message" && *rows > 0), "until then");
        house.app.clock.advance(1);
        house.come_back("Ada").await;
        let late = house.call("Ada", "/api/workspaces/restore", &[("slug", "staging")]).await;
        assert!(late.status == 409 && late.body.contains("more than seven days ago"), "{}", late.body);
        // A process that dies in the middle leaves the rest to the next one.
        {
            let mut halfway = std::pin::pin!(purge(&house.app));
            for _ in 0..20 {
                if futures::poll!(&mut halfway).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        purge(&house.app).await.unwrap();
        let left: Vec<_> = house.rows_of(&gone).await.into_iter().filter(|(_, rows)| *rows > 0).collect();
        assert!(left.is_empty(), "{left:?}");
        // Idempotency keys have a time of their own.
        let kept =
            |rows: Vec<(&'static str, i64)>| rows.into_iter().filter(|(name, _)| *name != "idempotency").collect::<Vec<_>>();
        assert_eq!(kept(house.rows_of(&stays).await), kept(before), "nothing of another workspace");
        assert_eq!(house.audit_of("purge").await, ["workspace.purged"]);
        assert!(house.audit_of("Ada").await.contains(&"workspace.deleted".to_owned()), "evidence stays");
        let granted = house.app.as_system::<can::EditRoles>(&house.account, belfry::model::InAccount, "test");
        let left = belfry::store::roles::find(&mut granted.read().await.unwrap(), &house.account, &role).await.unwrap().unwrap();
        assert!(left.rights.workspaces.is_empty(), "roles forget it");
    }
}

#[tokio::test]
async fn programs_create_workspaces_and_read_them_page_by_page() {
    for house in houses().await {
        let token = house.wide_token().await;
        let body = json!({"name": "my-workspace", "description": "Testing workspace API"});
        let made = house.manage(&token, "POST", "/v1/workspace/", body.clone()).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let made = made.json();
        assert_eq!((&made["meta"]["count"], &made["meta"]["limit"], &made["meta"]["offset"]), (&json!(4), &json!(10), &json!(0)));
        let last = made["results"].as_array().unwrap().iter().find(|one| one["slug"] == "my-workspace").unwrap();
        assert_eq!((&last["mode"], &last["description"]), (&json!("sandbox"), &json!("Testing workspace API")));
        let again = house.manage(&token, "POST", "/v1/workspace", body).await;
        assert!(again.status == 400 && again.body.contains("Another workspace has this name already"), "{}", again.body);
        let mut seen = Vec::new();
        for offset in 0.. {
            let page = house.manage(&token, "GET", &format!("/v1/workspace/?limit=1&offset={offset}"), json!(null)).await.json();
            let Some(one) = page["results"].as_array().unwrap().first() else { break };
            seen.push(one["slug"].as_str().unwrap().to_owned());
        }
        assert_eq!(seen, ["sandbox", "staging", "my-workspace", "production"]);
    }
}

#[tokio::test]
async fn the_config_is_the_same_on_the_page_and_on_both_addresses() {
    for house in houses().await {
        let token = house.wide_token().await;
        let first = house.manage(&token, "GET", "/v1/workspace/staging/config/", json!(null)).await.json();
        assert_eq!(
            first,
            json!({
                "user_inbox_preference_enabled": false,
                "sms_vendor_type": "basic",
                "user_tenancy_mode": "exclusive",
                "user_tenancy_channel_fallback_mode": "all",
                "user_tenancy_channel_fallback": [],
                "user_tenancy_channel_fallback_applies_to_default_tenant": false,
            })
        );
        let patch = async |path: &str, body: serde_json::Value| house.manage(&token, "PATCH", path, body).await;
        let changed =
            patch("/v1/staging/config/", json!({"user_tenancy_channel_fallback": ["$sms", "$email"], "later": 1})).await;
        assert_eq!(changed.json()["user_tenancy_channel_fallback"], json!(["$email", "$sms"]));
        for (wrong, words) in [
            (json!({"sms_vendor_type": "fax"}), "sms_vendor_type must be basic or dlt."),
            (json!({"user_tenancy_mode": 1}), "user_tenancy_mode must be shared or exclusive."),
            (json!({"user_tenancy_channel_fallback": ["$pigeon"]}), "$pigeon is no channel."),
            (json!([]), "The body must be a JSON object."),
        ] {
            let refused = patch("/v1/workspace/staging/config/", wrong).await;
            assert!(refused.status == 400 && refused.body.contains(words), "{}", refused.body);
        }
        let uid = house.workspace("staging").await.id;
        assert_eq!(patch(&format!("/v1/workspace/{uid}/config"), json!({"user_tenancy_mode": "shared"})).await.status, 200);
        let page = house.page("Max", "/staging/settings").await.body;
        let shared = page.split("<input").find(|input| input.contains(r#"value="shared""#)).unwrap();
        assert!(shared.contains("checked"), "{shared}");
        let form = [
            ("workspace", "staging"),
            ("user_tenancy_mode", "exclusive"),
            ("user_tenancy_channel_fallback_mode", "allowlist"),
            ("user_tenancy_channel_fallback[0]", "$email"),
            ("sms_vendor_type", "dlt"),
            ("user_inbox_preference_enabled", "true"),
        ];
        assert_eq!(house.call("Max", "/api/workspaces/configure", &form).await.status, 200);
        assert_eq!(house.call("Max", "/api/workspaces/configure", &form).await.status, 200, "the same once more");
        let now = house.manage(&token, "GET", "/v1/staging/config/", json!(null)).await.json();
        assert_eq!(
            now,
            json!({
                "user_inbox_preference_enabled": true,
                "sms_vendor_type": "dlt",
                "user_tenancy_mode": "exclusive",
                "user_tenancy_channel_fallback_mode": "allowlist",
                "user_tenancy_channel_fallback": ["$email"],
                "user_tenancy_channel_fallback_applies_to_default_tenant": false,
            })
        );
        assert_eq!(house.audit_of("Max").await, ["workspace.configured"], "what changes nothing leaves no entry");
        assert_eq!(
            house.manage(&token, "GET", "/v1/production/config/", json!(null)).await.json(),
            first,
            "of this workspace alone"
        );
    }
}
