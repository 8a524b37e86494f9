//! Runs a batch of jobs of one workspace: reads, decides, and writes everything in one transaction.

use std::{
    collections::{BTreeSet, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use tracing::info_span;

use super::{
    counts::Counts,
    ends,
    facts::{Reader, Task},
    send::Sending,
    steps::{Facts, Progress, Run, advance},
};
use crate::{
    access::{Granted, TRACE},
    db::{Tx, pieces},
    model::{AppError, ExecutionStatus, JobId, MessageStatus, RequestId, RequestStatus, WorkspaceId, can},
    queue::{self, Claimed, DeliverMessage, Job, RunExecution, RunRequest},
    store::{self, jobs::NewJob, requests::RequestEnd},
};

/// So often a job is tried that ends in an error of ours; then it is buried.
const TRIES: i64 = 8;

/// What came of a batch.
#[derive(Default)]
pub struct Ran {
    /// Messages to hand to vendors now; their jobs are held already.
    pub sendings: Vec<Sending>,
    /// Jobs that could not be decided, each with what went wrong. They are still held.
    pub broken: Vec<(Claimed, AppError)>,
}

/// A job's decided work.
struct Decided<'a> {
    job: &'a Claimed,
    end: Option<RequestEnd>,
    request: Option<(RequestId, i64)>,
    progress: Vec<Progress>,
}

/// Runs jobs of the lane `run`. Up to `slots` of the messages that it makes are handed out at once; `hold` is for how many
/// milliseconds their jobs are held.
pub async fn run(granted: &Granted<can::Trigger>, jobs: &[Claimed], slots: usize, hold: i64) -> Result<Ran, AppError> {
    let mut ran = Ran::default();
    let mut reader = Reader::new(granted).await?;
    let mut tasks = Vec::new();
    for job in jobs {
        match reader.task(job).await {
            Ok(task) => tasks.push((job, task)),
            Err(error @ AppError::Unreachable) => return Err(error),
            Err(error) => ran.broken.push((job.clone(), error)),
        }
    }
    let runs: Vec<_> =
        tasks.iter().flat_map(|(_, task)| if let Task::Run { runs, .. } = task { &runs[..] } else { &[] }).collect();
    let facts = reader.facts(&runs).await?;
    let mut decided = Vec::new();
    for (job, task) in tasks {
        match task {
            Task::Nothing => decided.push(Decided { job, end: None, request: None, progress: vec![] }),
            Task::End(end) => decided.push(Decided { job, end: Some(end), request: None, progress: vec![] }),
            Task::Run { request, recipients, runs } => {
                // A panic here is a bug of ours that one job met: the others go on.
                let work = || runs.into_iter().map(|run| traced(run, &facts)).collect::<Vec<_>>();
                match catch_unwind(AssertUnwindSafe(work)) {
                    Ok(progress) => decided.push(Decided { job, end: None, request: Some((request, recipients)), progress }),
                    Err(_) => ran.broken.push((job.clone(), AppError::Internal)),
                }
                // Rendering is work: others get a turn between two jobs.
                tokio::task::yield_now().await;
            }
        }
    }
    ran.sendings = write(granted, decided, slots, hold).await?;
    Ok(ran)
}

/// An execution goes on.
fn traced(run: Run, facts: &Facts<'_>) -> Progress {
    let span = info_span!(target: TRACE, "execution", request = %run.execution.request_id, execution = %run.execution.id);
    span.in_scope(|| advance(run, facts))
}

async fn write(
    granted: &Granted<can::Trigger>,
    decided: Vec<Decided<'_>>,
    slots: usize,
    hold: i64,
) -> Result<Vec<Sending>, AppError> {
    if decided.is_empty() {
        return Ok(vec![]);
    }
    let (workspace, clock, now) = (granted.workspace_id(), &granted.app().clock, granted.now());
    let mut rows = granted.own_rows().await?;
    let all: Vec<&Claimed> = decided.iter().map(|decided| decided.job).collect();
    let kept = queue::complete_all(&mut rows, &all).await?;
    let (progress, ends, open) = sort(&mut rows, workspace, decided, &kept).await?;
    let outlet = super::send::outlet(granted, &mut rows, &progress).await?;

    let fresh: Vec<_> = progress.iter().filter(|progress| progress.fresh).map(|progress| progress.execution.clone()).collect();
    for some in pieces(&fresh) {
        store::executions::insert(&mut rows, workspace, some).await?;
    }
    let (mut steps, mut messages, mut jobs, mut sendings) = (vec![], vec![], Vec::<NewJob>::new(), vec![]);
    for progress in progress {
        if let Some(due_at) = progress.due_at {
            let next = RunExecution { execution: progress.execution.id.clone() };
            jobs.push(queue::describe(clock, workspace, &next, due_at));
        }
        for mut message in progress.messages {
            if message.status == MessageStatus::Pending {
                let next = DeliverMessage { message: message.id.clone() };
                match &outlet {
                    Some(outlet) if sendings.len() < slots => {
                        let (row, claimed) = queue::describe_held(clock, workspace, &next, now + hold);
                        message.attempts = 1;
                        jobs.push(row);
                        sendings.push(Sending::of(workspace, claimed, outlet, &message, now)?);
                    }
                    _ => jobs.push(queue::describe(clock, workspace, &next, now)),
                }
            }
            messages.push(message);
        }
        steps.extend(progress.steps);
    }
    for some in pieces(&steps) {
        store::steps::upsert(&mut rows, workspace, some).await?;
    }
    let mut counts = Counts::default();
    for some in pieces(&messages) {
        counts.messages(&store::messages::insert(&mut rows, workspace, some).await?);
    }
    queue::insert(&mut rows, &jobs).await?;
    finish(&mut rows, workspace, ends, open).await?;
    counts.write(granted, &mut rows).await?;
    rows.commit().await?;
    Ok(sendings)
}

type Sorted = (Vec<Progress>, Vec<RequestEnd>, BTreeSet<RequestId>);

/// Keeps what may be written: the work of jobs whose claim is good, on executions that are where they were read.
async fn sort(
    rows: &mut Tx,
    workspace: &WorkspaceId,
    decided: Vec<Decided<'_>>,
    kept: &HashSet<JobId>,
) -> Result<Sorted, AppError> {
    let (mut good, mut ends, mut open) = (Vec::new(), Vec::new(), BTreeSet::new());
    for decided in decided.into_iter().filter(|decided| kept.contains(&decided.job.id)) {
        ends.extend(decided.end);
        for progress in decided.progress {
            let moved = progress.fresh
                || store::executions::update_position(rows, workspace, progress.from, &progress.execution).await? == 1;
            if !moved {
                continue;
            }
            match &decided.request {
                Some((request, 1)) => ends.extend(ends::of_one(request, &progress.execution)),
                Some((request, _)) if progress.execution.ended_at.is_some() => {
                    open.insert(request.clone());
                }
                _ => {}
            }
            good.push(progress);
        }
    }
    Ok((good, ends, open))
}

/// Ends the requests that are done; `open` are those with several recipients, of which some ended. They are locked in their order.
async fn finish(
    rows: &mut Tx,
    workspace: &WorkspaceId,
    mut ends: Vec<RequestEnd>,
    open: BTreeSet<RequestId>,
) -> Result<(), AppError> {
    for request in open {
        ends.extend(ends::of_many(rows, workspace, &request).await?);
    }
    ends.sort_by(|a, b| a.id.cmp(&b.id));
    for some in pieces(&ends) {
        store::requests::update_ends(rows, workspace, some).await?;
    }
    Ok(())
}

/// A job met an error of ours: it is tried again after 1, 2, 4 … seconds. After the last try it is buried, and what it was for fails
/// with a sentence.
pub async fn put_off(granted: &Granted<can::Trigger>, job: &Claimed, error: &AppError) -> Result<(), AppError> {
    let mut rows = granted.own_rows().await?;
    if job.attempts < TRIES {
        let wait = 1000 << (job.attempts - 1).clamp(0, 10);
        queue::retry_later(&mut rows, job, &error.to_string(), granted.now() + wait).await?;
        return rows.commit().await;
    }
    tracing::error!(job = %job.id, kind = job.kind, %error, "a job is given up");
    if queue::bury(&mut rows, job, &error.to_string()).await? {
        let reason = format!("Belfry gave up after {} tries: {error}", job.attempts);
        fail(granted, &mut rows, job, reason).await?;
    }
    rows.commit().await
}

/// Whether a job was claimed more often than it may be: whoever claimed it died of it.
pub fn is_poison(job: &Claimed) -> bool {
    job.attempts > TRIES
}

async fn fail(granted: &Granted<can::Trigger>, rows: &mut Tx, job: &Claimed, reason: String) -> Result<(), AppError> {
    let workspace = granted.workspace_id();
    if let (RunRequest::KIND, Ok(read)) = (job.kind.as_str(), job.read::<RunRequest>()) {
        let end = RequestEnd { id: read.request, status: RequestStatus::Failed, reason };
        store::requests::update_ends(rows, workspace, &[end]).await?;
    } else if let (RunExecution::KIND, Ok(read)) = (job.kind.as_str(), job.read::<RunExecution>())
        && let Some(mut execution) = store::executions::find_running(rows, workspace, &read.execution).await?
    {
        (execution.status, execution.reason, execution.ended_at) = (ExecutionStatus::Failed, reason, Some(granted.now()));
        store::executions::update_position(rows, workspace, execution.position, &execution).await?;
        let end = ends::of_many(rows, workspace, &execution.request_id).await?;
        for some in pieces(end.as_slice()) {
            store::requests::update_ends(rows, workspace, some).await?;
        }
    }
    Ok(())
}
