//! Writes long files of the audit log that somebody waits for.

use std::time::Duration;

use tokio::time::sleep;

use crate::{access::App, domain::audit::export};

/// What other processes were asked for, or left when they died, is found this soon; what this one was asked for, at once.
const LOOK_UP: Duration = Duration::from_secs(30);

/// For ever; dropped, it leaves no transaction behind.
pub async fn keep_exporting(app: &App) {
    loop {
        match export::write(app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a file of the audit log is written later"),
        }
        tokio::select! {
            () = app.exports.notified() => {}
            () = sleep(LOOK_UP) => {}
        }
    }
}
