//! Who a program is: signatures and API keys.

use belfry::{
    domain::keys,
    model::{Id, can},
};
use serde_json::{Value, json};

use super::assert_fault;
use crate::house::houses;

#[tokio::test]
async fn a_request_without_credentials_is_told_what_is_missing() {
    for house in houses().await {
        let reply = house.send("nobody", "GET", "/v1/user/", &[], "").await;
        assert_fault(&reply, 401, "Not authenticated");
        // A session of the dashboard is no credential here, not even an admin's.
        assert_fault(&house.send("Ada", "GET", "/v1/user/", &[], "").await, 401, "Not authenticated");
        assert_fault(&house.api("SS.wrong", "GET", "/v1/user/", Value::Null).await, 401, "not known");
        let unknown = ("SS.WSK.unknown_unknown_unknown".to_owned(), "x".to_owned());
        assert_fault(&house.signed(&unknown, "GET", "/v1/user/", "").await, 401, "not known");
    }
}

#[tokio::test]
async fn a_signature_counts_for_exactly_what_was_signed() {
    for house in houses().await {
        let key = house.workspace_key("staging").await;
        let odd = "/v1/user/gu%20odd+%C3%A9%2Fx@x.com/";
        let reply = house.signed(&key, "POST", odd, r#"{"name": "Zoë 日本"}"#).await;
        assert_eq!((reply.status, &reply.json()["distinct_id"]), (201, &json!("gu odd+é/x@x.com")));
        assert_eq!(house.signed(&key, "GET", odd, "").await.status, 200);
        assert_eq!(house.signed(&key, "GET", "/v1/user/?limit=5", "").await.status, 200);
        let wrong = (key.0.clone(), format!("{}x", key.1));
        assert_fault(&house.signed(&wrong, "GET", odd, "").await, 401, "invalid signature");
        // The key of another workspace with this one's secret.
        let other = (house.workspace_key("production").await.0, key.1.clone());
        assert_fault(&house.signed(&other, "GET", odd, "").await, 401, "invalid signature");
    }
}

#[tokio::test]
async fn a_recorded_request_cannot_be_sent_again_later() {
    for house in houses().await {
        let (key, secret) = house.workspace_key("staging").await;
        let date = jiff::Timestamp::from_millisecond(house.app.now()).unwrap().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let signed = belfry::identity::Signed { method: "GET", body: b"", content_type: "", date: &date, target: "/v1/user/" };
        let authorization = format!("{key}:{}", signed.signature(&secret));
        let headers = [("authorization", authorization.as_str()), ("date", date.as_str())];
        assert_eq!(house.send("nobody", "GET", "/v1/user/", &headers, "").await.status, 200);
        house.app.clock.advance(15 * 60_000 + 1);
        assert_fault(&house.send("nobody", "GET", "/v1/user/", &headers, "").await, 401, "clock");
    }
}

#[tokio::test]
async fn a_key_sees_its_own_workspace_only() {
    for house in houses().await {
        let (staging, production) = (house.api_key("staging").await, house.api_key("production").await);
        assert_eq!(house.api(&staging, "POST", "/v1/user/ada/", json!({"name": "Ada"})).await.status, 201);
        assert_eq!(house.api(&staging, "GET", "/v1/user/ada/", Value::Null).await.status, 200);
        let reply = house.api(&production, "GET", "/v1/user/ada/", Value::Null).await;
        assert_fault(&reply, 404, "user [distinct_id: 'ada'] not found");
        assert_eq!(house.api(&production, "GET", "/v1/user/", Value::Null).await.json()["results"], json!([]));
        // What a client says about the workspace must be true.
        let bearer = format!("Bearer {staging}");
        let workspace = house.workspace("staging").await.id;
        for (uid, status) in [(workspace.as_str(), 200), ("wksp_other", 401)] {
            let headers = [("authorization", bearer.as_str()), ("x-ss-wsuid", uid)];
            assert_eq!(house.send("nobody", "GET", "/v1/user/", &headers, "").await.status, status);
        }
    }
}

#[tokio::test]
async fn a_revoked_key_stops_at_once_and_its_last_use_is_kept() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        let granted = house.app.as_system::<can::ManageKeys>(&house.account, house.workspace("staging").await, "test");
        assert_eq!(house.api(&key, "GET", "/v1/user/", Value::Null).await.status, 200);
        let first = house.app.now();
        house.app.clock.advance(59_999);
        assert_eq!(house.api(&key, "GET", "/v1/user/", Value::Null).await.status, 200);
        assert_eq!(keys::api::list(&granted).await.unwrap()[0].last_used_at, Some(first));
        house.app.clock.advance(1);
        assert_eq!(house.api(&key, "GET", "/v1/user/", Value::Null).await.status, 200);
        let listed = keys::api::list(&granted).await.unwrap().remove(0);
        assert_eq!(listed.last_used_at, Some(first + 60_000));
        keys::api::revoke(&granted, &listed.id).await.unwrap();
        assert_fault(&house.api(&key, "GET", "/v1/user/", Value::Null).await, 401, "revoked");
    }
}

#[tokio::test]
async fn addresses_work_with_and_without_the_last_slash_and_never_redirect() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        house.live_workflow("staging", "welcome").await;
        let body = json!({"workflow": "welcome", "recipients": ["u"], "data": {}});
        for path in ["/trigger", "/trigger/"] {
            assert_eq!(house.api(&key, "POST", path, body.clone()).await.status, 202, "{path}");
        }
        for path in ["/v1/user", "/v1/user/"] {
            assert_eq!(house.api(&key, "GET", path, Value::Null).await.status, 200, "{path}");
        }
        assert_fault(&house.api(&key, "GET", "/v1/nothing/", Value::Null).await, 404, "no address");
        let reply = house.api(&key, "DELETE", "/trigger/", Value::Null).await;
        assert_fault(&reply, 405, "not possible");
        assert_eq!(reply.headers["allow"], "POST, OPTIONS");
        let reply = house.send("nobody", "OPTIONS", "/v1/user/u/", &[], "").await;
        assert_eq!((reply.status, &reply.headers["allow"]), (204, &"GET, POST, PATCH, DELETE, HEAD, OPTIONS".parse().unwrap()));
        assert_eq!(house.api(&key, "HEAD", "/v1/user/", Value::Null).await.status, 200);
        assert_fault(&house.api(&key, "POST", "/wksp_x/trigger/", json!({})).await, 404, "dynamic");
    }
}
