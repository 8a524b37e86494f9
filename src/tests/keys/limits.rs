//! What a key is narrowed to: what it may do, from where, and until when.

use serde_json::{Value, json};

use super::{KEYS, PAIRS, key_in, look};
use crate::house::{House, houses};

const DAY: i64 = 86_400_000;

/// An API key with these limits.
async fn narrowed(house: &House, name: &str, fields: &[(&str, &str)]) -> String {
    let mut form = vec![("workspace", "staging"), ("name", name)];
    form.extend_from_slice(fields);
    let sent = house.submit("Ada", KEYS, "/api/keys/generate", &form).await;
    assert_eq!((sent.status, sent.location()), (303, KEYS), "{}", sent.body);
    key_in(&house.page("Ada", KEYS).await.body, "SS.").expect("the key is shown")
}

async fn get_from(house: &House, key: &str, from: &str) -> u16 {
    let bearer = format!("Bearer {key}");
    house.send("nobody", "GET", "/v1/user/", &[("authorization", &bearer), ("x-forwarded-for", from)], "").await.status
}

#[tokio::test]
async fn a_key_is_good_from_its_networks_alone() {
    for house in houses().await {
        let key = narrowed(&house, "Office", &[("networks", "203.0.113.0/24, 2001:db8::7")]).await;
        for (from, status) in [("203.0.113.9", 200), ("2001:db8::7", 200), ("198.51.100.1", 401)] {
            assert_eq!(get_from(&house, &key, from).await, status, "{from}");
        }
        assert!(house.page("Ada", KEYS).await.body.contains("from 203.0.113.0/24, 2001:db8::7"));
        let form = [("workspace", "staging"), ("name", "Bad"), ("networks", "everywhere")];
        let refused = house.call("Ada", "/api/keys/generate", &form).await;
        assert!(refused.status == 422 && refused.body.contains("everywhere"), "{}", refused.body);
    }
}

#[tokio::test]
async fn a_key_does_what_its_scope_says() {
    for house in houses().await {
        house.live_workflow("staging", "welcome").await;
        let trigger = json!({"workflow": "welcome", "recipients": ["ann"], "data": {}});
        for (scope, triggers, users) in [("trigger", 202, 403), ("users", 403, 201), ("everything", 202, 201)] {
            let key = narrowed(&house, scope, &[("scope", scope)]).await;
            assert_eq!(house.api(&key, "POST", "/trigger/", trigger.clone()).await.status, triggers, "{scope}");
            let user = format!("/v1/user/{scope}/");
            assert_eq!(house.api(&key, "POST", &user, json!({"name": "Ann"})).await.status, users, "{scope}");
        }
        let form = [("workspace", "staging"), ("name", "Bad"), ("scope", "rule")];
        assert_eq!(house.call("Ada", "/api/keys/generate", &form).await.status, 422);
    }
}

#[tokio::test]
async fn a_key_expires_and_says_so_before() {
    for house in houses().await {
        let key = narrowed(&house, "Orders", &[("life", "30")]).await;
        assert!(!house.page("Ada", KEYS).await.body.contains("Expires "));
        house.app.clock.advance(27 * DAY);
        let get = async || house.api(&key, "GET", "/v1/user/", Value::Null).await.status;
        let soon = look(&house, KEYS).await;
        assert!(get().await == 200 && soon.contains("Expires ") && soon.contains("in 3 d"), "{soon}");
        house.app.clock.advance(3 * DAY);
        assert_eq!(get().await, 401);
        assert!(look(&house, KEYS).await.contains("Expired"));
    }
}

#[tokio::test]
async fn workspace_keys_are_many_and_the_default_one_stays() {
    for house in houses().await {
        let made = [("workspace", "staging"), ("name", "Orders"), ("networks", "203.0.113.7")];
        let sent = house.submit("Ada", PAIRS, "/api/keys/generate_pair", &made).await;
        assert_eq!((sent.status, sent.location()), (303, PAIRS), "{}", sent.body);
        let page = house.page("Ada", PAIRS).await.body;
        let secret = key_in(&page, "SS.WSS.").expect("its secret is shown");
        let granted = house.granted::<belfry::model::can::ManageKeys>("staging").await;
        let all = belfry::domain::keys::workspace::list(&granted).await.unwrap();
        assert_eq!((all.len(), all[0].is_default, all[1].is_default), (2, true, false));
        let pair = (all[1].key.clone(), secret);
        // The harness calls from no address, and so from none of the key's.
        let refused = house.signed(&pair, "GET", "/v1/user/", "").await;
        assert!(refused.status == 401 && refused.body.contains("may not be used from"), "{}", refused.body);
        assert_eq!(house.call("Ada", "/api/keys/generate_pair", &made).await.status, 409);

        let end =
            async |id: &str| house.call("Ada", "/api/keys/delete_pair", &[("workspace", "staging"), ("id", id)]).await.status;
        assert_eq!(end(&all[0].id.to_string()).await, 409, "the default one");
        assert_eq!(end(&all[1].id.to_string()).await, 200);
        assert_eq!(end(&all[1].id.to_string()).await, 404, "once is enough");
        let gone = house.signed(&pair, "GET", "/v1/user/", "").await;
        assert!(gone.status == 401 && gone.body.contains("deleted"), "{}", gone.body);
        let page = house.page("Ada", PAIRS).await.body;
        assert!(page.contains("Deleted key") && page.contains("Orders"), "{page}");
        assert_eq!(house.call("Ada", "/api/keys/generate_pair", &made).await.status, 200, "its name is free again");
    }
}
