use super::{Glyph, Icon, Slot, Text};
use leptos::prelude::*;

/// Nothing here yet: what would be here, and the first step.
#[component]
pub fn EmptyState(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Text,
    #[prop(optional)] icon: Option<Glyph>,
    /// The button for the first step.
    #[prop(optional, into)]
    action: Slot,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.map(|glyph| view! { <span class="empty-icon"><Icon glyph/></span> })}
            <h2>{title}</h2>
            {text.get().map(|text| view! { <p>{text}</p> })}
            {action.take().map(|view| view! { <div class="actions">{view}</div> })}
        </div>
    }
    .into_any()
}
