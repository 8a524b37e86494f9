//! A right that is gone is gone with the next request of the same session, wherever it is asked for.

use belfry::pages::app::site_map;

use crate::{
    delivery::{
        ann, send,
        sink::{Manner, Sink},
    },
    house::{House, houses},
};

/// What a page, a server function and a raw route of production answer to Ada, in the session that she has.
async fn answers(house: &House, message: &str) -> [u16; 3] {
    let raw = format!("/production/messages/{message}/content");
    [
        house.page("Ada", "/production/users/new").await.status,
        house.call("Ada", "/api/users/delete", &[("workspace", "production"), ("distinct_id", "missing")]).await.status,
        house.page("Ada", &raw).await.status,
    ]
}

#[tokio::test]
async fn a_demotion_and_a_deactivation_count_from_the_next_request_on_everywhere() {
    for house in houses().await {
        let (sink, desk) = (Sink::start(Manner::Takes), house.desk("production"));
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        desk.trigger(ann()).await;
        let message = desk.messages().await.remove(0).id.to_string();
        let ada = house.person("Ada").to_string();

        assert_eq!(answers(&house, &message).await, [200, 404, 200]);
        let demoted = house.call("Olga", "/api/team/change_role", &[("person", &ada), ("role", "member")]).await;
        assert_eq!(demoted.status, 200, "{}", demoted.body);
        assert_eq!(answers(&house, &message).await, [403, 403, 403]);
        assert_eq!(house.page("Ada", "/production").await.status, 200, "what a member may do goes on");

        let raised = house.call("Olga", "/api/team/change_role", &[("person", &ada), ("role", "admin")]).await;
        assert_eq!(raised.status, 200, "{}", raised.body);
        assert_eq!(answers(&house, &message).await, [200, 404, 200]);
        assert_eq!(house.call("Olga", "/api/team/deactivate", &[("person", &ada)]).await.status, 200);
        assert_eq!(answers(&house, &message).await, [303, 401, 401]);
    }
}

#[tokio::test]
async fn every_page_of_somebody_who_is_signed_in_leads_out() {
    let house = &houses().await[0];
    let mut looked_at = 0;
    for (route, _) in site_map() {
        let path = route.replace("{workspace}", "staging");
        if path.contains('{') || house.page("nobody", &path).await.status == 200 {
            continue;
        }
        let page = house.page("Ada", &path).await;
        if page.status == 200 {
            looked_at += 1;
            assert!(page.body.contains("/api/session/sign_out"), "{path}: {}", page.body);
        }
    }
    assert!(looked_at > 15, "{looked_at}");
}
