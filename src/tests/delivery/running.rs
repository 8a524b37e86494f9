//! Requests, executions and steps.

use belfry::{
    access::Granted,
    domain::assets,
    model::{AssetKind, ExecutionStatus, MessageStatus, RequestStatus, StepStatus, can},
    queue::{self, Lane},
    workers,
};
use serde_json::json;

use super::{ann, ended, node, send, wait};
use crate::house::{ParseSlug, houses};

#[tokio::test]
async fn a_trigger_becomes_a_message_in_the_inbox() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_inbox")]).await;
        let id = desk.trigger(ann()).await;

        let request = desk.request(&id).await;
        assert_eq!((request.status, request.reason.as_str()), (RequestStatus::Completed, "Its one step ran."));
        let execution = desk.execution(&id).await;
        assert_eq!(ended(&execution), (ExecutionStatus::Completed, "Its one step ran."));
        assert_eq!(execution.ended_at, Some(house.app.now()));
        let steps = desk.steps(&execution).await;
        assert_eq!((steps[0].status, steps[0].reason.as_str()), (StepStatus::Completed, "Made: inbox message."));
        let messages = desk.messages().await;
        assert_eq!(messages.len(), 1);
        assert_eq!((messages[0].status, messages[0].reason.as_str()), (MessageStatus::Delivered, "Delivered to the inbox."));
        assert!(messages[0].content.contains("Hello Ann: tea"), "{}", messages[0].content);
        assert_eq!(messages[0].distinct_id.as_deref(), Some("ann"));
        assert_eq!(workers::run_due(&house.app).await.unwrap(), 0, "nothing is left to do");
    }
}

#[tokio::test]
async fn a_sandbox_captures_every_channel_and_needs_no_vendor() {
    for house in houses().await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_multi_channel")]).await;
        desk.trigger(ann()).await;
        let captured = (MessageStatus::Captured, "Captured: Sandbox sends nothing out.".to_owned());
        assert_eq!(desk.statuses().await, [captured.clone(), captured]);
        assert!(desk.messages().await.iter().any(|message| message.title == "Grüße, Ann"));
    }
}

#[tokio::test]
async fn every_end_has_its_sentence() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;

        let id = desk.trigger(ann()).await;
        let failed = "Step 1 failed: No e-mail vendor is set up in Staging.";
        assert_eq!(ended(&desk.execution(&id).await), (ExecutionStatus::Failed, failed));
        assert_eq!(desk.request(&id).await.status, RequestStatus::Failed);
        assert_eq!(desk.statuses().await, [(MessageStatus::Failed, "No e-mail vendor is set up in Staging.".to_owned())]);

        let id = desk.trigger(json!(["bob"])).await;
        let skipped = "Nothing was sent: the recipient has no e-mail address.";
        assert_eq!(ended(&desk.execution(&id).await), (ExecutionStatus::Skipped, skipped));
        assert_eq!(desk.request(&id).await.status, RequestStatus::Completed);

        let id = desk.trigger(json!([{"distinct_id": "eve", "$email": "eve@example.com", "$channels": ["inbox"]}])).await;
        let kept = "Nothing was sent: the trigger keeps this recipient to other channels than e-mail.";
        assert_eq!(ended(&desk.execution(&id).await), (ExecutionStatus::Skipped, kept));

        // Several recipients: the request sums them up.
        let id = desk.trigger(json!(["a", "b", {"distinct_id": "c", "$email": "c@example.com"}])).await;
        let request = desk.request(&id).await;
        assert_eq!((request.status, request.reason.as_str()), (RequestStatus::Failed, "1 of 3 executions failed."));
        let ids: Vec<_> = desk.executions(&id).await.into_iter().filter_map(|execution| execution.distinct_id).collect();
        assert_eq!(ids, ["a", "b", "c"]);

        // Switched off between the answer and the run.
        let id = desk.accept(ann()).await;
        let granted: Granted<can::EditAssets> = house.granted("staging").await;
        assets::enable(&granted, AssetKind::Workflow, &"greet".parse_slug(), false).await.unwrap();
        desk.run().await;
        let request = desk.request(&id).await;
        let off = "The workflow was switched off before this ran.";
        assert_eq!((request.status, request.reason.as_str()), (RequestStatus::Failed, off));
        assert!(desk.executions(&id).await.is_empty());
    }
}

#[tokio::test]
async fn somebody_without_a_profile_has_no_inbox() {
    for house in houses().await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_multi_channel")]).await;
        let id = desk.trigger(json!([{"is_transient": true, "$email": "t@example.com", "name": "Tom"}])).await;
        let steps = desk.steps(&desk.execution(&id).await).await;
        assert_eq!(steps[0].reason, "Made: e-mail. A recipient without a profile has no inbox.");
        assert_eq!(steps[0].status, StepStatus::Completed);
    }
}

#[tokio::test]
async fn a_delay_waits_and_keeps_the_version_that_it_began_with() {
    for house in houses().await {
        let desk = house.desk("staging");
        let again = node("again", "send_inbox", json!({"template": "welcome"}));
        desk.workflow(&[send("send_inbox"), wait("10m"), again]).await;
        let id = desk.trigger(ann()).await;
        let execution = desk.execution(&id).await;
        assert_eq!(ended(&execution), (ExecutionStatus::Waiting, "Waits 10m at step 2."));
        assert_eq!(desk.request(&id).await.status, RequestStatus::Accepted);
        let steps = desk.steps(&execution).await;
        assert_eq!((steps[1].status, steps[1].due_at), (StepStatus::Waiting, Some(house.app.now() + 600_000)));

        // Meanwhile the workflow loses its last step.
        let granted: Granted<can::EditAssets> = house.granted("staging").await;
        let content = json!({"category": "transactional", "tree": {"nodes": [send("send_inbox")]}}).to_string();
        let slug = "greet".parse_slug();
        let asset = assets::find(&house.granted("staging").await, AssetKind::Workflow, &slug).await.unwrap();
        let saved = assets::save_draft(&granted, AssetKind::Workflow, &slug, &content, asset.draft_version).await.unwrap();
        assets::commit(&granted, AssetKind::Workflow, &slug, "Shorter", saved.draft_version).await.unwrap();

        house.app.clock.advance(599_999);
        assert_eq!(desk.run().await, 0);
        house.app.clock.advance(1);
        desk.run().await;
        let execution = desk.execution(&id).await;
        assert_eq!(ended(&execution), (ExecutionStatus::Completed, "All 3 steps ran."));
        let steps = desk.steps(&execution).await;
        assert_eq!((steps[1].status, steps[1].reason.as_str()), (StepStatus::Completed, "Waited 10m."));
        assert_eq!(desk.messages().await.len(), 2);
        assert_eq!(desk.request(&id).await.status, RequestStatus::Completed);
    }
}

#[tokio::test]
async fn a_job_that_comes_twice_changes_nothing() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_inbox")]).await;
        let id = desk.accept(ann()).await;
        desk.repeat(&id).await;
        desk.run().await;
        assert_eq!(desk.executions(&id).await.len(), 1);
        assert_eq!(desk.messages().await.len(), 1);
    }
}

#[tokio::test]
async fn what_a_dead_worker_held_is_done_when_its_hold_ends() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_inbox")]).await;
        let id = desk.accept(ann()).await;
        let granted: Granted<can::Trigger> = house.granted("staging").await;
        let mut rows = granted.own_rows().await.unwrap();
        let claimed = queue::claim(&mut rows, Lane::Run, house.app.now(), 5_000, 10).await.unwrap();
        rows.commit().await.unwrap();
        assert_eq!(claimed.len(), 1);

        assert_eq!(desk.run().await, 0, "it is held");
        house.app.clock.advance(5_000);
        desk.run().await;
        assert_eq!(desk.messages().await.len(), 1);
        // The dead one comes back to life: its claim is worth nothing.
        belfry::domain::delivery::run::run(&granted, &claimed, 0, 5_000).await.unwrap();
        assert_eq!(desk.messages().await.len(), 1);
        assert_eq!(desk.request(&id).await.status, RequestStatus::Completed);
    }
}
