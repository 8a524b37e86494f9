//! What a new account finds in its Sandbox, so that the first notification is one click away.

use serde_json::{Map, json};

use crate::{
    access::{App, Granted},
    domain::{assets, users, verified_channels},
    model::{AccountId, AppError, AssetKind, Name, Slug, WorkspaceKind, can},
    store,
};

/// The slug of the sample workflow, and of the template that it sends.
pub const WELCOME: &str = "welcome";

/// The e-mail of the sample template.
const WELCOME_HTML: &str = include_str!("welcome.html");

/// The number of the sample user: one of those that are kept for examples and belong to nobody.
const NOBODYS_NUMBER: &str = "+12025550123";

/// Puts the sample template and workflow, both live, into every sandbox of the account. What is there already is left alone.
pub async fn provision(app: &App, account: &AccountId) -> Result<(), AppError> {
    let mut tx = app.regions.control().read().await?;
    let workspaces = store::workspaces::list(&mut tx, account).await?;
    drop(tx);
    for sandbox in workspaces.into_iter().filter(|workspace| workspace.kind == WorkspaceKind::Sandbox) {
        let granted: Granted<can::EditAssets> = app.as_system(account, sandbox, "Belfry's samples");
        put(&granted, AssetKind::Template, "Welcome", &template().to_string()).await?;
        put(&granted, AssetKind::Workflow, "Welcome", &workflow().to_string()).await?;
    }
    Ok(())
}

/// Puts the person who set the account up into every sandbox, as the user that a first test goes to, with an address on every channel.
/// Their distinct_id is their e-mail address.
pub async fn provision_user(app: &App, account: &AccountId, email: &str, name: &str) -> Result<(), AppError> {
    let mut tx = app.regions.control().read().await?;
    let workspaces = store::workspaces::list(&mut tx, account).await?;
    drop(tx);
    let profile = Map::from_iter(
        [
            ("$email", json!([email])),
            ("$sms", json!([NOBODYS_NUMBER])),
            ("$whatsapp", json!([NOBODYS_NUMBER])),
            ("name", json!(name)),
        ]
        .map(|(key, value)| (key.to_owned(), value)),
    );
    for sandbox in workspaces.into_iter().filter(|workspace| workspace.kind == WorkspaceKind::Sandbox) {
        verified_channels::provision(app, account, sandbox.clone(), email).await?;
        let granted = app.as_system(account, sandbox, "Belfry's samples");
        users::write(&granted, &[(email.to_owned(), users::Edit::Merge(profile.clone()))]).await?;
    }
    Ok(())
}

/// Creates and commits, each step only when it was not done before.
async fn put(granted: &Granted<can::EditAssets>, kind: AssetKind, name: &str, content: &str) -> Result<(), AppError> {
    let slug = Slug::parse(WELCOME)?;
    let asset = match assets::find(&granted.also()?, kind, &slug).await {
        Err(AppError::NotFound) => assets::create(granted, kind, &slug, &Name::parse(name)?, Some(content)).await?,
        found => found?,
    };
    if asset.live_version.is_none() {
        assets::commit(granted, kind, &slug, "A sample to start from", asset.draft_version).await?;
    }
    Ok(())
}

fn template() -> serde_json::Value {
    json!({
        "description": "Greets somebody who just signed up. A sample to look at, change and send.",
        "variants": [
            {
                "id": "default",
                "locale": "en",
                "channel": "email",
                "content": {
                    "subject": "Welcome to {{product}}, {{name}}",
                    "preheader": "Three things to do first",
                    "html": WELCOME_HTML,
                    "text": "",
                },
            },
            {
                "id": "default",
                "locale": "en",
                "channel": "sms",
                "content": {
                    "type": "basic",
                    "body": "Welcome to {{product}}, {{name}}. Your account is ready: {{start_url}}",
                },
            },
            {
                "id": "default",
                "locale": "en",
                "channel": "whatsapp",
                "content": {
                    "category": "UTILITY",
                    "subcategory": "basic_interactive",
                    "header": { "format": "TEXT", "text": "Welcome to {{product}}" },
                    "body": {
                        "text": "Hello {{name}}, your account is ready. Here are three things to do first:{{#each steps}}\n• {{this}}{{/each}}",
                    },
                    "footer": { "text": "You get this because you signed up." },
                    "button_type": "CALL_TO_ACTION",
                    "buttons": [
                        { "type": "URL", "text": "Get started", "url_type": "DYNAMIC", "url_static_part": "", "url_dynamic_part": "{{start_url}}" },
                    ],
                },
            },
            {
                "id": "default",
                "locale": "en",
                "channel": "inbox",
                "content": {
                    "header": "Welcome to {{product}}, {{name}}",
                    "body": "Your account is ready. Here are three things to do first.",
                    "action_url": "{{start_url}}",
                },
            },
        ],
        "mock_data": {
            "payload": {
                "name": "Ada",
                "product": "Acme",
                "start_url": "https://example.com/start",
                "steps": ["Set up your profile", "Invite your team", "Send your first message"],
            },
        },
    })
}

fn workflow() -> serde_json::Value {
    json!({
        "description": "Sends the Welcome template on every channel that the recipient can be reached on.",
        "category": "transactional",
        "tree": { "nodes": [
            { "ref": "send-1", "name": "Say welcome", "node_type": "send_multi_channel", "properties": { "template": WELCOME } },
        ] },
    })
}
