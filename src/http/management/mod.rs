//! The management API: what an account is set up with, for programs that hold a service token. It never sends.
//!
//! It shares its origin with the hub API: a path whose first word after the version is none of the hub's is a workspace.

mod keys;
mod workflows;
mod workspaces;

use axum::{
    body::Body,
    http::{Method, request::Parts},
    response::Response,
};

use super::{
    answer::Fault,
    calls::{self, Call, decoded},
    site::origin,
};
use crate::{
    access::{App, Granted},
    identity::caller_of_token,
    model::{AppError, AssetKind, Needs, Slug, TokenVerb, Workspace, can},
};

pub use keys::KeyGroup;

/// What an address leads to. A workspace is named by its slug or its id.
pub enum Target {
    Workspaces,
    Config(String),
    ConfigToo(String),
    KeyBridge(String),
    Keys(KeyGroup, String),
    Key(KeyGroup, String, String),
    RotateKey(KeyGroup, String, String),
    Workflows(String),
    Workflow(String, String),
    CommitWorkflow(String, String),
    EnableWorkflow(String, String),
}

impl calls::Target for Target {
    const CALLS: &'static [(&'static str, &'static str)] = &[
        ("GET", "/v1/workspace/"),
        ("POST", "/v1/workspace/"),
        ("GET", "/v1/workspace/{workspace}/config/"),
        ("PATCH", "/v1/workspace/{workspace}/config/"),
        ("GET", "/v1/{workspace}/config/"),
        ("PATCH", "/v1/{workspace}/config/"),
        ("GET", "/v1/{workspace}/ws_key/bridge/"),
        ("GET", "/v1/{workspace}/ws_key/"),
        ("POST", "/v1/{workspace}/ws_key/"),
        ("GET", "/v1/{workspace}/ws_key/{key}/"),
        ("DELETE", "/v1/{workspace}/ws_key/{key}/"),
        ("PATCH", "/v1/{workspace}/ws_key/{key}/rotate/"),
        ("GET", "/v1/{workspace}/ws_api_key/"),
        ("POST", "/v1/{workspace}/ws_api_key/"),
        ("DELETE", "/v1/{workspace}/ws_api_key/{key}/"),
        ("PATCH", "/v1/{workspace}/ws_api_key/{key}/rotate/"),
        ("GET", "/v1/{workspace}/ws_public_key/"),
        ("POST", "/v1/{workspace}/ws_public_key/"),
        ("PATCH", "/v1/{workspace}/ws_public_key/{key}/"),
        ("DELETE", "/v1/{workspace}/ws_public_key/{key}/"),
        ("PATCH", "/v1/{workspace}/ws_public_key/{key}/rotate/"),
        ("GET", "/v1/{workspace}/ws_signing_key/"),
        ("POST", "/v1/{workspace}/ws_signing_key/"),
        ("DELETE", "/v1/{workspace}/ws_signing_key/{key}/"),
        ("POST", "/v1/{workspace}/ws_signing_key/{key}/roll/"),
        ("GET", "/v1/{workspace}/workflow/"),
        ("GET", "/v1/{workspace}/workflow/{slug}/"),
        ("PATCH", "/v1/{workspace}/workflow/{slug}/commit/"),
        ("PATCH", "/v1/{workspace}/workflow/{slug}/enable/"),
    ];

    fn of(segments: &[&str]) -> Option<Self> {
        Some(match segments {
            ["v1", "workspace"] => Self::Workspaces,
            ["v1", "workspace", workspace, "config"] => Self::Config(decoded(workspace)?),
            ["v1", workspace, "config"] => Self::ConfigToo(decoded(workspace)?),
            ["v1", workspace, "ws_key", "bridge"] => Self::KeyBridge(decoded(workspace)?),
            ["v1", workspace, group] if KeyGroup::named(group).is_some() => {
                Self::Keys(KeyGroup::named(group)?, decoded(workspace)?)
            }
            ["v1", workspace, group, key] if KeyGroup::named(group).is_some() => {
                Self::Key(KeyGroup::named(group)?, decoded(workspace)?, decoded(key)?)
            }
            ["v1", workspace, group, key, act] if KeyGroup::named(group).is_some_and(|group| group.rotates_by(act)) => {
                Self::RotateKey(KeyGroup::named(group)?, decoded(workspace)?, decoded(key)?)
            }
            ["v1", workspace, "workflow"] => Self::Workflows(decoded(workspace)?),
            ["v1", workspace, "workflow", slug] => Self::Workflow(decoded(workspace)?, decoded(slug)?),
            ["v1", workspace, "workflow", slug, "commit"] => Self::CommitWorkflow(decoded(workspace)?, decoded(slug)?),
            ["v1", workspace, "workflow", slug, "enable"] => Self::EnableWorkflow(decoded(workspace)?, decoded(slug)?),
            _ => return None,
        })
    }

    fn address(&self) -> &'static str {
        match self {
            Self::Workspaces => "/v1/workspace/",
            Self::Config(_) => "/v1/workspace/{workspace}/config/",
            Self::ConfigToo(_) => "/v1/{workspace}/config/",
            Self::KeyBridge(_) => "/v1/{workspace}/ws_key/bridge/",
            Self::Keys(group, _) => group.addresses()[0],
            Self::Key(group, ..) => group.addresses()[1],
            Self::RotateKey(group, ..) => group.addresses()[2],
            Self::Workflows(_) => "/v1/{workspace}/workflow/",
            Self::Workflow(..) => "/v1/{workspace}/workflow/{slug}/",
            Self::CommitWorkflow(..) => "/v1/{workspace}/workflow/{slug}/commit/",
            Self::EnableWorkflow(..) => "/v1/{workspace}/workflow/{slug}/enable/",
        }
    }
}

impl Call {
    /// Enters a workspace of the token's account, by slug or id.
    async fn enter_workspace<P: Needs<Place = Workspace>>(&self, named: &str) -> Result<Granted<P>, Fault> {
        self.caller.enter_named(named).await.map_err(|error| match error {
            AppError::NotFound => Fault::missing(format!("workspace not found for slug/uid: {named}")),
            error => error.into(),
        })
    }

    /// The same for keys, which a token may read, or manage, or both.
    async fn enter_keys(&self, named: &str, verb: TokenVerb) -> Result<Granted<can::ManageKeys>, Fault> {
        let granted = self.enter_workspace(named).await?;
        self.caller.is_for(verb)?;
        Ok(granted)
    }

    /// The same for what is done to assets of one kind.
    async fn enter_assets<P: Needs<Place = Workspace>>(&self, named: &str, kind: AssetKind) -> Result<Granted<P>, Fault> {
        self.caller.covers(kind)?;
        self.enter_workspace(named).await
    }
}

/// A slug out of an address; what can't be one is not found.
fn slug(kind: AssetKind, text: &str) -> Result<Slug, Fault> {
    Slug::parse(text).map_err(|_| missing(kind, text))
}

fn missing(kind: AssetKind, slug: &str) -> Fault {
    Fault::missing(format!("{} '{slug}' not found", kind.key()))
}

/// Answers one call.
pub async fn run(app: App, parts: Parts, body: Body, method: Method, target: Target) -> Result<Response, Fault> {
    let origin = origin(&app, &parts);
    let caller = caller_of_token(&app, &parts, origin.clone()).await.map_err(|denied| calls::denied(denied, &origin))?;
    let call = Call::new(caller, &parts, calls::read(body).await?);
    match (target, method) {
        (Target::Workspaces, Method::POST) => workspaces::create(call).await,
        (Target::Workspaces, _) => workspaces::list(call).await,
        (Target::Config(workspace) | Target::ConfigToo(workspace), Method::PATCH) => {
            workspaces::edit_config(call, &workspace).await
        }
        (Target::Config(workspace) | Target::ConfigToo(workspace), _) => workspaces::find_config(call, &workspace).await,
        (Target::KeyBridge(workspace), _) => keys::bridge(call, &workspace).await,
        (Target::Keys(group, workspace), method) => keys::all(call, group, &workspace, &method).await,
        (Target::Key(group, workspace, key), method) => keys::one(call, group, &workspace, &key, &method).await,
        (Target::RotateKey(group, workspace, key), _) => keys::rotate(call, group, &workspace, &key).await,
        (Target::Workflows(workspace), _) => workflows::list(call, &workspace).await,
        (Target::Workflow(workspace, slug), _) => workflows::find(call, &workspace, &slug).await,
        (Target::CommitWorkflow(workspace, slug), _) => workflows::commit(call, &workspace, &slug).await,
        (Target::EnableWorkflow(workspace, slug), _) => workflows::enable(call, &workspace, &slug).await,
    }
}
