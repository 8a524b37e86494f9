//! Making a workflow and drawing its steps, without JavaScript.

use crate::house::{House, houses};

async fn create(house: &House) {
    let fields = [("workspace", "staging"), ("name", "Greet"), ("slug", ""), ("category", "transactional")];
    let reply = house.submit("Max", "/staging/workflows/new", "/api/workflows/create", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/staging/workflows/greet"));
}

#[tokio::test]
async fn a_new_workflow_gets_its_slug_from_its_name_and_stays_a_draft() {
    for house in houses().await {
        let empty = house.page("Max", "/staging/workflows").await.body;
        assert!(empty.contains("No workflows yet") && empty.contains("/staging/workflows/new"));
        create(&house).await;
        let page = house.page("Max", "/staging/workflows/greet").await;
        assert_eq!(page.status, 200);
        for words in ["Created Greet as a draft.", "Never committed", "It has no steps yet", "Add the first step"] {
            assert!(page.body.contains(words), "{words}");
        }
        let list = house.page("Max", "/staging/workflows").await.body;
        assert!(list.contains("Greet") && list.contains("Transactional") && list.contains("Draft"));
        assert_eq!(house.audit_of("Max").await, ["workflow.created"]);
    }
}

#[tokio::test]
async fn what_was_typed_into_a_refused_form_is_still_there() {
    for house in houses().await {
        create(&house).await;
        let fields = [("workspace", "staging"), ("name", "My greeting"), ("slug", "greet"), ("category", "system")];
        let reply = house.submit("Max", "/staging/workflows/new", "/api/workflows/create", &fields).await;
        assert_eq!(reply.location(), "/staging/workflows/new");
        let page = house.page("Max", "/staging/workflows/new").await.body;
        assert!(page.contains("There is a workflow with the slug “greet” already. Choose another slug."));
        assert!(page.contains("value=\"My greeting\""));

        let fields = [("workspace", "staging"), ("name", "日本"), ("slug", ""), ("category", "system")];
        let reply = house.call("Max", "/api/workflows/create", &fields).await;
        assert_eq!((reply.status, reply.json()["Invalid"]["field"].as_str()), (422, Some("slug")));
        assert_eq!(
            house.call("Max", "/api/workflows/create", &[("category", "nonsense"), fields[0], fields[1]]).await.status,
            422
        );
    }
}

#[tokio::test]
async fn steps_are_added_moved_changed_and_removed() {
    for house in houses().await {
        create(&house).await;
        house.live_template("staging", "hello").await;
        let kinds = house.page("Max", "/staging/workflows/greet?add=0").await.body;
        assert!(kinds.contains("Send on all channels") && kinds.contains("?add=0&amp;type=delay"));
        let form = house.page("Max", "/staging/workflows/greet?add=0&type=send_inbox").await.body;
        assert!(form.contains("value=\"hello\"") && form.contains("Inbox"), "the template can be chosen");

        let add = "/api/workflows/add_step";
        let wait = [("position", "0"), ("node_type", "delay"), ("value", "1h30m")];
        assert_eq!(house.about_greet("Max", add, &wait).await.status, 200);
        let send = [("position", "9"), ("node_type", "send_inbox"), ("template", "hello"), ("name", "Say hello")];
        assert_eq!(house.about_greet("Max", add, &send).await.status, 200);
        let both = [("position", "0"), ("node_type", "send_multi_channel"), ("template", "hello"), ("inbox", "true")];
        assert_eq!(house.about_greet("Max", add, &both).await.status, 200);
        assert_eq!(house.steps_of_greet().await, ["send-1", "wait-1", "inbox-1"]);
        let page = house.page("Max", "/staging/workflows/greet").await.body;
        for words in ["Say hello", "1 h 30 min", "hello, only Inbox", "Commit to Staging"] {
            assert!(page.contains(words), "{words}");
        }

        let up = [("step", "inbox-1"), ("direction", "up")];
        house.about_greet("Max", "/api/workflows/move_step", &up).await;
        assert_eq!(house.steps_of_greet().await, ["send-1", "inbox-1", "wait-1"]);
        let edit = [("step", "wait-1"), ("node_type", "delay"), ("value", "2d")];
        assert_eq!(house.about_greet("Max", "/api/workflows/edit_step", &edit).await.status, 200);
        assert!(house.workflow_of("staging", "greet").await.draft.contains("\"2d\""));
        house.about_greet("Max", "/api/workflows/remove_step", &[("step", "send-1")]).await;
        assert_eq!(house.steps_of_greet().await, ["inbox-1", "wait-1"]);

        let wrong = house.about_greet("Max", add, &[("position", "0"), ("node_type", "delay"), ("value", "soon")]).await;
        assert_eq!((wrong.status, wrong.json()["Invalid"]["field"].as_str()), (422, Some("value")));
        assert_eq!(house.about_greet("Max", "/api/workflows/remove_step", &[("step", "gone")]).await.status, 404);
        assert_eq!(house.about_greet("Max", add, &[("position", "0"), ("node_type", "fax")]).await.status, 422);
    }
}

#[tokio::test]
async fn a_step_that_was_drawn_on_an_old_page_is_refused_and_kept() {
    for house in houses().await {
        create(&house).await;
        let wait = [("position", "0"), ("node_type", "delay"), ("value", "1m")];
        house.about_greet("Ada", "/api/workflows/add_step", &wait).await;
        let on = "/staging/workflows/greet?add=1&type=delay";
        let fields = [
            ("_form", "delay"),
            ("workspace", "staging"),
            ("slug", "greet"),
            ("draft_version", "1"),
            ("position", "1"),
            ("node_type", "delay"),
            ("value", "3h"),
        ];
        let reply = house.submit("Max", on, "/api/workflows/add_step", &fields).await;
        assert_eq!(reply.location(), on);
        let page = house.page("Max", on).await.body;
        assert!(page.contains("Somebody else changed this workflow while you were at it."));
        assert!(page.contains("value=\"3h\""), "what was typed is there");
        assert_eq!(house.steps_of_greet().await, ["wait-1"]);
    }
}

#[tokio::test]
async fn strangers_find_no_workflow_and_nobody_is_sent_to_sign_in() {
    for house in houses().await {
        create(&house).await;
        for page in ["/staging/workflows/greet/json", "/staging/workflows/greet/versions", "/staging/workflows/greet/settings"] {
            assert_eq!(house.page("Max", page).await.status, 200, "{page}");
            assert_eq!(house.page("nobody", page).await.status, 303, "{page}");
            assert_eq!(house.page("Stranger", page).await.status, 404, "{page}");
            assert_eq!(house.page("Max", &page.replace("greet", "gone")).await.status, 404, "{page}");
            assert_eq!(house.page("Max", &page.replace("staging", "production")).await.status, 404, "{page}");
        }
        assert_eq!(house.about_greet("Stranger", "/api/assets/commit", &[]).await.status, 404);
        assert_eq!(house.about_greet("nobody", "/api/assets/commit", &[]).await.status, 401);
    }
}
