//! What a new account finds in its Sandbox.

use belfry::{
    access::Granted,
    domain::{assets, samples},
    model::{AssetKind, Channel, TemplateContent, can},
};

use crate::house::{ParseSlug, houses};

#[tokio::test]
async fn the_sandbox_starts_with_a_workflow_that_is_ready_to_run() {
    for house in houses().await {
        samples::provision(&house.app, &house.account).await.unwrap();
        let view: Granted<can::ViewAssets> = house.granted("sandbox").await;
        let welcome = samples::WELCOME.parse_slug();
        for kind in AssetKind::ALL {
            let asset = assets::find(&view, *kind, &welcome).await.unwrap();
            assert_eq!((asset.live_version, asset.changed()), (Some(1), false));
            assert_eq!(assets::problems(&view, &asset).await.unwrap(), [], "a sample is without fault");
        }
        let template = assets::live(&view, AssetKind::Template, &welcome).await.unwrap().unwrap();
        let template: TemplateContent = assets::parse(&template.content).unwrap();
        assert_eq!(template.channels(), Channel::ALL);
        let users = assets::used_by(&view, AssetKind::Template, &welcome).await.unwrap();
        assert_eq!(users.len(), 1);
        assert!(house.page("Max", "/sandbox/workflows/welcome").await.body.contains("Say welcome"));

        let before = house.audit().await;
        samples::provision(&house.app, &house.account).await.unwrap();
        assert_eq!(house.audit().await, before, "what is there is left alone");
        let staging: Granted<can::ViewAssets> = house.granted("staging").await;
        assert!(assets::find(&staging, AssetKind::Workflow, &welcome).await.is_err());
    }
}

#[tokio::test]
async fn the_first_test_goes_to_who_set_the_account_up() {
    for house in houses().await {
        samples::provision(&house.app, &house.account).await.unwrap();
        samples::provision_user(&house.app, &house.account, "ada@acme.test", "Ada").await.unwrap();
        let users = house.page("Ada", "/sandbox/users").await;
        assert!(users.status == 404 || users.body.contains("ada@acme.test"), "{}", users.body);

        let fields = [("workspace", "sandbox"), ("workflow", samples::WELCOME)];
        let started = house.submit("Ada", "/sandbox", "/api/workflows/test", &fields).await;
        assert!(started.location().starts_with("/sandbox/requests/req_"), "{}", started.location());
        belfry::workers::run_due(&house.app).await.unwrap();
        let messages = house.page("Ada", "/sandbox/messages").await;
        assert_eq!(messages.body.matches("Captured: Sandbox sends nothing out.").count(), 4, "{}", messages.body);
        assert!(messages.body.contains("Welcome to Acme, Ada"), "{}", messages.body);
    }
}
