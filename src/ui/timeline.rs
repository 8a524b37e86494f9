use super::{Glyph, Icon, Slot, Text, Tone};
use leptos::prelude::*;

/// What happened, one after another. The children are [`TimelineItem`]s.
#[component]
pub fn Timeline(children: Children) -> impl IntoView {
    view! { <ol class="timeline">{children()}</ol> }
}

/// One thing that happened; the children say more about it.
#[component]
pub fn TimelineItem(
    #[prop(into)] title: String,
    #[prop(optional, into)] tone: Tone,
    #[prop(optional)] icon: Option<Glyph>,
    /// At the end of the line: when, or how long it took.
    #[prop(optional, into)]
    time: Slot,
    #[prop(optional, into)] note: Text,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class=format!("timeline-item tone-{}", tone.name())>
            <span class="timeline-mark"><Icon glyph=icon.unwrap_or(tone.glyph())/></span>
            <div class="timeline-words">
                <div class="timeline-top">
                    <strong>{title}</strong>
                    {time.take().map(|view| view! { <span class="timeline-time">{view}</span> })}
                </div>
                {note.get().map(|note| view! { <p>{note}</p> })}
                {children.map(|children| view! { <div class="timeline-more">{children()}</div> })}
            </div>
        </li>
    }
    .into_any()
}
