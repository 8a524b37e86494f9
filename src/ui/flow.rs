use super::{Glyph, Icon, Text, Tone};
use leptos::prelude::*;

/// What happens one after another, drawn from top to bottom. The children are [`FlowStep`]s and [`FlowGap`]s.
#[component]
pub fn Flow(
    /// What is drawn, for screen readers.
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="flow" aria-label=label>
            <ol>{children()}</ol>
        </section>
    }
    .into_any()
}

/// One box of a [`Flow`]. With `href` it is a link.
#[component]
pub fn FlowStep(
    #[prop(into)] title: String,
    #[prop(optional, into)] note: Text,
    icon: Glyph,
    #[prop(optional, into)] href: Text,
    /// The box that the page beside it is about.
    #[prop(optional)]
    current: bool,
    /// Where it begins or ends: drawn quieter.
    #[prop(optional)]
    terminal: bool,
    /// What is wrong or odd with it, or what became of it; said in words below.
    #[prop(optional, into)]
    tone: Tone,
    #[prop(optional)] remarks: Vec<String>,
) -> impl IntoView {
    let marked = tone != Tone::Plain;
    let words = view! {
        <span class="flow-icon"><Icon glyph=icon/></span>
        <span class="flow-words">
            <strong>{title}</strong>
            {note.get().map(|note| view! { <small>{note}</small> })}
            {remarks
                .into_iter()
                .map(|remark| view! { <span class="flow-remark"><Icon glyph=tone.glyph()/><span>{remark}</span></span> })
                .collect_view()}
        </span>
    };
    let mut class = if terminal { "flow-box flow-end".to_owned() } else { "flow-box".to_owned() };
    if marked {
        class.push_str(" tone-");
        class.push_str(tone.name());
    }
    let inside = match href.get() {
        Some(href) => view! { <a class=class href=href aria-current=current.then_some("true")>{words}</a> }.into_any(),
        None => view! { <div class=class>{words}</div> }.into_any(),
    };
    view! { <li class="flow-step">{inside}</li> }.into_any()
}

/// The line between two boxes, with a sign on it to put something there.
#[component]
pub fn FlowGap(
    #[prop(optional, into)] href: Text,
    /// What the sign does, for screen readers ("Add a step after Wait").
    #[prop(optional, into)]
    label: Text,
    #[prop(optional)] current: bool,
) -> impl IntoView {
    let sign = href.get().map(|href| {
        view! {
            <a class="flow-add" href=href aria-label=label.get() aria-current=current.then_some("true")><Icon glyph=Glyph::Plus/></a>
        }
    });
    view! { <li class="flow-gap">{sign}</li> }.into_any()
}

/// A short list of things to choose from, each a link with a sentence. The children are [`OptionLink`]s.
#[component]
pub fn OptionLinks(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <nav class="option-links" aria-label=label>{children()}</nav> }.into_any()
}

/// One of the things.
#[component]
pub fn OptionLink(
    #[prop(into)] href: String,
    icon: Glyph,
    #[prop(optional, into)] note: Text,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="option-link" href=href>
            <Icon glyph=icon/>
            <span>
                <strong>{children()}</strong>
                {note.get().map(|note| view! { <small>{note}</small> })}
            </span>
        </a>
    }
    .into_any()
}
