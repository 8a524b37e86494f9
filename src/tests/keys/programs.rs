//! The key groups of the management API, in the shapes that its clients know.

use belfry::model::{TokenScope, TokenVerb};
use serde_json::{Value, json};

use crate::house::{House, Reply, houses};

/// Every field that clients know, in one answer of each group.
const WORKSPACE_KEY: &[&str] = &[
    "id",
    "name",
    "key",
    "secret",
    "is_default",
    "is_active",
    "is_deleted",
    "allowed_domains",
    "created_at",
    "created_by",
    "rotated_at",
    "rotated_by",
    "deleted_at",
    "deleted_by",
];
const API_KEY: &[&str] =
    &["id", "masked_api_key", "is_deleted", "name", "allowed_domains", "created_at", "created_by", "deleted_at", "deleted_by"];
const PUBLIC_KEY: &[&str] = &[
    "id",
    "api_key",
    "name",
    "allowed_domains",
    "is_secure_mode_enabled",
    "is_deleted",
    "is_default",
    "created_at",
    "created_by",
    "rotated_at",
    "rotated_by",
    "updated_at",
    "updated_by",
];
const SIGNING_KEY: &[&str] = &[
    "id",
    "uid",
    "status",
    "allowed_domains",
    "expiry_at",
    "created_at",
    "created_by",
    "rolled_at",
    "rolled_by",
    "deleted_at",
    "deleted_by",
];

struct Program<'h> {
    house: &'h House,
    token: String,
}

impl Program<'_> {
    async fn call(&self, method: &str, path: &str, body: Value) -> Reply {
        self.house.manage(&self.token, method, &format!("/v1/staging/{path}"), body).await
    }

    async fn list(&self, group: &str) -> Vec<Value> {
        let reply = self.call("GET", group, Value::Null).await;
        let list = reply.json();
        assert_eq!((reply.status, &list["meta"]["limit"], &list["meta"]["offset"]), (200, &json!(10), &json!(0)), "{list}");
        let results = list["results"].as_array().unwrap().clone();
        assert_eq!(list["meta"]["count"], results.len());
        results
    }
}

async fn program(house: &House) -> Program<'_> {
    let scope = TokenScope { verbs: vec![TokenVerb::ReadKeys, TokenVerb::ManageKeys], ..TokenScope::default() };
    Program { token: house.token(scope, None).await, house }
}

fn has(value: &Value, fields: &[&str]) {
    for field in fields {
        assert!(value.get(field).is_some(), "{field} is missing: {value}");
    }
}

fn fits(value: &Value, prefix: &str) -> bool {
    value.as_str().is_some_and(|text| text.starts_with(prefix) && text.len() == prefix.len() + 43)
}

#[tokio::test]
async fn workspace_keys() {
    for house in houses().await {
        let ours = program(&house).await;
        let default = ours.list("ws_key/").await.remove(0);
        has(&default, WORKSPACE_KEY);
        assert!(
            default["is_default"] == true && default["created_by"].is_null() && fits(&default["key"], "SS.WSK."),
            "{default}"
        );
        let made =
            ours.call("POST", "ws_key/", json!({"name": "my-key", "allowed_ips": ["203.0.113.7"], "scope": "trigger"})).await;
        let key = made.json();
        has(&key, WORKSPACE_KEY);
        assert!(made.status == 201 && fits(&key["secret"], "SS.WSS.") && key["allowed_ips"] == json!(["203.0.113.7"]), "{key}");
        assert!(key["created_by"]["name"].is_string() && key["created_by"].get("email").is_some(), "{key}");
        let again = ours.call("POST", "ws_key/", json!({"name": "my-key"})).await;
        let said = "Name must be unique. A record with name 'my-key' already exists in this workspace";
        assert_eq!((again.status, &again.json()["message"]), (400, &json!(said)));
        let id = key["id"].as_str().unwrap();
        assert!(id.starts_with("ws_key_"), "{id}");
        let one = ours.call("GET", &format!("ws_key/{id}/"), Value::Null).await;
        assert_eq!((one.status, &one.json()["secret"]), (200, &key["secret"]));
        let rotated = ours.call("PATCH", &format!("ws_key/{id}/rotate/"), json!({"grace_seconds": 60})).await;
        let after = rotated.json();
        assert!(rotated.status == 202 && after["key"] == key["key"] && after["secret"] != key["secret"], "{after}");
        assert!(after["rotated_at"].is_string() && after["previous_secret_works_until"].is_string(), "{after}");
        let long = ours.call("PATCH", &format!("ws_key/{id}/rotate/"), json!({"grace_seconds": 604_801})).await;
        assert_eq!(long.status, 400, "{}", long.body);
        let kept = ours.call("DELETE", &format!("ws_key/{}/", default["id"].as_str().unwrap()), Value::Null).await;
        assert_eq!(
            (kept.status, &kept.json()["detail"]),
            (400, &json!(["cannot delete default workspace-key; rotate secret instead"]))
        );
        let gone = ours.call("DELETE", &format!("ws_key/{id}/"), Value::Null).await;
        assert_eq!((gone.status, gone.body.as_str()), (204, ""));
        assert_eq!(ours.call("GET", &format!("ws_key/{id}/"), Value::Null).await.status, 404);
        assert_eq!(ours.list("ws_key/").await.len(), 1);
        let actions: Vec<String> = house.audit().await.into_iter().map(|(_, action)| action).collect();
        assert_eq!(actions.iter().filter(|action| *action == "workspace_key.revealed").count(), 3, "{actions:?}");
    }
}

#[tokio::test]
async fn api_keys() {
    for house in houses().await {
        let ours = program(&house).await;
        assert!(ours.list("ws_api_key/").await.is_empty());
        let expires_at = jiff::Timestamp::from_millisecond(house.app.now() + 60_000).unwrap().to_string();
        let body = json!({"name": "backend-prod", "description": "Primary backend key", "expires_at": expires_at});
        let made = ours.call("POST", "ws_api_key/", body).await;
        let key = made.json();
        has(&key, API_KEY);
        assert!(made.status == 201 && fits(&key["api_key"], "SS."), "{key}");
        let text = key["api_key"].as_str().unwrap().to_owned();
        assert_eq!(key["masked_api_key"], format!("{}*****", &text[..10]));
        assert_eq!(house.api(&text, "GET", "/v1/user/", Value::Null).await.status, 200);
        let listed = ours.list("ws_api_key/").await.remove(0);
        assert!(listed.get("api_key").is_none() && !listed.to_string().contains(&text), "{listed}");
        let id = key["id"].as_str().unwrap();
        let rotated = ours.call("PATCH", &format!("ws_api_key/{id}/rotate/"), json!({"grace_seconds": 10})).await;
        let new = rotated.json()["api_key"].as_str().unwrap().to_owned();
        for (key, status) in [(&text, 200), (&new, 200)] {
            assert_eq!(house.api(key, "GET", "/v1/user/", Value::Null).await.status, status);
        }
        assert_eq!(ours.call("DELETE", &format!("ws_api_key/{id}/"), Value::Null).await.status, 204);
        assert_eq!(ours.call("DELETE", &format!("ws_api_key/{id}/"), Value::Null).await.status, 404);
        assert_eq!(house.api(&new, "GET", "/v1/user/", Value::Null).await.status, 401);
        let listed = ours.list("ws_api_key/").await.remove(0);
        assert!(listed["is_deleted"] == true && listed["deleted_by"]["name"].is_string(), "{listed}");
        for bad in [
            json!({}),
            json!({"name": "x", "scope": "all"}),
            json!({"name": "x", "allowed_ips": ["here"]}),
            json!({"name": "x", "allowed_ips": "203.0.113.7"}),
            json!({"name": "x", "expires_at": "soon"}),
            json!({"name": "x", "expires_at": "2001-01-01T00:00:00Z"}),
            json!([]),
        ] {
            let reply = ours.call("POST", "ws_api_key/", bad.clone()).await;
            assert_eq!((reply.status, &reply.json()["type"]), (400, &json!("ValidationError")), "{bad}: {}", reply.body);
        }
    }
}

#[tokio::test]
async fn public_keys() {
    for house in houses().await {
        let ours = program(&house).await;
        let default = ours.list("ws_public_key/").await.remove(0);
        has(&default, PUBLIC_KEY);
        assert!(
            default["name"] == "default" && default["is_default"] == true && default["allowed_domains"].is_null(),
            "{default}"
        );
        let made = ours.call("POST", "ws_public_key/", json!({"name": "web-app", "allowed_domains": ["app.acme.test"]})).await;
        let key = made.json();
        has(&key, PUBLIC_KEY);
        assert!(made.status == 201 && fits(&key["api_key"], "SS.PUBK."), "{key}");
        let path = format!("ws_public_key/{}/", key["id"].as_str().unwrap());
        let on = ours.call("PATCH", &path, json!({"is_secure_mode_enabled": true})).await;
        let after = on.json();
        assert!(on.status == 202 && after["is_secure_mode_enabled"] == true, "{after}");
        assert_eq!(after["allowed_domains"], json!(["app.acme.test"]), "they stay");
        assert_eq!(ours.call("PATCH", &path, json!({"is_secure_mode_enabled": "yes"})).await.status, 400);
        let rotated = ours.call("PATCH", &format!("{path}rotate/"), Value::Null).await;
        let after = rotated.json();
        assert!(rotated.status == 202 && after["id"] == key["id"] && after["api_key"] != key["api_key"], "{after}");
        let kept = ours.call("DELETE", &format!("ws_public_key/{}/", default["id"].as_str().unwrap()), Value::Null).await;
        assert_eq!(kept.status, 400, "{}", kept.body);
        assert_eq!(ours.call("DELETE", &path, Value::Null).await.status, 204);
        assert_eq!(ours.list("ws_public_key/").await[1]["is_deleted"], true);
    }
}

#[tokio::test]
async fn signing_keys() {
    for house in houses().await {
        let ours = program(&house).await;
        let made = ours.call("POST", "ws_signing_key/", Value::Null).await;
        let key = made.json();
        has(&key, SIGNING_KEY);
        let pem = key["private_key_pem"].as_str().unwrap();
        assert!(made.status == 201 && key["status"] == "active" && pem.starts_with("-----BEGIN PRIVATE KEY-----\n"), "{key}");
        let decoded =
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, key["private_key_base64"].as_str().unwrap());
        assert_eq!(decoded.unwrap(), pem.as_bytes());
        let uid = key["uid"].as_str().unwrap();
        assert!(uid.starts_with("signing_key_") && uid.len() == "signing_key_20260421T123746".len(), "{uid}");
        let second = ours.call("POST", "ws_signing_key/", Value::Null).await.json();
        assert_eq!(second["message"], "[\"only 1 active signing key is allowed\"]");
        assert_eq!(
            (&second["error_code"], &second["detail"]),
            (&json!("error"), &json!(["only 1 active signing key is allowed"]))
        );

        let until = jiff::Timestamp::from_millisecond(house.app.now() + 60_000).unwrap().to_string();
        let rolled = ours.call("POST", &format!("ws_signing_key/{uid}/roll/"), json!({"expiry_at": until})).await;
        let new = rolled.json();
        assert!(rolled.status == 201 && new["uid"] != key["uid"] && new["private_key_pem"] != key["private_key_pem"], "{new}");
        let list = ours.list("ws_signing_key/").await;
        assert_eq!((list.len(), &list[0]["uid"], &list[1]["status"]), (2, &new["uid"], &json!("rolled")));
        assert!(list[1]["expiry_at"].is_string() && list[1]["rolled_by"]["name"].is_string(), "{list:?}");
        assert!(list.iter().all(|key| key.get("private_key_pem").is_none()));
        let roll = format!("ws_signing_key/{}/roll/", new["uid"].as_str().unwrap());
        let past = ours.call("POST", &roll, json!({"expiry_at": "2001-01-01T00:00:00Z"})).await;
        assert_eq!(past.status, 400, "{}", past.body);
        assert_eq!(ours.call("DELETE", &format!("ws_signing_key/{uid}/"), Value::Null).await.status, 204);
        assert_eq!(ours.call("DELETE", &format!("ws_signing_key/{uid}/"), Value::Null).await.status, 404);
    }
}
