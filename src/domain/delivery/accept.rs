//! Takes a trigger in. What this answers is committed, with its job, in one transaction.

use serde_json::Value;

use crate::{
    access::Granted,
    model::{AppError, RequestId, Trigger, can},
    queue::{self, RunRequest},
    store::{
        self,
        requests::{NewRequest, UsedKey},
    },
};

/// An idempotency key counts for this long, in milliseconds.
pub const WINDOW: i64 = 24 * 3_600_000;

/// Where a trigger came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A program with a key.
    Api,
    /// A person, from the dashboard.
    Test,
}

impl Source {
    pub fn key(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Test => "test",
        }
    }
}

/// The answer to a trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    pub request: RequestId,
    /// The idempotency key had been used: `request` is the one that it made then, and nothing runs again.
    pub repeated: bool,
}

/// Accepts a trigger. `body` is what [`Trigger::parse`] read it from; it is what the request keeps and what its job reads again.
///
/// Errors: [`AppError::Missing`] for an unknown workflow, [`AppError::Conflict`] for one that is not live or switched off.
pub async fn accept(
    granted: &Granted<can::Trigger>,
    trigger: &Trigger,
    body: &Value,
    source: Source,
) -> Result<Accepted, AppError> {
    check_workflow(granted, &trigger.workflow).await?;
    let (workspace, now) = (granted.workspace_id(), granted.now());
    let id: RequestId = granted.id();
    let mut rows = granted.own_rows().await?;
    if let Some(key) = &trigger.idempotency_key {
        let key = UsedKey { workspace_id: workspace.clone(), key: key.clone(), request_id: id.clone() };
        if store::requests::take_keys(&mut rows, &[(key.clone(), now)], WINDOW).await?.is_empty() {
            let used = store::requests::find_key(&mut rows, workspace, &key.key).await?.ok_or(AppError::Internal)?;
            return Ok(Accepted { request: used.request_id, repeated: true });
        }
    }
    let request = NewRequest {
        workspace_id: workspace.clone(),
        id: id.clone(),
        workflow: trigger.workflow.clone(),
        source: source.key(),
        idempotency_key: trigger.idempotency_key.clone(),
        recipients: trigger.recipients.len() as i64,
        payload: body.to_string(),
        created_at: now,
    };
    store::requests::insert(&mut rows, &[request]).await?;
    queue::enqueue(&mut rows, &granted.app().clock, workspace, &RunRequest { request: id.clone() }, now).await?;
    rows.commit().await?;
    granted.app().wake.notify_one();
    Ok(Accepted { request: id, repeated: false })
}

async fn check_workflow(granted: &Granted<can::Trigger>, slug: &str) -> Result<(), AppError> {
    let mut tx = granted.read().await?;
    match store::requests::find_workflow(&mut tx, granted.workspace_id(), slug).await? {
        None => Err(AppError::Missing(format!("workflow '{slug}' not found"))),
        Some((_, None)) => {
            Err(AppError::conflict(format!("workflow '{slug}' has no live version: commit its draft before you trigger it")))
        }
        Some((false, _)) => {
            Err(AppError::conflict(format!("workflow '{slug}' is switched off: enable it before you trigger it")))
        }
        Some((true, Some(_))) => Ok(()),
    }
}
