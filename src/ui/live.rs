use leptos::prelude::*;

/// A part of a page about something that may still go on. While it does, a script looks again and puts the newer part in its place; without
/// one the page is loaded again by hand.
#[component]
pub fn Live(
    /// Whether it still goes on.
    unsettled: bool,
    children: Children,
) -> impl IntoView {
    view! { <div data-live="" data-unsettled=unsettled.then_some("")>{children()}</div> }
}
