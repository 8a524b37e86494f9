//! Clone: plan, apply, undo, and what refuses to.

use belfry::{
    access::Granted,
    domain::assets,
    model::{AssetKind, Name, can},
};
use serde_json::json;

use crate::house::{House, ParseSlug, houses};

const TEMPLATE: &str = "template";
const WORKFLOW: &str = "workflow";

async fn editor(house: &House, workspace: &str) -> Granted<can::EditAssets> {
    house.app.as_system(&house.account, house.workspace(workspace).await, "test")
}

async fn viewer(house: &House, workspace: &str) -> Granted<can::ViewAssets> {
    house.app.as_system(&house.account, house.workspace(workspace).await, "test")
}

fn template(subject: &str) -> String {
    json!({"variants": [{"id": "default", "locale": "en", "channel": "email", "content": {"subject": subject, "html": "<p>Hello</p>"}}]})
        .to_string()
}

fn workflow(template: &str) -> String {
    json!({"category": "transactional", "tree": {"nodes": [
        {"ref": "email1", "node_type": "send_email", "properties": {"template": template}}]}})
    .to_string()
}

/// Writes and commits an asset, new or changed.
async fn commit(house: &House, workspace: &str, kind: &str, slug: &str, content: &str) {
    let granted = editor(house, workspace).await;
    let (kind, slug) = (AssetKind::parse(kind).unwrap(), slug.parse_slug());
    let asset = match assets::find(&viewer(house, workspace).await, kind, &slug).await {
        Ok(asset) => assets::save_draft(&granted, kind, &slug, content, asset.draft_version).await.unwrap(),
        Err(_) => assets::create(&granted, kind, &slug, &Name::parse(slug.as_str()).unwrap(), Some(content)).await.unwrap(),
    };
    assets::commit(&granted, kind, &slug, "", asset.draft_version).await.unwrap();
}

async fn welcome(house: &House, subject: &str) {
    commit(house, "staging", TEMPLATE, "welcome", &template(subject)).await;
    commit(house, "staging", WORKFLOW, "welcome", &workflow("welcome")).await;
}

/// Plans the workflow `welcome` from Staging to Production. Answers the plan's path.
async fn plan(house: &House) -> String {
    let fields = [("workspace", "staging"), ("target", "production"), ("chosen[0]", "workflow/welcome")];
    let reply = house.submit("Ada", "/staging/workflows/welcome/clone", "/api/plans/create", &fields).await;
    assert_eq!(reply.status, 303);
    let path = reply.location().to_owned();
    assert!(path.starts_with("/production/plans/plan_"), "{path}");
    path
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The hash that the page's form carries.
async fn hash(house: &House, path: &str) -> String {
    let page = house.page("Ada", path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let rest = page.body.split("name=\"hash\"").nth(1).expect("the page has the form to apply");
    rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn apply(house: &House, who: &str, path: &str, land: &str, chosen: &[&str]) -> crate::house::Reply {
    let hash = hash(house, path).await;
    let mut fields =
        vec![("workspace", "production"), ("source", "staging"), ("plan", id(path)), ("hash", &hash), ("land", land)];
    let names: Vec<String> = (0..chosen.len()).map(|at| format!("chosen[{at}]")).collect();
    fields.extend(names.iter().map(String::as_str).zip(chosen.iter().copied()));
    house.call(who, "/api/plans/apply", &fields).await
}

async fn undo(house: &House, path: &str) -> crate::house::Reply {
    house.call("Ada", "/api/plans/undo", &[("workspace", "production"), ("plan", id(path))]).await
}

async fn live(house: &House, kind: &str, slug: &str) -> Option<String> {
    let granted = viewer(house, "production").await;
    let found = assets::find(&granted, AssetKind::parse(kind).unwrap(), &slug.parse_slug()).await.ok()?;
    found.live_hash
}

const BOTH: &[&str] = &["template/welcome", "workflow/welcome"];

#[tokio::test]
async fn a_workflow_goes_to_production_with_its_template_and_comes_back() {
    for house in houses().await {
        welcome(&house, "One").await;
        let path = plan(&house).await;
        let page = house.page("Ada", &path).await.body;
        for words in
            ["workflow welcome", "New", "It will not send e-mail: Production has no e-mail vendor.", "Apply to Production"]
        {
            assert!(page.contains(words), "{words}");
        }
        let reply = apply(&house, "Ada", &path, "live", BOTH).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.json()["notice"], "2 assets live in Production.");
        assert!(live(&house, TEMPLATE, "welcome").await.is_some() && live(&house, WORKFLOW, "welcome").await.is_some());
        assert_eq!(apply_again(&house, &path).await, 409);

        assert_eq!(undo(&house, &path).await.status, 200);
        assert_eq!((live(&house, TEMPLATE, "welcome").await, live(&house, WORKFLOW, "welcome").await), (None, None));
        assert_eq!(undo(&house, &path).await.status, 409);

        let again = plan(&house).await;
        assert_eq!(apply(&house, "Ada", &again, "live", BOTH).await.status, 200);
        let actions: Vec<String> = house.audit().await.into_iter().map(|(_, action)| action).collect();
        for action in
            ["plan.created", "template.promoted", "workflow.promoted", "plan.applied", "workflow.promotion_undone", "plan.undone"]
        {
            assert!(actions.iter().any(|found| found == action), "{action} in {actions:?}");
        }
    }
}

/// The page of an applied plan has no form any more, so the hash comes from nowhere.
async fn apply_again(house: &House, path: &str) -> u16 {
    let fields = [
        ("workspace", "production"),
        ("source", "staging"),
        ("plan", id(path)),
        ("hash", "x"),
        ("land", "live"),
        ("chosen[0]", "workflow/welcome"),
    ];
    house.call("Ada", "/api/plans/apply", &fields).await.status
}

#[tokio::test]
async fn nothing_is_applied_when_either_side_moved() {
    for house in houses().await {
        welcome(&house, "One").await;
        let path = plan(&house).await;
        welcome_changed(&house, "staging", "Two").await;
        let reply = apply(&house, "Ada", &path, "live", BOTH).await;
        assert_eq!(reply.status, 412, "{}", reply.body);
        assert!(reply.body.contains("changed in Staging after this plan was made"), "{}", reply.body);

        let path = plan(&house).await;
        commit(&house, "production", TEMPLATE, "welcome", &template("Mine")).await;
        assert_eq!(apply(&house, "Ada", &path, "live", BOTH).await.status, 412);
        assert_eq!(live(&house, WORKFLOW, "welcome").await, None, "all or nothing");
    }
}

async fn welcome_changed(house: &House, workspace: &str, subject: &str) {
    commit(house, workspace, TEMPLATE, "welcome", &template(subject)).await;
}

#[tokio::test]
async fn both_sides_changed_waits_for_a_choice() {
    for house in houses().await {
        welcome(&house, "One").await;
        apply(&house, "Ada", &plan(&house).await, "live", BOTH).await;
        welcome_changed(&house, "staging", "Two").await;
        let page = house.page("Ada", &plan(&house).await).await.body;
        assert!(page.contains("Changed") && !page.contains("Changed on both sides"));

        welcome_changed(&house, "production", "Three").await;
        let path = plan(&house).await;
        let page = house.page("Ada", &path).await.body;
        assert!(page.contains("Changed on both sides"), "{page}");
        let nothing = apply(&house, "Ada", &path, "live", &[]).await;
        assert_eq!(nothing.status, 422);
        assert_eq!(apply(&house, "Ada", &path, "live", &["template/welcome"]).await.status, 200);
    }
}

#[tokio::test]
async fn an_undo_never_loses_what_was_done_since() {
    for house in houses().await {
        welcome(&house, "One").await;
        let path = plan(&house).await;
        apply(&house, "Ada", &path, "live", BOTH).await;
        welcome_changed(&house, "production", "Edited there").await;
        let reply = undo(&house, &path).await;
        assert_eq!(reply.status, 412, "{}", reply.body);
        assert!(live(&house, WORKFLOW, "welcome").await.is_some());
    }
}

#[tokio::test]
async fn what_is_needed_has_to_come_along() {
    for house in houses().await {
        welcome(&house, "One").await;
        let path = plan(&house).await;
        let reply = apply(&house, "Ada", &path, "live", &["workflow/welcome"]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.body.contains("needs the template welcome, which Production does not have"), "{}", reply.body);
    }
}

#[tokio::test]
async fn drafts_land_as_drafts_and_go_away_again() {
    for house in houses().await {
        welcome(&house, "One").await;
        let path = plan(&house).await;
        assert_eq!(apply(&house, "Ada", &path, "draft", BOTH).await.status, 200);
        assert_eq!(live(&house, WORKFLOW, "welcome").await, None);
        let there = assets::find(&viewer(&house, "production").await, AssetKind::Workflow, &"welcome".parse_slug()).await;
        assert!(there.is_ok());
        assert_eq!(undo(&house, &path).await.status, 200);
        let there = assets::find(&viewer(&house, "production").await, AssetKind::Workflow, &"welcome".parse_slug()).await;
        assert!(there.is_err(), "what the plan made is gone");
    }
}

#[tokio::test]
async fn production_asks_for_a_fresh_proof_and_outsiders_see_nothing() {
    for house in houses().await {
        welcome(&house, "One").await;
        let path = plan(&house).await;
        house.app.clock.advance(16 * 60_000);
        let reply = apply(&house, "Ada", &path, "live", BOTH).await;
        assert_eq!(reply.status, 403);
        assert!(reply.body.contains("NotFresh"), "{}", reply.body);
        assert_eq!(house.page("Stranger", &path).await.status, 404);
        assert_eq!(house.page("nobody", &path).await.status, 303);
        house.app.clock.advance(25 * 3_600_000);
        let fields = [("workspace", "staging"), ("target", "staging"), ("chosen[0]", "workflow/welcome")];
        assert_eq!(house.call("nobody", "/api/plans/create", &fields).await.status, 401);
    }
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    use belfry::{
        domain::promotion,
        model::{LandAs, Reference},
    };
    for house in houses().await {
        welcome(&house, "One").await;
        let path = plan(&house).await;
        let plan = id(&path).parse().unwrap();
        let source = viewer(&house, "staging").await;
        let target: Granted<can::ApplyPlans> = house.app.as_system(&house.account, house.workspace("production").await, "test");
        let chosen = BOTH.iter().map(|text| Reference::parse(text).unwrap()).collect();
        let hash = hash(&house, &path).await;
        let count = promotion::dry_run(&source, &target, &plan, &hash, &chosen, LandAs::Live).await.unwrap();
        assert_eq!(count, 2);
        assert_eq!(live(&house, TEMPLATE, "welcome").await, None);
    }
}
