//! The first page of a workspace.

use belfry::domain::samples;

use crate::{
    delivery::{ann, send},
    house::houses,
};

#[tokio::test]
async fn the_first_notification_is_one_click_away() {
    for house in houses().await {
        samples::provision(&house.app, &house.account).await.unwrap();
        let before = house.page("Ada", "/sandbox").await.body;
        assert!(before.contains("Send your first notification"), "{before}");
        assert!(!house.page("Ada", "/staging").await.body.contains("Send your first notification"), "nothing is captured there");

        let form = [("workspace", "sandbox"), ("workflow", "welcome")];
        let sent = house.submit("Ada", "/sandbox", "/api/workflows/test", &form).await;
        assert!(
            sent.status == 303 && sent.location().starts_with("/sandbox/requests/req_"),
            "{} {}",
            sent.status,
            sent.location()
        );
        let request = house.page("Ada", sent.location()).await.body;
        assert!(request.contains("data-unsettled") && !request.contains("/sandbox/messages/msg_"), "it goes on: {request}");
        belfry::workers::run_due(&house.app).await.unwrap();
        let request = house.page("Ada", sent.location()).await.body;
        assert!(!request.contains("data-unsettled"), "it has ended: {request}");
        assert!(request.contains("/sandbox/messages/msg_"), "what was said is one click away: {request}");

        let after = house.page("Ada", "/sandbox").await.body;
        assert!(!after.contains("Send your first notification") && after.contains("Newest requests"), "{after}");
        assert!(after.contains(sent.location()) && !after.contains("Newest failures"), "{after}");
    }
}

#[tokio::test]
async fn failures_stand_on_the_first_page_with_their_reason_and_masked() {
    for house in houses().await {
        let desk = house.desk("production");
        desk.workflow(&[send("send_email")]).await;
        desk.trigger(ann()).await;
        let admin = house.page("Ada", "/production").await.body;
        assert!(admin.contains("Newest failures") && admin.contains("ann@example.com"), "{admin}");
        assert!(admin.contains("No e-mail vendor is set up in Production."), "{admin}");
        let member = house.page("Max", "/production").await.body;
        assert!(member.contains("Newest failures") && !member.contains("ann@example.com"), "{member}");
    }
}
