//! Sends Belfry's own letters that nobody waits for.

use std::time::Duration;

use tokio::time::sleep;

use crate::{
    access::App,
    domain::{email_code, password_reset},
};

/// What other processes were asked is found this soon; what this one was asked, at once.
const LOOK_UP: Duration = Duration::from_secs(10);

/// For ever; dropped, it leaves no transaction behind.
pub async fn keep_sending(app: &App) {
    loop {
        // Codes first: somebody waits for them.
        for sent in [email_code::send_asked(app).await, password_reset::send_asked(app).await] {
            if let Err(error) = sent {
                tracing::warn!(%error, "letters wait");
            }
        }
        tokio::select! {
            () = app.letters.notified() => {}
            () = sleep(LOOK_UP) => {}
        }
    }
}
