//! Sends Belfry's own letters that nobody waits for.

use std::time::Duration;

use tokio::time::sleep;

use crate::{access::App, domain::password_reset};

/// What other processes were asked is found this soon; what this one was asked, at once.
const LOOK_UP: Duration = Duration::from_secs(10);

/// For ever; dropped, it leaves no transaction behind.
pub async fn keep_sending(app: &App) {
    loop {
        if let Err(error) = password_reset::send_asked(app).await {
            tracing::warn!(%error, "letters wait");
        }
        tokio::select! {
            () = app.letters.notified() => {}
            () = sleep(LOOK_UP) => {}
        }
    }
}
