//! Reads what a batch of jobs needs: requests, workflows as they are live, templates, people, vendors. Each thing is read once.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::steps::{Cause, Facts, Known, Live, Run};
use crate::{
    access::Granted,
    db::Tx,
    domain::verified_channels,
    model::{
        AppError, AssetKind, Channel, ExecutionId, ExecutionStatus, Id, Recipient, Request, RequestId, RequestStatus, Slug,
        TemplateContent, Trigger, WorkflowContent, WorkspaceKind, can, hex,
    },
    queue::{Claimed, Job, RunExecution, RunRequest},
    store::{self, executions::Running, requests::RequestEnd},
};

/// What a job comes down to.
pub enum Task {
    /// There is nothing left to do.
    Nothing,
    /// The request ends without an execution.
    End(RequestEnd),
    /// Executions to go on with.
    Run { request: RequestId, recipients: i64, runs: Vec<Run> },
}

/// A workflow as an execution runs it.
type Workflow = Result<(i64, Arc<WorkflowContent>), String>;

pub struct Reader<'a> {
    granted: &'a Granted<can::Trigger>,
    tx: Tx,
    /// By slug and version; no version means the live one. An error is a sentence.
    workflows: HashMap<(String, Option<i64>), Workflow>,
}

impl<'a> Reader<'a> {
    pub async fn new(granted: &'a Granted<can::Trigger>) -> Result<Self, AppError> {
        Ok(Self { granted, tx: granted.read().await?, workflows: HashMap::new() })
    }

    pub async fn task(&mut self, job: &Claimed) -> Result<Task, AppError> {
        match job.kind.as_str() {
            RunRequest::KIND => self.request(&job.read::<RunRequest>()?.request).await,
            RunExecution::KIND => self.execution(&job.read::<RunExecution>()?.execution).await,
            _ => {
                tracing::error!(job = %job.id, kind = job.kind, "a job that nobody knows");
                Err(AppError::Internal)
            }
        }
    }

    async fn request(&mut self, id: &RequestId) -> Result<Task, AppError> {
        let Some(request) = store::requests::find(&mut self.tx, self.granted.workspace_id(), id).await? else {
            return Ok(Task::Nothing);
        };
        if request.status != RequestStatus::Accepted {
            return Ok(Task::Nothing);
        }
        let fail = |reason: String| Ok(Task::End(RequestEnd { id: id.clone(), status: RequestStatus::Failed, reason }));
        let trigger = match read_trigger(&request) {
            Ok(trigger) => trigger,
            Err(error) => return fail(format!("The request could not be read: {error}")),
        };
        let (version, workflow) = match self.workflow(&request.workflow, None).await? {
            Ok(found) => found,
            Err(reason) => return fail(reason),
        };
        let cause = Arc::new(Cause { data: trigger.data, tenant_id: trigger.tenant_id, actor: trigger.actor });
        let now = self.granted.now();
        let runs = trigger.recipients.into_iter().enumerate().map(|(index, recipient)| Run {
            execution: Running {
                id: execution_id(id, index),
                request_id: id.clone(),
                workflow: request.workflow.clone(),
                workflow_version: version,
                distinct_id: recipient.distinct_id().map(str::to_owned),
                recipient: recipient.to_json().to_string(),
                status: ExecutionStatus::Running,
                reason: String::new(),
                position: 0,
                created_at: now,
                ended_at: None,
            },
            fresh: true,
            recipient,
            cause: cause.clone(),
            workflow: workflow.clone(),
            before: vec![],
        });
        Ok(Task::Run { request: id.clone(), recipients: request.recipients, runs: runs.collect() })
    }

    async fn execution(&mut self, id: &ExecutionId) -> Result<Task, AppError> {
        let workspace = self.granted.workspace_id();
        let Some(execution) = store::executions::find_running(&mut self.tx, workspace, id).await? else {
            return Ok(Task::Nothing);
        };
        if execution.ended_at.is_some() {
            return Ok(Task::Nothing);
        }
        let request = store::requests::find(&mut self.tx, workspace, &execution.request_id).await?.ok_or(AppError::Internal)?;
        let trigger = read_trigger(&request)?;
        let recipient: Value = serde_json::from_str(&execution.recipient).map_err(|_| AppError::Internal)?;
        let recipient = Recipient::from_json(&recipient)?;
        let before = store::steps::list_of_execution(&mut self.tx, workspace, id).await?;
        let (_, workflow) =
            self.workflow(&execution.workflow, Some(execution.workflow_version)).await?.map_err(AppError::conflict)?;
        let cause = Arc::new(Cause { data: trigger.data, tenant_id: trigger.tenant_id, actor: trigger.actor });
        let run = Run { execution, fresh: false, recipient, cause, workflow, before };
        Ok(Task::Run { request: request.id, recipients: request.recipients, runs: vec![run] })
    }

    /// An execution stays with the version that it began with.
    async fn workflow(&mut self, slug: &str, version: Option<i64>) -> Result<Workflow, AppError> {
        let key = (slug.to_owned(), version);
        if let Some(known) = self.workflows.get(&key) {
            return Ok(known.clone());
        }
        let workspace = self.granted.workspace_id();
        let live = match Slug::parse(slug) {
            Ok(slug) => store::assets::find_live(&mut self.tx, workspace, AssetKind::Workflow, &slug).await?,
            Err(_) => None,
        };
        let found = match (live, version) {
            (None, _) => Err("The workflow has no live version.".to_owned()),
            (Some(live), None) if !live.enabled => Err("The workflow was switched off before this ran.".to_owned()),
            (Some(live), version) => {
                let wanted = version.unwrap_or(live.version);
                let content = if wanted == live.version {
                    Some(live.content)
                } else {
                    store::assets::find_version(&mut self.tx, workspace, &live.id, wanted).await?.map(|version| version.content)
                };
                content
                    .and_then(|content| serde_json::from_str(&content).ok())
                    .map(|content| (wanted, Arc::new(content)))
                    .ok_or_else(|| format!("Version {wanted} of the workflow cannot be read."))
            }
        };
        self.workflows.insert(key, found.clone());
        Ok(found)
    }

    /// What the runs need beyond themselves.
    pub async fn facts(mut self, runs: &[&Run]) -> Result<Facts<'a>, AppError> {
        let workspace = self.granted.workspace();
        let nodes = || runs.iter().flat_map(|run| run.workflow.tree.nodes.iter().skip(run.execution.position as usize));
        let slugs: BTreeSet<&str> = nodes().filter_map(|node| node.action.template()).collect();
        let mut templates = HashMap::new();
        for slug in slugs {
            let Ok(parsed) = Slug::parse(slug) else { continue };
            let live = store::assets::find_live(&mut self.tx, &workspace.id, AssetKind::Template, &parsed).await?;
            let read = live.and_then(|live| {
                let content: TemplateContent = serde_json::from_str(&live.content).ok()?;
                Some(Live { content, version: live.version, enabled: live.enabled })
            });
            templates.extend(read.map(|live| (slug.to_owned(), live)));
        }
        let actors = runs.iter().filter_map(|run| run.cause.actor.as_ref()).filter_map(Recipient::distinct_id);
        let ids: BTreeSet<&str> = runs.iter().filter_map(|run| run.recipient.distinct_id()).chain(actors).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let sent: BTreeSet<Channel> = nodes().flat_map(|node| node.action.channels()).collect();
        // Templates name the e-mail address of people, whatever is sent.
        let by_phone = [Channel::Sms, Channel::Whatsapp].into_iter().filter(|channel| {
            sent.contains(channel) && templates.values().any(|live: &Live| live.content.variant(*channel).is_some())
        });
        let reached: Vec<Channel> = by_phone.chain([Channel::Email]).collect();
        let mut people = HashMap::<String, Known>::new();
        for some in ids.chunks(128) {
            for (id, properties) in store::recipients::profiles(&mut self.tx, &workspace.id, some).await? {
                let properties = serde_json::from_str(&properties).unwrap_or_default();
                people.insert(id, Known { properties, addresses: HashMap::new() });
            }
            for channel in &reached {
                for (id, address) in store::recipients::addresses(&mut self.tx, &workspace.id, *channel, some).await? {
                    people.entry(id).or_default().addresses.entry(*channel).or_default().push(address);
                }
            }
        }
        let mut vendors = HashMap::new();
        if workspace.kind != WorkspaceKind::Sandbox && sent.iter().any(|channel| *channel != Channel::Inbox) {
            for vendor in store::vendors::list_enabled(&mut self.tx, &workspace.id).await? {
                vendors.entry(vendor.channel).or_insert(vendor.name);
            }
        }
        let verified = if sent.contains(&Channel::Email) {
            verified_channels::verified(&mut self.tx, self.granted.app(), workspace).await?
        } else {
            None
        };
        Ok(Facts { app: self.granted.app(), workspace, templates, people, vendors, verified, now: self.granted.now() })
    }
}

fn read_trigger(request: &Request) -> Result<Trigger, AppError> {
    let body: Value = serde_json::from_str(&request.payload).map_err(|error| {
        tracing::error!(request = %request.id, %error, "a payload that can't be read");
        AppError::Internal
    })?;
    Trigger::parse(&body)
}

/// The id of a request's execution: the same every time, so that a request that runs twice makes no second execution. It keeps the
/// request's time and the recipients' order, so that ids sort as those of the clock do.
fn execution_id(request: &RequestId, index: usize) -> ExecutionId {
    let time: String = request.as_str().rsplit('_').next().unwrap_or_default().chars().take(12).collect();
    let hash = hex(&Sha256::digest(request.as_str())[..8]);
    ExecutionId::from_text(format!("{}_{time:0<12}7{index:03x}8{}", ExecutionId::PREFIX, &hash[..15]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Clock;

    #[test]
    fn ids_of_executions_are_stable_and_sorted() {
        let clock = Clock::simulated(1_793_610_000_000);
        let (first, second) = (clock.id::<RequestId>(), clock.id::<RequestId>());
        assert_eq!(execution_id(&first, 0), execution_id(&first, 0));
        assert_ne!(execution_id(&first, 0), execution_id(&second, 0));
        assert!(execution_id(&first, 1) < execution_id(&first, 10));
        assert_eq!(execution_id(&first, 0).as_str().len(), "exec_".len() + 32);
        clock.advance(1);
        assert!(execution_id(&first, 99) < execution_id(&clock.id(), 0));
        assert_eq!(execution_id(&RequestId::from_text("x".into()), 0).as_str().len(), "exec_".len() + 32);
    }
}
