//! Throws away what has had its time, now and then.

use std::time::Duration;

use tokio::time::sleep;

use crate::{access::App, domain::purge::purge};

/// How often. Several processes do it each for itself: what one has thrown away the others don't find.
const EVERY: Duration = Duration::from_secs(15 * 60);

/// For ever; dropped, it leaves no transaction behind.
pub async fn keep_purging(app: &App) {
    loop {
        match purge(app).await {
            Ok(0) => {}
            Ok(gone) => tracing::debug!(gone, "purged"),
            Err(error) => tracing::warn!(%error, "what has had its time stays for now"),
        }
        sleep(EVERY).await;
    }
}
