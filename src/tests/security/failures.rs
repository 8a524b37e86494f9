//! What is said when we fail: to whoever asked nothing about the inside, to the log everything.

use axum::{Router, body::Body, routing::get};
use belfry::http::{LogFormat, guarded};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::Said;
use crate::house::{Sabotage, houses};

/// A database that lost a table while we run.
const LOST: Sabotage = Sabotage {
    sqlite: "alter table workspace_key rename to lost_table",
    postgres: "alter table workspace_key rename to lost_table",
};

/// Words that would tell about the inside.
const INSIDE: &[&str] =
    &["workspace_key", "lost_table", "no such table", "does not exist", "select ", "sqlx", "src/", "panicked"];

#[tokio::test]
async fn a_failure_of_ours_is_told_without_a_word_about_the_inside() {
    for house in houses().await {
        let key = house.api_key("staging").await;
        house.sabotage(&LOST).await;
        let said = Said::default();
        let listening = said.listen("warn,belfry=info", LogFormat::Text);
        let page = house.page("Ada", "/staging/keys").await;
        let call = house.call("Ada", "/api/keys/reveal", &[("workspace", "staging"), ("id", "missing")]).await;
        let program = house.signed(&("SS.WSK.x".to_owned(), "secret".to_owned()), "POST", "/trigger/", "{}").await;
        drop(listening);
        for (reply, what) in [(page, "a page"), (call, "a server function"), (program, "the hub API")] {
            assert_eq!(reply.status, 500, "{what}: {}", reply.body);
            for word in INSIDE {
                assert!(!reply.body.contains(word), "{what}: {word} in {}", reply.body);
            }
        }
        assert_eq!(said.text().matches("workspace_key").count(), 3, "each failure is in the log: {}", said.text());
        assert_eq!(house.page("Ada", "/staging").await.status, 200, "the rest goes on");
        assert_eq!(house.api(&key, "GET", "/v1/user/", serde_json::Value::Null).await.status, 200);
    }
}

#[tokio::test]
async fn a_bug_ends_its_own_request_and_nothing_else() {
    async fn bug() -> &'static str {
        panic!("a bug that knows hunter2")
    }
    let said = Said::default();
    let listening = said.listen("warn", LogFormat::Text);
    let router = guarded(Router::new().route("/bug", get(bug)).route("/fine", get(async || "fine")), true);
    let ask = async |path: &str| {
        let request = axum::http::Request::builder().uri(path).body(Body::empty()).unwrap();
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        (parts, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
    };
    let (parts, body) = ask("/bug").await;
    drop(listening);
    assert_eq!((parts.status.as_u16(), body.as_str()), (500, "Something went wrong on our side. It was noted."));
    assert_eq!(parts.headers["x-content-type-options"], "nosniff", "even this answer has its headers");
    assert_eq!(parts.headers["strict-transport-security"], "max-age=31536000; includeSubDomains");
    assert!(said.text().contains("a bug that knows"), "it was noted: {}", said.text());
    assert_eq!(ask("/fine").await.1, "fine");
}
