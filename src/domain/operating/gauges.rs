//! Sets the gauges of [`Metrics`](crate::access::Metrics) to how things are now. Every look is bounded.

use crate::{access::App, db::DbResult, queue::Lane, store};

/// Further nobody counts.
const MOST: i64 = 10_000;

/// Looks at every database.
pub async fn look(app: &App) {
    let gauges = &app.metrics.gauges;
    // A region that went away leaves no figures behind.
    gauges.jobs_due.clear();
    gauges.oldest_job.clear();
    gauges.jobs_dead.clear();
    gauges.audit_entries.clear();
    gauges.connections.clear();
    gauges.database_up.clear();
    for name in app.regions.away() {
        gauges.database_up.get_or_create(&vec![("database", name.to_owned())]).set(0);
    }
    for (name, db) in app.regions.up() {
        let up = match look_at(app, name, db).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, database = name, "a database could not be measured");
                false
            }
        };
        gauges.database_up.get_or_create(&vec![("database", name.to_owned())]).set(i64::from(up));
        for (state, count) in db.connections() {
            let labels = vec![("database", name.to_owned()), ("state", state.to_owned())];
            gauges.connections.get_or_create(&labels).set(i64::from(count));
        }
    }
}

async fn look_at(app: &App, name: &str, db: &crate::db::Db) -> DbResult<()> {
    let (gauges, now) = (&app.metrics.gauges, app.now());
    let mut tx = db.read().await?;
    for lane in [Lane::Run, Lane::Send] {
        let labels = vec![("database", name.to_owned()), ("lane", lane.key().to_owned())];
        let due = store::health::count_due(&mut tx, lane.key(), now, MOST).await?;
        let oldest = store::jobs::next_due(&mut tx, lane.key()).await?;
        let dead = store::health::count_dead(&mut tx, lane.key(), MOST).await?;
        let age = oldest.map_or(0, |due| (now - due).max(0));
        gauges.jobs_due.get_or_create(&labels).set(due);
        gauges.oldest_job.get_or_create(&labels).set(age as f64 / 1000.0);
        gauges.jobs_dead.get_or_create(&labels).set(dead);
    }
    let state = |state: &str| vec![("database", name.to_owned()), ("state", state.to_owned())];
    let sealed = store::seals::head(&mut tx).await?.map_or(0, |head| head.mark.sequence);
    let unsealed = store::health::count_unsealed(&mut tx, MOST).await?;
    gauges.audit_entries.get_or_create(&state("sealed")).set(sealed);
    gauges.audit_entries.get_or_create(&state("unsealed")).set(unsealed);
    Ok(())
}
