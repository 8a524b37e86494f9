//! Searching a workspace: what is found by whom.

use belfry::{
    access::Granted,
    args,
    model::{can, escaped},
};

use crate::house::{House, houses};

/// Where the lines of the search page lead, which are the palette's too.
async fn everything(house: &House, who: &str, workspace: &str, words: &str) -> Vec<String> {
    let reply = house.page(who, &format!("/{workspace}/search?q={}", escaped(words))).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let line = |line: &str| Some(line.split_once("href=\"")?.1.split_once('"')?.0.to_owned());
    reply.body.split("data-found").skip(1).filter_map(line).collect()
}

async fn add_template(house: &House, workspace: &str, name: &str) {
    let reply = house.call("Ada", "/api/templates/create", &[("workspace", workspace), ("name", name), ("email", "true")]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// A user with an address, as delivery writes them.
async fn add_user(house: &House, workspace: &str, id: &str, address: &str) {
    let place = house.workspace(workspace).await;
    let granted: Granted<can::Trigger> = house.app.as_system(&house.account, place.clone(), "test");
    let mut rows = granted.own_rows().await.unwrap();
    rows.run(
        "insert into user_profile (workspace_id, distinct_id, properties, created_at, updated_at) values ($1, $2, '{}', 1, 1)",
        args![&place.id, id],
    )
    .await
    .unwrap();
    rows.run(
        "insert into user_identity (workspace_id, distinct_id, channel, value, detail, active, created_at)
         values ($1, $2, 'email', $3, '{}', true, 1)",
        args![&place.id, id, address],
    )
    .await
    .unwrap();
    rows.commit().await.unwrap();
}

#[tokio::test]
async fn things_are_found_by_a_part_of_their_name_and_only_in_their_workspace() {
    for house in houses().await {
        add_template(&house, "staging", "Order shipped").await;
        add_template(&house, "sandbox", "Order lost").await;
        assert_eq!(everything(&house, "Max", "staging", " ship ").await, ["/staging/templates/order-shipped"]);
        assert_eq!(everything(&house, "Max", "staging", "order").await.len(), 1);
        assert!(everything(&house, "Max", "staging", "").await.is_empty(), "nothing to look for finds nothing");
        assert!(everything(&house, "Max", "staging", "%").await.is_empty(), "signs of a pattern are letters");
        let page = house.page("Max", "/staging/search?q=ship").await;
        assert!(page.body.contains("href=\"/staging/templates/order-shipped\""), "{}", page.body);
        assert!(house.page("Max", "/staging/search?q=zebra").await.body.contains("Nothing found for “zebra”"));
    }
}

#[tokio::test]
async fn whoever_may_not_see_addresses_does_not_find_people_by_them() {
    for house in houses().await {
        for workspace in ["staging", "production"] {
            add_user(&house, workspace, "u-17", "grace@example.com").await;
        }
        for (who, workspace) in [("Ada", "production"), ("Max", "staging")] {
            let found = [format!("/{workspace}/users/u%2D17")];
            assert_eq!(everything(&house, who, workspace, "grace@").await, found);
            assert_eq!(everything(&house, who, workspace, "u-1").await, found);
        }
        assert!(everything(&house, "Max", "production", "grace").await.is_empty());
        assert_eq!(everything(&house, "Max", "production", "u-17").await, ["/production/users/u%2D17"]);
    }
}
