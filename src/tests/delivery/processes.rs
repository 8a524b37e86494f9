//! Several processes on one Postgres.

use std::time::Duration;

use belfry::workers;
use tokio::{sync::watch, task::JoinSet};

use super::{
    ann, send,
    sink::{Manner, Sink},
};
use crate::house::houses;

/// Less than an idle crew rests when nobody wakes it.
const AT_ONCE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn what_one_process_accepts_another_one_delivers_at_once() {
    // SQLite belongs to one process.
    for house in houses().await.into_iter().skip(1) {
        let sink = Sink::start(Manner::Takes);
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        let (halt, halted) = watch::channel(false);
        let mut crews = JoinSet::new();
        crews.spawn(workers::work(house.another_process().await, halted));
        for count in 1..=3 {
            desk.accept(ann()).await;
            assert!(sink.receives(count, AT_ONCE).await, "mail {count}");
        }

        let hang_up = "select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and query like 'LISTEN%'";
        for count in 4..=6 {
            assert_eq!(desk.count(hang_up).await, 1, "one connection listens");
            desk.accept(ann()).await;
            assert!(sink.receives(count, AT_ONCE).await, "mail {count}, after the connection was lost");
        }
        halt.send(true).unwrap();
        crews.join_all().await;
    }
}
