//! Messages to phones: SMS and WhatsApp.

use belfry::model::{AssetKind, Channel, ExecutionStatus, MessageStatus};
use serde_json::{Value, json};

use super::{Desk, ended, node};
use crate::house::houses;

fn to(kind: &str) -> Value {
    node(kind, kind, json!({"template": "phones"}))
}

fn zoe() -> Value {
    json!([{"distinct_id": "zoe", "$sms": ["+1 202 555 0101"], "$whatsapp": "+12025550102", "name": "Zoe"}])
}

impl Desk<'_> {
    /// A template with SMS and WhatsApp, and the workflow `greet` with these steps.
    async fn phones(&self, nodes: &[Value]) {
        let whatsapp = json!({"category": "UTILITY", "subcategory": "basic_interactive", "body": {"text": "Hello {{word}}"}});
        let variants = json!([
            {"id": "default", "locale": "en", "channel": "sms", "content": {"type": "basic", "body": "Short {{word}}\nfor {{$recipient.name}}"}},
            {"id": "default", "locale": "en", "channel": "whatsapp", "content": whatsapp},
        ]);
        self.live(AssetKind::Template, "phones", json!({"variants": variants})).await;
        let content = json!({"category": "transactional", "tree": {"nodes": nodes}});
        self.live(AssetKind::Workflow, "greet", content).await;
    }
}

#[tokio::test]
async fn a_sandbox_captures_them_and_shows_them_as_a_phone_would() {
    for house in houses().await {
        let desk = house.desk("sandbox");
        desk.phones(&[to("send_multi_channel")]).await;
        let id = desk.trigger(zoe()).await;
        let steps = desk.steps(&desk.execution(&id).await).await;
        assert_eq!(steps[0].reason, "Made: SMS, WhatsApp message.");
        let messages = desk.messages().await;
        let told: Vec<_> =
            messages.iter().map(|m| (m.channel, m.status, m.address.as_str(), m.vendor.as_str(), m.title.as_str())).collect();
        assert_eq!(
            told,
            [
                (Channel::Sms, MessageStatus::Captured, "+12025550101", "Demo SMS", "Short tea"),
                (Channel::Whatsapp, MessageStatus::Captured, "+12025550102", "Demo WhatsApp", "Hello tea"),
            ]
        );
        let page = house.page("Ada", &format!("/sandbox/messages/{}", messages[0].id)).await;
        assert!(
            page.body.contains("As a phone shows it") && page.body.contains("17 characters, 1 segment (GSM-7)"),
            "{}",
            page.body
        );
        let list = house.page("Ada", "/sandbox/messages?channel=sms").await;
        assert!(list.body.contains("+12025550101") && !list.body.contains("+12025550102"));
        let vendors = house.page("Ada", "/sandbox/vendors").await;
        for channel in Channel::ALL {
            assert!(vendors.body.contains(belfry::model::demo_vendor(*channel)), "{channel:?}");
        }
    }
}

#[tokio::test]
async fn where_nobody_sends_them_they_end_with_a_sentence() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.phones(&[to("send_sms"), to("send_whatsapp")]).await;
        let id = desk.trigger(zoe()).await;
        let failed = "Step 1 failed: No SMS vendor is set up in Staging.";
        assert_eq!(ended(&desk.execution(&id).await), (ExecutionStatus::Failed, failed));
        let failed = |words: &str| (MessageStatus::Failed, words.to_owned());
        assert_eq!(
            desk.statuses().await,
            [failed("No SMS vendor is set up in Staging."), failed("No WhatsApp vendor is set up in Staging.")]
        );
        let id = desk.trigger(json!(["bob"])).await;
        let skipped = "Nothing was sent: the recipient has no SMS number.";
        assert_eq!(ended(&desk.execution(&id).await), (ExecutionStatus::Skipped, skipped));
    }
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_before_anything_is_accepted() {
    for house in houses().await {
        house.desk("sandbox").phones(&[to("send_sms")]).await;
        let fields = [("workspace", "sandbox"), ("distinct_id", "kim"), ("sms", "0170 555 0101")];
        let refused = house.call("Max", "/api/users/create", &fields).await;
        assert_eq!((refused.status, refused.json()["Invalid"]["field"].as_str()), (422, Some("sms")), "{}", refused.body);
        assert!(refused.body.contains("is not a phone number"), "{}", refused.body);
        let fields = [("workspace", "sandbox"), ("distinct_id", "kim"), ("sms", "+49 170 555-0101")];
        assert_eq!(house.call("Max", "/api/users/create", &fields).await.status, 200);
        assert!(house.page("Max", "/sandbox/users/kim").await.body.contains("+491705550101"));
        house.desk("sandbox").trigger(json!(["kim"])).await;
        assert_eq!(house.desk("sandbox").messages().await[0].address, "+491705550101");
    }
}
