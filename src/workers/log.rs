//! Keeps the audit log: refusals are written down, and every entry is sealed soon after its commit.

use std::time::Duration;

use tokio::{sync::watch, time::sleep};

use crate::{
    access::App,
    domain::audit::{elsewhere, seal::seal_all},
    model::AppError,
};

/// So long entries gather before they are sealed together: many commits cost one transaction more.
const GATHER: Duration = Duration::from_millis(200);
/// What a process left behind that died is found this soon.
const LOOK_UP: Duration = Duration::from_secs(60);
/// After an error of the database.
const BREATHE: Duration = Duration::from_secs(5);

/// Until it is told to stop, and then once more.
pub async fn keep_log(app: App, mut stop: watch::Receiver<bool>) {
    loop {
        let last = *stop.borrow();
        let pause = match turn(&app, last).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "the audit log is sealed later");
                BREATHE
            }
        };
        if last {
            return;
        }
        tokio::select! {
            () = app.unsealed.notified() => sleep(GATHER).await,
            () = sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Answers how long there is nothing to do, unless somebody rings.
async fn turn(app: &App, last: bool) -> Result<Duration, AppError> {
    let due = app.write_denied(last).await?;
    let ends = seal_all(app).await?;
    if let Err(error) = elsewhere::keep(app, &ends).await {
        tracing::warn!(%error, "the end of the audit log is only in the database");
    }
    let due = due.map(|due| Duration::from_millis((due - app.now()).max(1) as u64));
    Ok(due.map_or(LOOK_UP, |due| due.min(LOOK_UP)))
}
