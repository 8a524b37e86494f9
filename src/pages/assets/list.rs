//! Parts of the lists of assets.

use leptos::prelude::*;

use super::head::tone;
use crate::{
    model::{AssetCursor, AssetFilter, AssetList, AssetOrder, AssetPage, AssetStatus, AssetSummary},
    pages::Visit,
    ui::{Choice, FilterBar, FilterSearch, FilterSelect, Pager, Pill, Tone},
};

/// The filter that the address asks for: `q`, `status`, `changed`, `order`, `after`, `before`.
pub fn filter(visit: &Visit) -> AssetFilter {
    let cursor = |name: &str| visit.query(name).and_then(|text| text.parse::<AssetCursor>().ok());
    AssetFilter {
        text: visit.query("q").map(str::to_owned),
        status: visit.query("status").and_then(AssetStatus::parse),
        changed: visit.query("changed").is_some(),
        order: if visit.query("order") == Some("name") { AssetOrder::Name } else { AssetOrder::Updated },
        page: match (cursor("after"), cursor("before")) {
            (Some(after), _) => AssetPage::After(after),
            (None, Some(before)) => AssetPage::Before(before),
            (None, None) => AssetPage::First,
        },
    }
}

/// The form of the filters; `noun` is what is looked for ("workflow").
pub fn filters(base: &str, filter: &AssetFilter, noun: &str) -> AnyView {
    let active = filter.text.is_some() || filter.status.is_some() || filter.changed;
    let statuses: Vec<Choice> = AssetStatus::ALL.iter().map(|status| Choice::new(status.key(), status.label())).collect();
    let (label, text, status, changed) =
        (format!("Find a {noun}"), filter.text.clone(), filter.status.map(AssetStatus::key), filter.changed.then_some("yes"));
    view! {
        <FilterBar action=base.to_owned() active>
            <FilterSearch label value=text/>
            <FilterSelect name="status" label="Status" any="Any status" choices=statuses value=status/>
            <FilterSelect
                name="changed"
                label="Changes"
                any="Committed or not"
                choices=vec![Choice::new("yes", "With changes")]
                value=changed
            />
        </FilterBar>
    }
    .into_any()
}

/// On and back.
pub fn pager(visit: &Visit, filter: &AssetFilter, list: &AssetList) -> AnyView {
    let to = |name: &str, cursor: &Option<AssetCursor>| cursor.as_ref().map(|cursor| visit.turned(name, cursor));
    let words = if filter.order == AssetOrder::Name { ("Previous", "Next") } else { ("Newer", "Older") };
    view! { <Pager newer=to("before", &list.before) older=to("after", &list.after) words/> }.into_any()
}

/// Draft, live or off.
pub fn state(row: &AssetSummary) -> AnyView {
    let status = AssetStatus::of(row.live_version, row.enabled);
    let tone = tone(status);
    view! { <Pill tone>{status.label()}</Pill> }.into_any()
}

/// Whether the draft says something else than what is live.
pub fn changes(row: &AssetSummary) -> Option<AnyView> {
    (row.changed && row.live_version.is_some()).then(|| view! { <Pill tone=Tone::Info>"Not committed"</Pill> }.into_any())
}
