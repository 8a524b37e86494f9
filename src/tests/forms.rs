//! Forms that the page's script sends: told what a plain form would be redirected to.

use crate::house::{House, Reply, houses};

const NEW: &str = "/staging/vendors/new";
const SAVE: &str = "/api/vendors/save_smtp";

/// As `islands/browser/forms.rs` sends it.
async fn by_script(house: &House, who: &str, on: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
    let referer = format!("http://belfry.test{on}");
    let headers = [
        ("accept", "application/json"),
        ("x-belfry-form", "1"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("referer", referer.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    house.send(who, "POST", action, &headers, serde_urlencoded::to_string(fields).unwrap()).await
}

fn smtp(name: &'static str) -> [(&'static str, &'static str); 6] {
    [
        ("workspace", "staging"),
        ("name", name),
        ("host", "mail.example.com"),
        ("port", "587"),
        ("security", "starttls"),
        ("from_address", "hello@example.com"),
    ]
}

#[tokio::test]
async fn a_form_by_script_is_told_where_to_go_and_the_words_wait_there() {
    for house in houses().await {
        let told = by_script(&house, "Ada", NEW, SAVE, &smtp("Main")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let to = told.json()["to"].as_str().expect("a place to go to").to_owned();
        assert!(to.starts_with("/staging/vendors/"), "{to}");

        let ahead = house.send("Ada", "GET", &to, &[("accept", "text/html"), ("sec-purpose", "prefetch")], "").await;
        assert!(!ahead.body.contains("Added. Send a test mail"), "what is only fetched ahead does not use the words up");
        assert!(house.page("Ada", &to).await.body.contains("Added. Send a test mail"));
        assert!(!house.page("Ada", &to).await.body.contains("Added. Send a test mail"), "they are said once");
    }
}

#[tokio::test]
async fn a_form_by_script_that_is_refused_is_told_why_and_nothing_waits() {
    for house in houses().await {
        let told = by_script(&house, "Ada", NEW, SAVE, &smtp(" ")).await;
        assert_eq!(told.status, 200, "browsers write any other status into the console: {}", told.body);
        assert_eq!(told.json(), serde_json::json!({ "message": "Give it a name.", "field": "name" }));
        assert!(!house.page("Ada", NEW).await.body.contains("aria-invalid"), "the page itself was not refused");
        assert!(house.audit().await.is_empty());
    }
}

#[tokio::test]
async fn a_form_by_script_of_somebody_unknown_is_sent_to_sign_in_and_keeps_its_text() {
    for house in houses().await {
        let told = by_script(&house, "nobody", NEW, SAVE, &smtp("Main")).await;
        assert_eq!(told.json(), serde_json::json!({ "to": "/sign-in?next=%2Fstaging%2Fvendors%2Fnew", "keep": true }));
        let foreign = [("x-belfry-form", "1"), ("sec-fetch-site", "cross-site")];
        assert_eq!(house.send("Ada", "POST", SAVE, &foreign, "").await.status, 403);
    }
}

#[tokio::test]
async fn programs_get_true_status_codes() {
    for house in houses().await {
        let reply = house.call("Ada", SAVE, &smtp(" ")).await;
        assert_eq!(reply.status, 422);
        assert_eq!(reply.json()["Invalid"]["field"], "name");
    }
}

#[tokio::test]
async fn a_text_of_several_lines_has_one_kind_of_line_break() {
    for house in houses().await {
        let fields = [("workspace", "staging"), ("name", "One\r\nTwo")];
        house.submit("Ada", NEW, SAVE, &[fields.as_slice(), &smtp("x")[2..]].concat()).await;
        let page = house.page("Ada", NEW).await.body;
        assert!(page.contains("A name is one line of text.") && page.contains("One\nTwo"), "{page}");
    }
}

#[tokio::test]
async fn signed_in_pages_have_what_the_script_needs() {
    for house in houses().await {
        let page = house.page("Max", "/staging").await.body;
        for part in
            ["id=\"form-refused\"", "id=\"field-refused\"", "id=\"toast\"", "id=\"said\"", "id=\"shortcuts\"", "data-key=\"h\""]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}

#[tokio::test]
async fn a_form_never_leads_to_another_site() {
    for house in houses().await {
        for (on, back) in [("//evil.test/x", "/"), ("/\\evil.test", "/"), ("/staging?text=a", "/staging?text=a")] {
            let reply = house.submit("Ada", on, "/api/profile/rename", &[("name", "")]).await;
            assert_eq!((reply.status, reply.location()), (303, back), "{on}");
        }
    }
}
