//! Workspaces: the three defaults, making one, describing one.

use crate::house::houses;

#[tokio::test]
async fn an_account_starts_with_sandbox_staging_and_production() {
    for house in houses().await {
        for slug in ["sandbox", "staging", "production"] {
            assert_eq!(house.page("Max", &format!("/{slug}")).await.status, 200);
        }
        assert_eq!(house.page("Max", "/nowhere").await.status, 404);
        let reply = house.page("nobody", "/staging").await;
        assert_eq!((reply.status, reply.location()), (303, "/sign-in?next=%2Fstaging"));
        assert_eq!(house.page("Max", "/").await.location(), "/sandbox");
    }
}

#[tokio::test]
async fn a_custom_workspace_has_its_own_address_colour_and_key() {
    for house in houses().await {
        let form = [("name", " EU – Staging! "), ("description", "For Europe."), ("colour", "violet")];
        let made = house.submit("Max", "/workspaces/new", "/api/workspaces/create", &form).await;
        assert_eq!((made.status, made.location()), (303, "/eu-staging"));
        let home = house.page("Max", "/eu-staging").await.body;
        assert!(home.contains(r#"data-ws="violet""#) && home.contains("Created EU – Staging!."), "{home}");
        assert!(house.page("Max", "/eu-staging/keys").await.body.contains("SS.WSK."));
        let switcher = house.page("Ada", "/production/settings").await.body;
        assert!(switcher.contains(r#"href="/eu-staging/settings""#), "the switcher keeps the page: {switcher}");
        assert_eq!(house.audit().await, [("Max".into(), "workspace.created".into())]);
    }
}

#[tokio::test]
async fn a_workspace_never_takes_a_name_or_an_address_that_is_taken() {
    for house in houses().await {
        let create = async |name: &str| {
            let form = [("name", name), ("description", ""), ("colour", "teal")];
            let reply = house.call("Ada", "/api/workspaces/create", &form).await;
            (reply.status, reply.body)
        };
        for (name, words) in [
            ("API", "The address /api belongs to Belfry itself."),
            ("Workspaces", "The address /workspaces belongs to Belfry itself."),
            ("日本", "Use at least one letter or digit"),
            (" ", "Give it a name."),
        ] {
            let (status, body) = create(name).await;
            assert!(status == 422 && body.contains(words), "{name}: {status} {body}");
        }
        let (status, body) = create("staging").await;
        assert!(status == 409 && body.contains("Another workspace has this name already."), "{status} {body}");
        let refused = house.call("Ada", "/api/workspaces/create", &[("name", "x"), ("colour", "red")]).await;
        assert_eq!(refused.status, 422, "red is Production's: {}", refused.body);
        assert!(house.audit().await.is_empty());
    }
}

#[tokio::test]
async fn a_refused_form_shows_what_is_wrong_and_what_was_typed() {
    let house = &houses().await[0];
    let form = [("name", "Brand"), ("description", "A <b>test</b>"), ("colour", "amber")];
    let sent = house.submit("Ada", "/workspaces/new", "/api/workspaces/create", &form).await;
    assert_eq!((sent.status, sent.location()), (303, "/workspaces/new"));
    let page = house.page("Ada", "/workspaces/new").await.body;
    assert!(page.contains("The address /brand belongs to Belfry itself. Choose another name."), "{page}");
    assert!(page.contains(r#"value="Brand""#) && page.contains("A &lt;b>test&lt;/b></textarea>"), "{page}");
    assert!(!house.page("Ada", "/workspaces/new").await.body.contains("belongs to Belfry"), "shown once");
}

#[tokio::test]
async fn name_and_description_change_and_the_address_stays() {
    for house in houses().await {
        let form = [("workspace", "staging"), ("name", "Rehearsal"), ("description", "Before it is real.")];
        let sent = house.submit("Max", "/staging/settings", "/api/workspaces/edit", &form).await;
        assert_eq!((sent.status, sent.location()), (303, "/staging/settings"));
        let page = house.page("Max", "/staging/settings").await.body;
        assert!(
            page.contains(r#"value="Rehearsal""#) && page.contains("Before it is real.") && page.contains("Saved."),
            "{page}"
        );
        assert!(page.contains(&house.workspace("staging").await.id.to_string()));
        assert_eq!(house.audit().await, [("Max".into(), "workspace.updated".into())]);
        let refused = house.call("Stranger", "/api/workspaces/edit", &form).await;
        assert_eq!(refused.status, 200, "their own staging");
        assert!(house.page("Max", "/staging/settings").await.body.contains("Before it is real."));
    }
}

#[tokio::test]
async fn the_first_steps_tick_themselves() {
    for house in houses().await {
        let left = async |workspace: &str| {
            house.page("Max", &format!("/{workspace}")).await.body.matches("timeline-item tone-plain").count()
        };
        assert_eq!(left("staging").await, 5);
        assert_eq!(left("sandbox").await, 4, "a sandbox captures everything");
        house.live_template("staging", "welcome").await;
        assert_eq!(left("staging").await, 4);
        let key = [("workspace", "staging"), ("name", "Orders")];
        assert_eq!(house.call("Max", "/api/keys/generate", &key).await.status, 200);
        assert_eq!(left("staging").await, 3);
        assert_eq!(left("production").await, 5, "each workspace has its own");
    }
}
