use super::Tone;
use leptos::prelude::*;

/// What a checker says about one field, below it. An island may write it anew while one types: it finds the place by `data-remarks`.
#[component]
pub fn Remarks(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// Tone and sentence of each; the tone is [`Tone::Bad`] or [`Tone::Warn`].
    remarks: Vec<(Tone, String)>,
) -> impl IntoView {
    let items = remarks
        .into_iter()
        .map(|(tone, words)| view! { <li class=format!("remark tone-{}", tone.name())>{words}</li> })
        .collect_view();
    view! { <ul class="remarks" data-remarks=field aria-live="polite">{items}</ul> }.into_any()
}

/// A form and what it makes, side by side where there is room; the preview stays in sight while the form is scrolled. `more` follows the
/// form, and on a phone the preview too.
#[component]
pub fn Workbench(
    #[prop(into)] preview: super::Slot,
    #[prop(optional, into)] more: super::Slot,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="workbench">
            <div class="stack">{children()}</div>
            <div class="workbench-preview stack">{preview.take()}</div>
            {more.take().map(|view| view! { <div class="workbench-more stack">{view}</div> })}
        </div>
    }
    .into_any()
}
