//! The management API: every call with every kind of service token.

use belfry::{
    http::{ManagementTarget, Target},
    model::{AssetKind, TokenScope, TokenVerb},
};

use super::House;
use crate::{delivery::send, house::house};

struct Row {
    method: &'static str,
    /// As it stands in [`Target::CALLS`].
    address: &'static str,
    body: &'static str,
    right: u16,
    /// What a token needs for it.
    verb: Option<TokenVerb>,
    /// Whether it is about workflows.
    of_workflows: bool,
}

const fn row(
    method: &'static str,
    address: &'static str,
    body: &'static str,
    right: u16,
    verb: Option<TokenVerb>,
    of_workflows: bool,
) -> Row {
    Row { method, address, body, right, verb, of_workflows }
}

const MANAGEMENT: &[Row] = &[
    // Whatever a token reaches it may know of.
    row("GET", "/v1/workspace/", "", 200, None, false),
    row("POST", "/v1/workspace/", r#"{"name": "Doors"}"#, 200, Some(TokenVerb::CreateWorkspaces), false),
    row("GET", "/v1/workspace/{workspace}/config/", "", 200, Some(TokenVerb::Read), false),
    row("PATCH", "/v1/workspace/{workspace}/config/", r#"{"sms_vendor_type": "dlt"}"#, 200, Some(TokenVerb::Configure), false),
    row("GET", "/v1/{workspace}/config/", "", 200, Some(TokenVerb::Read), false),
    row("PATCH", "/v1/{workspace}/config/", r#"{"sms_vendor_type": "dlt"}"#, 200, Some(TokenVerb::Configure), false),
    row("GET", "/v1/{workspace}/ws_key/bridge/", "", 200, Some(TokenVerb::ReadKeys), false),
    row("GET", "/v1/{workspace}/ws_key/", "", 200, Some(TokenVerb::ReadKeys), false),
    row("POST", "/v1/{workspace}/ws_key/", r#"{"name": "Doors"}"#, 201, Some(TokenVerb::ManageKeys), false),
    row("GET", "/v1/{workspace}/ws_key/{key}/", "", 404, Some(TokenVerb::ReadKeys), false),
    row("DELETE", "/v1/{workspace}/ws_key/{key}/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("PATCH", "/v1/{workspace}/ws_key/{key}/rotate/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("GET", "/v1/{workspace}/ws_api_key/", "", 200, Some(TokenVerb::ReadKeys), false),
    row("POST", "/v1/{workspace}/ws_api_key/", r#"{"name": "Doors"}"#, 201, Some(TokenVerb::ManageKeys), false),
    row("DELETE", "/v1/{workspace}/ws_api_key/{key}/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("PATCH", "/v1/{workspace}/ws_api_key/{key}/rotate/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("GET", "/v1/{workspace}/ws_public_key/", "", 200, Some(TokenVerb::ReadKeys), false),
    row("POST", "/v1/{workspace}/ws_public_key/", r#"{"name": "Doors"}"#, 201, Some(TokenVerb::ManageKeys), false),
    row(
        "PATCH",
        "/v1/{workspace}/ws_public_key/{key}/",
        r#"{"is_secure_mode_enabled": true}"#,
        404,
        Some(TokenVerb::ManageKeys),
        false,
    ),
    row("DELETE", "/v1/{workspace}/ws_public_key/{key}/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("PATCH", "/v1/{workspace}/ws_public_key/{key}/rotate/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("GET", "/v1/{workspace}/ws_signing_key/", "", 200, Some(TokenVerb::ReadKeys), false),
    row("POST", "/v1/{workspace}/ws_signing_key/", "", 201, Some(TokenVerb::ManageKeys), false),
    row("DELETE", "/v1/{workspace}/ws_signing_key/{key}/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("POST", "/v1/{workspace}/ws_signing_key/{key}/roll/", "", 404, Some(TokenVerb::ManageKeys), false),
    row("GET", "/v1/{workspace}/workflow/", "", 200, Some(TokenVerb::Read), true),
    row("GET", "/v1/{workspace}/workflow/{slug}/", "", 200, Some(TokenVerb::Read), true),
    row("PATCH", "/v1/{workspace}/workflow/{slug}/commit/", "", 202, Some(TokenVerb::Edit), true),
    row("PATCH", "/v1/{workspace}/workflow/{slug}/enable/", r#"{"is_enabled": false}"#, 202, Some(TokenVerb::Edit), true),
];

impl Row {
    fn in_workspace(&self) -> bool {
        self.address.contains("{workspace}")
    }
}

macro_rules! callers {
    ($($(#[doc = $about:literal])* $name:ident,)*) => {
        /// Who calls.
        #[derive(Clone, Copy, Debug, PartialEq)]
        enum With { $($(#[doc = $about])* $name,)* }
        const CALLERS: &[With] = &[$(With::$name,)*];
    };
}

callers! {
    Nothing,
    /// An admin's session in the dashboard.
    Session,
    ApiKey,
    UnknownToken,
    RevokedToken,
    ExpiredToken,
    /// Good, from an address that it may not be used from.
    ElsewhereToken,
    /// Of another account, which has a staging too, without the workflow.
    StrangersToken,
    /// May everything, in another workspace.
    OutOfScope,
    /// May everything but this.
    WithoutTheVerb,
    /// May everything with templates.
    OtherKind,
    /// May just this, just here.
    Scoped,
    Unscoped,
}

fn all_verbs() -> TokenScope {
    TokenScope { verbs: TokenVerb::ALL.to_vec(), ..TokenScope::default() }
}

async fn credential(house: &House, row: &Row, with: With) -> Option<String> {
    let token =
        async |scope: TokenScope, expires_at: Option<i64>| Some(format!("ServiceToken {}", house.token(scope, expires_at).await));
    match with {
        With::Nothing | With::Session => None,
        With::ApiKey => Some(format!("Bearer {}", house.api_key("staging").await)),
        With::UnknownToken => Some("ServiceToken SS.SVT.unknown".to_owned()),
        With::RevokedToken => {
            let text = house.wide_token().await;
            house.revoke_all_tokens().await;
            Some(format!("ServiceToken {text}"))
        }
        With::ExpiredToken => token(all_verbs(), Some(house.app.now())).await,
        With::ElsewhereToken => token(TokenScope { networks: vec!["198.51.100.0/24".into()], ..all_verbs() }, None).await,
        With::StrangersToken => Some(format!("ServiceToken {}", house.strangers_token().await)),
        With::OutOfScope => {
            let workspaces = vec![house.workspace("production").await.id];
            token(TokenScope { workspaces, ..all_verbs() }, None).await
        }
        With::WithoutTheVerb => {
            let verbs = TokenVerb::ALL.iter().copied().filter(|verb| Some(*verb) != row.verb).collect();
            token(TokenScope { verbs, ..TokenScope::default() }, None).await
        }
        With::OtherKind => token(TokenScope { kinds: vec![AssetKind::Template], ..all_verbs() }, None).await,
        With::Scoped => {
            // A commit reads what it commits.
            let verbs = row.verb.into_iter().chain([TokenVerb::Read]).collect();
            let workspaces = vec![house.workspace("staging").await.id];
            token(TokenScope { verbs, workspaces, kinds: vec![AssetKind::Workflow], ..TokenScope::default() }, None).await
        }
        With::Unscoped => token(all_verbs(), None).await,
    }
}

fn expected(row: &Row, with: With) -> u16 {
    match with {
        With::OutOfScope if row.in_workspace() => 404,
        // Their own staging has no such workflow.
        With::StrangersToken if row.address.contains("{slug}") => 404,
        With::WithoutTheVerb if row.verb.is_some() => 403,
        With::OtherKind if row.of_workflows => 403,
        With::StrangersToken | With::OutOfScope | With::WithoutTheVerb | With::OtherKind | With::Scoped | With::Unscoped => {
            row.right
        }
        _ => 401,
    }
}

#[tokio::test]
async fn every_call_is_answered_to_the_tokens_that_reach_it() {
    let (mut wrong, mut cells) = (Vec::new(), 0);
    for row in MANAGEMENT {
        for with in CALLERS.iter().copied() {
            // Each call in a house of its own: one that is let in changes it.
            let house = house().await;
            house.desk("staging").workflow(&[send("send_inbox")]).await;
            house.about_greet("Ada", "/api/workflows/describe", &[("category", "system")]).await;
            let path = row.address.replace("{workspace}", "staging").replace("{slug}", "greet").replace("{key}", "missing");
            let credential = credential(&house, row, with).await;
            let mut headers = vec![("content-type", "application/json"), ("x-forwarded-for", "203.0.113.7")];
            headers.extend(credential.as_deref().map(|value| ("authorization", value)));
            let who = if with == With::Session { "Ada" } else { "nobody" };
            let reply = house.send(who, row.method, &path, &headers, row.body).await;
            cells += 1;
            let status = expected(row, with);
            if reply.status != status {
                wrong.push(format!(
                    "{} {} with {with:?}: {}, should be {status}: {}",
                    row.method, row.address, reply.status, reply.body
                ));
            }
            if status != row.right {
                assert!(!reply.body.contains("SS.WSS."), "{} {} with {with:?}: {}", row.method, row.address, reply.body);
            }
        }
    }
    println!("doors: {} calls of the management API, {cells} cells", MANAGEMENT.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_call_has_a_row() {
    let rows: Vec<(&str, &str)> = MANAGEMENT.iter().map(|row| (row.method, row.address)).collect();
    assert_eq!(rows, ManagementTarget::CALLS, "src/tests/doors/management.rs has a row for each call, in their order");
}
