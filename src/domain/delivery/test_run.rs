//! A test run: the live version of a workflow, for one recipient, from the dashboard. It is a trigger like any other.

use serde_json::{Map, Value, json};

use super::accept::{self, Accepted, Source};
use crate::{
    access::Granted,
    model::{AppError, AssetKind, Person, Slug, TemplateContent, Trigger, WorkflowContent, can},
    store,
};

/// What a test run is asked for. All of it may be blank: then it goes to the person who asks, with the example data of the template.
#[derive(Clone, Debug, Default)]
pub struct TestRun {
    /// A user's distinct_id.
    pub user: String,
    /// Instead of the user's own addresses, or for somebody without a profile.
    pub email: String,
    /// A JSON object.
    pub payload: String,
}

/// Triggers the live version.
pub async fn start(
    granted: &Granted<can::Trigger>,
    workflow: &Slug,
    asked: &TestRun,
    person: &Person,
) -> Result<Accepted, AppError> {
    let data = match asked.payload.trim() {
        "" => mock_data(granted, workflow).await?,
        text => serde_json::from_str::<Map<String, Value>>(text)
            .map_err(|error| AppError::invalid("payload", format!("This is no JSON object: {error}.")))?,
    };
    let recipient = match (asked.user.trim(), asked.email.trim()) {
        ("", "") => json!({"distinct_id": person.email, "$email": [person.email], "name": person.name}),
        (user, "") => json!(user),
        ("", email) => json!({"is_transient": true, "$email": [email]}),
        // A test does not change the profile.
        (user, email) => json!({"distinct_id": user, "$email": [email], "$skip_create": true}),
    };
    let body = json!({"workflow": workflow.as_str(), "recipients": [recipient], "data": data});
    let trigger = Trigger::parse(&body).map_err(at_field)?;
    accept::accept(granted, &trigger, &body, Source::Test).await
}

/// The call of a program, made from the dashboard: it goes the way of every trigger, and who it names becomes a user. A blank address leaves
/// the one that the user has.
pub async fn call(granted: &Granted<can::Trigger>, workflow: &Slug, user: &str, email: &str) -> Result<Accepted, AppError> {
    let recipient = match email.trim() {
        "" => json!({"distinct_id": user.trim()}),
        email => json!({"distinct_id": user.trim(), "$email": [email]}),
    };
    let data = mock_data(granted, workflow).await?;
    let body = json!({"workflow": workflow.as_str(), "recipients": [recipient], "data": data});
    let trigger = Trigger::parse(&body).map_err(at_field)?;
    accept::accept(granted, &trigger, &body, Source::Api).await
}

/// The public API names places in the body; the form has fields.
fn at_field(error: AppError) -> AppError {
    match error {
        AppError::Invalid { field, .. } if field.contains("email") => {
            AppError::invalid("email", "Enter an e-mail address like name@example.com.")
        }
        AppError::Invalid { field, message } if field.starts_with("recipients") => AppError::invalid("user", message),
        AppError::Invalid { message, .. } => AppError::invalid("payload", message),
        other => other,
    }
}

/// The example data of the first template that the workflow sends.
pub async fn mock_data(granted: &Granted<can::Trigger>, workflow: &Slug) -> Result<Map<String, Value>, AppError> {
    let mut tx = granted.read().await?;
    let workspace = granted.workspace_id();
    let live = store::assets::find_live(&mut tx, workspace, AssetKind::Workflow, workflow).await?;
    let content = live.and_then(|live| serde_json::from_str::<WorkflowContent>(&live.content).ok());
    let Some(first) =
        content.and_then(|content| content.tree.nodes.iter().find_map(|node| node.action.template().map(str::to_owned)))
    else {
        return Ok(Map::new());
    };
    let Ok(first) = Slug::parse(&first) else { return Ok(Map::new()) };
    let template = store::assets::find_live(&mut tx, workspace, AssetKind::Template, &first).await?;
    let content = template.and_then(|live| serde_json::from_str::<TemplateContent>(&live.content).ok());
    Ok(content.map(|content| content.mock_data.payload).unwrap_or_default())
}
