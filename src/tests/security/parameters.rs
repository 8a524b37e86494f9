//! A parameter counts in the one place where it belongs, once, and only if the form has it.

use crate::house::{House, Reply, houses};

async fn rename(house: &House, query: &str, body: &str) -> Reply {
    let headers = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
    house.send("Max", "POST", &format!("/api/profile/rename{query}"), &headers, body.to_owned()).await
}

#[tokio::test]
async fn a_parameter_counts_where_it_belongs_and_once() {
    for house in houses().await {
        assert_eq!(rename(&house, "?name=Mallory", "").await.status, 400, "the address is no form");
        assert_eq!(rename(&house, "", "name=Moritz&name=Mallory").await.status, 400, "one of the two would be the wrong one");
        assert!(house.audit().await.is_empty());
        assert_eq!(rename(&house, "?name=Mallory", "name=Moritz").await.status, 200);
        let page = house.page("Max", "/account/profile").await.body;
        assert!(page.contains("Moritz") && !page.contains("Mallory"), "{page}");
    }
}

#[tokio::test]
async fn a_field_that_the_form_does_not_have_changes_nothing() {
    for house in houses().await {
        let (ada, account) = (house.person("Ada").to_string(), house.account.to_string());
        let more = format!(
            "name=Moritz&role=admin&person={ada}&person_id={ada}&account={account}&email=mallory@acme.test&mfa_done=true"
        );
        assert_eq!(rename(&house, "", &more).await.status, 200);
        let team = house.page("Ada", "/account/team").await.body;
        assert!(team.contains("Moritz") && team.contains("max@acme.test") && !team.contains("mallory"), "{team}");
        assert!(team.contains("Ada"), "nobody else was renamed");
        assert_eq!(house.call("Max", "/api/team/cancel_invite", &[("invite", "missing")]).await.status, 403, "still a member");
    }
}
