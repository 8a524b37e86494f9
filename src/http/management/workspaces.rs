//! `/v1/workspace/`

use axum::response::Response;
use serde_json::{Value, json};

use crate::{
    domain::workspaces,
    http::{
        answer::{Fault, ok},
        calls::Call,
    },
    model::{Colour, Name, Workspace, WorkspaceKind},
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
    // Programs don't choose colours: the custom ones take turns.
    let all = workspaces::list(&call.caller).await?;
    let colour = Colour::CUSTOM[all.len() % Colour::CUSTOM.len()];
    let granted = call.caller.enter_account().await?;
    workspaces::create(&granted, &name, &text("description"), colour).await?;
    list(call).await
}

fn show(workspace: &Workspace) -> Value {
    json!({
        "uid": workspace.id,
        "slug": workspace.slug,
        "name": workspace.name,
        "description": workspace.description,
        // Only production is held to production's rules.
        "mode": if workspace.kind == WorkspaceKind::Production { "production" } else { "sandbox" },
        "is_expired": false,
        "has_limit_reached": false,
        "data_center": {"region": workspace.region},
    })
}
