//! Service tokens, and what the management API answers to them.

use belfry::{
    domain::tokens,
    identity::sha256,
    model::{AccountId, InAccount, ServiceToken, ServiceTokenId, TokenScope, TokenVerb, can},
    store,
};
use serde_json::{Value, json};

use crate::{
    delivery::send,
    house::{House, Reply, houses},
};

const TOKENS: &str = "/account/tokens";
const DAY: i64 = 86_400_000;

impl House {
    /// A service token with this scope that ends at that time.
    pub async fn token(&self, scope: TokenScope, expires_at: Option<i64>) -> String {
        self.token_of(&self.account, scope, expires_at).await
    }

    async fn token_of(&self, account: &AccountId, scope: TokenScope, expires_at: Option<i64>) -> String {
        let granted = self.app.as_system::<can::ManageTokens>(account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let id: ServiceTokenId = change.id();
        let text = format!("SS.SVT.{id}");
        let token = ServiceToken {
            name: id.to_string(),
            id,
            account_id: account.clone(),
            hint: "SS.SVT.".to_owned(),
            scope: serde_json::to_string(&scope).unwrap(),
            created_by: "test".to_owned(),
            created_at: change.now,
            expires_at,
            last_used_at: None,
            last_used_from: None,
            revoked_at: None,
        };
        store::tokens::insert(&mut change, &token, &sha256(&text)).await.unwrap();
        change.commit(belfry::access::Entry::new("service_token.generated", &token.id)).await.unwrap();
        text
    }

    /// One that may do everything that a token may.
    pub async fn wide_token(&self) -> String {
        self.token(TokenScope { verbs: TokenVerb::ALL.to_vec(), ..TokenScope::default() }, None).await
    }

    /// A request of the management API.
    pub async fn manage(&self, token: &str, method: &str, path: &str, body: Value) -> Reply {
        self.manage_from(token, "203.0.113.7", method, path, body).await
    }

    pub async fn manage_from(&self, token: &str, from: &str, method: &str, path: &str, body: Value) -> Reply {
        let authorization = format!("ServiceToken {token}");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers =
            [("authorization", authorization.as_str()), ("content-type", "application/json"), ("x-forwarded-for", from)];
        self.send("nobody", method, path, &headers, body).await
    }

    pub async fn revoke_all_tokens(&self) {
        for token in self.tokens().await {
            tokens::revoke(&self.app.as_system(&self.account, InAccount, "test"), &token.id).await.unwrap();
        }
    }

    /// A token that may everything in the account of Stranger.
    pub async fn strangers_token(&self) -> String {
        let granted = self.app.as_system::<can::ManageTokens>(&self.account, InAccount, "test");
        let mut tx = granted.read().await.unwrap();
        let theirs = store::people::memberships(&mut tx, self.person("Stranger")).await.unwrap().remove(0).account_id;
        drop(tx);
        self.token_of(&theirs, TokenScope { verbs: TokenVerb::ALL.to_vec(), ..TokenScope::default() }, None).await
    }

    async fn tokens(&self) -> Vec<ServiceToken> {
        tokens::list(&self.app.as_system(&self.account, InAccount, "test")).await.unwrap()
    }
}

fn slugs(reply: &Reply) -> Vec<String> {
    let results = reply.json()["results"].as_array().cloned().unwrap_or_default();
    results.iter().map(|one| one["slug"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_new_token_is_shown_once_and_works() {
    for house in houses().await {
        assert!(house.page("Ada", TOKENS).await.body.contains("No service token yet"));
        let form = [("name", "Release pipeline"), ("life", "90"), ("verbs[0]", "read"), ("networks", " ")];
        let sent = house.submit("Ada", "/account/tokens/new", "/api/tokens/generate", &form).await;
        assert_eq!((sent.status, sent.location()), (303, TOKENS), "{}", sent.body);
        let first = house.page("Ada", TOKENS).await.body;
        let at = first.find("SS.SVT.").expect("the page after shows the token");
        let text: String = first[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
        assert_eq!(text.len(), "SS.SVT.".len() + 43);
        let second = house.page("Ada", TOKENS).await.body;
        assert!(!second.contains(&text) && second.contains("Release pipeline") && second.contains("every workspace"), "{second}");

        let listed = house.manage(&text, "GET", "/v1/workspace/", Value::Null).await;
        assert_eq!((listed.status, slugs(&listed)), (200, vec!["sandbox".into(), "staging".into(), "production".into()]));
        assert_eq!(house.tokens().await[0].expires_at, Some(house.app.now() + 90 * DAY));
        assert_eq!(house.audit().await, [("Ada".into(), "service_token.generated".into())]);
    }
}

#[tokio::test]
async fn a_token_that_is_gone_over_or_unknown_opens_nothing() {
    for house in houses().await {
        let refused = async |token: &str, because: &str| {
            let reply = house.manage(token, "GET", "/v1/workspace/", Value::Null).await;
            assert_eq!(reply.status, 401, "{}", reply.body);
            assert!(reply.json()["message"].as_str().unwrap().contains(because), "{}", reply.body);
        };
        refused("SS.SVT.unknown", "is not known here").await;
        let soon = house.token(TokenScope::default(), Some(house.app.now() + 1000)).await;
        assert_eq!(house.manage(&soon, "GET", "/v1/workspace/", Value::Null).await.status, 200);
        house.app.clock.advance(1000);
        refused(&soon, "expired").await;

        let token = house.wide_token().await;
        let id = house.tokens().await[0].id.to_string();
        assert_eq!(house.call("Stranger", "/api/tokens/revoke", &[("id", &id)]).await.status, 404, "of another account");
        let sent = house.submit("Ada", TOKENS, "/api/tokens/revoke", &[("id", &id)]).await;
        assert_eq!((sent.status, sent.location()), (303, TOKENS));
        refused(&token, "is not known here").await;
        assert!(house.page("Ada", TOKENS).await.body.contains("Revoked"));
        assert_eq!(house.call("Ada", "/api/tokens/revoke", &[("id", &id)]).await.status, 404, "once is enough");
        let without = house.send("nobody", "GET", "/v1/workspace/", &[("authorization", "Bearer x")], "").await;
        assert_eq!(without.status, 401, "an API key is no service token");
    }
}

#[tokio::test]
async fn a_token_is_good_from_its_networks_alone() {
    for house in houses().await {
        let scope = TokenScope { networks: vec!["203.0.113.0/24".into()], ..TokenScope::default() };
        let token = house.token(scope, None).await;
        for (from, status) in [("203.0.113.9", 200), ("198.51.100.1", 401)] {
            let reply = house.manage_from(&token, from, "GET", "/v1/workspace/", Value::Null).await;
            assert_eq!(reply.status, status, "{from}: {}", reply.body);
        }
        let form = [("name", "Bad"), ("life", "30"), ("verbs[0]", "read"), ("networks", "203.0.113.0/24, everywhere")];
        let refused = house.call("Ada", "/api/tokens/generate", &form).await;
        assert!(refused.status == 422 && refused.body.contains("everywhere"), "{} {}", refused.status, refused.body);
    }
}

#[tokio::test]
async fn its_last_use_is_written_down_once_a_minute() {
    for house in houses().await {
        let token = house.wide_token().await;
        let used = async || house.tokens().await[0].last_used_at;
        house.manage(&token, "GET", "/v1/workspace/", Value::Null).await;
        let first = used().await;
        assert_eq!((first, house.tokens().await[0].last_used_from.as_deref()), (Some(house.app.now()), Some("203.0.113.7")));
        house.app.clock.advance(30_000);
        house.manage(&token, "GET", "/v1/workspace/", Value::Null).await;
        assert_eq!(used().await, first);
        house.app.clock.advance(30_000);
        house.manage(&token, "GET", "/v1/workspace/", Value::Null).await;
        assert_eq!(used().await, Some(house.app.now()));
    }
}

#[tokio::test]
async fn a_scope_narrows_to_workspaces_verbs_and_kinds() {
    for house in houses().await {
        house.desk("staging").workflow(&[send("send_inbox")]).await;
        let staging = house.workspace("staging").await.id;
        let scope = TokenScope { verbs: vec![TokenVerb::Read], workspaces: vec![staging.clone()], ..TokenScope::default() };
        let token = house.token(scope.clone(), None).await;
        let get = async |path: &str| house.manage(&token, "GET", path, Value::Null).await.status;
        assert_eq!(slugs(&house.manage(&token, "GET", "/v1/workspace/", Value::Null).await), ["staging"]);
        assert_eq!(get("/v1/staging/workflow/").await, 200);
        assert_eq!(
            get(&format!("/v1/{staging}/workflow/greet")).await,
            200,
            "a workspace by its id, an address without its slash"
        );
        assert_eq!(get("/v1/production/workflow/").await, 404, "it does not reach that one");
        assert_eq!(get("/v1/staging/ws_key/bridge/").await, 403);
        let create = house.manage(&token, "POST", "/v1/workspace/", json!({"name": "New"})).await;
        assert_eq!(create.status, 403);
        let off = house.manage(&token, "PATCH", "/v1/staging/workflow/greet/enable/", json!({"is_enabled": false})).await;
        assert_eq!(off.status, 403);

        let other_kind = TokenScope { kinds: vec![belfry::model::AssetKind::Template], ..scope };
        let token = house.token(other_kind, None).await;
        assert_eq!(house.manage(&token, "GET", "/v1/staging/workflow/", Value::Null).await.status, 403);
        for path in ["/staging", "/account/team"] {
            let authorization = format!("ServiceToken {}", house.wide_token().await);
            let page = house.send("nobody", "GET", path, &[("authorization", &authorization), ("accept", "text/html")], "").await;
            assert_eq!(page.status, 303, "a token opens no page");
        }
        let sending = house.manage(&house.wide_token().await, "POST", "/trigger/", json!({"workflow": "greet"})).await;
        assert_eq!(sending.status, 401, "a token never sends");
    }
}

#[tokio::test]
async fn a_workspace_is_made_and_the_list_comes_back() {
    for house in houses().await {
        let token = house.wide_token().await;
        let made =
            house.manage(&token, "POST", "/v1/workspace/", json!({"name": "EU staging", "description": "For the EU"})).await;
        assert_eq!((made.status, slugs(&made).contains(&"eu-staging".to_owned())), (200, true), "{}", made.body);
        let again = house.manage(&token, "POST", "/v1/workspace/", json!({"name": "EU staging"})).await;
        assert_eq!(again.status, 400, "{}", again.body);
        let nameless = house.manage(&token, "POST", "/v1/workspace/", json!({})).await;
        assert_eq!(nameless.status, 400, "{}", nameless.body);
        let page = house.manage(&token, "GET", "/v1/workspace/?limit=2&offset=1", Value::Null).await.json();
        assert_eq!((page["meta"]["count"].as_i64(), page["results"].as_array().unwrap().len()), (Some(4), 2));
        assert_eq!(page["results"][0]["mode"], "sandbox");
        let missing = house.manage(&token, "GET", "/v1/nowhere/workflow/", Value::Null).await.json();
        assert_eq!(missing["message"], "workspace not found for slug/uid: nowhere");

        let entries = house.page("Ada", "/account/audit?action=workspace.created").await.body;
        assert!(entries.contains("EU staging"), "{entries}");
        let (actor, action) = house.audit().await.pop().unwrap();
        assert_eq!((actor.starts_with("svct_"), action.as_str()), (true, "workspace.created"), "{actor}");
    }
}

#[tokio::test]
async fn workflows_are_listed_read_committed_and_switched() {
    for house in houses().await {
        house.desk("staging").workflow(&[send("send_inbox")]).await;
        let token = house.wide_token().await;
        let listed = house.manage(&token, "GET", "/v1/staging/workflow/?limit=50&mode=live&offset=0", Value::Null).await.json();
        assert!(listed["results"].as_array().unwrap().iter().any(|one| one["slug"] == "greet" && one["status"] == "active"));
        let beyond = house.manage(&token, "GET", "/v1/staging/workflow/?offset=50", Value::Null).await.json();
        assert_eq!(beyond["results"], json!([]), "the command line asks until a page is empty");
        for bad in ["limit=0", "limit=ten", "offset=-1", "mode=other"] {
            let reply = house.manage(&token, "GET", &format!("/v1/staging/workflow/?{bad}"), Value::Null).await;
            assert_eq!(reply.status, 400, "{bad}");
        }

        let one = house.manage(&token, "GET", "/v1/staging/workflow/greet/?mode=draft", Value::Null).await.json();
        assert_eq!((&one["status"], &one["tree"]["nodes"][0]["node_type"]), (&json!("draft"), &json!("send_inbox")), "{one}");
        assert_eq!(one["validation_result"], json!({"is_valid": true, "errors": []}));
        let gone = house.manage(&token, "GET", "/v1/staging/workflow/nope/?mode=live", Value::Null).await;
        assert_eq!((gone.status, gone.json()["message"].clone()), (404, json!("workflow 'nope' not found")));

        let off = house.manage(&token, "PATCH", "/v1/staging/workflow/greet/enable/", json!({"is_enabled": false})).await;
        assert_eq!((off.status, off.json()["status"].clone()), (202, json!("inactive")), "{}", off.body);
        let nothing = house.manage(&token, "PATCH", "/v1/staging/workflow/greet/commit/?commit_message=x", Value::Null).await;
        assert_eq!(nothing.status, 409, "nothing changed: {}", nothing.body);
        house.about_greet("Ada", "/api/workflows/describe", &[("category", "system")]).await;
        let commit =
            house.manage(&token, "PATCH", "/v1/staging/workflow/greet/commit/?commit_message=By+the+pipeline", Value::Null).await;
        assert_eq!((commit.status, commit.json()["commit_message"].clone()), (202, json!("By the pipeline")), "{}", commit.body);
    }
}

#[tokio::test]
async fn the_command_line_gets_the_workspace_key_and_that_is_written_down() {
    for house in houses().await {
        let token = house.wide_token().await;
        let bridge = house.manage(&token, "GET", "/v1/staging/ws_key/bridge/", Value::Null).await.json();
        let (key, secret) = house.workspace_key("staging").await;
        assert_eq!(bridge, json!({"key": key, "secret": secret}));
        assert_eq!(house.audit().await.pop().unwrap().1, "workspace_key.revealed");
    }
}

#[tokio::test]
async fn a_token_needs_a_name_of_its_own_and_something_that_it_may_do() {
    for house in houses().await {
        let ask = async |fields: &[(&str, &str)]| {
            let mut all = vec![("life", "30")];
            all.extend_from_slice(fields);
            house.call("Max", "/api/tokens/generate", &all).await
        };
        assert_eq!(ask(&[("name", "One"), ("verbs[0]", "read")]).await.status, 200);
        assert_eq!(ask(&[("name", "One"), ("verbs[0]", "read")]).await.status, 409);
        let nothing = ask(&[("name", "Two")]).await;
        assert!(nothing.status == 422 && nothing.body.contains("Choose at least one thing"), "{}", nothing.body);
        let gone = ask(&[("name", "Two"), ("verbs[0]", "read"), ("workspaces[0]", "wksp_missing")]).await;
        assert!(gone.status == 422 && gone.body.contains("is gone"), "{}", gone.body);
        let endless =
            house.call("Max", "/api/tokens/generate", &[("name", "Two"), ("verbs[0]", "read"), ("life", "forever")]).await;
        assert_eq!(endless.status, 422, "{}", endless.body);
    }
}
