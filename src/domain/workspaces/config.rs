//! The config of a workspace.

use serde_json::{Map, Value};

use crate::{
    access::{Entry, Granted},
    model::{AppError, FALLBACK_CHANNELS, Needs, Workspace, WorkspaceConfig, can},
    store,
};

/// What a new workspace is stored with.
pub(super) fn of_new() -> String {
    text(&WorkspaceConfig::of_new())
}

fn text(config: &WorkspaceConfig) -> String {
    // Words and lists of words: nothing in it can fail.
    serde_json::to_string(config).unwrap_or_else(|_| "{}".to_owned())
}

/// How the workspace is set up.
pub async fn find<P: Needs<Place = Workspace>>(granted: &Granted<P>) -> Result<WorkspaceConfig, AppError> {
    let stored = store::workspaces::find_config(&mut granted.read_control().await?, granted.workspace_id()).await?;
    read(&stored.ok_or(AppError::NotFound)?)
}

fn read(stored: &str) -> Result<WorkspaceConfig, AppError> {
    serde_json::from_str(stored).map_err(|_| AppError::Internal)
}

/// Changes what is named, and answers the whole. A workspace may go from shared to exclusive while no user is in several tenants, and there are
/// no tenants yet: whoever adds them refuses it here.
pub async fn edit(granted: &Granted<can::EditWorkspaces>, changes: &Map<String, Value>) -> Result<WorkspaceConfig, AppError> {
    let workspace = granted.workspace();
    let mut change = granted.change_control().await?;
    let stored = store::workspaces::find_config(&mut change, &workspace.id).await?.ok_or(AppError::NotFound)?;
    let before = as_map(&read(&stored)?);
    let mut wanted = before.clone();
    for (field, value) in changes {
        // What there is no such setting for, clients may send back as they were sent it.
        if wanted.contains_key(field) {
            wanted.insert(field.clone(), value.clone());
        }
    }
    let after = check(wanted)?;
    let entry = as_map(&after).into_iter().fold(Entry::new("workspace.configured", &workspace.id).named(&workspace.name), {
        |entry, (field, value)| entry.from_to(&field, before[&field].clone(), value)
    });
    if entry.detail.is_empty() {
        change.rollback().await?;
        return Ok(after);
    }
    if store::workspaces::update_config(&mut change, &workspace.id, &stored, &text(&after)).await? == 0 {
        return Err(AppError::conflict("Somebody changed these settings a moment ago. Open the page again."));
    }
    change.commit(entry).await?;
    Ok(after)
}

fn as_map(config: &WorkspaceConfig) -> Map<String, Value> {
    match serde_json::to_value(config) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// Reads each setting by itself, so that what is wrong is named.
fn check(wanted: Map<String, Value>) -> Result<WorkspaceConfig, AppError> {
    for (field, value) in &wanted {
        let alone = Value::Object(Map::from_iter([(field.clone(), value.clone())]));
        if serde_json::from_value::<WorkspaceConfig>(alone).is_err() {
            return Err(AppError::invalid(field, format!("{field} must be {}.", kind(field))));
        }
    }
    let mut config: WorkspaceConfig = serde_json::from_value(Value::Object(wanted)).map_err(|_| AppError::Internal)?;
    let known = |channel: &String| FALLBACK_CHANNELS.iter().any(|(key, _)| key == channel);
    if let Some(strange) = config.user_tenancy_channel_fallback.iter().find(|channel| !known(channel)) {
        let strange: String = strange.chars().take(40).collect();
        let field = "user_tenancy_channel_fallback";
        return Err(AppError::invalid(
            field,
            format!("{strange} is no channel. Use {}.", keys(FALLBACK_CHANNELS.iter().map(|(key, _)| *key))),
        ));
    }
    config.user_tenancy_channel_fallback.sort();
    config.user_tenancy_channel_fallback.dedup();
    Ok(config)
}

fn kind(field: &str) -> &'static str {
    match field {
        "sms_vendor_type" => "basic or dlt",
        "user_tenancy_mode" => "shared or exclusive",
        "user_tenancy_channel_fallback_mode" => "all or allowlist",
        "user_tenancy_channel_fallback" => "a list of channels, such as [\"$email\"]",
        _ => "true or false",
    }
}

fn keys<'k>(keys: impl Iterator<Item = &'k str>) -> String {
    keys.collect::<Vec<_>>().join(", ")
}
