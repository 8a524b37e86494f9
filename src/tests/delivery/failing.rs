//! Mail servers that refuse, stall and hang.

use std::time::Duration;

use belfry::{
    access::Granted,
    domain::vendors,
    model::{Attempt, MessageStatus, can},
    queue::{self, Lane},
    workers,
};

use super::{
    ann, send,
    sink::{Manner, Sink},
};
use crate::house::{House, houses};

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn a_server_that_refuses_ends_the_message_at_once() {
    for house in houses().await {
        let sink = Sink::start(Manner::Answers("550 5.1.1 No such user"));
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        desk.trigger(ann()).await;
        let message = desk.messages().await.remove(0);
        assert_eq!(message.status, MessageStatus::Failed);
        assert_eq!(message.reason, format!("The mail server 127.0.0.1:{} refused the mail: 550 5.1.1 No such user.", sink.port));
        assert_eq!(desk.attempts(&message).await[0].outcome, "permanent");
        house.app.clock.advance(24 * HOUR);
        assert_eq!(desk.run().await, 0, "it is not tried again");
    }
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_with_growing_waits_and_then_no_more() {
    for house in houses().await {
        let sink = Sink::start(Manner::Answers("451 4.3.2 Busy"));
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        desk.trigger(ann()).await;
        let message = desk.messages().await.remove(0);
        assert_eq!(message.status, MessageStatus::Retrying);
        assert!(message.reason.contains("451 4.3.2 Busy. Attempt 2 of 7 follows in"), "{}", message.reason);
        assert_eq!(desk.run().await, 0, "not at once");

        let mut minutes = 0;
        while desk.messages().await[0].status == MessageStatus::Retrying {
            house.app.clock.advance(60_000);
            minutes += 1;
            desk.run().await;
            assert!(minutes < 24 * 60, "it goes on for ever");
        }
        let message = desk.messages().await.remove(0);
        assert_eq!(message.status, MessageStatus::Failed);
        assert!(message.reason.starts_with("Gave up after 7 attempts. The mail server"), "{}", message.reason);
        let attempts = desk.attempts(&message).await;
        assert_eq!(attempts.iter().map(|attempt| attempt.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
        let waits: Vec<i64> = attempts.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
        assert!(waits.is_sorted() && waits[0] <= 2 * 60_000 && waits[5] >= 6 * HOUR, "{waits:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_or_is_gone_is_asked_again() {
    for mut house in houses().await {
        house.app.net = house.app.net.clone().with_patience(Duration::from_millis(200));
        let sink = Sink::start(Manner::Hangs);
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;
        let vendor = desk.smtp(sink.port).await;
        desk.trigger(ann()).await;
        let (status, reason) = desk.statuses().await.remove(0);
        assert_eq!(status, MessageStatus::Retrying);
        assert!(reason.starts_with(&format!("The mail server 127.0.0.1:{} did not answer in time.", sink.port)), "{reason}");

        // The vendor goes before the next attempt.
        let granted: Granted<can::ManageVendors> = house.granted("staging").await;
        vendors::delete(&granted, &vendor).await.unwrap();
        house.app.clock.advance(60_000);
        house.desk("staging").run().await;
        let gone = (MessageStatus::Failed, "No e-mail vendor is enabled in Staging any more.".to_owned());
        assert_eq!(house.desk("staging").statuses().await, [gone]);
    }
}

#[tokio::test]
async fn a_message_that_waits_leaves_through_the_vendor_that_is_there_then() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;
        let broken = Sink::start(Manner::Guards);
        let vendor = desk.smtp(broken.port).await;
        let granted: Granted<can::ManageVendors> = house.granted("staging").await;
        desk.trigger(ann()).await;
        // Nobody signs in here, so this server takes it.
        assert_eq!(desk.messages().await[0].status, MessageStatus::Sent);
        vendors::set_enabled(&granted, &vendor, false).await.unwrap();
        desk.trigger(ann()).await;
        assert_eq!(desk.messages().await[1].reason, "No e-mail vendor is set up in Staging.");
    }
}

/// A worker runs a request, is handed its message, and dies before it calls; another one takes over. Answers the attempts that were
/// written down, and how many mails arrived.
pub async fn die_before_the_call(house: &House) -> (Vec<Attempt>, usize) {
    let sink = Sink::start(Manner::Takes);
    let desk = house.desk("staging");
    desk.workflow(&[send("send_email")]).await;
    desk.smtp(sink.port).await;
    desk.accept(ann()).await;
    let granted: Granted<can::Trigger> = house.granted("staging").await;
    let mut rows = granted.own_rows().await.unwrap();
    let claimed = queue::claim(&mut rows, Lane::Run, house.app.now(), 5_000, 10).await.unwrap();
    rows.commit().await.unwrap();
    let ran = belfry::domain::delivery::run::run(&granted, &claimed, 8, 5_000).await.unwrap();
    assert_eq!(ran.sendings.len(), 1);
    drop(ran);
    assert_eq!(workers::run_due(&house.app).await.unwrap(), 0, "it is held");

    house.app.clock.advance(5_000);
    desk.run().await;
    let message = desk.messages().await.remove(0);
    assert_eq!(message.status, MessageStatus::Sent);
    (desk.attempts(&message).await, sink.mails().len())
}

#[tokio::test]
async fn an_attempt_whose_worker_died_is_written_down_and_repeated_with_the_same_id() {
    for house in houses().await {
        let (attempts, mails) = die_before_the_call(&house).await;
        assert_eq!((attempts.len(), mails), (2, 1));
        assert!(attempts[0].detail.starts_with("Belfry stopped before the answer came."), "{}", attempts[0].detail);
        assert_eq!(attempts[1].outcome, "accepted");
    }
}
