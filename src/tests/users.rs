//! Users as people of the team see and correct them.

use serde_json::{Value, json};

use crate::house::{House, houses};

async fn with_ann(workspace: &str) -> Vec<House> {
    let mut all = Vec::new();
    for house in houses().await {
        let key = house.api_key(workspace).await;
        let ann = json!({"plan": "secret-plan", "$email": ["ann.lee@example.com"], "$sms": ["+15555550101"], "$slack": [{"email": "ann@slack.example.com"}]});
        assert_eq!(house.api(&key, "POST", "/v1/user/ann/", ann).await.status, 201);
        all.push(house);
    }
    all
}

#[tokio::test]
async fn the_first_visit_shows_how_users_come_about() {
    for house in houses().await {
        let page = house.page("Max", "/staging/users").await;
        assert!(page.status == 200 && page.body.contains("No users yet") && page.body.contains("/v1/user/ann/"), "{}", page.body);
        assert!(page.body.contains("/staging/users/new"));
        let production = house.page("Max", "/production/users").await;
        assert!(
            production.status == 200 && !production.body.contains("/production/users/new"),
            "members do not edit users there"
        );
        assert_eq!(house.page("Max", "/production/users/new").await.status, 403);
    }
}

#[tokio::test]
async fn a_member_sees_masked_addresses_and_no_properties_in_production() {
    for house in with_ann("production").await {
        for path in ["/production/users", "/production/users/ann"] {
            let admin = house.page("Ada", path).await.body;
            assert!(admin.contains("ann.lee@example.com"), "{path}");
            let member = house.page("Max", path).await.body;
            for secret in ["ann.lee@example.com", "secret-plan", "+15555550101", "slack.example.com"] {
                assert!(!member.contains(secret), "{path} shows {secret}");
            }
            assert!(member.contains("a•••@e•••.com"), "{path}");
        }
        // Searching does not tell them either.
        assert!(house.page("Ada", "/production/users?q=lee@exam").await.body.contains("/production/users/ann"));
        assert!(house.page("Max", "/production/users?q=lee@exam").await.body.contains("No user found"));
        assert!(house.page("Max", "/production/users?q=AN").await.body.contains("/production/users/ann"));
        for call in ["/api/users/create", "/api/users/edit", "/api/users/delete"] {
            let fields = [("workspace", "production"), ("distinct_id", "ann"), ("started_from", "0")];
            assert_eq!(house.call("Max", call, &fields).await.status, 403, "{call}");
        }
    }
}

#[tokio::test]
async fn a_user_is_added_by_hand_and_what_is_wrong_is_said_at_the_field() {
    for house in houses().await {
        let fields = |id: &'static str, email: &'static str, properties: &'static str| {
            [("workspace", "staging"), ("distinct_id", id), ("email", email), ("properties", properties)]
        };
        let made = house
            .submit("Max", "/staging/users/new", "/api/users/create", &fields(" bob/1 ", "bob@example.com", "{\"n\": 1}"))
            .await;
        assert_eq!((made.status, made.location()), (303, "/staging/users/bob%2F1"));
        let page = house.page("Max", "/staging/users/bob%2F1").await;
        assert!(
            page.status == 200 && page.body.contains("bob@example.com") && page.body.contains("Added the user."),
            "{}",
            page.body
        );
        for (fields, field) in [
            (fields("bob/1", "", ""), "distinct_id"),
            (fields("", "", ""), "distinct_id"),
            (fields("carl", "nobody", ""), "email"),
            (fields("carl", "", "[]"), "properties"),
            (fields("carl", "", "{\"$channels\": []}"), "properties"),
        ] {
            let reply = house.call("Max", "/api/users/create", &fields).await;
            assert_eq!((reply.status, reply.json()["Invalid"]["field"].as_str()), (422, Some(field)), "{}", reply.body);
        }
        assert_eq!(house.page("Max", "/staging/users/carl").await.status, 404);
        assert_eq!(house.audit().await.into_iter().filter(|(_, action)| action == "user.created").count(), 1);
    }
}

#[tokio::test]
async fn an_edit_keeps_other_channels_and_never_writes_over_somebody_elses() {
    for house in with_ann("staging").await {
        let key = house.api_key("staging").await;
        let started_from = house.app.now().to_string();
        let form = [
            ("workspace", "staging"),
            ("distinct_id", "ann"),
            ("started_from", started_from.as_str()),
            ("email", "ann@new.example.com"),
            ("sms", "+15555550101"),
            ("properties", "{\"plan\": \"pro\"}"),
        ];
        assert!(house.page("Max", "/staging/users/ann/edit").await.body.contains("ann.lee@example.com"));
        house.app.clock.advance(1_000);
        assert_eq!(house.call("Max", "/api/users/edit", &form).await.status, 200);
        let user = house.api(&key, "GET", "/v1/user/ann/", Value::Null).await.json();
        assert_eq!(
            (&user["$email"][0]["value"], &user["$sms"][0]["value"]),
            (&json!("ann@new.example.com"), &json!("+15555550101"))
        );
        assert_eq!((&user["properties"], user["$email"].as_array().unwrap().len()), (&json!({"plan": "pro"}), 1));
        assert_eq!(
            (&user["$slack"][0]["value"]["email"], &user["$inbox"][0]["value"]),
            (&json!("ann@slack.example.com"), &json!("ann"))
        );
        // The same form once more: it started from what is no longer there.
        assert_eq!(house.call("Max", "/api/users/edit", &form).await.status, 412);
        // The log names what changed, and no values.
        let log = house.page("Ada", "/account/audit?action=user.updated").await.body;
        assert!(log.contains("changed the user") && !log.contains("ann@new.example.com"), "{log}");
    }
}

#[tokio::test]
async fn a_deleted_user_is_gone_and_the_log_says_who_did_it() {
    for house in with_ann("staging").await {
        let fields = [("workspace", "staging"), ("distinct_id", "ann")];
        let reply = house.submit("Max", "/staging/users/ann", "/api/users/delete", &fields).await;
        assert_eq!((reply.status, reply.location()), (303, "/staging/users"));
        assert_eq!(house.page("Max", "/staging/users/ann").await.status, 404);
        assert!(house.audit().await.contains(&("Max".into(), "user.deleted".into())));
        assert_eq!(house.call("Max", "/api/users/delete", &fields).await.status, 404);
    }
}

#[tokio::test]
async fn the_list_turns_its_pages_in_both_directions() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        let events: Vec<Value> = (0..55).map(|n| json!({"distinct_id": format!("u{n:02}"), "$user_operations": null})).collect();
        assert_eq!(house.api(&key, "POST", "/event/", json!(events)).await.status, 202);
        let first = house.page("Max", "/staging/users").await.body;
        assert!(
            first.contains("/staging/users/u54") && first.contains("/staging/users/u05") && !first.contains("/staging/users/u04")
        );
        let link = |page: &str, rel: &str| {
            let (_, rest) = page.split_once(&format!("rel=\"{rel}\" href=\"")).expect("a link to turn the page");
            rest.split('"').next().unwrap().replace("&amp;", "&")
        };
        let second = house.page("Max", &link(&first, "next")).await.body;
        assert!(
            second.contains("/staging/users/u04")
                && second.contains("/staging/users/u00")
                && !second.contains("/staging/users/u05")
        );
        let back = house.page("Max", &link(&second, "prev")).await.body;
        assert!(back.contains("/staging/users/u54") && back.contains("/staging/users/u05"));
    }
}
