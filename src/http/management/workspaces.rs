//! `/v1/workspace/`, and the config of a workspace.

use axum::response::Response;
use serde_json::{Value, json};

use super::Call;
use crate::{
    access::Granted,
    domain::workspaces::{self, NewWorkspace, config},
    http::answer::{Fault, ok},
    model::{AppError, Name, Workspace, can},
};

/// `GET /v1/workspace/`: those that the token reaches.
pub async fn list(call: Call) -> Result<Response, Fault> {
    let (limit, offset) = (call.number("limit", 10, 1..=100)?, call.number("offset", 0, 0..=10_000)?);
    let all = workspaces::list(&call.caller).await?;
    let part: Vec<Value> = all.iter().skip(offset as usize).take(limit as usize).map(show).collect();
    Ok(ok(200, json!({"meta": {"count": all.len(), "limit": limit, "offset": offset}, "results": part})))
}

/// `POST /v1/workspace/`: a custom workspace. As the clients expect, the answer is the list.
pub async fn create(call: Call) -> Result<Response, Fault> {
    let body = call.json()?;
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = Name::parse(&text("name"))?;
    let all = workspaces::list(&call.caller).await?;
    let granted = call.caller.enter_account().await?;
    let made = workspaces::create(&granted, NewWorkspace::for_program(name, text("description"), all.len())).await;
    made.map_err(|error| match error {
        // The clients know no other refusal of what they send.
        AppError::Conflict(words) => Fault::invalid(words),
        error => error.into(),
    })?;
    list(call).await
}

fn show(workspace: &Workspace) -> Value {
    json!({
        "uid": workspace.id,
        "slug": workspace.slug,
        "name": workspace.name,
        "description": workspace.description,
        // Only production is held to production's rules.
        "mode": if workspace.kind.rules().live { "production" } else { "sandbox" },
        "is_expired": false,
        "has_limit_reached": false,
        "data_center": {"region": workspace.region},
    })
}

/// `GET /v1/workspace/{workspace}/config/`, and the same without the second word.
pub async fn find_config(call: Call, workspace: &str) -> Result<Response, Fault> {
    let granted: Granted<can::ViewAssets> = call.enter_workspace(workspace).await?;
    Ok(ok(200, json!(config::find(&granted).await?)))
}

/// `PATCH` of the same: what is named changes, and the whole is answered.
pub async fn edit_config(call: Call, workspace: &str) -> Result<Response, Fault> {
    let granted: Granted<can::EditWorkspaces> = call.enter_workspace(workspace).await?;
    let Value::Object(changes) = call.json()? else { return Err(Fault::invalid("The body must be a JSON object.")) };
    Ok(ok(200, json!(config::edit(&granted, &changes).await?)))
}
