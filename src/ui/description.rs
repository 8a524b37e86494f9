use super::{Slot, Text, Tone};
use leptos::prelude::*;

/// What is known about a thing: names and values. The children are [`Fact`]s.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One name and its value.
#[component]
pub fn Fact(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
    .into_any()
}

/// Figures side by side. The children are [`Stat`]s.
#[component]
pub fn Stats(children: Children) -> impl IntoView {
    view! { <div class="stats panel">{children()}</div> }
}

/// A figure, what it counts, and how it moved.
#[component]
pub fn Stat(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(optional, into)] note: Text,
    /// Good or bad news; the note says which in words.
    #[prop(optional, into)]
    tone: Tone,
    #[prop(optional, into)] href: Text,
    /// What part of something the figure is: `98.4% of sent`.
    #[prop(optional, into)]
    part: Text,
    /// A [`Sparkline`](super::Sparkline) beside the figure.
    #[prop(optional, into)]
    chart: Slot,
) -> impl IntoView {
    let label = match href.get() {
        Some(href) => view! { <a href=href>{label}</a> }.into_any(),
        None => label.into_any(),
    };
    view! {
        <div class="stat">
            <span class="stat-label">{label}</span>
            <span class="stat-value">{value}{part.get().map(|part| view! { <small>{part}</small> })}</span>
            {note.get().map(|note| view! { <span class=format!("stat-note tone-{}", tone.name())>{note}</span> })}
            {chart.take()}
        </div>
    }
    .into_any()
}
