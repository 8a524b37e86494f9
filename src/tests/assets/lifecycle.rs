//! Draft → commit → live → roll back.

use belfry::{
    access::Granted,
    domain::assets,
    model::{AppError, DiffSign, Name, can},
};

use super::{TEMPLATE, WORKFLOW, inbox_template, inbox_workflow};
use crate::house::{House, ParseSlug, houses};

async fn rights(house: &House) -> (Granted<can::EditAssets>, Granted<can::ViewAssets>) {
    (house.granted("staging").await, house.granted("staging").await)
}

#[tokio::test]
async fn a_draft_becomes_a_version_and_a_version_becomes_live() {
    for house in houses().await {
        let (edit, view) = rights(&house).await;
        house.live_template("staging", "hello").await;
        let slug = "greet".parse_slug();
        let draft = house.workflow("staging", "greet", "hello").await;
        assert_eq!(assets::live(&edit, WORKFLOW, &slug).await.unwrap(), None, "a draft does not run");
        assert!(assets::used_by(&view, TEMPLATE, &"hello".parse_slug()).await.unwrap().is_empty());

        let version = assets::commit(&edit, WORKFLOW, &slug, "  First try ", draft.draft_version).await.unwrap();
        assert_eq!((version.version, version.message.as_str(), version.origin.as_str()), (1, "First try", "commit"));
        let live = assets::live(&edit, WORKFLOW, &slug).await.unwrap().unwrap();
        assert_eq!((live.version, live.content, live.hash), (1, draft.draft.clone(), draft.draft_hash.clone()));
        let users = assets::used_by(&view, TEMPLATE, &"hello".parse_slug()).await.unwrap();
        assert_eq!(users.iter().map(|user| user.slug.as_str()).collect::<Vec<_>>(), ["greet"]);

        let again = assets::commit(&edit, WORKFLOW, &slug, "", draft.draft_version).await.unwrap_err();
        assert_eq!(again.to_string(), "Nothing changed since version 1, so there is nothing to commit.");
        assert_eq!(house.audit_of("engine test").await.split_off(2), ["workflow.created", "workflow.committed"]);
    }
}

#[tokio::test]
async fn two_editors_never_overwrite_each_other() {
    for house in houses().await {
        let (edit, view) = rights(&house).await;
        let slug = "greet".parse_slug();
        let draft = house.workflow("staging", "greet", "hello").await;
        let (theirs, mine) = (inbox_workflow("theirs", "system"), inbox_workflow("mine", "system"));
        assets::save_draft(&edit, WORKFLOW, &slug, &theirs, draft.draft_version).await.unwrap();
        let refused = assets::save_draft(&edit, WORKFLOW, &slug, &mine, draft.draft_version).await.unwrap_err();
        assert!(matches!(refused, AppError::Stale(_)));
        let now = assets::find(&view, WORKFLOW, &slug).await.unwrap();
        assert!(now.draft.contains("theirs"));
        assets::save_draft(&edit, WORKFLOW, &slug, &theirs, draft.draft_version).await.unwrap(); // the same words, no quarrel
        assets::save_draft(&edit, WORKFLOW, &slug, &mine, now.draft_version).await.unwrap(); // over theirs, knowingly
        let stale = assets::commit(&edit, WORKFLOW, &slug, "", now.draft_version).await.unwrap_err();
        assert!(matches!(stale, AppError::Stale(_)), "one commits what one looked at");
    }
}

#[tokio::test]
async fn saves_at_the_same_moment_have_one_winner() {
    for house in houses().await {
        let (edit, view) = rights(&house).await;
        house.live_template("staging", "hello").await;
        let slug = "greet".parse_slug();
        let draft = house.workflow("staging", "greet", "hello").await;
        let contents: Vec<String> = (0..6).map(|n| inbox_workflow(&format!("t{n}"), "system")).collect();
        let saves = contents.iter().map(|content| assets::save_draft(&edit, WORKFLOW, &slug, content, draft.draft_version));
        let outcomes = futures::future::join_all(saves).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(_) | Err(AppError::Stale(_)))));

        let draft = assets::find(&view, WORKFLOW, &slug).await.unwrap();
        let back = inbox_workflow("hello", "system");
        let draft = assets::save_draft(&edit, WORKFLOW, &slug, &back, draft.draft_version).await.unwrap();
        let commits = (0..6).map(|_| assets::commit(&edit, WORKFLOW, &slug, "", draft.draft_version));
        let outcomes = futures::future::join_all(commits).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let words = |outcome: &Result<_, AppError>| matches!(outcome, Ok(_) | Err(AppError::Stale(_) | AppError::Conflict(_)));
        assert!(outcomes.iter().all(words), "{outcomes:?}");
    }
}

#[tokio::test]
async fn a_draft_with_a_fatal_problem_stays_a_draft() {
    for house in houses().await {
        let (edit, view) = rights(&house).await;
        let slug = "greet".parse_slug();
        let draft = house.workflow("staging", "greet", "missing").await;
        let refused = assets::commit(&edit, WORKFLOW, &slug, "", draft.draft_version).await.unwrap_err();
        let at = "tree.nodes[0].properties.template";
        let message = format!("Nothing went live. {at}: There is no template “missing” in this workspace. Create it first.");
        assert_eq!(refused, AppError::invalid(at, message));
        assert_eq!(assets::find(&view, WORKFLOW, &slug).await.unwrap().live_version, None);
        assert_eq!(house.audit_of("engine test").await, ["workflow.created"]);

        let name = Name::parse("missing").unwrap();
        let slug_of_template = "missing".parse_slug();
        let template = assets::create(&edit, TEMPLATE, &slug_of_template, &name, Some(&inbox_template("Hi"))).await.unwrap();
        let refused = assets::commit(&edit, WORKFLOW, &slug, "", draft.draft_version).await.unwrap_err();
        assert!(refused.to_string().contains("was never committed"));
        assets::commit(&edit, TEMPLATE, &slug_of_template, "", template.draft_version).await.unwrap();
        assets::commit(&edit, WORKFLOW, &slug, "", draft.draft_version).await.unwrap();
    }
}

#[tokio::test]
async fn rolling_back_writes_a_new_version_and_keeps_the_draft() {
    for house in houses().await {
        let (edit, view) = rights(&house).await;
        let slug = "hello".parse_slug();
        let first = house.live_template("staging", "hello").await;
        let second = assets::save_draft(&edit, TEMPLATE, &slug, &inbox_template("Two"), first.draft_version).await.unwrap();
        assets::commit(&edit, TEMPLATE, &slug, "Two", second.draft_version).await.unwrap();

        // The draft is what is live, so it follows.
        let version = assets::roll_back(&edit, TEMPLATE, &slug, 1, "", 2).await.unwrap();
        assert_eq!((version.version, version.origin.as_str()), (3, "rollback:1"));
        assert_eq!(version.message, "Rolled back to version 1");
        let now = assets::find(&view, TEMPLATE, &slug).await.unwrap();
        assert_eq!((now.live_version, now.changed()), (Some(3), false));
        assert_eq!(now.draft, first.draft);

        // The draft has changes, so it stays.
        let mine = assets::save_draft(&edit, TEMPLATE, &slug, &inbox_template("Mine"), now.draft_version).await.unwrap();
        assets::roll_back(&edit, TEMPLATE, &slug, 2, "Two was right", 3).await.unwrap();
        let now = assets::find(&view, TEMPLATE, &slug).await.unwrap();
        assert_eq!((now.draft, now.live_version), (mine.draft, Some(4)));

        let stale = assets::roll_back(&edit, TEMPLATE, &slug, 1, "", 3).await.unwrap_err();
        assert!(matches!(stale, AppError::Stale(_)), "somebody made another version live since");
        assert!(matches!(assets::roll_back(&edit, TEMPLATE, &slug, 2, "", 4).await, Err(AppError::Conflict(_))));
        assert_eq!(assets::roll_back(&edit, TEMPLATE, &slug, 9, "", 4).await, Err(AppError::NotFound));

        let compared = assets::compare(&view, TEMPLATE, &slug, 1, 2).await.unwrap().lines();
        let changed: Vec<_> = compared.iter().filter(|line| !matches!(line.sign, DiffSign::Same | DiffSign::Skipped)).collect();
        assert_eq!(
            changed.iter().map(|line| line.text.trim()).collect::<Vec<_>>(),
            ["\"body\": \"Hello\",", "\"body\": \"Two\","]
        );
        let (versions, more) = assets::versions(&view, TEMPLATE, &slug, None).await.unwrap();
        assert_eq!((versions.iter().map(|v| v.version).collect::<Vec<_>>(), more), (vec![4, 3, 2, 1], false));
    }
}

#[tokio::test]
async fn switching_off_renaming_and_discarding() {
    for house in houses().await {
        let (edit, view) = rights(&house).await;
        let slug = "hello".parse_slug();
        let first = house.live_template("staging", "hello").await;
        assets::enable(&edit, TEMPLATE, &slug, false).await.unwrap();
        assets::enable(&edit, TEMPLATE, &slug, false).await.unwrap();
        assert!(!assets::live(&edit, TEMPLATE, &slug).await.unwrap().unwrap().enabled);
        assets::rename(&edit, TEMPLATE, &slug, &Name::parse("Hello there").unwrap()).await.unwrap();
        let changed = assets::save_draft(&edit, TEMPLATE, &slug, &inbox_template("Two"), first.draft_version).await.unwrap();
        let stale = assets::discard(&edit, TEMPLATE, &slug, first.draft_version).await;
        assert!(matches!(stale, Err(AppError::Stale(_))), "what was saved since is not thrown away unseen");
        assets::discard(&edit, TEMPLATE, &slug, changed.draft_version).await.unwrap();
        let now = assets::find(&view, TEMPLATE, &slug).await.unwrap();
        assert_eq!((now.draft, now.name.as_str()), (first.draft, "Hello there"));
        assert_eq!(
            house.audit_of("engine test").await,
            [
                "template.created",
                "template.committed",
                "template.disabled",
                "template.renamed",
                "template.draft_saved",
                "template.draft_discarded",
            ]
        );
        house.workflow("staging", "new", "hello").await;
        assert!(matches!(assets::discard(&edit, WORKFLOW, &"new".parse_slug(), 1).await, Err(AppError::Conflict(_))));
    }
}

#[tokio::test]
async fn a_slug_is_taken_once_per_kind_and_workspace() {
    for house in houses().await {
        house.live_template("staging", "hello").await;
        house.live_template("production", "hello").await;
        house.workflow("staging", "hello", "hello").await;
        let (edit, view) = rights(&house).await;
        let name = Name::parse("Other").unwrap();
        let taken = assets::create(&edit, TEMPLATE, &"hello".parse_slug(), &name, None).await.unwrap_err();
        assert_eq!(taken.to_string(), "There is a template with the slug “hello” already. Choose another slug.");
        assert_eq!(assets::find(&view, TEMPLATE, &"gone".parse_slug()).await, Err(AppError::NotFound));
    }
}
