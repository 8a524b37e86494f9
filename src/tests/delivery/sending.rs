//! Messages that leave through a mail server.

use belfry::model::{ExecutionStatus, MessageStatus};
use serde_json::json;

use super::{
    ann, ended, send,
    sink::{Manner, Sink},
};
use crate::house::houses;

#[tokio::test]
async fn a_mail_server_receives_the_rendered_mail() {
    for house in houses().await {
        let sink = Sink::start(Manner::Takes);
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        let id = desk.trigger(ann()).await;

        let mails = sink.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].from.as_str(), mails[0].to.as_str()), ("news@acme.test", "ann@example.com"));
        let text = &mails[0].text;
        let message = desk.messages().await.remove(0);
        assert!(text.contains(&format!("Message-ID: <{}@acme.test>", message.id)), "{text}");
        assert!(text.contains("Date: Mon, 02 Nov 2026 09:00:0"), "{text}");
        // «Grüße, Ann» and the sender's name as RFC 2047 writes them.
        assert!(
            text.contains("Subject: =?utf-8?b?R3LDvMOfZSwgQW5u?=") || text.contains("Subject: =?utf-8?b?R3LDvMOfZSw=?= Ann"),
            "{text}"
        );
        assert!(text.contains("From: =?utf-8?b?"), "{text}");
        assert!(text.contains("To: ann@example.com"), "{text}");
        assert!(text.contains("<p>Hello Ann: tea</p>") && text.contains("Content-Type: text/plain"), "{text}");

        assert_eq!((message.status, message.reason.as_str()), (MessageStatus::Sent, "Office took it."));
        assert_eq!(message.vendor, "Office");
        let attempts = desk.attempts(&message).await;
        assert_eq!((attempts.len(), attempts[0].outcome.as_str()), (1, "accepted"));
        assert_eq!(attempts[0].detail, "2.0.0 Queued as 42");
        assert_eq!(ended(&desk.execution(&id).await), (ExecutionStatus::Completed, "Its one step ran."));
    }
}

#[tokio::test]
async fn a_connection_is_used_again_unless_the_server_hung_up() {
    for (manner, connections) in [(Manner::Takes, 1), (Manner::HangsUp, 3)] {
        for house in houses().await {
            let sink = Sink::start(manner);
            let desk = house.desk("staging");
            desk.workflow(&[send("send_email")]).await;
            desk.smtp(sink.port).await;
            for _ in 0..3 {
                desk.trigger(ann()).await;
            }
            assert_eq!((sink.mails().len(), sink.connections()), (3, connections), "{manner:?}");
            for message in desk.messages().await {
                assert_eq!((message.status, message.attempts), (MessageStatus::Sent, 1));
            }
        }
    }
}

#[tokio::test]
async fn many_messages_leave_once_each() {
    for house in houses().await {
        let sink = Sink::start(Manner::Takes);
        let desk = house.desk("staging");
        desk.workflow(&[send("send_multi_channel")]).await;
        desk.smtp(sink.port).await;
        let crowd: Vec<_> =
            (0..90).map(|n| json!({"distinct_id": format!("u{n}"), "$email": format!("u{n}@example.com")})).collect();
        let id = desk.trigger(json!(crowd)).await;
        let mut to: Vec<_> = sink.mails().into_iter().map(|mail| mail.to).collect();
        to.sort();
        to.dedup();
        assert_eq!((sink.mails().len(), to.len()), (90, 90));
        let statuses = desk.statuses().await;
        assert_eq!(statuses.len(), 180);
        assert!(statuses.iter().all(|(status, _)| matches!(status, MessageStatus::Sent | MessageStatus::Delivered)));
        assert_eq!(desk.request(&id).await.reason, "All 90 recipients were served.");
    }
}
