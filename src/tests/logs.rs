//! The logs as people see them.

use belfry::{
    access::Granted,
    domain::vendors::{self, SmtpForm},
    model::{Name, can},
};
use serde_json::json;

use crate::{
    delivery::{
        ann, send,
        sink::{Manner, Sink},
        wait,
    },
    house::{House, Reply, houses},
};

/// The first link on a page that begins so.
fn link(page: &Reply, start: &str) -> String {
    let at = page.body.find(&format!("href=\"{start}")).unwrap_or_else(|| panic!("no link to {start}: {}", page.body));
    page.body[at + 6..].split('"').next().unwrap().to_owned()
}

async fn shown(house: &House, who: &str, path: &str) -> Reply {
    let reply = house.page(who, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply
}

#[tokio::test]
async fn a_trigger_can_be_followed_from_the_request_to_what_was_said() {
    for house in houses().await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_multi_channel"), wait("10m")]).await;
        desk.trigger(ann()).await;

        let requests = shown(&house, "Max", "/sandbox/requests").await;
        assert!(requests.body.contains("greet") && requests.body.contains("Accepted"), "{}", requests.body);
        let request = shown(&house, "Max", &link(&requests, "/sandbox/requests/req_")).await;
        assert!(request.body.contains("ann@example.com"), "the payload is shown: {}", request.body);
        let execution = shown(&house, "Max", &link(&request, "/sandbox/executions/exec_")).await;
        for words in ["Made: e-mail, inbox message.", "Waits 10m.", "Goes on", "Waiting"] {
            assert!(execution.body.contains(words), "{words}: {}", execution.body);
        }
        let message = shown(&house, "Max", &link(&execution, "/sandbox/messages/msg_")).await;
        assert!(message.body.contains("Captured: Sandbox sends nothing out."), "{}", message.body);
        let framed = message.body.split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mail = shown(&house, "Max", &framed).await;
        assert!(mail.body.contains("<p>Hello Ann: tea</p>"), "{}", mail.body);
        let policy = mail.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
        assert_eq!(house.page("Stranger", &framed).await.status, 404);
        assert_eq!(house.page("nobody", &framed).await.status, 401);
    }
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_multi_channel")]).await;
        for n in 0..52 {
            desk.accept(json!([format!("u{n}")])).await;
            house.app.clock.advance(1);
        }
        desk.run().await;
        let first = shown(&house, "Ada", "/staging/requests").await;
        assert_eq!(first.body.matches("/staging/requests/req_").count(), 50);
        let older = shown(&house, "Ada", &link(&first, "/staging/requests?before=")).await;
        assert_eq!(older.body.matches("/staging/requests/req_").count(), 2);
        let newer = shown(&house, "Ada", &link(&older, "/staging/requests?after=")).await;
        assert_eq!(newer.body.matches("/staging/requests/req_").count(), 50);

        let of_one = shown(&house, "Ada", "/staging/messages?user=u7").await;
        assert_eq!(of_one.body.matches("/staging/messages/msg_").count(), 2);
        let skipped = shown(&house, "Ada", "/staging/messages?user=u7&status=skipped").await;
        assert_eq!(skipped.body.matches("/staging/messages/msg_").count(), 1);
        assert!(skipped.body.contains("The recipient has no e-mail address."));
        let none = shown(&house, "Ada", "/staging/messages?channel=email&status=sent").await;
        assert!(none.body.contains("No message matches these filters."));
        let failed = shown(&house, "Ada", "/staging/executions?status=failed").await;
        assert!(failed.body.contains("No execution matches these filters."));
        assert!(shown(&house, "Ada", "/production/requests").await.body.contains("No requests yet"));
    }
}

#[tokio::test]
async fn the_page_of_a_user_shows_the_newest_messages_of_theirs_alone() {
    for house in houses().await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_multi_channel")]).await;
        let with_address = |name: &str| json!([{"distinct_id": name, "$email": [format!("{name}@example.com")], "name": name}]);
        desk.trigger(with_address("bob/1")).await;
        assert!(shown(&house, "Max", "/sandbox/users/bob%2F1").await.body.contains("/sandbox/messages?user=bob%2F1"));
        let mut newest = Vec::new();
        for _ in 0..6 {
            house.app.clock.advance(1);
            desk.trigger(with_address("eve")).await;
            newest = desk.messages().await.into_iter().rev().take(10).map(|message| message.id.to_string()).collect();
        }
        let page = shown(&house, "Max", "/sandbox/users/eve").await;
        let listed: Vec<&str> =
            page.body.split("href=\"/sandbox/messages/").skip(1).map(|rest| &rest[..newest[0].len()]).collect();
        assert_eq!(listed, newest);
        assert!(page.body.contains("Captured: Sandbox sends nothing out.") && page.body.contains("/sandbox/messages?user=eve"));

        let key = house.api_key("sandbox").await;
        assert_eq!(house.api(&key, "POST", "/v1/user/new/", json!({"plan": "pro"})).await.status, 201);
        let page = shown(&house, "Max", "/sandbox/users/%6Eew").await;
        assert!(page.body.contains("No messages yet") && !page.body.contains("/sandbox/messages/"), "{}", page.body);
    }
}

#[tokio::test]
async fn a_member_sees_masked_lists_and_no_details_in_production() {
    for house in houses().await {
        let sink = Sink::start(Manner::Answers("550 <ann@example.com>: no such user"));
        let desk = house.desk("production");
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        let request = desk.trigger(ann()).await;
        let message = desk.messages().await.remove(0);
        let execution = desk.execution(&request).await;

        for path in ["/production/messages", "/production/users/ann"] {
            let list = shown(&house, "Ada", path).await;
            assert!(list.body.contains("ann@example.com") && list.body.contains("Grüße, Ann"), "{}", list.body);
            let list = shown(&house, "Max", path).await;
            assert!(list.body.contains("a•••@e•••.com"), "{}", list.body);
            assert!(!list.body.contains(&message.id.to_string()), "no way to what is closed: {}", list.body);
            for secret in ["ann@example.com", "Grüße", "Hello Ann"] {
                assert!(!list.body.contains(secret), "{secret}: {}", list.body);
            }
        }
        for path in [
            format!("/production/requests/{request}"),
            format!("/production/executions/{}", execution.id),
            format!("/production/messages/{}", message.id),
            format!("/production/messages/{}/content", message.id),
        ] {
            assert_eq!(house.page("Ada", &path).await.status, 200, "{path}");
            let refused = house.page("Max", &path).await;
            assert_eq!(refused.status, 403, "{path}");
            assert!(!refused.body.contains("ann"), "{}", refused.body);
        }
        let why = house.page("Max", &format!("/production/messages/{}", message.id)).await;
        assert!(why.body.contains("In Production, members see"), "{}", why.body);
    }
}

#[tokio::test]
async fn a_test_run_goes_to_whom_it_says() {
    for house in houses().await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_multi_channel")]).await;
        let page = "/sandbox/workflows/greet/test";
        let form = shown(&house, "Max", page).await;
        assert!(
            form.body.contains("This runs version 1, which is live.") && form.body.contains("\"word\": \"hi\""),
            "{}",
            form.body
        );

        // Nothing filled in: to oneself, with the example data.
        let fields = [("workspace", "sandbox"), ("workflow", "greet")];
        let started = house.submit("Max", page, "/api/workflows/test", &fields).await;
        assert!(started.location().starts_with("/sandbox/requests/req_"), "{} {}", started.status, started.location());
        desk.run().await;
        let messages = desk.messages().await;
        assert_eq!(messages.len(), 2);
        assert!(messages.iter().all(|message| message.distinct_id.as_deref() == Some("max@acme.test")));
        assert!(messages[0].content.contains("Hello Max: hi"), "{}", messages[0].content);
        assert!(shown(&house, "Max", started.location()).await.body.contains("Test run"));

        // An address only: nobody's profile.
        let fields =
            [("workspace", "sandbox"), ("workflow", "greet"), ("email", "x@example.com"), ("payload", "{\"word\": \"tea\"}")];
        house.submit("Max", page, "/api/workflows/test", &fields).await;
        desk.run().await;
        let last = desk.messages().await;
        assert!(last.iter().any(|message| message.address == "x@example.com" && message.distinct_id.is_none()));

        // What is wrong is said at its field, and what was typed is kept.
        let fields = [("workspace", "sandbox"), ("workflow", "greet"), ("payload", "[1")];
        let refused = house.submit("Max", page, "/api/workflows/test", &fields).await;
        let again = shown(&house, "Max", refused.location()).await;
        assert!(again.body.contains("This is no JSON object") && again.body.contains("[1"), "{}", again.body);
    }
}

#[tokio::test]
async fn a_vendor_is_added_tried_and_removed_without_showing_its_password() {
    for house in houses().await {
        let sink = Sink::start(Manner::Takes);
        let port = sink.port.to_string();
        let form = [
            ("workspace", "staging"),
            ("name", "Office"),
            ("host", "127.0.0.1"),
            ("port", port.as_str()),
            ("security", "none"),
            ("username", "belfry"),
            ("password", "swordfish"),
            ("from_name", "Acme"),
            ("from_address", "news@acme.test"),
        ];
        assert!(shown(&house, "Ada", "/staging/vendors").await.body.contains("No e-mail vendor yet"));
        let added = house.submit("Ada", "/staging/vendors/new", "/api/vendors/save_smtp", &form).await;
        assert!(added.location().starts_with("/staging/vendors/vnd_"), "{}", added.location());
        let page = shown(&house, "Ada", added.location()).await;
        assert!(page.body.contains("belfry") && !page.body.contains("swordfish"), "{}", page.body);
        let id = added.location().rsplit('/').next().unwrap();

        // The server in this test knows no sign-in, and its answer is shown.
        let test = [("workspace", "staging"), ("id", id), ("to", "ada@acme.test")];
        let tried = house.call("Ada", "/api/vendors/test", &test).await;
        assert_eq!(tried.status, 422, "{}", tried.body);
        assert!(tried.body.contains("The mail server 127.0.0.1"), "{}", tried.body);
        let open: Vec<_> =
            form.iter().map(|field| if field.0 == "username" { ("username", "") } else { *field }).chain([("id", id)]).collect();
        assert_eq!(house.call("Ada", "/api/vendors/save_smtp", &open).await.status, 200);
        let tried = house.call("Ada", "/api/vendors/test", &test).await;
        assert!(tried.body.contains("2.0.0 Queued as 42"), "{}", tried.body);
        assert_eq!(sink.mails()[0].to, "ada@acme.test");

        assert_eq!(
            house.call("Ada", "/api/vendors/enable", &[("workspace", "staging"), ("id", id), ("enabled", "false")]).await.status,
            200
        );
        assert!(shown(&house, "Ada", "/staging/vendors").await.body.contains("No e-mail vendor is switched on"));
        assert_eq!(house.call("Ada", "/api/vendors/delete", &[("workspace", "staging"), ("id", id)]).await.status, 200);
        let actions: Vec<String> = house.audit().await.into_iter().map(|entry| entry.1).collect();
        let expected = ["vendor.added", "vendor.tested", "vendor.updated", "vendor.tested", "vendor.disabled", "vendor.deleted"];
        assert_eq!(
            actions.iter().filter(|action| action.starts_with("vendor.")).collect::<Vec<_>>(),
            expected.iter().collect::<Vec<_>>()
        );

        // A Sandbox sends nothing out.
        let sandbox: Vec<_> =
            form.iter().map(|field| if field.0 == "workspace" { ("workspace", "sandbox") } else { *field }).collect();
        assert_eq!(house.call("Ada", "/api/vendors/save_smtp", &sandbox).await.status, 409);
    }
}

#[tokio::test]
async fn a_private_address_is_called_only_when_that_is_allowed() {
    for mut house in houses().await {
        house.app.net = belfry::vendors::Net::new(false);
        let sink = Sink::start(Manner::Takes);
        let granted: Granted<can::ManageVendors> = house.granted("staging").await;
        let form = SmtpForm {
            host: "localhost".into(),
            port: sink.port.to_string(),
            security: "none".into(),
            from_address: "news@acme.test".into(),
            ..SmtpForm::default()
        };
        let id = vendors::save_smtp(&granted, None, &Name::parse("LAN").unwrap(), &form).await.unwrap();
        let refused = vendors::send_test(&granted, &id, &belfry::model::Email::parse("a@b.c").unwrap()).await.unwrap_err();
        assert!(refused.to_string().contains("localhost is at a private address"), "{refused}");
        assert!(sink.mails().is_empty());
    }
}
