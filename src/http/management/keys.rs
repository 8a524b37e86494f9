//! Keys of a workspace, for programs.

use axum::response::Response;
use serde_json::json;

use crate::{
    domain::keys,
    http::{
        answer::{Fault, ok},
        calls::Call,
    },
};

/// `GET /v1/{workspace}/ws_key/bridge/`: the workspace key with its secret, which the command line signs triggers with. It is written down
/// as every look at a secret is.
pub async fn bridge(call: Call, workspace: &str) -> Result<Response, Fault> {
    let granted = call.enter_workspace(workspace).await?;
    let (key, secret) = keys::bridge(&granted).await?;
    Ok(ok(200, json!({"key": key, "secret": secret})))
}
