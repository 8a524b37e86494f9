//! JSON, commit, versions, comparison, roll back and the switch, through the pages.

use belfry::model::AppError;

use crate::{
    assets::inbox_workflow,
    house::{House, houses},
};

async fn greet(house: &House) {
    house.live_template("staging", "hello").await;
    house.workflow("staging", "greet", "hello").await;
}

#[tokio::test]
async fn a_commit_names_its_workspace_and_what_changes() {
    for house in houses().await {
        greet(&house).await;
        let reply = house.about_greet("Ada", "/api/assets/commit", &[("message", "Hello, world")]).await;
        assert_eq!(reply.json()["notice"], "Committed version 1 to Staging.");
        let page = house.page("Ada", "/staging/workflows/greet").await.body;
        assert!(page.contains("Live: version 1") && !page.contains("Commit to Staging"), "nothing to commit, no button");

        let changed = inbox_workflow("hello", "system");
        house.about_greet("Ada", "/api/assets/save_json", &[("content", &changed)]).await;
        let page = house.page("Ada", "/staging/workflows/greet").await.body;
        for words in ["Changes not committed", "Commit to Staging", "Discard changes", "Removed: ", "Added: "] {
            assert!(page.contains(words), "{words}");
        }
        assert_eq!(house.about_greet("Ada", "/api/assets/discard", &[]).await.status, 200);
        let reply = house.about_greet("Ada", "/api/assets/commit", &[]).await;
        assert_eq!(reply.status, 409);

        house.live_template("production", "hello").await;
        house.workflow("production", "greet", "hello").await;
        let page = house.page("Ada", "/production/workflows/greet").await.body;
        assert!(page.contains("Commit to Production") && page.contains("btn-workspace"));
    }
}

#[tokio::test]
async fn a_draft_that_cannot_go_live_says_why_and_where() {
    for house in houses().await {
        house.workflow("staging", "greet", "missing").await;
        let page = house.page("Max", "/staging/workflows/greet").await.body;
        assert!(page.contains("There is no template “missing” in this workspace. Create it first."));
        assert!(page.contains("It can't go live like this"));
        let json = house.page("Max", "/staging/workflows/greet/json").await.body;
        assert!(json.contains("tree.nodes[0].properties.template"));
        assert_eq!(house.about_greet("Max", "/api/assets/commit", &[]).await.status, 422);
    }
}

#[tokio::test]
async fn json_that_does_not_fit_is_refused_with_its_place_and_stays_in_the_field() {
    for house in houses().await {
        greet(&house).await;
        let on = "/staging/workflows/greet/json";
        let typed = r#"{"category": "system", "tree": {"nodes": [{"ref": "a", "node_type": "fax"}]}}"#;
        let fields =
            [("workspace", "staging"), ("kind", "workflow"), ("slug", "greet"), ("draft_version", "1"), ("content", typed)];
        let reply = house.submit("Max", on, "/api/assets/save_json", &fields).await;
        assert_eq!(reply.location(), on);
        let page = house.page("Max", on).await.body;
        assert!(page.contains("tree.nodes[0]: Unknown variant “fax”"));
        assert!(page.contains("&quot;fax&quot;") || page.contains("\"fax\""), "what was typed is there");
        let kind = [fields[0], ("kind", "fax"), fields[2], fields[3], fields[4]];
        assert_eq!(house.call("Max", "/api/assets/save_json", &kind).await.status, 400);
    }
}

#[tokio::test]
async fn two_people_in_the_json_editor_see_both_texts_and_lose_neither() {
    for house in houses().await {
        greet(&house).await;
        let on = "/staging/workflows/greet/json";
        let fields = |content: &'static str| {
            [("workspace", "staging"), ("kind", "workflow"), ("slug", "greet"), ("draft_version", "1"), ("content", content)]
        };
        let theirs = r#"{"category":"system","description":"theirs","tree":{"nodes":[]}}"#;
        let mine = r#"{"category":"system","description":"mine","tree":{"nodes":[]}}"#;
        assert_eq!(house.call("Ada", "/api/assets/save_json", &fields(theirs)).await.status, 200);
        assert_eq!(house.call("Max", "/api/assets/save_json", &fields(mine)).await.status, 412);
        house.submit("Max", on, "/api/assets/save_json", &fields(mine)).await;
        let page = house.page("Max", on).await.body;
        for words in ["Ada saved this draft after you opened it", "theirs", "mine", "Save mine over theirs"] {
            assert!(page.contains(words), "{words}");
        }
        assert!(page.contains("name=\"draft_version\" value=\"2\""), "saving again saves over what was seen");
        assert_eq!(house.about_greet("Max", "/api/assets/save_json", &[("content", mine)]).await.status, 200);
        assert!(house.workflow_of("staging", "greet").await.draft.contains("mine"));
    }
}

#[tokio::test]
async fn versions_are_listed_compared_and_rolled_back() {
    for house in houses().await {
        greet(&house).await;
        let versions = "/staging/workflows/greet/versions";
        assert!(house.page("Max", versions).await.body.contains("No versions yet"));
        house.about_greet("Ada", "/api/assets/commit", &[("message", "The first one")]).await;
        let changed = inbox_workflow("hello", "promotional");
        house.about_greet("Ada", "/api/assets/save_json", &[("content", &changed)]).await;
        house.about_greet("Max", "/api/assets/commit", &[("message", "Now promotional")]).await;

        let list = house.page("Max", versions).await.body;
        assert!(list.contains("The first one") && list.contains("Now promotional"));
        assert!(list.find("Version 2").unwrap() < list.find("Version 1").unwrap(), "the newest first");
        let diff = house.page("Max", &format!("{versions}/1/diff/2")).await.body;
        assert!(diff.contains("From version 1 to version 2") && diff.contains("promotional") && diff.contains("transactional"));
        assert_eq!(house.page("Max", &format!("{versions}/1/diff/2?view=split")).await.status, 200);
        assert_eq!(house.page("Max", &format!("{versions}/1/diff/3")).await.status, 404);
        let old = house.page("Max", &format!("{versions}/1")).await.body;
        assert!(old.contains("Roll back to version 1") && old.contains("Roll back in Staging"));
        assert!(!house.page("Max", &format!("{versions}/2")).await.body.contains("Roll back"), "what is live needs none");

        let reply = house.about_greet("Max", "/api/assets/roll_back", &[("to", "1"), ("live", "2")]).await;
        assert_eq!(reply.json()["notice"], "Rolled back: version 3 says what version 1 said.");
        let reply = house.about_greet("Max", "/api/assets/roll_back", &[("to", "2"), ("live", "2")]).await;
        assert_eq!(reply.status, AppError::stale("").status());
        let actions: Vec<_> = house.audit().await.into_iter().filter(|(who, _)| who == "Max").collect();
        assert_eq!(actions, [("Max".into(), "workflow.committed".into()), ("Max".into(), "workflow.rolled_back".into())]);
    }
}

#[tokio::test]
async fn a_workflow_is_renamed_and_switched_off_and_on() {
    for house in houses().await {
        greet(&house).await;
        house.about_greet("Ada", "/api/assets/commit", &[]).await;
        assert_eq!(house.about_greet("Ada", "/api/assets/rename", &[("name", "Say hello")]).await.status, 200);
        assert_eq!(house.about_greet("Ada", "/api/assets/rename", &[("name", " ")]).await.status, 422);
        house.about_greet("Ada", "/api/assets/enable", &[("enabled", "false")]).await;
        let page = house.page("Ada", "/staging/workflows/greet/settings").await.body;
        assert!(page.contains("Say hello") && page.contains("Switch on") && page.contains("Triggers are refused"));
        let off = house.page("Ada", "/staging/workflows?status=disabled").await.body;
        assert!(off.contains("Say hello"));
        house.about_greet("Ada", "/api/assets/enable", &[("enabled", "true")]).await;
        assert!(house.page("Ada", "/staging/workflows?status=disabled").await.body.contains("Nothing fits"));
    }
}
