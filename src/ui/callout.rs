use super::{Glyph, Icon, Slot, Text, Tone};
use leptos::prelude::*;

/// A sentence that holds for the whole page, across its top ("Test mode is on.").
#[component]
pub fn Banner(
    #[prop(default = Tone::Warn, into)] tone: Tone,
    /// The words that stand out.
    #[prop(optional, into)]
    title: Text,
    #[prop(optional, into)] action: Slot,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("banner tone-{}", tone.name())>
            <Icon glyph=tone.glyph()/>
            <p>
                {title.get().map(|title| view! { <strong>{title}</strong>" " })}
                {children()}
            </p>
            {action.take().map(|view| view! { <div class="banner-action">{view}</div> })}
        </div>
    }
    .into_any()
}

/// A remark inside a page: why something will not work, what to do first.
#[component]
pub fn Callout(
    #[prop(default = Tone::Info, into)] tone: Tone,
    #[prop(optional, into)] title: Text,
    #[prop(optional, into)] action: Slot,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=format!("callout tone-{}", tone.name())>
            <Icon glyph=tone.glyph()/>
            <div class="callout-words">
                {title.get().map(|title| view! { <strong>{title}</strong> })}
                {children.map(|children| view! { <div>{children()}</div> })}
                {action.take().map(|view| view! { <div class="actions">{view}</div> })}
            </div>
        </div>
    }
    .into_any()
}

/// What was just done. It goes away by itself, and stays while the pointer or the focus is on it.
#[component]
pub fn Toast(#[prop(into)] message: String) -> impl IntoView {
    view! {
        <div class="toast" role="status">
            <Icon glyph=Glyph::CheckCircle/>
            <span>{message}</span>
        </div>
    }
}
