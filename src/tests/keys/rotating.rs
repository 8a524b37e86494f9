//! Secrets that are replaced while programs go on.

use serde_json::{Value, json};

use super::{KEYS, PAIRS, generate, key_in, look, pair};
use crate::house::{House, houses};

const HOUR: i64 = 3_600_000;

/// Rotates the workspace key of staging and answers its new secret.
async fn rotate_pair(house: &House, grace: &str) -> String {
    let id = pair(house).await.id.to_string();
    let form = [("workspace", "staging"), ("id", &id), ("grace", grace)];
    let sent = house.submit("Ada", PAIRS, "/api/keys/rotate_pair", &form).await;
    assert_eq!((sent.status, sent.location()), (303, PAIRS), "{}", sent.body);
    key_in(&house.page("Ada", PAIRS).await.body, "SS.WSS.").expect("the new secret is shown")
}

async fn trigger(house: &House, key: &(String, String), user: &str) -> u16 {
    let body = json!({"workflow": "welcome", "recipients": [user], "data": {}}).to_string();
    house.signed(key, "POST", "/trigger/", &body).await.status
}

#[tokio::test]
async fn a_client_keeps_sending_while_its_secret_is_rotated() {
    for house in houses().await {
        house.live_workflow("staging", "welcome").await;
        let (key, secret) = house.workspace_key("staging").await;
        let old = (key.clone(), secret);
        assert_eq!(trigger(&house, &old, "ann").await, 202);
        let new = (key, rotate_pair(&house, "day").await);
        assert_ne!(old.1, new.1);
        // Nothing has used the old one since: then the client goes on with it, call by call, until the end of the day.
        assert!(house.page("Ada", PAIRS).await.body.contains("Nothing has used the old secret since"));
        for hour in 0..24 {
            assert_eq!(trigger(&house, &old, "ann").await, 202, "{hour} h later");
            assert_eq!(trigger(&house, &new, "ann").await, 202, "{hour} h later");
            house.app.clock.advance(HOUR - (hour / 23));
        }
        assert!(look(&house, PAIRS).await.contains("The old secret was last used"));
        assert_eq!(trigger(&house, &old, "ann").await, 202, "a millisecond before the end");
        house.app.clock.advance(1);
        assert_eq!(trigger(&house, &old, "ann").await, 401);
        assert_eq!(trigger(&house, &new, "ann").await, 202);
        assert!(!look(&house, PAIRS).await.contains("The old secret was last used"));
        let after = pair(&house).await;
        assert!(
            after.last_used_at > after.old_used_at && after.rotated_by.as_deref() == Some("Ada <ada@acme.test>"),
            "{after:?}"
        );
        assert_eq!(house.audit().await.pop().unwrap().1, "workspace_key.secret_rotated");
    }
}

#[tokio::test]
async fn a_secret_that_is_rotated_at_once_or_twice_is_over() {
    for house in houses().await {
        house.live_workflow("staging", "welcome").await;
        let (key, secret) = house.workspace_key("staging").await;
        let first = (key.clone(), secret);
        let second = (key.clone(), rotate_pair(&house, "week").await);
        let third = (key.clone(), rotate_pair(&house, "week").await);
        assert_eq!(trigger(&house, &first, "ann").await, 401, "the one before the last");
        assert_eq!((trigger(&house, &second, "ann").await, trigger(&house, &third, "ann").await), (202, 202));
        let fourth = (key, rotate_pair(&house, "now").await);
        assert_eq!((trigger(&house, &third, "ann").await, trigger(&house, &fourth, "ann").await), (401, 202));
        let form = [("workspace", "staging"), ("id", "x"), ("grace", "never")];
        assert_eq!(house.call("Ada", "/api/keys/rotate_pair", &form).await.status, 422);
    }
}

#[tokio::test]
async fn an_api_key_is_rotated_under_its_name() {
    for house in houses().await {
        generate(&house, "Ada", "Orders").await;
        let old = key_in(&house.page("Ada", KEYS).await.body, "SS.").unwrap();
        let id = super::api_key(&house).await;
        let form = [("workspace", "staging"), ("id", id.as_str()), ("grace", "hour")];
        let sent = house.submit("Ada", KEYS, "/api/keys/rotate", &form).await;
        assert_eq!((sent.status, sent.location()), (303, KEYS));
        let page = house.page("Ada", KEYS).await.body;
        let new = key_in(&page, "SS.").unwrap();
        assert!(new != old && page.contains("the old key works until") && page.contains(&new[..10]), "{page}");
        let get = async |key: &str| house.api(key, "GET", "/v1/user/", Value::Null).await;
        assert_eq!((get(&old).await.status, get(&new).await.status), (200, 200));
        house.app.clock.advance(HOUR);
        let refused = get(&old).await;
        assert!(refused.status == 401 && refused.body.contains("was rotated"), "{}", refused.body);
        assert_eq!(get(&new).await.status, 200);
        // Revoked: both are gone, the old one at once.
        let token = house.wide_token().await;
        let path = format!("/v1/staging/ws_api_key/{id}/");
        let third = house.manage(&token, "PATCH", &format!("{path}rotate/"), json!({"grace_seconds": 3600})).await.json();
        let third = third["api_key"].as_str().unwrap();
        assert_eq!((get(&new).await.status, get(third).await.status), (200, 200));
        assert_eq!(house.manage(&token, "DELETE", &path, Value::Null).await.status, 204);
        assert_eq!((get(&new).await.status, get(third).await.status), (401, 401));
        let page = look(&house, KEYS).await;
        assert!(page.contains("Revoked") && !page.contains("the old key works until"), "{page}");
    }
}
