//! The audit log: who did what, found again by any filter.

mod canary;
mod chain;
mod denied;
mod export;
mod kept;
mod retention;

use std::{fs, path::Path};

use belfry::{
    access::{Entry, Granted},
    domain::audit::{self, SIZE},
    identity::session::Claims,
    model::{AssetKind, AuditFilter, EntryId, Id, InAccount, action_words, can},
};

use crate::house::{House, houses};

const LOG: &str = "/account/audit";

async fn rename(house: &House, who: &str, workspace: &str, name: &str) {
    let form = [("workspace", workspace), ("name", name), ("description", "")];
    assert_eq!(house.call(who, "/api/workspaces/edit", &form).await.status, 200);
    house.app.clock.advance(60_000);
}

#[tokio::test]
async fn an_act_is_told_in_words_with_who_did_it_and_where() {
    for house in houses().await {
        rename(&house, "Max", "staging", "Rehearsal").await;
        let page = house.page("Ada", LOG).await.body;
        assert!(page.contains("changed the settings of Rehearsal") && page.contains("Max"), "{page}");
        let entry = newest(&house).await;
        let detail = house.page("Ada", &format!("{LOG}/{entry}")).await.body;
        assert!(detail.contains("Max changed the settings of Rehearsal"), "{detail}");
        assert!(detail.contains("Staging") && detail.contains("Rehearsal") && detail.contains("diff-removed"), "{detail}");
        let theirs = house.page("Stranger", &format!("{LOG}/{entry}")).await;
        assert_eq!(theirs.status, 404, "an entry of another account");
        assert!(!house.page("Stranger", LOG).await.body.contains("Rehearsal"));
    }
}

async fn granted(house: &House) -> Granted<can::ViewAudit> {
    house.app.as_system(&house.account, InAccount, "test")
}

async fn newest(house: &House) -> EntryId {
    let page = audit::page(&granted(house).await, None, &AuditFilter::default()).await.unwrap();
    page.entries[0].id.clone()
}

#[tokio::test]
async fn every_filter_narrows() {
    for house in houses().await {
        rename(&house, "Max", "staging", "One").await;
        rename(&house, "Ada", "staging", "Two").await;
        rename(&house, "Ada", "production", "Three").await;
        house.app.clock.advance(86_400_000);
        let granted = granted(&house).await;
        let change = granted.change().await.unwrap();
        change.commit(Entry::new("workspace.updated", "another").named("Four")).await.unwrap();
        // Yesterday's sessions are over.
        let cookie = house.session(&Claims::new(house.person("Max").clone(), house.account.clone(), true, house.app.now())).await;
        let get = async |query: &str| house.send("nobody", "GET", &format!("{LOG}?{query}"), &[("cookie", &cookie)], "").await;
        let target = house.workspace("staging").await.id.to_string();
        let shows = async |query: &str| {
            let page = get(query).await;
            assert_eq!(page.status, 200, "{query}");
            ["One", "Two", "Three", "Four"]
                .into_iter()
                .filter(|name| page.body.contains(&format!("settings of {name}")))
                .collect::<Vec<_>>()
        };
        assert_eq!(shows("").await, ["One", "Two", "Three", "Four"]);
        assert_eq!(shows("actor=ada").await, ["Two", "Three"]);
        assert_eq!(shows("actor=MAX%40acme").await, ["One"], "the address of a person finds them too");
        assert_eq!(shows("actor=somebody").await, [""; 0]);
        assert_eq!(shows("actor=belfry&workspace=staging").await, [""; 0]);
        assert_eq!(shows("actor=belfry").await, ["Four"]);
        assert_eq!(shows("workspace=staging").await, ["One", "Two"]);
        assert_eq!(shows("workspace=staging&actor=ada").await, ["Two"]);
        assert_eq!(shows(&format!("target={target}")).await, ["One", "Two"]);
        assert_eq!(shows("action=workspace.created").await, [""; 0]);
        assert_eq!(shows("action=workspace.updated&from=2026-11-03").await, ["Four"]);
        assert_eq!(shows("from=2026-11-02&until=2026-11-02").await, ["One", "Two", "Three"]);
        assert_eq!(shows("until=2026-11-01").await, [""; 0]);
        let several = |some: &str| format!("action=workspace.updated&action=workspace.created&{some}");
        assert_eq!(shows(&several("actor=max")).await, ["One"]);
        assert_eq!(shows(&several("workspace=staging&until=2026-11-02")).await, ["One", "Two"]);
        assert_eq!(shows("action=workspace.created&action=vendor.added").await, [""; 0]);
        assert_eq!(shows("kind=workspace").await, ["One", "Two", "Three", "Four"]);
        assert_eq!(shows("kind=workspace&action=workspace.updated&actor=a").await.len(), 3, "Ada and Max");
        for other in ["kind=vendor", "kind=workspace&action=vendor.added", "kind=nothing"] {
            assert_eq!(shows(other).await, [""; 0], "{other}");
        }
        assert_eq!(shows("range=24h").await, ["Four"]);
        assert_eq!(shows("range=7d&workspace=production").await, ["Three"]);
        assert_eq!(shows("range=7d&until=2026-11-02").await, ["One", "Two", "Three"]);
        for unknown in ["workspace=nowhere", "from=yesterday", "range=1y"] {
            assert_eq!(get(unknown).await.status, 404, "{unknown}");
        }
    }
}

#[tokio::test]
async fn pages_go_back_and_forth_without_losing_or_doubling_an_entry() {
    for house in houses().await {
        let granted = granted(&house).await;
        for number in 0..(2 * SIZE + 7) {
            // Several in one millisecond: their order is that of their making.
            let change = granted.change().await.unwrap();
            change.commit(Entry::new("workspace.updated", "w").named(format!("n{number:03}"))).await.unwrap();
        }
        let by = |filter: AuditFilter| {
            let filter = AuditFilter { target: Some("w".to_owned()), ..filter };
            async { audit::page(&granted, None, &{ filter }).await.unwrap() }
        };
        let names = |page: &audit::AuditPage| page.entries.iter().map(|entry| entry.target_name.clone()).collect::<Vec<_>>();
        let first = by(AuditFilter::default()).await;
        assert_eq!((first.entries.len(), &first.newer), (SIZE, &None));
        let second = by(AuditFilter { before: first.older.clone(), ..AuditFilter::default() }).await;
        let third = by(AuditFilter { before: second.older.clone(), ..AuditFilter::default() }).await;
        assert_eq!((third.entries.len(), &third.older), (7, &None));
        let all: Vec<String> = [&first, &second, &third].iter().flat_map(|page| names(page)).collect();
        let expected: Vec<String> = (0..(2 * SIZE + 7)).rev().map(|number| format!("n{number:03}")).collect();
        assert_eq!(all, expected);
        let back = by(AuditFilter { after: third.newer.clone(), ..AuditFilter::default() }).await;
        assert_eq!(names(&back), names(&second));
        let back = by(AuditFilter { after: back.newer.clone(), ..AuditFilter::default() }).await;
        assert_eq!((names(&back), back.newer), (names(&first), None));

        let page = house.page("Max", &format!("{LOG}?target=w")).await.body;
        let older = format!("{LOG}?target=w&amp;before={}", first.older.unwrap());
        assert!(page.contains(&older), "the filters stay when going on: {page}");
        let nothing = house.page("Max", &format!("{LOG}?before={}", EntryId::from_text("aud_0".to_owned()))).await.body;
        assert!(nothing.contains("No entries"), "{nothing}");
    }
}

/// The literals like `noun.past` that a room writes to the log.
fn actions(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a room") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            actions(&path, found);
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source file");
        let product = source.split("#[cfg(test)]").next().unwrap_or_default();
        for part in product.split("Entry::new(").skip(1) {
            let literal = part.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
            found.extend(literal.map(|(action, _)| action.to_owned()));
        }
    }
}

#[test]
fn every_action_has_its_words() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for room in ["domain", "identity"] {
        actions(&src.join(room), &mut found);
    }
    for kind in AssetKind::ALL {
        for verb in [
            "created",
            "draft_saved",
            "draft_discarded",
            "committed",
            "rolled_back",
            "enabled",
            "disabled",
            "renamed",
            "promoted",
            "promotion_undone",
        ] {
            found.push(format!("{}.{verb}", kind.key()));
        }
    }
    assert!(found.len() > 20, "the reader of actions found only {}", found.len());
    found.retain(|action| action_words(action).is_none());
    assert!(found.is_empty(), "add their words to ACTIONS in src/model/audit.rs: {found:?}");
}

#[tokio::test]
async fn each_thing_leads_to_its_history() {
    for house in houses().await {
        rename(&house, "Max", "staging", "Rehearsal").await;
        let staging = house.workspace("staging").await.id;
        let history = format!("{LOG}?target={staging}");
        assert!(house.page("Max", "/staging/settings").await.body.contains(&history));
        let page = house.page("Max", &history).await.body;
        assert!(page.contains("Only what was done to") && page.contains("<strong>Rehearsal</strong>"), "{page}");
        let form = [("workspace", "staging"), ("distinct_id", "ann")];
        assert_eq!(house.call("Max", "/api/users/create", &form).await.status, 200);
        let user = house.page("Max", "/staging/users/ann").await.body;
        let history = "/account/audit?target=ann&amp;workspace=staging";
        assert!(user.contains(history), "{user}");
        assert!(house.page("Max", "/account/audit?target=ann&workspace=staging").await.body.contains("created the user ann"));
        assert!(house.page("Max", "/account/audit?target=ann&workspace=production").await.body.contains("No entries"));
        let team = house.page("Ada", "/account/team").await.body;
        assert!(team.contains(&format!("{LOG}?target={}", house.person("Max"))), "{team}");
    }
}
