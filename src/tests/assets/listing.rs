//! Lists: filters, order, and going on in both directions.

use belfry::{
    access::Granted,
    domain::assets,
    model::{AssetFilter, AssetOrder, AssetPage, AssetStatus, can},
};

use super::{TEMPLATE, WORKFLOW};
use crate::house::{ParseSlug, houses};

#[tokio::test]
async fn a_list_goes_on_in_both_directions_without_gap_or_repetition() {
    for house in houses().await {
        let view: Granted<can::ViewAssets> = house.granted("staging").await;
        for n in 0..120 {
            house.workflow("staging", &format!("w{n:03}"), "hello").await;
            if n % 3 == 0 {
                house.app.clock.advance(1000); // several share a moment
            }
        }
        for order in [AssetOrder::Updated, AssetOrder::Name] {
            let mut parts = Vec::new();
            let mut page = AssetPage::First;
            loop {
                let filter = AssetFilter { order, page, ..Default::default() };
                let part = assets::list(&view, WORKFLOW, &filter).await.unwrap();
                page = part.after.clone().map_or(AssetPage::First, AssetPage::After);
                parts.push(part);
                if page == AssetPage::First {
                    break;
                }
            }
            assert_eq!(parts.iter().map(|part| part.rows.len()).collect::<Vec<_>>(), [50, 50, 20]);
            assert_eq!(parts[0].before, None);
            let mut slugs: Vec<_> = parts.iter().flat_map(|part| &part.rows).map(|row| row.slug.to_string()).collect();
            if order == AssetOrder::Updated {
                assert_eq!(parts[0].rows[0].slug.as_str().cmp("w117"), std::cmp::Ordering::Greater);
            } else {
                assert!(slugs.is_sorted());
            }
            slugs.sort();
            slugs.dedup();
            assert_eq!(slugs.len(), 120);

            let back = AssetPage::Before(parts[2].before.clone().unwrap());
            let back = assets::list(&view, WORKFLOW, &AssetFilter { order, page: back, ..Default::default() }).await.unwrap();
            assert_eq!(back, parts[1]);
            let start = AssetPage::Before(back.before.clone().unwrap());
            let start = assets::list(&view, WORKFLOW, &AssetFilter { order, page: start, ..Default::default() }).await.unwrap();
            assert_eq!((start.rows, start.before), (parts[0].rows.clone(), None));
        }
    }
}

#[tokio::test]
async fn filters_narrow_by_words_and_state_and_never_cross_a_workspace() {
    for house in houses().await {
        let view: Granted<can::ViewAssets> = house.granted("staging").await;
        let edit: Granted<can::EditAssets> = house.granted("staging").await;
        house.live_template("staging", "order-100").await;
        house.live_template("staging", "order_1").await;
        house.live_template("production", "order-elsewhere").await;
        assets::enable(&edit, TEMPLATE, &"order_1".parse_slug(), false).await.unwrap();
        assets::create(&edit, TEMPLATE, &"blank".parse_slug(), &belfry::model::Name::parse("Éclair").unwrap(), None)
            .await
            .unwrap();
        let found = async |text: Option<&str>, status| {
            let filter = AssetFilter { text: text.map(str::to_owned), status, ..Default::default() };
            let mut rows = assets::list(&view, TEMPLATE, &filter).await.unwrap().rows;
            rows.sort_by(|a, b| a.slug.cmp(&b.slug));
            rows.iter().map(|row| row.slug.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(found(Some("ORDER"), None).await, ["order-100", "order_1"]);
        assert_eq!(found(Some("_"), None).await, ["order_1"], "a wildcard of SQL is a letter");
        assert_eq!(found(Some("clair"), None).await, ["blank"]);
        assert_eq!(found(None, Some(AssetStatus::Draft)).await, ["blank"]);
        assert_eq!(found(None, Some(AssetStatus::Live)).await, ["order-100"]);
        assert_eq!(found(None, Some(AssetStatus::Disabled)).await, ["order_1"]);
        let changed = AssetFilter { changed: true, ..Default::default() };
        let changed = assets::list(&view, TEMPLATE, &changed).await.unwrap().rows;
        assert_eq!(changed.iter().map(|row| (row.slug.as_str(), row.label.as_str())).collect::<Vec<_>>(), [("blank", "")]);
        let live = assets::list(&view, TEMPLATE, &AssetFilter { text: Some("100".into()), ..Default::default() }).await.unwrap();
        assert_eq!((live.rows[0].changed, live.rows[0].label.as_str()), (false, "inbox"));
    }
}
