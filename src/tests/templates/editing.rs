//! Making a template and writing on its channels.

use super::{EMAIL, save_email, save_mock_data, welcome};
use crate::house::{house, houses};

#[tokio::test]
async fn a_template_is_made_and_listed_with_its_channels() {
    for house in houses().await {
        let list = house.page("Max", "/staging/templates").await;
        assert!(list.body.contains("No templates yet"), "{}", list.body);
        assert!(list.body.contains("/staging/templates/new"));
        welcome(&house).await;
        let list = house.page("Max", "/staging/templates").await;
        for text in ["Welcome", "welcome", "E-mail", "Inbox", "Draft", "by Max"] {
            assert!(list.body.contains(text), "{text}");
        }
        assert!(!house.page("Max", "/staging/templates?q=other").await.body.contains(">Welcome<"));
        assert!(house.page("Max", "/production/templates").await.body.contains("No templates yet"), "a workspace of its own");
        assert_eq!(house.audit_of("Max").await, ["template.created"]);
        assert_eq!(house.page("Stranger", "/staging/templates/welcome/email").await.status, 404);
        assert_eq!(house.page("Max", "/staging/templates/welcome").await.location(), "/staging/templates/welcome/email");
    }
}

#[tokio::test]
async fn a_new_template_says_what_is_wrong_with_it() {
    let house = house().await;
    let create = async |name: &str, slug: &str, email: &str| {
        let mut fields = vec![("workspace", "staging"), ("name", name), ("slug", slug)];
        if !email.is_empty() {
            fields.push(("email", email));
        }
        house.call("Max", "/api/templates/create", &fields).await
    };
    for (name, slug, email, status, field) in [
        ("", "x", "true", 422, "name"),
        ("日本", "", "true", 422, "slug"),
        ("X", "Not a slug", "true", 422, "slug"),
        ("X", "new", "true", 422, "slug"),
        ("X", "x", "", 422, "email"),
    ] {
        let reply = create(name, slug, email).await;
        assert_eq!(reply.status, status, "{name} {slug}");
        assert_eq!(reply.json()["Invalid"]["field"], field, "{}", reply.body);
    }
    assert_eq!(create("X", "x", "true").await.status, 200);
    assert_eq!(create("Y", "x", "true").await.status, 409);
}

#[tokio::test]
async fn a_draft_is_saved_by_who_has_seen_the_last_one() {
    for house in houses().await {
        welcome(&house).await;
        assert_eq!(save_email(&house, "1").await.status, 200);
        let page = house.page("Ada", "/staging/templates/welcome/email").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("name=\"draft_version\" value=\"2\""));
        assert!(page.body.contains("Hi {{name}}"), "the fields hold the template");
        assert!(page.body.contains("name is not in the mock data"), "and what is odd stands beside them");

        assert_eq!(save_mock_data(&house, "2", "{\"name\": \"Bo\", \"link\": \"https://a.example\"}").await.status, 200);
        let stale = save_mock_data(&house, "2", "{\"name\": \"Cy\"}").await;
        assert_eq!(stale.status, 412, "{}", stale.body);
        let page = house.page("Ada", "/staging/templates/welcome/email").await;
        assert!(page.body.contains("Hi Bo"), "the preview is filled with the mock data");
        assert!(!page.body.contains("is not in the mock data"));
        assert_eq!(house.audit_of("Max").await, ["template.created", "template.draft_saved", "template.draft_saved"]);
    }
}

#[tokio::test]
async fn who_comes_second_sees_both_texts_and_loses_nothing() {
    let house = house().await;
    welcome(&house).await;
    save_email(&house, "1").await;
    let on = "/staging/templates/welcome/email";
    let mine = [
        ("workspace", "staging"),
        ("template", "welcome"),
        ("draft_version", "1"),
        ("subject", "My own subject"),
        ("preheader", ""),
        ("html", "<p>Mine\r\n</p>"),
        ("text", ""),
    ];
    let sent = house.submit("Ada", on, "/api/templates/save_email", &mine).await;
    assert_eq!((sent.status, sent.location()), (303, on));
    let page = house.page("Ada", on).await;
    assert!(page.body.contains("value=\"My own subject\""), "what was typed is in the field");
    assert!(page.body.contains("Max saved this draft after you opened it"));
    assert!(page.body.contains("Hello {{name}}"), "what they saved is shown against it");
    assert!(page.body.contains("name=\"draft_version\" value=\"2\""), "saving again is a decision");
}

#[tokio::test]
async fn mock_data_that_are_no_object_are_refused_with_their_place() {
    let house = house().await;
    welcome(&house).await;
    let reply = save_mock_data(&house, "1", "{\n  \"a\": }").await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.json()["Invalid"]["field"], "payload");
    assert!(reply.body.contains("Line 2, column 8"), "{}", reply.body);
    assert!(save_mock_data(&house, "1", "[1]").await.body.contains("Write a JSON object"));
}

#[tokio::test]
async fn channels_come_and_go() {
    for house in houses().await {
        welcome(&house).await;
        let channel = |version: &'static str| {
            [("workspace", "staging"), ("template", "welcome"), ("draft_version", version), ("channel", "inbox")]
        };
        assert_eq!(house.call("Max", "/api/templates/remove_channel", &channel("1")).await.status, 200);
        let page = house.page("Max", "/staging/templates/welcome/inbox").await;
        assert!(page.body.contains("No inbox yet"));
        assert!(page.body.contains("/api/templates/add_channel"));
        let gone = [
            ("workspace", "staging"),
            ("template", "welcome"),
            ("draft_version", "2"),
            ("header", ""),
            ("body", "x"),
            ("action_url", ""),
        ];
        assert_eq!(house.call("Max", "/api/templates/save_inbox", &gone).await.status, 409);
        assert_eq!(house.call("Max", "/api/templates/add_channel", &channel("2")).await.status, 200);
        let back = gone.map(|(name, value)| (name, if name == "draft_version" { "3" } else { value }));
        assert_eq!(house.call("Max", "/api/templates/save_inbox", &back).await.status, 200);
        let page = house.page("Max", "/staging/templates/welcome/inbox").await;
        assert!(page.body.contains("feed-item"), "{}", page.body);
    }
}

#[tokio::test]
async fn only_members_of_the_account_write() {
    let house = house().await;
    welcome(&house).await;
    for (who, status) in [("Stranger", 404), ("nobody", 401)] {
        let fields = [EMAIL, &[("draft_version", "1")]].concat();
        assert_eq!(house.call(who, "/api/templates/save_email", &fields).await.status, status);
        assert_eq!(house.call(who, "/api/templates/preview_email", EMAIL).await.status, status);
    }
}
