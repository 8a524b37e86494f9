//! `/v1/{workspace}/workflow/`

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::{missing, slug};
use crate::{
    access::Granted,
    domain::{assets, workflows},
    http::{
        answer::{Fault, ok, time},
        calls::Call,
    },
    model::{AppError, Asset, AssetKind, AssetVersion, can},
};

const KIND: AssetKind = AssetKind::Workflow;
const SCHEMA: &str = "https://schema.suprsend.com/workflow/v1/schema.json";

/// Which of an asset's two states is asked for.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Draft,
    Live,
}

fn mode(call: &Call) -> Result<Mode, Fault> {
    match call.query("mode") {
        None | Some("draft") => Ok(Mode::Draft),
        Some("live") => Ok(Mode::Live),
        Some(_) => Err(Fault::invalid("mode must be draft or live.")),
    }
}

/// `GET /v1/{workspace}/workflow/`: by name. In mode live only those that were ever committed.
pub async fn list(call: Call, workspace: &str) -> Result<Response, Fault> {
    let (limit, offset) = (call.number("limit", 10, 1..=100)?, call.number("offset", 0, 0..=assets::OFFSET_MAX)?);
    let mode = mode(&call)?;
    let granted: Granted<can::ViewAssets> = call.enter_assets(workspace, KIND).await?;
    let (count, part) = assets::list_by_offset(&granted, KIND, mode == Mode::Live, offset, limit).await?;
    let mut results = Vec::new();
    for row in part {
        let asset = assets::find(&granted, KIND, &row.slug).await?;
        results.push(show(&granted, asset, mode).await?);
    }
    Ok(ok(200, json!({"meta": {"count": count, "limit": limit, "offset": offset}, "results": results})))
}

/// `GET /v1/{workspace}/workflow/{slug}/`
pub async fn find(call: Call, workspace: &str, named: &str) -> Result<Response, Fault> {
    let mode = mode(&call)?;
    let granted: Granted<can::ViewAssets> = call.enter_assets(workspace, KIND).await?;
    let asset = found(&granted, named).await?;
    if mode == Mode::Live && asset.live_version.is_none() {
        return Err(missing(KIND, named));
    }
    Ok(ok(200, show(&granted, asset, mode).await?))
}

/// `PATCH /v1/{workspace}/workflow/{slug}/commit/?commit_message=`: the draft goes live.
pub async fn commit(call: Call, workspace: &str, named: &str) -> Result<Response, Fault> {
    let granted: Granted<can::EditAssets> = call.enter_assets(workspace, KIND).await?;
    let reading = granted.also::<can::ViewAssets>()?;
    let asset = found(&reading, named).await?;
    let message = call.query("commit_message").unwrap_or_default();
    assets::commit(&granted, KIND, &asset.slug, message, asset.draft_version).await?;
    let asset = found(&reading, named).await?;
    Ok(ok(202, show(&reading, asset, Mode::Live).await?))
}

/// `PATCH /v1/{workspace}/workflow/{slug}/enable/` with `{"is_enabled": true}`.
pub async fn enable(call: Call, workspace: &str, named: &str) -> Result<Response, Fault> {
    let granted: Granted<can::EditAssets> = call.enter_assets(workspace, KIND).await?;
    let reading = granted.also::<can::ViewAssets>()?;
    let asset = found(&reading, named).await?;
    let body = call.json()?;
    let Some(enabled) = body.get("is_enabled").and_then(Value::as_bool) else {
        return Err(Fault::invalid("is_enabled must be true or false."));
    };
    assets::enable(&granted, KIND, &asset.slug, enabled).await?;
    let asset = found(&reading, named).await?;
    let mode = if asset.live_version.is_some() { Mode::Live } else { Mode::Draft };
    Ok(ok(202, show(&reading, asset, mode).await?))
}

async fn found(granted: &Granted<can::ViewAssets>, named: &str) -> Result<Asset, Fault> {
    assets::find(granted, KIND, &slug(KIND, named)?).await.map_err(|error| match error {
        AppError::NotFound => missing(KIND, named),
        error => error.into(),
    })
}

/// A workflow as the clients know it. What Belfry's workflows don't have yet is there and empty, so that what was pulled can be compared.
async fn show(granted: &Granted<can::ViewAssets>, asset: Asset, mode: Mode) -> Result<Value, Fault> {
    let live: Option<AssetVersion> = match asset.live_version {
        Some(number) => Some(assets::version(granted, KIND, &asset.slug, number).await?),
        None => None,
    };
    let problems = assets::problems(granted, &asset).await?;
    let content = match (mode, &live) {
        (Mode::Live, Some(version)) => workflows::parse(&version.content)?,
        _ => workflows::content(&asset)?,
    };
    let hash = match (mode, &live) {
        (Mode::Live, Some(version)) => version.hash.as_str(),
        _ => asset.draft_hash.as_str(),
    };
    let status = match (mode, asset.live_version.is_some(), asset.enabled) {
        (Mode::Live, true, true) => "active",
        (Mode::Live, true, false) => "inactive",
        _ => "draft",
    };
    let errors: Vec<String> =
        problems.iter().filter(|problem| problem.fatal).map(|problem| format!("{}: {}", problem.at, problem.message)).collect();
    let fields = [
        ("$schema", json!(SCHEMA)),
        ("slug", json!(asset.slug)),
        ("name", json!(asset.name)),
        ("description", json!(content.description)),
        ("is_enabled", json!(asset.enabled)),
        ("status", json!(status)),
        ("category", json!(content.category)),
        ("tags", json!([])),
        ("trigger_type", json!("api")),
        ("trigger_events", json!([])),
        ("ratelimit", Value::Null),
        ("conditions", json!([])),
        ("override_recipients_type", Value::Null),
        ("override_recipients_user_expr", Value::Null),
        ("override_recipients_single_object_fields_expr", Value::Null),
        ("override_actor_user_expr", Value::Null),
        ("override_tenant_expr", Value::Null),
        ("tree", json!(content.tree)),
        ("hash", json!(hash)),
        ("version_no", json!(live.as_ref().map(|version| version.version))),
        ("commit_message", json!(live.as_ref().map(|version| version.message.as_str()))),
        ("active_at", json!(live.as_ref().map(|version| time(version.committed_at)))),
        ("created_at", json!(time(asset.created_at))),
        ("updated_at", json!(time(asset.updated_at))),
        ("updated_by", json!({"name": asset.updated_by})),
        ("validation_result", json!({"is_valid": errors.is_empty(), "errors": errors})),
    ];
    Ok(Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>()))
}
