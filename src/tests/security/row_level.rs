//! PostgreSQL keeps workspaces apart, also where a statement forgets to.

use belfry::{access::Granted, args, db::Dialect, model::can};

use crate::house::{House, Sabotage, houses};

/// How many templates a statement finds that names no workspace, by who works in Production. None: this database has no policies.
async fn found_without_a_workspace(house: &House) -> Option<i64> {
    house.live_template("staging", "welcome").await;
    let granted: Granted<can::EditAssets> = house.granted("production").await;
    let mut tx = granted.read().await.unwrap();
    if tx.dialect() == Dialect::Sqlite {
        return None;
    }
    let found: Option<(i64,)> = tx.one("select count(*) from asset", args![]).await.unwrap();
    found.map(|row| row.0)
}

#[tokio::test]
async fn a_statement_that_forgets_the_workspace_finds_nothing_of_another_one() {
    for house in houses().await {
        let Some(found) = found_without_a_workspace(&house).await else { continue };
        assert_eq!(found, 0);
        let granted: Granted<can::EditAssets> = house.granted("production").await;
        let mut change = granted.change().await.unwrap();
        assert_eq!(change.run("update asset set name = 'taken'", args![]).await.unwrap(), 0);
        assert_eq!(change.run("delete from asset_version", args![]).await.unwrap(), 0);
        let staging = house.workspace("staging").await.id;
        let planted = "insert into vendor (workspace_id, id, key, channel, name, enabled, settings, created_at, updated_at)
            values ($1, 'v', 'smtp', 'email', 'Planted', true, '', 0, 0)";
        assert!(change.run(planted, args![&staging]).await.is_err(), "nor is anything put there");
        drop(change);
        let granted: Granted<can::EditAssets> = house.granted("staging").await;
        let mut tx = granted.read().await.unwrap();
        let own: Option<(i64,)> = tx.one("select count(*) from asset", args![]).await.unwrap();
        assert_eq!(own, Some((1,)), "one's own is there");
    }
}

/// What keeps them apart is taken away.
const NO_POLICY: Sabotage = Sabotage { sqlite: "select 1", postgres: "alter table asset disable row level security" };

#[tokio::test]
async fn without_the_policy_the_same_statement_finds_it() {
    for house in houses().await {
        house.sabotage(&NO_POLICY).await;
        let Some(found) = found_without_a_workspace(&house).await else { continue };
        assert_eq!(found, 1);
    }
}
