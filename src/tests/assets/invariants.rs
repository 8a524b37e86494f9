//! Whatever people do in whatever order, the engine's promises hold. A plain model tells what has to come out.

use belfry::{
    access::Granted,
    domain::assets,
    model::{AppError, Asset, AssetVersion, can},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{TEMPLATE, WORKFLOW, inbox_workflow};
use crate::house::{House, ParseSlug, houses};

/// Three contents that may go live, and the last may not.
const TEMPLATES: [&str; 4] = ["a", "b", "c", "missing"];

#[derive(Clone, Debug)]
enum Act {
    /// Which content, and how many draft versions the editor is behind.
    Save(usize, i64),
    Commit(i64),
    Discard(i64),
    /// To which version, and how many versions the page is behind.
    RollBack(i64, i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let behind = || prop_oneof![5 => Just(0i64), 1 => 1..3i64];
    let act = prop_oneof![
        4 => (0..TEMPLATES.len(), behind()).prop_map(|(content, behind)| Act::Save(content, behind)),
        3 => behind().prop_map(Act::Commit),
        1 => behind().prop_map(Act::Discard),
        2 => (0..6i64, behind()).prop_map(|(to, behind)| Act::RollBack(to, behind)),
    ];
    proptest::collection::vec(act, 30)
}

/// What should be there: contents by their number in [`TEMPLATES`].
#[derive(Debug)]
struct Model {
    draft: usize,
    draft_version: i64,
    versions: Vec<usize>,
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Done,
    Stale,
    Refused,
}

impl Model {
    fn live(&self) -> Option<usize> {
        self.versions.last().copied()
    }

    fn set_draft(&mut self, content: usize) {
        if self.draft != content {
            self.draft = content;
            self.draft_version += 1;
        }
    }

    fn act(&mut self, act: &Act) -> Outcome {
        match *act {
            Act::Save(content, _) if content == self.draft => Outcome::Done,
            Act::Save(_, 1..) | Act::Commit(1..) | Act::Discard(1..) => Outcome::Stale,
            Act::Save(content, _) => {
                self.set_draft(content);
                Outcome::Done
            }
            Act::Commit(_) if self.live() == Some(self.draft) || self.draft == 3 => Outcome::Refused,
            Act::Commit(_) => {
                self.versions.push(self.draft);
                Outcome::Done
            }
            Act::Discard(_) => match self.live() {
                Some(live) => {
                    self.set_draft(live);
                    Outcome::Done
                }
                None => Outcome::Refused,
            },
            Act::RollBack(to, _) if to < 1 || to > self.versions.len() as i64 => Outcome::Refused,
            Act::RollBack(_, 1..) => Outcome::Stale,
            Act::RollBack(to, _) => {
                let content = self.versions[to as usize - 1];
                if self.live() == Some(content) {
                    return Outcome::Refused;
                }
                if self.live() == Some(self.draft) {
                    self.set_draft(content);
                }
                self.versions.push(content);
                Outcome::Done
            }
        }
    }
}

async fn perform(house: &House, slug: &str, act: &Act, now: &Asset) -> Outcome {
    let edit: Granted<can::EditAssets> = house.granted("staging").await;
    let slug = slug.parse_slug();
    let outcome = match *act {
        Act::Save(content, behind) => {
            let content = inbox_workflow(TEMPLATES[content], "system");
            assets::save_draft(&edit, WORKFLOW, &slug, &content, now.draft_version - behind).await.map(drop)
        }
        Act::Commit(behind) => assets::commit(&edit, WORKFLOW, &slug, "", now.draft_version - behind).await.map(drop),
        Act::Discard(behind) => assets::discard(&edit, WORKFLOW, &slug, now.draft_version - behind).await.map(drop),
        Act::RollBack(to, behind) => {
            let live = now.live_version.unwrap_or(0) - behind;
            assets::roll_back(&edit, WORKFLOW, &slug, to, "", live).await.map(drop)
        }
    };
    match outcome {
        Ok(()) => Outcome::Done,
        Err(AppError::Stale(_)) => Outcome::Stale,
        Err(AppError::Conflict(_) | AppError::Invalid { .. } | AppError::NotFound) => Outcome::Refused,
        Err(bug) => panic!("{bug:?}"),
    }
}

async fn check(house: &House, slug: &str, model: &Model, asset: &Asset) {
    let view: Granted<can::ViewAssets> = house.granted("staging").await;
    let content_of = |text: &str| TEMPLATES.iter().position(|name| text.contains(&format!("\"{name}\""))).unwrap();
    assert_eq!((content_of(&asset.draft), asset.draft_version), (model.draft, model.draft_version));
    assert_eq!(asset.draft_hash, assets::hash(&asset.draft));
    assert_eq!(asset.changed(), model.live() != Some(model.draft));

    let (versions, _) = assets::versions(&view, WORKFLOW, &slug.parse_slug(), None).await.unwrap();
    let numbers: Vec<i64> = versions.iter().rev().map(|version: &AssetVersion| version.version).collect();
    assert_eq!(numbers, (1..=model.versions.len() as i64).collect::<Vec<_>>(), "no gap, no number twice");
    assert_eq!(versions.iter().rev().map(|version| content_of(&version.content)).collect::<Vec<_>>(), model.versions);
    assert!(versions.iter().all(|version| version.hash == assets::hash(&version.content)));

    let live = assets::live(&view, WORKFLOW, &slug.parse_slug()).await.unwrap();
    assert_eq!(
        live.as_ref().map(|live| (live.version, &live.hash)),
        versions.first().map(|newest| (newest.version, &newest.hash))
    );
    assert_eq!(asset.live_hash, live.map(|live| live.hash));
    for (number, template) in TEMPLATES.iter().enumerate() {
        let users = assets::used_by(&view, TEMPLATE, &template.parse_slug()).await.unwrap();
        assert_eq!(users.iter().any(|user| user.id == asset.id), model.live() == Some(number), "used by follows what is live");
    }
}

#[tokio::test]
async fn whatever_is_done_in_whatever_order_the_promises_hold() {
    for house in houses().await {
        for template in &TEMPLATES[..3] {
            house.live_template("staging", template).await;
        }
        let view: Granted<can::ViewAssets> = house.granted("staging").await;
        let mut runner = TestRunner::deterministic();
        for round in 0..12 {
            let slug = format!("w{round}");
            let acts = acts().new_tree(&mut runner).unwrap().current();
            house.workflow("staging", &slug, "a").await;
            let edit: Granted<can::EditAssets> = house.granted("staging").await;
            assets::save_draft(&edit, WORKFLOW, &slug.parse_slug(), &inbox_workflow("a", "system"), 1).await.unwrap();
            let mut model = Model { draft: 0, draft_version: 2, versions: Vec::new() };
            for (at, act) in acts.iter().enumerate() {
                let now = assets::find(&view, WORKFLOW, &slug.parse_slug()).await.unwrap();
                let expected = model.act(act);
                let outcome = perform(&house, &slug, act, &now).await;
                assert_eq!(outcome, expected, "act {at} of {acts:?}");
                let after = assets::find(&view, WORKFLOW, &slug.parse_slug()).await.unwrap();
                check(&house, &slug, &model, &after).await;
            }
        }
    }
}
