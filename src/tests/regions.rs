//! Data regions: a workspace lives where it was made, what is shown of several is merged, and one that is away stops nobody else.

mod cable;

use belfry::{
    access::{Entry, Granted},
    args,
    domain::{assets, audit::seal::seal_all, keys, purge::purge},
    model::{AssetKind, Colour, InAccount, Name, Slug, Workspace, WorkspaceKind, can},
    store, workers,
};
use cable::Cable;
use serde_json::json;

use crate::house::{House, ParseSlug, postgres_database};

const WORKFLOW: &str = r#"{"category":"transactional","tree":{"nodes":[
    {"ref":"inbox1","node_type":"send_inbox","properties":{"template":"welcome"}}]}}"#;
const TEMPLATE: &str =
    r#"{"variants":[{"id":"default","locale":"en","channel":"inbox","content":{"header":"Hello","body":"There"}}]}"#;

/// Houses with the region `eu`, and what its database hangs on. SQLite and, when there are two servers, Postgres.
async fn houses_in_two_regions() -> Vec<(House, Cable)> {
    let cable = Cable::folder();
    let control = cable.sqlite("control.db");
    let mut houses = vec![(House::build_in(&control, regions(cable.sqlite("eu/eu.db"))).await, cable)];
    if let (Ok(first), Ok(second)) = (std::env::var("BELFRY_TEST_POSTGRES"), std::env::var("BELFRY_TEST_POSTGRES_2")) {
        let cable = Cable::to(&second).await;
        let house = House::build_in(&postgres_database(&first).await, regions(cable.url())).await;
        houses.push((house, cable));
    }
    houses
}

fn regions(eu: String) -> Vec<(String, String)> {
    vec![("home".to_owned(), String::new()), ("eu".to_owned(), eu)]
}

impl House {
    /// A workspace in the region `eu`, with its API key.
    async fn european(&self, name: &str) -> (Workspace, String) {
        let kind = if name.contains("Production") { WorkspaceKind::Production } else { WorkspaceKind::Standard };
        let granted: Granted<can::CreateWorkspaces> = self.app.as_system(&self.account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let workspace = Workspace {
            id: change.id(),
            account_id: self.account.clone(),
            slug: Slug::suggest(name).unwrap(),
            name: name.to_owned(),
            description: String::new(),
            kind,
            colour: Colour::Teal,
            icon: Default::default(),
            region: "eu".to_owned(),
            created_at: change.now,
        };
        store::workspaces::insert(&mut change, &workspace, "{}").await.unwrap();
        keys::insert_defaults(&mut change, &self.app, &workspace).await.unwrap();
        change.commit(Entry::new("workspace.created", &workspace.id).named(name)).await.unwrap();
        (workspace, self.key_of(name).await)
    }

    async fn key_of(&self, workspace: &str) -> String {
        let slug = Slug::suggest(workspace).unwrap();
        self.api_key(slug.as_str()).await
    }

    async fn furnish(&self, workspace: &str) {
        let granted: Granted<can::EditAssets> = self.app.as_system(&self.account, self.workspace(workspace).await, "test");
        for (kind, content) in [(AssetKind::Template, TEMPLATE), (AssetKind::Workflow, WORKFLOW)] {
            let slug = "welcome".parse_slug();
            let made = assets::create(&granted, kind, &slug, &Name::parse("Welcome").unwrap(), Some(content)).await.unwrap();
            assets::commit(&granted, kind, &slug, "", made.draft_version).await.unwrap();
        }
    }

    /// How many requests the database of a region holds.
    async fn requests_in(&self, region: &str) -> i64 {
        let region = self.app.regions().iter().find(|known| known.name == region).unwrap();
        let mut tx = region.db().read().await.unwrap();
        let count: Option<(i64,)> = tx.one("select count(*) from request", args![]).await.unwrap();
        count.unwrap().0
    }

    async fn trigger_welcome(&self, key: &str) -> u16 {
        let body = json!({"workflow": "welcome", "recipients": [{"distinct_id": "ann"}]});
        self.api(key, "POST", "/trigger/", body).await.status
    }
}

#[tokio::test]
async fn a_workspace_lives_in_its_region_and_only_there() {
    for (house, _cable) in houses_in_two_regions().await {
        let (_, key) = house.european("EU Staging").await;
        let here = house.key_of("Staging").await;
        house.furnish("eu-staging").await;
        house.furnish("staging").await;
        assert_eq!((house.trigger_welcome(&key).await, house.trigger_welcome(&here).await), (202, 202));
        assert_eq!(house.trigger_welcome(&key).await, 202);
        workers::run_due(&house.app).await.unwrap();
        assert_eq!((house.requests_in("eu").await, house.requests_in("home").await), (2, 1));
        let page = house.page("Ada", "/eu-staging/messages").await;
        assert_eq!((page.status, page.body.matches("/eu-staging/messages/msg_").count() >= 2), (200, true));
        let settings = house.page("Ada", "/account/settings").await.body;
        assert!(settings.contains("Data regions") && settings.contains("EU Staging"), "the panel of regions");
    }
}

#[tokio::test]
async fn work_is_promoted_from_one_region_to_another_and_back() {
    for (house, _cable) in houses_in_two_regions().await {
        let (_, key) = house.european("EU Staging").await;
        house.furnish("staging").await;
        let fields = [("workspace", "staging"), ("target", "eu-staging"), ("chosen[0]", "workflow/welcome")];
        let planned = house.submit("Ada", "/staging/workflows/welcome/clone", "/api/plans/create", &fields).await;
        let path = planned.location().to_owned();
        assert!(path.starts_with("/eu-staging/plans/plan_"), "{path}");
        let page = house.page("Ada", &path).await.body;
        let hash = page.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let plan = path.rsplit('/').next().unwrap().to_owned();
        let fields = [
            ("workspace", "eu-staging"),
            ("source", "staging"),
            ("plan", plan.as_str()),
            ("hash", hash.as_str()),
            ("chosen[0]", "template/welcome"),
            ("chosen[1]", "workflow/welcome"),
            ("land", "live"),
        ];
        let applied = house.call("Ada", "/api/plans/apply", &fields).await;
        assert_eq!(applied.status, 200, "{}", applied.body);
        assert_eq!(house.trigger_welcome(&key).await, 202, "what was promoted is live over there");
        let undone = house.call("Ada", "/api/plans/undo", &[("workspace", "eu-staging"), ("plan", &plan)]).await;
        assert_eq!((undone.status, house.trigger_welcome(&key).await), (200, 409), "{}", undone.body);
        // One log out of both databases.
        let log = house.page("Ada", "/account/audit").await.body;
        assert!(log.contains("EU Staging") && log.contains("Staging → EU Staging"));
    }
}

#[tokio::test]
async fn a_region_that_is_away_stops_nobody_else() {
    for (house, mut cable) in houses_in_two_regions().await {
        let (_, key) = house.european("EU Staging").await;
        house.european("EU Production").await;
        let here = house.key_of("Staging").await;
        house.furnish("eu-staging").await;
        house.furnish("staging").await;
        assert_eq!(house.trigger_welcome(&key).await, 202);

        cable.cut();
        house.app.look_at_regions().await;
        let page = house.page("Ada", "/eu-staging/requests").await;
        assert_eq!(page.status, 503);
        assert!(page.body.contains("The data region does not answer") && page.body.contains("EU Staging"), "the frame stays");
        assert!(page.body.contains("eu does not answer"), "the switcher says so");
        let refused =
            house.api(&key, "POST", "/trigger/", json!({"workflow": "welcome", "recipients": [{"distinct_id": "ann"}]})).await;
        assert_eq!(refused.status, 503);
        assert!(refused.body.contains("data region eu"), "{}", refused.body);
        assert_eq!(house.page("Ada", "/staging/requests").await.status, 200);
        assert_eq!(house.trigger_welcome(&here).await, 202);
        assert!(workers::run_due(&house.app).await.unwrap() > 0, "the others are delivered for");
        let log = house.page("Ada", "/account/audit").await;
        assert_eq!((log.status, log.body.contains("Entries of a data region are missing")), (200, true));
        let file = house.call("Ada", "/api/audit/export", &[("format", "csv"), ("query", ""), ("zone", "UTC")]).await;
        assert_eq!((file.status, file.body.contains("RegionAway")), (503, true), "half a file is none: {}", file.body);
        assert!(house.page("Ada", "/account/settings").await.body.contains("Does not answer"));
        assert_eq!(house.page("Ada", "/account/audit/settings").await.status, 200);
        seal_all(&house.app).await.unwrap();
        purge(&house.app).await.unwrap();
        // Who is refused over there is noted all the same.
        assert_eq!(house.page("Max", "/eu-production/users/new").await.status, 403);
        house.app.write_denied(true).await.unwrap();
        assert_eq!(house.audit_of("Max").await, ["access.denied"]);

        cable.join();
        house.app.look_at_regions().await;
        assert_eq!(house.page("Ada", "/eu-staging/requests").await.status, 200);
        assert!(workers::run_due(&house.app).await.unwrap() > 0, "what waited there goes on");
        assert_eq!(house.requests_in("eu").await, 1);
        assert_eq!(house.trigger_welcome(&key).await, 202);
        assert!(!house.page("Ada", "/account/audit").await.body.contains("Entries of a data region are missing"));
    }
}
