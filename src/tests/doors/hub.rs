//! What programs call: every call with every kind of key.

use belfry::{
    domain::keys,
    http::{HubTarget, Target},
    model::{Id, can},
};
use serde_json::Value;

use super::House;
use crate::{
    delivery::send,
    house::{Reply, house},
};

struct Row {
    method: &'static str,
    /// As it stands in [`Target::CALLS`].
    address: &'static str,
    body: &'static str,
    /// What the right key is answered.
    right: u16,
    /// What the key of another workspace is answered there, where there is neither the user nor the workflow.
    elsewhere: u16,
}

const fn row(method: &'static str, address: &'static str, body: &'static str, right: u16, elsewhere: u16) -> Row {
    Row { method, address, body, right, elsewhere }
}

const EVENT: &str = r#"{"distinct_id": "ann", "$user_operations": [{"$set": {"plan": "doors"}}]}"#;

const HUB: &[Row] = &[
    row("POST", "/trigger/", r#"{"workflow": "greet", "recipients": ["ann"], "data": {"word": "tea"}}"#, 202, 404),
    row("POST", "/event/", EVENT, 202, 202),
    row("POST", "/v2/event/", EVENT, 202, 202),
    row("POST", "/v2/bulk/event/", r#"[{"distinct_id": "ann", "$user_operations": [{"$set": {"plan": "doors"}}]}]"#, 207, 207),
    row("GET", "/v1/user/", "", 200, 200),
    row("GET", "/v1/user/{distinct_id}/", "", 200, 404),
    row("POST", "/v1/user/{distinct_id}/", r#"{"plan": "doors"}"#, 201, 201),
    row("PATCH", "/v1/user/{distinct_id}/", r#"{"operations": [{"$set": {"plan": "doors"}}]}"#, 202, 202),
    row("DELETE", "/v1/user/{distinct_id}/", "", 204, 404),
    row("DELETE", "/v1/bulk/user/", r#"{"distinct_ids": ["ann"]}"#, 204, 204),
    row("PATCH", "/v1/bulk/message/", r#"{"messages": [{"message_id": "msg_missing", "action": "seen"}]}"#, 202, 202),
];

/// An enum, and the list of everything that it can be.
macro_rules! callers {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Who calls.
        #[derive(Clone, Copy, Debug, PartialEq)]
        enum With { $($(#[$doc])* $name,)* }
        use With::*;
        const CALLERS: &[With] = &[$($name,)*];
    };
}

callers! {
    Nothing,
    /// An admin's session in the dashboard.
    Session,
    UnknownApiKey,
    RevokedApiKey,
    UnknownWorkspaceKey,
    /// The right workspace key, signed with another secret.
    WrongSecret,
    /// A signature of the right key, but of another body.
    SignatureOfAnotherBody,
    /// The key of another workspace by somebody who says that it is this one's.
    OtherKeyThatLies,
    OtherApiKey,
    OtherWorkspaceKey,
    ApiKey,
    WorkspaceKey,
}

/// The keys of a house in which staging has a user and a workflow.
struct Keys {
    own: String,
    other: String,
    revoked: String,
    own_signing: (String, String),
    other_signing: (String, String),
    workspace: String,
}

impl Keys {
    async fn of(house: &House) -> Self {
        house.desk("staging").workflow(&[send("send_inbox")]).await;
        let revoked = house.api_key("staging").await;
        let granted = house.app.as_system::<can::ManageKeys>(&house.account, house.workspace("staging").await, "test");
        let id = keys::api::list(&granted).await.unwrap().remove(0).id;
        keys::api::revoke(&granted, &id).await.unwrap();
        Self {
            own: house.api_key("staging").await,
            other: house.api_key("production").await,
            revoked,
            own_signing: house.workspace_key("staging").await,
            other_signing: house.workspace_key("production").await,
            workspace: granted.workspace_id().as_str().to_owned(),
        }
    }
}

async fn call(house: &House, keys: &Keys, row: &Row, with: With) -> Reply {
    let path = row.address.replace("{distinct_id}", "ann");
    let bearer = async |key: &str, workspace: Option<&str>| {
        let authorization = format!("Bearer {key}");
        let mut headers = vec![("authorization", authorization.as_str()), ("content-type", "application/json")];
        headers.extend(workspace.map(|id| ("x-ss-wsuid", id)));
        house.send("nobody", row.method, &path, &headers, row.body).await
    };
    let signed =
        async |key: &str, secret: &str| house.signed(&(key.to_owned(), secret.to_owned()), row.method, &path, row.body).await;
    let (own, other) = (&keys.own_signing, &keys.other_signing);
    match with {
        Nothing => house.send("nobody", row.method, &path, &[], row.body).await,
        Session => house.send("Ada", row.method, &path, &[], row.body).await,
        UnknownApiKey => bearer("SS.unknown", None).await,
        RevokedApiKey => bearer(&keys.revoked, None).await,
        UnknownWorkspaceKey => signed("SS.WSK.unknown", &own.1).await,
        WrongSecret => signed(&own.0, &other.1).await,
        SignatureOfAnotherBody => house.signed_as_if(own, row.method, &path, row.body, "something else").await,
        OtherKeyThatLies => bearer(&keys.other, Some(&keys.workspace)).await,
        OtherApiKey => bearer(&keys.other, None).await,
        OtherWorkspaceKey => signed(&other.0, &other.1).await,
        ApiKey => bearer(&keys.own, Some(&keys.workspace)).await,
        WorkspaceKey => signed(&own.0, &own.1).await,
    }
}

/// What staging has: its user, and what was triggered.
async fn state(house: &House, keys: &Keys) -> (String, i64) {
    let ann = house.api(&keys.own, "GET", "/v1/user/ann/", Value::Null).await.body;
    let workspace = keys.workspace.clone();
    let granted = house.app.as_system::<can::ViewLogs>(&house.account, house.workspace("staging").await, "test");
    let mut tx = granted.read().await.unwrap();
    let count = "select count(*) from request where workspace_id = $1";
    (ann, tx.one::<(i64,)>(count, belfry::args![workspace]).await.unwrap().unwrap().0)
}

#[tokio::test]
async fn every_call_is_answered_to_the_right_keys_alone() {
    let mut wrong = Vec::new();
    for row in HUB {
        let house = house().await;
        let keys = Keys::of(&house).await;
        for with in CALLERS.iter().copied() {
            let made = house.api(&keys.own, "POST", "/v1/user/ann/", serde_json::json!({"plan": "ours"})).await;
            assert_eq!(made.status, 201, "{}", made.body);
            let before = state(&house, &keys).await;
            let reply = call(&house, &keys, row, with).await;
            let status = match with {
                ApiKey | WorkspaceKey => row.right,
                OtherApiKey | OtherWorkspaceKey => row.elsewhere,
                _ => 401,
            };
            if reply.status != status {
                wrong.push(format!("{} {} with {with:?}: {}, should be {status}", row.method, row.address, reply.status));
            }
            if !matches!(with, ApiKey | WorkspaceKey) {
                assert!(!reply.body.contains("ours"), "{} {} with {with:?}: {}", row.method, row.address, reply.body);
                assert_eq!(state(&house, &keys).await, before, "{} {} with {with:?}", row.method, row.address);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_call_has_a_row() {
    let rows: Vec<(&str, &str)> = HUB.iter().map(|row| (row.method, row.address)).collect();
    assert_eq!(rows, HubTarget::CALLS, "src/tests/doors/hub.rs has a row for each call, in their order");
}
