//! Triggers: what is answered 202 is kept, with its job.

use belfry::{
    access::App,
    domain::delivery::accept::{Source, accept},
    model::{Trigger, can},
};
use serde_json::{Value, json};

use super::assert_fault;
use crate::house::{House, houses};

async fn ready() -> Vec<(House, String)> {
    let mut ready = Vec::new();
    for house in houses().await {
        house.live_workflow("staging", "welcome").await;
        let key = house.api_key("staging").await;
        ready.push((house, key));
    }
    ready
}

fn welcome(more: Value) -> Value {
    let mut body = json!({"workflow": "welcome", "recipients": ["u1"], "data": {"n": 1}});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn a_trigger_is_answered_with_the_request_that_it_made() {
    for (house, key) in ready().await {
        let reply = house.api(&key, "POST", "/trigger/", welcome(json!({}))).await;
        assert_eq!((reply.status, &reply.json()["status"]), (202, &json!("success")));
        assert!(reply.json()["message_id"].as_str().unwrap().starts_with("req_"));
        assert_eq!(house.waiting().await, (1, 1));
    }
}

#[tokio::test]
async fn a_key_that_was_used_answers_the_same_and_runs_nothing_for_a_day() {
    for (house, key) in ready().await {
        let send = async |idempotency: &str| {
            let reply = house.api(&key, "POST", "/trigger/", welcome(json!({"$idempotency_key": idempotency}))).await;
            assert_eq!(reply.status, 202);
            reply.json()["message_id"].as_str().unwrap().to_owned()
        };
        let first = send("order-1").await;
        assert_eq!(send(" order-1 ").await, first);
        let other = send("order-2").await;
        assert_ne!(other, first);
        house.app.clock.advance(24 * 3_600_000 - 1);
        assert_eq!(send("order-1").await, first);
        assert_eq!(house.waiting().await, (2, 2));
        house.app.clock.advance(1);
        let again = send("order-1").await;
        assert_ne!(again, first);
        assert_eq!(send("order-1").await, again);
        assert_eq!(house.waiting().await, (3, 3));
        // Another workspace has keys of its own.
        house.live_workflow("production", "welcome").await;
        let elsewhere = house.api_key("production").await;
        let reply = house.api(&elsewhere, "POST", "/trigger/", welcome(json!({"$idempotency_key": "order-1"}))).await;
        assert_ne!(reply.json()["message_id"], json!(again));
    }
}

#[tokio::test]
async fn many_at_once_with_one_key_make_one_request() {
    for (house, key) in ready().await {
        let body = welcome(json!({"$idempotency_key": "race"}));
        let sends = (0..20).map(|_| house.api(&key, "POST", "/trigger/", body.clone()));
        let replies = futures::future::join_all(sends).await;
        let ids: std::collections::BTreeSet<String> =
            replies.iter().map(|reply| reply.json()["message_id"].to_string()).collect();
        assert_eq!((ids.len(), house.waiting().await), (1, (1, 1)));
    }
}

/// Two processes are asked with one idempotency key, again and again at once. Answers how many requests that made.
pub async fn race(house: &House) -> usize {
    house.live_workflow("staging", "welcome").await;
    let (other, workspace) = (house.another_process().await, house.workspace("staging").await);
    let body = welcome(json!({"$idempotency_key": "race"}));
    let trigger = Trigger::parse(&body).unwrap();
    let ask = async |app: &App| {
        let granted = app.as_system::<can::Trigger>(&house.account, workspace.clone(), "test");
        accept(&granted, &trigger, &body, Source::Api).await.unwrap().request.to_string()
    };
    let asked = (0..20).map(|n| ask(if n % 2 == 0 { &house.app } else { &other }));
    futures::future::join_all(asked).await.into_iter().collect::<std::collections::BTreeSet<_>>().len()
}

#[tokio::test]
async fn two_processes_that_race_for_a_key_make_one_request() {
    for house in houses().await {
        assert_eq!(race(&house).await, 1);
    }
}

#[tokio::test]
async fn a_list_is_answered_one_by_one() {
    for (house, key) in ready().await {
        house.bare_workflow("staging", "off", false, true).await;
        let list = json!([
            welcome(json!({"$idempotency_key": "same"})),
            {"workflow": "missing", "recipients": ["u1"], "data": {}},
            {"workflow": "welcome", "data": {}},
            {"workflow": "off", "recipients": ["u1"]},
            welcome(json!({"$idempotency_key": "same"})),
        ]);
        let reply = house.api(&key, "POST", "/trigger/", list).await;
        assert_eq!(reply.status, 207);
        let body = reply.json();
        let codes: Vec<_> =
            body["records"].as_array().unwrap().iter().map(|record| record["status_code"].as_u64().unwrap()).collect();
        assert_eq!(codes, [202, 404, 400, 409, 202]);
        assert_eq!(body["status"], "success");
        assert_eq!(body["records"][0]["message_id"], body["records"][4]["message_id"]);
        assert_eq!(
            body["records"][1],
            json!({"status": "error", "status_code": 404, "error": {"type": "not_found", "message": "workflow 'missing' not found"}})
        );
        assert_eq!(house.waiting().await, (1, 1));
        let many: Vec<Value> = (0..101).map(|_| welcome(json!({}))).collect();
        assert_fault(&house.api(&key, "POST", "/trigger/", json!(many)).await, 400, "1 to 100");
        assert_fault(&house.api(&key, "POST", "/trigger/", json!([])).await, 400, "1 to 100");
        assert_eq!(house.api(&key, "POST", "/trigger/", json!(many[..100])).await.status, 207);
        assert_eq!(house.waiting().await, (101, 101));
    }
}

#[tokio::test]
async fn what_cannot_run_is_refused_in_words() {
    for (house, key) in ready().await {
        house.bare_workflow("staging", "draft", true, false).await;
        house.bare_workflow("staging", "off", false, true).await;
        let send = async |body: Value| house.api(&key, "POST", "/trigger/", body).await;
        assert_fault(&send(welcome(json!({"workflow": "missing"}))).await, 404, "workflow 'missing' not found");
        assert_fault(&send(welcome(json!({"workflow": "draft"}))).await, 409, "no live version");
        assert_fault(&send(welcome(json!({"workflow": "off"}))).await, 409, "switched off");
        assert_fault(&send(welcome(json!({"recipients": []}))).await, 400, "1 to 100");
        assert_fault(&send(welcome(json!({"recipients": [{"object_type": "teams", "id": "a"}]}))).await, 400, "object recipient");
        assert_fault(&send(welcome(json!({"tenant_id": "t".repeat(65)}))).await, 400, "tenant_id");
        assert_fault(&send(json!("welcome")).await, 400, "must be a JSON object");
        assert_eq!(house.waiting().await, (0, 0));
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_or_too_much_is_refused_in_the_same_shape() {
    for (house, key) in ready().await {
        let bearer = format!("Bearer {key}");
        let send = async |body: String| house.send("nobody", "POST", "/trigger/", &[("authorization", &bearer)], body).await;
        assert_fault(&send("{\"workflow\": \"welcome\",\n oops}".to_owned()).await, 400, "line 2 column 2");
        assert_fault(&send(String::new()).await, 400, "empty");
        assert_fault(&send(format!("{}1{}", "[".repeat(200), "]".repeat(200))).await, 400, "recursion limit");
        assert_fault(&send(" ".repeat(1024 * 1024 + 1)).await, 413, "1 MB");
        let big = welcome(json!({"data": {"text": "x".repeat(800 * 1024)}}));
        assert_eq!(send(big.to_string()).await.status, 202);
    }
}

#[tokio::test]
async fn what_a_trigger_says_about_a_user_is_in_the_profile_when_it_was_accepted() {
    for (house, key) in ready().await {
        let recipients = json!([
            {"distinct_id": "ada", "$email": ["ada@example.com"], "$channels": ["email"], "name": "Ada", "$timezone": "Asia/Kolkata"},
            {"distinct_id": "grace", "$skip_create": true, "$email": "grace@example.com"},
            {"is_transient": true, "$email": "nobody@example.com"},
            "unknown",
        ]);
        let reply = house.api(&key, "POST", "/trigger/", welcome(json!({"recipients": recipients}))).await;
        assert_eq!(reply.status, 202);
        let user = house.api(&key, "GET", "/v1/user/ada/", Value::Null).await.json();
        assert_eq!(user["properties"], json!({"name": "Ada", "$timezone": "Asia/Kolkata"}));
        assert_eq!(user["$email"][0]["value"], "ada@example.com");
        for id in ["grace", "unknown"] {
            assert_eq!(house.api(&key, "GET", &format!("/v1/user/{id}/"), Value::Null).await.status, 404, "{id}");
        }
        // A change that follows is not overtaken by the run, and another trigger adds an address.
        house.api(&key, "PATCH", "/v1/user/ada/", json!({"operations": [{"$set": {"name": "Ada L."}}]})).await;
        let more = json!({"recipients": [{"distinct_id": "ada", "$email": "ada@work.example.com"}]});
        house.api(&key, "POST", "/trigger/", welcome(more)).await;
        let user = house.api(&key, "GET", "/v1/user/ada/", Value::Null).await.json();
        assert_eq!(user["properties"]["name"], "Ada L.");
        assert_eq!(user["$email"].as_array().unwrap().len(), 2);
        // A repeated trigger changes nothing.
        let once = json!({"$idempotency_key": "k", "recipients": [{"distinct_id": "ada", "name": "First"}]});
        let twice = json!({"$idempotency_key": "k", "recipients": [{"distinct_id": "ada", "name": "Second"}]});
        house.api(&key, "POST", "/trigger/", welcome(once)).await;
        house.api(&key, "POST", "/trigger/", welcome(twice)).await;
        assert_eq!(house.api(&key, "GET", "/v1/user/ada/", Value::Null).await.json()["properties"]["name"], "First");
    }
}
