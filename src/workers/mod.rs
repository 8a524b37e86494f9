//! WORKERS. They take what is due from the queue and do it: one crew per database, woken by a bell, by other processes on the
//! same Postgres, and by the next due time.
//!
//! A crew claims in batches and writes in batches. What runs inside Belfry runs in turn; calls of vendors run beside it, bounded, and
//! their outcomes are written together. An idle crew asks nothing. Beside the crews, Belfry's own letters are
//! sent, and what has had its time is purged now and then. The audit log is sealed by every process that writes to it, also by one that only serves.

mod crew;
mod exports;
mod letters;
mod log;
mod purge;

pub use log::keep_log;

use std::sync::Arc;

use futures::future::join_all;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

use crate::{access::App, model::AppError, queue};
use crew::Crew;

/// Looks at the data regions until `stop` turns true.
pub async fn keep_regions(app: App, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        _ = app.regions.keep_looking(|| app.now()) => {}
        _ = stop.changed() => {}
    }
}

/// Works until `stop` turns true, then finishes what has begun.
pub async fn work(app: App, stop: watch::Receiver<bool>) {
    let mut crews = JoinSet::new();
    let mut bells = Vec::new();
    let mut ears = Vec::new();
    // Also for a region that is away: its crew waits until it is back.
    for region in app.regions.all() {
        let bell = Arc::new(Notify::new());
        bells.push(bell.clone());
        crews.spawn(Crew::new(app.clone(), region.name.clone()).work(bell.clone(), stop.clone()));
        ears.push(async move { region.db().listen(queue::CHANNEL, &bell).await });
    }
    // The one bell of the app rings for everybody: every crew looks whether it was meant.
    let ring = async {
        loop {
            app.wake.notified().await;
            bells.iter().for_each(|bell| bell.notify_one());
        }
    };
    tokio::select! {
        () = ring => {}
        _ = join_all(ears) => {}
        () = purge::keep_purging(&app) => {}
        () = exports::keep_exporting(&app) => {}
        () = letters::keep_sending(&app) => {}
        () = async { while crews.join_next().await.is_some() {} } => {}
    }
}

/// Does everything that is due now, and what becomes due by it, until nothing is left. Answers how many jobs were done. For tests.
pub async fn run_due(app: &App) -> Result<u64, AppError> {
    let mut done = 0;
    let regions: Vec<String> = app.regions.up().map(|(name, _)| name.to_owned()).collect();
    for region in regions {
        let mut crew = Crew::new(app.clone(), region);
        loop {
            let turn = crew.turn().await? + crew.settle_all().await?;
            if turn == 0 {
                break;
            }
            done += turn;
        }
    }
    Ok(done)
}
