//! One database's crew.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};

use futures::FutureExt;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{sleep, timeout},
};
use tracing::{Instrument, info_span};

use crate::{
    access::{App, TRACE},
    db::{Db, Dialect},
    domain::delivery::{
        self, AtWork, run,
        send::{self, Sending, Settled},
    },
    model::{AppError, JobId, VendorId, WorkspaceId},
    queue::{self, Claimed, Lane},
    vendors::SendError,
};

/// How many jobs one claim takes.
const BATCH: i64 = 64;
/// How many vendors are called at once, and how many of them may be the same.
const SLOTS: usize = 96;
const SLOTS_OF_ONE: usize = 32;
/// A vendor that takes longer than this for a call is slow: what waits for it makes room for others, for so many milliseconds.
const SLOW: i64 = 1_000;
const MAKE_ROOM: i64 = 500;
/// A claim holds for so many milliseconds and is prolonged while the work goes on: after a crash others take over this soon.
const HOLD: i64 = 5_000;
/// A hold that ends sooner than this is prolonged.
const PROLONG: i64 = 3_000;
/// An idle crew looks up at least this often: what other processes say on a shared Postgres may not be heard.
const LOOK_UP: Duration = Duration::from_secs(30);
const LOOK_UP_SHARED: Duration = Duration::from_secs(10);
/// After an error of the database.
const BREATHE: Duration = Duration::from_secs(1);
/// How long a stopping process waits for vendors.
const LAST_CALLS: Duration = Duration::from_secs(10);

pub struct Crew {
    app: App,
    region: String,
    calls: JoinSet<Settled>,
    /// Jobs whose vendor is being called, and until when they are held.
    held: HashMap<JobId, (Claimed, i64)>,
    /// How many calls a vendor has running.
    busy: HashMap<VendorId, usize>,
    /// Vendors whose last call was slow.
    slow: HashSet<VendorId>,
    /// The next message in the row waits for a vendor that has all the calls that one may have: one of them has to end first.
    full: bool,
    /// Outcomes that are not written yet.
    settled: Vec<Settled>,
}

impl Crew {
    pub fn new(app: App, region: String) -> Self {
        Self {
            app,
            region,
            calls: JoinSet::new(),
            held: HashMap::new(),
            busy: HashMap::new(),
            slow: HashSet::new(),
            full: false,
            settled: Vec::new(),
        }
    }

    fn db(&self) -> Result<Db, AppError> {
        self.app.regions.region(&self.region).cloned()
    }

    /// Works until it is told to stop.
    pub async fn work(mut self, bell: Arc<Notify>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow()
            && let Err(error) = self.release_lost_holds().await
        {
            tracing::warn!(%error, region = self.region, "the workers cannot begin");
            tokio::select! {
                () = sleep(BREATHE) => {}
                _ = stop.changed() => {}
            }
        }
        while !*stop.borrow() {
            let pause = match self.round().await {
                Ok(0) => self.pause().await,
                Ok(_) => continue,
                Err(error) => {
                    tracing::warn!(%error, region = self.region, "the workers take a breath");
                    BREATHE
                }
            };
            tokio::select! {
                () = bell.notified() => {}
                _ = stop.changed() => {}
                Some(settled) = self.calls.join_next(), if !self.calls.is_empty() => self.settled.extend(settled.ok()),
                () = sleep(pause) => {}
            }
        }
        if timeout(LAST_CALLS, self.settle_all()).await.is_err() {
            tracing::warn!("stopped while vendors were being called; what they did not answer is tried again");
        }
    }

    /// SQLite belongs to one process: whatever is held when it starts was held by one that died.
    async fn release_lost_holds(&self) -> Result<(), AppError> {
        let db = self.db()?;
        if db.dialect() == Dialect::Sqlite {
            let mut tx = db.write().await?;
            queue::release_all(&mut tx, self.app.now()).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn round(&mut self) -> Result<u64, AppError> {
        let settled = self.settle().await?;
        self.prolong().await?;
        Ok(settled + self.turn().await?)
    }

    /// How long there is nothing to do, unless somebody rings or a vendor answers.
    async fn pause(&self) -> Duration {
        let look_up = match self.db().map(|db| db.dialect()) {
            Ok(Dialect::Sqlite) => LOOK_UP,
            _ => LOOK_UP_SHARED,
        };
        let due = self.next_due().await.unwrap_or(None);
        let prolong = self.held.values().map(|(_, until)| until - PROLONG).min();
        let now = self.app.now();
        let next = due.into_iter().chain(prolong).min();
        next.map_or(look_up, |next| Duration::from_millis((next - now).max(1) as u64).min(look_up))
    }

    async fn next_due(&self) -> Result<Option<i64>, AppError> {
        let mut tx = self.db()?.read().await?;
        let run = queue::next_due(&mut tx, Lane::Run).await?;
        let send = if self.free() > 0 { queue::next_due(&mut tx, Lane::Send).await? } else { None };
        Ok(run.into_iter().chain(send).min())
    }

    /// Claims what is due and does it. Calls of vendors are begun and not waited for.
    pub async fn turn(&mut self) -> Result<u64, AppError> {
        let run = self.claim(Lane::Run, BATCH).await?;
        let mut done = run.len() as u64;
        for (workspace, jobs) in by_workspace(run) {
            self.run(&workspace, jobs).await?;
        }
        let free = self.free();
        if free > 0 {
            let send = self.claim(Lane::Send, free.min(BATCH)).await?;
            done += send.len() as u64;
            for (workspace, jobs) in by_workspace(send) {
                self.start(&workspace, &jobs).await?;
            }
        }
        Ok(done)
    }

    /// How many calls may be begun.
    fn free(&self) -> i64 {
        if self.full { 0 } else { SLOTS.saturating_sub(self.calls.len()) as i64 }
    }

    async fn claim(&self, lane: Lane, limit: i64) -> Result<Vec<Claimed>, AppError> {
        let db = self.db()?;
        let now = self.app.now();
        // Looking is cheaper than a write transaction that finds nothing.
        let due = queue::next_due(&mut db.read().await?, lane).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(vec![]);
        }
        let mut tx = db.write().await?;
        let claimed = queue::claim(&mut tx, lane, now, HOLD, limit).await?;
        tx.commit().await?;
        // One of ours whose hold could not be prolonged in time: its call is still running.
        Ok(claimed.into_iter().filter(|job| !self.held.contains_key(&job.id)).collect())
    }

    async fn run(&mut self, workspace: &WorkspaceId, jobs: Vec<Claimed>) -> Result<(), AppError> {
        let granted = match delivery::at_work(&self.app, workspace).await? {
            AtWork::Here(granted) => granted,
            other => return self.not_here(&jobs, other).await,
        };
        let (poison, jobs): (Vec<_>, Vec<_>) = jobs.into_iter().partition(run::is_poison);
        for job in &poison {
            run::put_off(&granted, job, &AppError::Internal).await?;
        }
        let slots = SLOTS_OF_ONE.saturating_sub(self.calls.len());
        let ran = match run::run(&granted, &jobs, slots, HOLD).await {
            Ok(ran) => vec![ran],
            Err(error @ AppError::Unreachable) => return Err(error),
            // One of them spoils it for the others: each one for itself.
            Err(_) => {
                let mut alone = Vec::new();
                for job in &jobs {
                    match run::run(&granted, std::slice::from_ref(job), slots, HOLD).await {
                        Ok(ran) => alone.push(ran),
                        Err(error) => alone.push(run::Ran { sendings: vec![], broken: vec![(job.clone(), error)] }),
                    }
                }
                alone
            }
        };
        for ran in ran {
            for (job, error) in &ran.broken {
                run::put_off(&granted, job, error).await?;
            }
            ran.sendings.into_iter().for_each(|sending| self.call(sending));
        }
        Ok(())
    }

    async fn start(&mut self, workspace: &WorkspaceId, jobs: &[Claimed]) -> Result<(), AppError> {
        let granted = match delivery::at_work(&self.app, workspace).await? {
            AtWork::Here(granted) => granted,
            other => return self.not_here(jobs, other).await,
        };
        let mut running = self.busy.clone();
        let (slow, mut full) = (&self.slow, false);
        let busy = |vendor: &VendorId| {
            let count = running.entry(vendor.clone()).or_default();
            if *count < SLOTS_OF_ONE {
                *count += 1;
                return None;
            }
            full |= !slow.contains(vendor);
            Some(if slow.contains(vendor) { MAKE_ROOM } else { 0 })
        };
        let begun = send::start(&granted, jobs, busy).await?;
        self.full |= full;
        begun.into_iter().for_each(|sending| self.call(sending));
        Ok(())
    }

    /// Jobs of a workspace that was deleted wait; those of one that is gone are given up.
    async fn not_here(&self, jobs: &[Claimed], workspace: AtWork) -> Result<(), AppError> {
        let mut tx = self.db()?.write().await?;
        for job in jobs {
            match workspace {
                AtWork::Deleted(_, until) => queue::park(&mut tx, job, until).await?,
                _ => queue::bury(&mut tx, job, "The workspace is not there any more.").await?,
            };
        }
        Ok(tx.commit().await?)
    }

    fn call(&mut self, sending: Sending) {
        self.held.insert(sending.job.id.clone(), (sending.job.clone(), self.app.now() + HOLD));
        *self.busy.entry(sending.outlet.id.clone()).or_default() += 1;
        let (net, clock, metrics) = (self.app.net.clone(), self.app.clock.clone(), self.app.metrics.clone());
        self.calls.spawn(async move {
            let at = clock.now();
            // A panic is a bug of ours; the message is tried again, and its hold does not last for ever.
            let span = info_span!(
                target: TRACE, "vendor call", otel.name = sending.vendor(), otel.kind = "client", message = %sending.message()
            );
            let outcome = AssertUnwindSafe(sending.send(&net).instrument(span)).catch_unwind().await;
            let outcome = outcome
                .unwrap_or_else(|_| Err(SendError::Transient("Belfry met a mistake of its own. It was noted.".to_owned())));
            let took = clock.now() - at;
            let said = if outcome.is_ok() { "accepted" } else { "failed" };
            metrics.vendor_call(sending.vendor(), said, Duration::from_millis(took.max(0) as u64));
            Settled { sending, outcome, at, took }
        });
    }

    /// Writes down what vendors have answered so far.
    async fn settle(&mut self) -> Result<u64, AppError> {
        while let Some(settled) = self.calls.try_join_next() {
            self.settled.extend(settled.ok());
        }
        if self.settled.is_empty() {
            return Ok(0);
        }
        let mut by = BTreeMap::<WorkspaceId, Vec<Settled>>::new();
        for settled in self.settled.drain(..) {
            by.entry(settled.sending.workspace.clone()).or_default().push(settled);
        }
        let mut done = 0;
        for (workspace, settled) in by {
            let written = match delivery::at_work(&self.app, &workspace).await {
                // What a vendor took is written down, also when the workspace was deleted meanwhile.
                Ok(AtWork::Here(granted) | AtWork::Deleted(granted, _)) => send::record(&granted, &settled).await,
                Ok(AtWork::Gone) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = written {
                // They are written in the next round; until then their holds are prolonged.
                tracing::warn!(%error, "outcomes are not written yet");
                self.settled.extend(settled);
                continue;
            }
            for one in &settled {
                self.held.remove(&one.sending.job.id);
                if let Some(count) = self.busy.get_mut(&one.sending.outlet.id) {
                    *count = count.saturating_sub(1);
                }
                self.full = false;
                if one.took >= SLOW {
                    self.slow.insert(one.sending.outlet.id.clone());
                } else {
                    self.slow.remove(&one.sending.outlet.id);
                }
            }
            done += settled.len() as u64;
        }
        self.busy.retain(|_, count| *count > 0);
        if self.settled.is_empty() { Ok(done) } else { Err(AppError::Unreachable) }
    }

    /// Waits for all calls and writes down what came of them.
    pub async fn settle_all(&mut self) -> Result<u64, AppError> {
        let mut done = 0;
        while !self.calls.is_empty() {
            self.settled.extend(self.calls.join_next().await.and_then(Result::ok));
            done += self.settle().await?;
        }
        Ok(done + self.settle().await?)
    }

    /// Prolongs the holds of what still runs.
    async fn prolong(&mut self) -> Result<(), AppError> {
        let now = self.app.now();
        let soon: Vec<Claimed> =
            self.held.values().filter(|(_, until)| until - now < PROLONG).map(|(job, _)| job.clone()).collect();
        if soon.is_empty() {
            return Ok(());
        }
        let until = now + HOLD;
        let mut tx = self.db()?.write().await?;
        queue::extend(&mut tx, &soon, until).await?;
        tx.commit().await?;
        for job in soon {
            self.held.entry(job.id).and_modify(|held| held.1 = until);
        }
        Ok(())
    }
}

fn by_workspace(jobs: Vec<Claimed>) -> BTreeMap<WorkspaceId, Vec<Claimed>> {
    let mut by = BTreeMap::<WorkspaceId, Vec<Claimed>>::new();
    for job in jobs {
        by.entry(job.workspace_id.clone()).or_default().push(job);
    }
    by
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Config, Vault},
        db::{Clock, Regions},
    };

    #[tokio::test]
    async fn a_crew_that_cannot_begin_stops_when_it_is_told_to() {
        let folder = tempfile::TempDir::new().unwrap();
        let clock = Clock::simulated(0);
        let regions = Regions::open(&format!("sqlite:{}", folder.path().join("t.db").display()), &[], 0).await.unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            base_url: String::new(),
            mail: None,
            allow_private_addresses: false,
            audit_head: None,
            trusted_proxies: vec![],
            sandbox_sends: false,
        };
        let app = App::new(regions, clock.clone(), Vault::new(&[7; 32], clock), config);
        let (halt, halted) = watch::channel(false);
        // A region that is not there is a database that does not answer.
        let crew = Crew::new(app, "nowhere".to_owned()).work(Arc::default(), halted);
        let tell = async {
            tokio::task::yield_now().await;
            halt.send(true).unwrap();
        };
        let (stopped, ()) = tokio::join!(timeout(Duration::from_secs(30), crew), tell);
        assert!(stopped.is_ok(), "it goes on trying");
    }
}
