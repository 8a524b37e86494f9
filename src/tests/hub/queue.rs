//! The queue: a job is claimed by one worker at a time, and never lost.

use belfry::{
    model::{Id, RequestId, can},
    queue::{self, Claimed, RunExecution, RunRequest},
};

use crate::house::{House, houses};

const HOLD: i64 = 10_000;

async fn add(house: &House, request: &str, in_millis: i64) {
    let workspace = house.workspace("staging").await;
    let granted = house.app.as_system::<can::Trigger>(&house.account, workspace.clone(), "test");
    let mut rows = granted.own_rows().await.unwrap();
    let job = RunRequest { request: RequestId::from_text(request.to_owned()) };
    queue::enqueue(&mut rows, &house.app.clock, &workspace.id, &job, house.app.now() + in_millis).await.unwrap();
    rows.commit().await.unwrap();
}

async fn claim(house: &House, limit: i64) -> Vec<Claimed> {
    let granted = house.app.as_system::<can::Trigger>(&house.account, house.workspace("staging").await, "test");
    let mut rows = granted.own_rows().await.unwrap();
    let claimed = queue::claim(&mut rows, queue::Lane::Run, house.app.now(), HOLD, limit).await.unwrap();
    rows.commit().await.unwrap();
    claimed
}

/// Ends a claim with one of the queue's functions.
macro_rules! end {
    ($house:expr, $end:expr) => {{
        let granted = $house.app.as_system::<can::Trigger>(&$house.account, $house.workspace("staging").await, "test");
        let mut rows = granted.own_rows().await.unwrap();
        let kept = $end(&mut rows).await.unwrap();
        rows.commit().await.unwrap();
        kept
    }};
}

fn names(claimed: &[Claimed]) -> Vec<String> {
    claimed.iter().map(|job| job.read::<RunRequest>().unwrap().request.to_string()).collect()
}

/// One claims a job, another one asks for it. Answers how many jobs each of them got.
pub async fn claim_what_is_held(house: &House) -> (usize, usize) {
    add(house, "a", 0).await;
    (claim(house, 9).await.len(), claim(house, 9).await.len())
}

/// A worker loses its hold to another one and wakes up. Answers whether it could complete, put off and bury the job, and whether the other
/// one could complete it after that.
pub async fn wake_up_late(house: &House) -> [bool; 4] {
    add(house, "a", 0).await;
    let first = claim(house, 1).await.remove(0);
    house.app.clock.advance(HOLD);
    let second = claim(house, 1).await.remove(0);
    [
        end!(house, async |tx: &mut _| queue::complete(tx, &first).await),
        end!(house, async |tx: &mut _| queue::retry_later(tx, &first, "slow", 0).await),
        end!(house, async |tx: &mut _| queue::bury(tx, &first, "slow").await),
        end!(house, async |tx: &mut _| queue::complete(tx, &second).await),
    ]
}

#[tokio::test]
async fn a_job_that_is_held_is_nobody_elses() {
    for house in houses().await {
        assert_eq!(claim_what_is_held(&house).await, (1, 0));
    }
}

#[tokio::test]
async fn jobs_are_claimed_when_they_are_due_oldest_first_and_by_one_only() {
    for house in houses().await {
        for (name, due) in [("late", 60_000), ("a", 0), ("b", 0), ("c", 0)] {
            add(&house, name, due).await;
            house.app.clock.advance(1);
        }
        assert_eq!(names(&claim(&house, 2).await), ["a", "b"]);
        assert_eq!(names(&claim(&house, 2).await), ["c"]);
        assert!(claim(&house, 2).await.is_empty());
        house.app.clock.advance(60_000);
        // The holds of the others ran out as well.
        assert_eq!(names(&claim(&house, 9).await), ["late", "a", "b", "c"]);
    }
}

#[tokio::test]
async fn a_worker_that_lost_its_hold_cannot_finish_the_job_of_who_took_over() {
    for house in houses().await {
        assert_eq!(wake_up_late(&house).await, [false, false, false, true]);
        house.app.clock.advance(HOLD);
        assert!(claim(&house, 1).await.is_empty());
    }
}

#[tokio::test]
async fn a_hold_that_is_prolonged_keeps_the_job() {
    for house in houses().await {
        add(&house, "a", 0).await;
        let held = claim(&house, 1).await;
        let until = house.app.now() + 5 * HOLD;
        assert_eq!(end!(house, async |tx: &mut _| queue::extend(tx, &held, until).await), 1);
        house.app.clock.advance(2 * HOLD);
        assert!(claim(&house, 1).await.is_empty());
        house.app.clock.advance(3 * HOLD);
        assert_eq!(claim(&house, 1).await.len(), 1);
    }
}

#[tokio::test]
async fn a_job_that_failed_comes_back_when_told_and_a_buried_one_never() {
    for house in houses().await {
        add(&house, "a", 0).await;
        let job = claim(&house, 1).await.remove(0);
        let again_at = house.app.now() + 1_000;
        assert!(end!(house, async |tx: &mut _| queue::retry_later(tx, &job, "the vendor is busy", again_at).await));
        assert!(claim(&house, 1).await.is_empty());
        assert_eq!(end!(house, async |tx: &mut _| queue::next_due(tx, queue::Lane::Run).await), Some(again_at));
        house.app.clock.advance(1_000);
        let job = claim(&house, 1).await.remove(0);
        assert_eq!(job.attempts, 2);
        assert!(end!(house, async |tx: &mut _| queue::bury(tx, &job, "poison").await));
        house.app.clock.advance(10 * HOLD);
        assert!(claim(&house, 1).await.is_empty());
        assert_eq!(end!(house, async |tx: &mut _| queue::next_due(tx, queue::Lane::Run).await), None);
    }
}

#[tokio::test]
async fn after_a_crash_the_only_process_takes_everything_back_at_once() {
    for house in houses().await {
        add(&house, "a", 0).await;
        assert_eq!(claim(&house, 1).await.len(), 1);
        let now = house.app.now();
        assert_eq!(end!(house, async |tx: &mut _| queue::release_all(tx, now).await), 1);
        assert_eq!(names(&claim(&house, 1).await), ["a"]);
    }
}

#[tokio::test]
async fn a_job_is_read_as_what_it_is_only() {
    for house in houses().await {
        add(&house, "a", 0).await;
        let job = claim(&house, 1).await.remove(0);
        assert_eq!(job.read::<RunRequest>().unwrap(), RunRequest { request: RequestId::from_text("a".into()) });
        assert!(job.read::<RunExecution>().is_err());
    }
}
