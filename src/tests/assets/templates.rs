//! A template has the same pages as every other asset.

use crate::house::houses;

#[tokio::test]
async fn a_template_is_committed_compared_and_shows_who_uses_it() {
    for house in houses().await {
        house.live_template("staging", "hello").await;
        let base = "/staging/templates/hello";
        let page = house.page("Ada", &format!("{base}/inbox")).await.body;
        assert!(page.contains("Live: version 1") && !page.contains("Commit to Staging"));
        assert!(house.page("Ada", &format!("{base}/used-by")).await.body.contains("Nothing uses it"));

        let about = |version: &'static str| {
            [("workspace", "staging"), ("kind", "template"), ("slug", "hello"), ("draft_version", version)]
        };
        let changed = super::inbox_template("Hello again");
        let mut save = about("1").to_vec();
        save.push(("content", &changed));
        assert_eq!(house.call("Ada", "/api/assets/save_json", &save).await.status, 200);
        let page = house.page("Ada", &format!("{base}/inbox")).await.body;
        assert!(page.contains("Commit to Staging") && page.contains("Changes not committed"));
        let reply = house.call("Ada", "/api/assets/commit", &about("2")).await;
        assert_eq!(reply.json()["notice"], "Committed version 2 to Staging.");
        for page in ["json", "versions", "versions/1", "versions/1/diff/2", "settings"] {
            assert_eq!(house.page("Ada", &format!("{base}/{page}")).await.status, 200, "{page}");
        }
        assert!(!house.page("Ada", &format!("{base}/settings")).await.body.contains("Switch off"), "workflows are switched off");

        let workflow = house.workflow("staging", "greet", "hello").await;
        let version = workflow.draft_version.to_string();
        let commit = [("workspace", "staging"), ("kind", "workflow"), ("slug", "greet"), ("draft_version", version.as_str())];
        assert_eq!(house.call("Ada", "/api/assets/commit", &commit).await.status, 200);
        assert!(house.page("Ada", &format!("{base}/used-by")).await.body.contains("/staging/workflows/greet"));
    }
}
