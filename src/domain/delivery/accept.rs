//! Takes triggers in. What this answers is committed, with its job, in one transaction.
//!
//! What a trigger says about its recipients is written into their profiles in the same transaction and not by the job that runs the
//! workflow: whoever gets the answer finds the profile, and a change that follows it can't be overtaken by a run that comes later. It
//! costs triggers without such words nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use tracing::{Instrument, info_span};

use crate::{
    access::{Granted, TRACE},
    db::{Together, Tx},
    domain::users::{self, Edit},
    model::{AppError, Id, RequestId, Trigger, WorkspaceId, can},
    queue::{self, RunRequest},
    store::{
        self,
        jobs::{NewJob, ROWS},
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
    accept_all(granted, vec![(trigger, body)], source).await.pop().unwrap_or(Err(AppError::Internal))
}

/// Accepts several triggers; each one is answered for itself, in their order.
pub async fn accept_all(
    granted: &Granted<can::Trigger>,
    triggers: Vec<(&Trigger, &Value)>,
    source: Source,
) -> Vec<Result<Accepted, AppError>> {
    let slugs: BTreeSet<&str> = triggers.iter().map(|(trigger, _)| trigger.workflow.as_str()).collect();
    let refused = match check_workflows(granted, slugs).await {
        Ok(refused) => refused,
        Err(error) => return triggers.iter().map(|_| Err(error.clone())).collect(),
    };
    let good = triggers.iter().filter(|(trigger, _)| !refused.contains_key(trigger.workflow.as_str()));
    let incoming: Vec<Incoming> = good.map(|(trigger, body)| Incoming::new(granted, trigger, body, source)).collect();
    let written = info_span!(target: TRACE, "trigger", triggers = incoming.len(), first = incoming.first().map(|one| one.request.id.as_str()));
    let mut accepted =
        if incoming.is_empty() { vec![] } else { granted.together(incoming).instrument(written).await }.into_iter();
    let app = granted.app();
    app.wake.notify_one();
    let answer = |(trigger, _): (&Trigger, &Value)| match refused.get(trigger.workflow.as_str()) {
        Some(error) => Err(error.clone()),
        None => accepted.next().unwrap_or(Err(AppError::Internal)),
    };
    let answers: Vec<Result<Accepted, AppError>> = triggers.into_iter().map(answer).collect();
    for answer in &answers {
        let outcome = match answer {
            Ok(Accepted { repeated: false, .. }) => "accepted",
            Ok(_) => "repeated",
            Err(_) => "refused",
        };
        app.metrics.trigger(source.key(), outcome);
    }
    answers
}

/// Why workflows can't be triggered, by slug; those that can are not in it.
async fn check_workflows<'s>(
    granted: &Granted<can::Trigger>,
    slugs: BTreeSet<&'s str>,
) -> Result<HashMap<&'s str, AppError>, AppError> {
    let asked = slugs.iter().map(|slug| Wanted { workspace: granted.workspace_id().clone(), slug: (*slug).to_owned() }).collect();
    let states = granted.together(asked).await;
    let mut refused = HashMap::new();
    for (slug, state) in slugs.into_iter().zip(states) {
        let error = match state? {
            Some((true, Some(_))) => continue,
            None => AppError::Missing(format!("workflow '{slug}' not found")),
            Some((_, None)) => {
                AppError::conflict(format!("workflow '{slug}' has no live version: commit its draft before you trigger it"))
            }
            Some((false, _)) => AppError::conflict(format!("workflow '{slug}' is switched off: enable it before you trigger it")),
        };
        refused.insert(slug, error);
    }
    Ok(refused)
}

/// A workflow that is to be triggered; triggers that come at the same time share a look-up.
#[derive(PartialEq, Eq, Hash)]
struct Wanted {
    workspace: WorkspaceId,
    slug: String,
}

impl Together for Wanted {
    /// Whether it is switched on, and its live version.
    type Answer = Option<(bool, Option<i64>)>;
    const READS: bool = true;

    async fn write(tx: &mut Tx, items: &[Self]) -> Result<Vec<Self::Answer>, AppError> {
        let mut found = HashMap::new();
        for item in items {
            if !found.contains_key(item) {
                found.insert(item, store::requests::find_workflow(tx, &item.workspace, &item.slug).await?);
            }
        }
        Ok(items.iter().map(|item| found[item]).collect())
    }
}

/// A trigger on its way into the database.
struct Incoming {
    request: NewRequest,
    job: NewJob,
    /// What it says about users.
    profiles: Vec<(String, Edit)>,
}

impl Incoming {
    fn new(granted: &Granted<can::Trigger>, trigger: &Trigger, body: &Value, source: Source) -> Self {
        let (workspace, now) = (granted.workspace_id(), granted.now());
        let id: RequestId = granted.id();
        let people = trigger.recipients.iter().chain(&trigger.actor).filter(|recipient| recipient.has_profile());
        Self {
            job: queue::describe(&granted.app().clock, workspace, &RunRequest { request: id.clone() }, now),
            profiles: people
                .filter_map(|person| Some((person.distinct_id()?.to_owned(), Edit::Merge(person.profile()))))
                .collect(),
            request: NewRequest {
                workspace_id: workspace.clone(),
                id,
                workflow: trigger.workflow.clone(),
                source: source.key(),
                idempotency_key: trigger.idempotency_key.clone(),
                recipients: trigger.recipients.len() as i64,
                payload: body.to_string(),
                created_at: now,
            },
        }
    }

    /// Workspace and idempotency key, if it has one.
    fn key(&self) -> Option<(&WorkspaceId, &str)> {
        Some((&self.request.workspace_id, self.request.idempotency_key.as_deref()?))
    }
}

impl Together for Incoming {
    type Answer = Accepted;

    async fn write(tx: &mut Tx, items: &[Self]) -> Result<Vec<Accepted>, AppError> {
        let owners = owners_of_keys(tx, items).await?;
        let owner = |item: &Self| item.key().and_then(|key| owners.get(&key)).cloned();
        let fresh: Vec<&Self> = items.iter().filter(|item| owner(item).is_none_or(|id| id == item.request.id)).collect();
        for some in fresh.chunks(ROWS) {
            let requests: Vec<NewRequest> = some.iter().map(|item| item.request.clone()).collect();
            store::requests::insert(tx, &requests).await?;
        }
        let jobs: Vec<NewJob> = fresh.iter().map(|item| item.job.clone()).collect();
        queue::insert(tx, &jobs).await?;
        let mut profiles = BTreeMap::<&str, (&Self, Vec<(String, Edit)>)>::new();
        for item in fresh.iter().filter(|item| !item.profiles.is_empty()) {
            let of_workspace = profiles.entry(item.request.workspace_id.as_str()).or_insert((item, vec![]));
            of_workspace.1.extend(item.profiles.iter().cloned());
        }
        for (first, edits) in profiles.into_values() {
            users::apply(tx, &first.request.workspace_id, &edits, first.request.created_at).await?;
        }
        let answer = |item: &Self| match owner(item) {
            Some(id) if id != item.request.id => Accepted { request: id, repeated: true },
            _ => Accepted { request: item.request.id.clone(), repeated: false },
        };
        Ok(items.iter().map(answer).collect())
    }
}

/// Which request each key belongs to: the first of these items that has it, unless it was used before.
async fn owners_of_keys<'i>(
    tx: &mut Tx,
    items: &'i [Incoming],
) -> Result<HashMap<(&'i WorkspaceId, &'i str), RequestId>, AppError> {
    let mut wanted = BTreeMap::new();
    for item in items {
        if let Some(key) = item.key() {
            wanted.entry(key).or_insert(&item.request);
        }
    }
    let wanted: Vec<_> = wanted.into_iter().collect();
    let mut owners = HashMap::new();
    for some in wanted.chunks(ROWS) {
        let rows: Vec<(UsedKey, i64)> = some
            .iter()
            .map(|((workspace, key), request)| {
                let used = UsedKey { workspace_id: (*workspace).clone(), key: (*key).to_owned(), request_id: request.id.clone() };
                (used, request.created_at)
            })
            .collect();
        let taken = store::requests::take_keys(tx, &rows, WINDOW).await?;
        let taken: BTreeSet<&RequestId> = taken.iter().map(|used| &used.request_id).collect();
        for ((workspace, key), request) in some {
            let owner = if taken.contains(&request.id) {
                request.id.clone()
            } else {
                store::requests::find_key(tx, workspace, key).await?.ok_or(AppError::Internal)?.request_id
            };
            owners.insert((*workspace, *key), owner);
        }
    }
    Ok(owners)
}
