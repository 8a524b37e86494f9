//! Seeing a template before it is sent.

use super::{save_email, save_mock_data, welcome};
use crate::house::{House, Reply, house, houses};

const AT: &str = "/staging/templates/welcome/preview/email";

async fn post(house: &House, who: &str, fields: &[(&str, &str)]) -> Reply {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    house.send(who, "POST", AT, &headers, serde_urlencoded::to_string(fields).unwrap()).await
}

fn policy(reply: &Reply) -> &str {
    reply.headers["content-security-policy"].to_str().unwrap()
}

#[tokio::test]
async fn the_draft_is_shown_filled_in_a_document_that_may_do_nothing() {
    for house in houses().await {
        welcome(&house).await;
        save_email(&house, "1").await;
        save_mock_data(&house, "2", "{\"name\": \"<Bo>\", \"link\": \"javascript:alert(1)\"}").await;
        let shown = house.page("Max", AT).await;
        assert_eq!(shown.status, 200);
        assert!(shown.body.contains("<p>Hello &lt;Bo&gt;</p>"), "{}", shown.body);
        assert!(shown.body.contains("Good to see you"), "with its preheader");
        assert!(shown.body.contains("<a href=\"#\">Go</a>"), "without the link that runs code");
        assert!(policy(&shown).starts_with("sandbox; default-src 'none';"), "{}", policy(&shown));
        assert!(!policy(&shown).contains("script-src"));
        let page = house.page("Max", "/staging/templates/welcome/email").await;
        assert!(page.body.contains("sandbox=\"\""), "{}", page.body);
        assert!(page.body.contains(AT));
    }
}

#[tokio::test]
async fn a_preview_is_for_who_may_see_the_template() {
    let house = house().await;
    welcome(&house).await;
    for (who, status) in [("Stranger", 404), ("nobody", 401), ("Max", 200)] {
        assert_eq!(house.page(who, AT).await.status, status, "{who}");
        assert_eq!(post(&house, who, &[("html", "<p>x</p>")]).await.status, status, "{who}");
    }
    assert_eq!(house.page("Max", "/production/templates/welcome/preview/email").await.status, 404);
    assert_eq!(house.page("Max", "/staging/templates/welcome/preview/fax").await.status, 404);
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    assert_eq!(house.send("Max", "POST", AT, &foreign, "html=x").await.status, 403);
}

#[tokio::test]
async fn what_is_being_typed_is_shown_and_not_saved() {
    let house = house().await;
    welcome(&house).await;
    save_mock_data(&house, "1", "{\"name\": \"Bo\"}").await;
    let shown = post(&house, "Max", &[("html", "<h1>{{uppercase name}}</h1>"), ("subject", "s")]).await;
    assert!(shown.body.contains("<h1>BO</h1>"), "{}", shown.body);
    assert!(policy(&shown).starts_with("sandbox;"));
    assert!(!house.page("Max", AT).await.body.contains("<h1>"));
    assert!(post(&house, "Max", &[("text", "only <text>")]).await.body.contains("only &lt;text>"));

    let typed =
        [("workspace", "staging"), ("template", "welcome"), ("subject", "Hi {{nmae}}"), ("html", "<p>\n{{#if name}}</p>")];
    let answer = house.call("Max", "/api/templates/preview_email", &typed).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let problems = answer.json()["problems"].as_array().unwrap().clone();
    let told: Vec<_> = problems.iter().map(|p| (p["at"].as_str().unwrap(), p["message"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("html", "Line 2, column 1: {{#if}} is not closed. Add {{/if}}."),
            ("subject", "Line 1, column 4: nmae is not in the mock data: nothing is shown for it."),
        ]
    );
    let typed = [("workspace", "staging"), ("template", "welcome"), ("body", "Hi {{name}}"), ("action_url", "javascript:x")];
    let answer = house.call("Max", "/api/templates/preview_inbox", &typed).await.json();
    assert_eq!((answer["rendered"]["body"].as_str(), answer["rendered"]["action_url"].as_str()), (Some("Hi Bo"), Some("")));
    assert_eq!(house.audit_of("Max").await, ["template.created", "template.draft_saved"], "looking leaves no trace");
}
