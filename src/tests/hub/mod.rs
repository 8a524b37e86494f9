//! What programs ask of Belfry.

pub mod queue;
mod signing;
pub mod trigger;
mod users;

use belfry::{
    access::{Entry, Granted},
    domain::{assets, keys},
    identity::{Signed, sealing_place},
    model::{ApiKey, ApiKeyId, AssetKind, KeyScope, WorkspaceKeyId, can},
    store,
};
use serde_json::json;

use crate::house::{House, Reply};

/// An API key that nothing was done to, for a row of the database.
pub fn bare_api_key(id: ApiKeyId, name: &str, now: i64) -> ApiKey {
    ApiKey {
        id,
        name: name.to_owned(),
        hint: "SS.".to_owned(),
        scope: KeyScope::Everything,
        networks: "[]".to_owned(),
        expires_at: None,
        old_until: None,
        old_used_at: None,
        last_used_at: None,
        created_by: "test".to_owned(),
        created_at: now,
        rotated_by: None,
        rotated_at: None,
        revoked_by: None,
        revoked_at: None,
    }
}

impl House {
    /// An API key of a workspace.
    pub async fn api_key(&self, workspace: &str) -> String {
        let workspace = self.workspace(workspace).await;
        let granted = self.app.as_system::<can::ManageKeys>(&self.account, workspace, "test");
        let mut change = granted.change_control().await.unwrap();
        let text = format!("SS.{}", change.id::<belfry::model::JobId>());
        let key = bare_api_key(change.id(), &text, change.now);
        let hash = belfry::identity::sha256(&text);
        store::keys::insert_api_key(&mut change, granted.workspace_id(), &key, &hash).await.unwrap();
        change.commit(Entry::new("api_key.generated", &key.id)).await.unwrap();
        text
    }

    /// The workspace key with its secret.
    pub async fn workspace_key(&self, workspace: &str) -> (String, String) {
        let workspace = self.workspace(workspace).await;
        let granted = self.app.as_system::<can::ManageKeys>(&self.account, workspace.clone(), "test");
        let key = keys::workspace::list(&granted).await.unwrap().remove(0);
        let mut tx = granted.read_control().await.unwrap();
        let id: &WorkspaceKeyId = &key.id;
        let sealed = store::keys::find_secret(&mut tx, &workspace.id, id).await.unwrap().unwrap();
        let secret = self.app.vault.unseal(&sealing_place(&workspace.id.to_string(), &id.to_string()), &sealed).unwrap();
        (key.key, secret)
    }

    /// A signed request, as the client libraries send it.
    pub async fn signed(&self, key: &(String, String), method: &str, path: &str, body: &str) -> Reply {
        self.signed_as_if(key, method, path, body, body).await
    }

    /// The same with the signature of another body.
    pub async fn signed_as_if(&self, key: &(String, String), method: &str, path: &str, body: &str, of: &str) -> Reply {
        let date = jiff::Timestamp::from_millisecond(self.app.now()).unwrap().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let content_type = "application/json; charset=utf-8";
        let signed = Signed { method, body: of.as_bytes(), content_type, date: &date, target: path };
        let authorization = format!("{}:{}", key.0, signed.signature(&key.1));
        let headers = [("authorization", authorization.as_str()), ("date", &date), ("content-type", content_type)];
        self.send("nobody", method, path, &headers, body.to_owned()).await
    }

    /// A workflow that can be triggered. What it does is not looked at here.
    pub async fn live_workflow(&self, workspace: &str, slug: &str) {
        self.bare_workflow(workspace, slug, true, true).await;
    }

    pub async fn bare_workflow(&self, workspace: &str, slug: &str, enabled: bool, live: bool) {
        let template = format!("{slug}-text");
        self.live_template(workspace, &template).await;
        let draft = self.workflow(workspace, slug, &template).await;
        let granted: Granted<can::EditAssets> = self.granted(workspace).await;
        if live {
            assets::commit(&granted, AssetKind::Workflow, &draft.slug, "First", draft.draft_version).await.unwrap();
        }
        if !enabled {
            assets::enable(&granted, AssetKind::Workflow, &draft.slug, false).await.unwrap();
        }
    }

    /// How many jobs wait, and how many requests were made.
    pub async fn waiting(&self) -> (i64, i64) {
        let granted = self.app.as_system::<can::Trigger>(&self.account, self.workspace("staging").await, "test");
        let mut tx = granted.read().await.unwrap();
        let jobs: Option<(i64,)> = tx.one("select count(*) from job", vec![]).await.unwrap();
        let requests: Option<(i64,)> = tx.one("select count(*) from request", vec![]).await.unwrap();
        (jobs.unwrap().0, requests.unwrap().0)
    }
}

/// Every error has one body that all client libraries can read.
pub fn assert_fault(reply: &Reply, status: u16, message: &str) {
    let body = reply.json();
    assert_eq!(reply.status, status, "{body}");
    assert_eq!((&body["status"], &body["code"], &body["records"]), (&json!("error"), &json!(status), &json!([])));
    for text in [&body["message"], &body["detail"], &body["error"]["message"]] {
        assert!(text.as_str().unwrap().contains(message), "{text} does not say: {message}");
    }
    assert!(body["error"]["type"].is_string() && body["error_code"].is_string() && body["type"].is_string());
}
