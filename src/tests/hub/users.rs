//! Users as programs keep them.

use serde_json::{Value, json};

use super::assert_fault;
use crate::house::houses;

#[tokio::test]
async fn a_user_is_made_read_changed_and_deleted() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        let ann =
            json!({"name": "Ann", "$email": ["ann@example.com"], "$sms": ["+15555550101"], "$timezone": "America/New_York"});
        let made = house.api(&key, "POST", "/v1/user/ann/", ann).await;
        assert_eq!(made.status, 201);
        let body = made.json();
        assert_eq!(body["properties"], json!({"name": "Ann", "$timezone": "America/New_York"}));
        assert_eq!(body["$email"], json!([{"value": "ann@example.com", "status": "active", "perma_status": "active"}]));
        assert_eq!(body["$sms"][0]["value"], "+15555550101");
        assert_eq!(body["$inbox"][0]["value"], "ann");
        assert_eq!(body["created_at"], "2026-11-02T09:00:00.000Z");
        assert_eq!(house.api(&key, "GET", "/v1/user/ann/", Value::Null).await.json(), body);

        house.app.clock.advance(1_000);
        let operations =
            json!({"operations": [{"$set": {"plan": "pro"}}, {"$append": {"$whatsapp": "+15555550102"}}, {"$unset": ["$sms"]}]});
        let changed = house.api(&key, "PATCH", "/v1/user/ann/", operations).await;
        assert_eq!(changed.status, 202);
        let body = changed.json();
        assert_eq!((&body["properties"]["plan"], &body["$whatsapp"][0]["value"]), (&json!("pro"), &json!("+15555550102")));
        assert_eq!(body.get("$sms"), None);
        assert_eq!(
            (&body["created_at"], &body["updated_at"]),
            (&json!("2026-11-02T09:00:00.000Z"), &json!("2026-11-02T09:00:01.000Z"))
        );

        assert_eq!(house.api(&key, "DELETE", "/v1/user/ann/", Value::Null).await.status, 204);
        assert_fault(&house.api(&key, "GET", "/v1/user/ann/", Value::Null).await, 404, "user [distinct_id: 'ann'] not found");
        assert_fault(&house.api(&key, "DELETE", "/v1/user/ann/", Value::Null).await, 404, "user [distinct_id: 'ann'] not found");
    }
}

#[tokio::test]
async fn a_change_of_a_missing_user_makes_it_and_no_operation_changes_nothing() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        let reply = house.api(&key, "PATCH", "/v1/user/new/", json!({"operations": null})).await;
        assert_eq!((reply.status, &reply.json()["properties"]), (202, &json!({})));
        house.app.clock.advance(1_000);
        let again = house.api(&key, "PATCH", "/v1/user/new/", json!({"operations": []})).await.json();
        assert_eq!(again["updated_at"], again["created_at"]);
        assert_fault(&house.api(&key, "PATCH", "/v1/user/new/", json!({})).await, 400, "operations is missing");
        let wrong = json!({"operations": [{"$set": {"a": 1}}, {"$increment": {"a": "x"}}]});
        assert_fault(&house.api(&key, "PATCH", "/v1/user/other/", wrong).await, 400, "operations[1].$increment.a");
        // A refused change leaves nothing behind, not even the user.
        assert_eq!(house.api(&key, "GET", "/v1/user/other/", Value::Null).await.status, 404);
        assert_fault(&house.api(&key, "POST", "/v1/user/x/", json!({"$email": ["nobody"]})).await, 400, "not an e-mail address");
        assert_fault(&house.api(&key, "POST", &format!("/v1/user/{}/", "x".repeat(256)), json!({})).await, 400, "255");
        assert_fault(&house.api(&key, "POST", "/v1/user/a%00b/", json!({})).await, 400, "control");
    }
}

#[tokio::test]
async fn events_carry_changes_of_users_alone_and_in_lists() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        let event = |id: &str, operations: Value| {
            json!({"$schema": "2", "$insert_id": "e335d6c4", "$time": 1, "env": "x", "distinct_id": id, "$user_operations": operations,
                   "properties": {"$ss_sdk_version": "x"}})
        };
        let one = event("u1", json!([{"$set": {"via": "async"}}, {"$append": {"$email": "a@example.com"}}]));
        let reply = house.api(&key, "POST", "/event/", one).await;
        assert_eq!((reply.status, &reply.json()["status"]), (202, &json!("success")));
        let user = house.api(&key, "GET", "/v1/user/u1/", Value::Null).await.json();
        assert_eq!((&user["properties"], &user["$email"][0]["value"]), (&json!({"via": "async"}), &json!("a@example.com")));

        // Several changes of one user keep their order; nothing at all still makes the user.
        let many =
            json!([event("u1", json!([{"$set": {"n": 1}}])), event("u2", Value::Null), event("u1", json!([{"$add": {"n": 1}}]))]);
        assert_eq!(house.api(&key, "POST", "/event/", many).await.status, 202);
        assert_eq!(house.api(&key, "GET", "/v1/user/u1/", Value::Null).await.json()["properties"]["n"], 2);
        assert_eq!(house.api(&key, "GET", "/v1/user/u2/", Value::Null).await.status, 200);

        // All or none.
        let bad = json!([event("u3", json!([{"$set": {"n": 1}}])), event("u4", json!([{"$put": {"n": 1}}]))]);
        assert_fault(&house.api(&key, "POST", "/event/", bad).await, 400, "[1].$user_operations[0].$put.n");
        assert_eq!(house.api(&key, "GET", "/v1/user/u3/", Value::Null).await.status, 404);

        // Browsers put the operator into the event, other events are taken.
        assert_eq!(house.api(&key, "POST", "/event/", json!({"distinct_id": "u5", "$set": {"a": 1}})).await.status, 202);
        assert_eq!(house.api(&key, "GET", "/v1/user/u5/", Value::Null).await.json()["properties"], json!({"a": 1}));
        let plain = json!({"distinct_id": "u6", "event": "Order Placed", "properties": {}});
        assert_eq!(house.api(&key, "POST", "/v2/event/", plain.clone()).await.status, 202);
        let reply = house.api(&key, "POST", "/v2/bulk/event/", json!([plain, {"event": "x"}])).await;
        let codes: Vec<_> =
            reply.json()["records"].as_array().unwrap().iter().map(|record| record["status_code"].clone()).collect();
        assert_eq!((reply.status, codes), (207, vec![json!(202), json!(400)]));
    }
}

#[tokio::test]
async fn the_list_is_walked_in_both_directions_without_a_gap() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        for id in ["u1", "u2", "u3", "u4", "u5"] {
            house.api(&key, "POST", &format!("/v1/user/{id}/"), json!({"$email": format!("{id}@example.com")})).await;
            house.app.clock.advance(if id == "u2" { 0 } else { 1 });
        }
        let page = async |query: String| {
            let body = house.api(&key, "GET", &format!("/v1/user/?limit=2{query}"), Value::Null).await.json();
            let ids: Vec<String> =
                body["results"].as_array().unwrap().iter().map(|user| user["distinct_id"].as_str().unwrap().to_owned()).collect();
            (ids, body["meta"].clone())
        };
        let (ids, meta) = page(String::new()).await;
        assert_eq!(ids, ["u5", "u4"]);
        assert_eq!(
            (&meta["count"], &meta["limit"], &meta["has_prev"], &meta["before"], &meta["has_next"]),
            (&json!(5), &json!(2), &json!(false), &Value::Null, &json!(true))
        );
        let (ids, meta) = page(format!("&after={}", meta["after"].as_str().unwrap())).await;
        assert_eq!(ids, ["u3", "u2"]);
        let (ids, last) = page(format!("&after={}", meta["after"].as_str().unwrap())).await;
        assert_eq!((ids, &last["has_next"], &last["after"]), (vec!["u1".to_owned()], &json!(false), &Value::Null));
        let (ids, _) = page(format!("&before={}", meta["before"].as_str().unwrap())).await;
        assert_eq!(ids, ["u5", "u4"]);
        let all = house.api(&key, "GET", "/v1/user/", Value::Null).await.json();
        assert_eq!(all["results"][0]["$email"][0]["value"], "u5@example.com");
        assert_fault(&house.api(&key, "GET", "/v1/user/?limit=0", Value::Null).await, 400, "limit");
        assert_fault(&house.api(&key, "GET", "/v1/user/?after=nonsense", Value::Null).await, 400, "cursor");
    }
}

#[tokio::test]
async fn many_users_are_deleted_in_one_call() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        for id in ["a", "b", "c"] {
            house.api(&key, "POST", &format!("/v1/user/{id}/"), json!({})).await;
        }
        assert_eq!(house.api(&key, "DELETE", "/v1/bulk/user/", json!({"distinct_ids": ["a", "c", "unknown"]})).await.status, 204);
        assert_eq!(house.api(&key, "GET", "/v1/user/", Value::Null).await.json()["results"].as_array().unwrap().len(), 1);
        assert_fault(&house.api(&key, "DELETE", "/v1/bulk/user/", json!({"distinct_ids": []})).await, 400, "1 to 1000");
    }
}

#[tokio::test]
async fn two_changes_of_one_user_at_the_same_time_both_count() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        let add = |n: i32| house.api(&key, "PATCH", "/v1/user/u/", json!({"operations": [{"$increment": {"n": n}}]}));
        for reply in futures::future::join_all((1..=10).map(add)).await {
            assert_eq!(reply.status, 202);
        }
        assert_eq!(house.api(&key, "GET", "/v1/user/u/", Value::Null).await.json()["properties"]["n"], 55);
    }
}
