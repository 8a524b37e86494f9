//! Seals the audit log soon after each commit.

use std::time::Duration;

use tokio::{sync::watch, time::sleep};

use crate::{access::App, domain::audit::seal::seal_all};

/// So long entries gather before they are sealed together: many commits cost one transaction more.
const GATHER: Duration = Duration::from_millis(200);
/// What a process left behind that died is found this soon.
const LOOK_UP: Duration = Duration::from_secs(60);
/// After an error of the database.
const BREATHE: Duration = Duration::from_secs(5);

/// Until it is told to stop, and then once more.
pub async fn keep_sealing(app: App, mut stop: watch::Receiver<bool>) {
    loop {
        let pause = match seal_all(&app).await {
            Ok(()) => LOOK_UP,
            Err(error) => {
                tracing::warn!(%error, "the audit log is sealed later");
                BREATHE
            }
        };
        if *stop.borrow() {
            return;
        }
        tokio::select! {
            () = app.unsealed.notified() => sleep(GATHER).await,
            () = sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}
