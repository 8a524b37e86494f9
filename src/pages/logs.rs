//! What the screens of the three logs share.

use crate::{
    access::Granted,
    domain::logs::Page,
    model::{LogFilter, Needs, Permission, Workspace},
    pages::Visit,
    ui::{Pager, RowLink, Text},
};
use leptos::prelude::*;

/// The filter that the address carries.
pub fn filter(visit: &Visit) -> LogFilter {
    let text = |name: &str| visit.query(name).map(str::to_owned);
    LogFilter {
        status: text("status"),
        workflow: text("workflow"),
        user: text("user"),
        before: text("before"),
        after: text("after"),
    }
}

/// Whether something narrows the list, so that "nothing here" means "nothing like this".
pub fn narrows(visit: &Visit) -> bool {
    ["status", "workflow", "user", "channel"].iter().any(|name| visit.query(name).is_some())
}

/// Choices of a `statuses!` enum.
macro_rules! status_choices {
    ($status:ty) => {
        <$status>::ALL.iter().map(|status| $crate::ui::Choice::new(status.key(), status.label())).collect::<Vec<_>>()
    };
}
pub(super) use status_choices;

/// Newer and older, with the filters kept.
pub fn pager<T>(visit: &Visit, base: &str, page: &Page<T>) -> AnyView {
    let kept: Vec<(&str, &str)> = ["status", "workflow", "user", "channel"]
        .into_iter()
        .filter_map(|name| visit.query(name).map(|value| (name, value)))
        .collect();
    let link = |way: &str, id: &Option<String>| {
        id.as_ref().map(|id| {
            let mut query = kept.clone();
            query.push((way, id));
            format!("{base}?{}", serde_urlencoded::to_string(query).unwrap_or_default())
        })
    };
    let (newer, older) = (link("after", &page.newer), link("before", &page.older));
    view! { <Pager newer older/> }.into_any()
}

/// How a thing of a log is named in a list: with the way to it for whoever may open it.
pub fn named<P: Needs<Place = Workspace>>(
    granted: &Granted<P>,
    href: String,
    name: impl Into<String>,
    note: impl Into<Text>,
) -> AnyView {
    let (name, note) = (name.into(), note.into());
    if granted.may(Permission::ViewLogDetails) {
        return view! { <RowLink href note>{name}</RowLink> }.into_any();
    }
    view! { {name}{note.get().map(|note| view! { <small>{note}</small> })} }.into_any()
}
