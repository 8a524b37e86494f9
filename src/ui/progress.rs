use super::{Text, grouped};
use leptos::prelude::*;

/// How far something has come, with the figures.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    done: i64,
    total: i64,
    /// The figures in other words.
    #[prop(optional, into)]
    figures: Text,
    #[prop(optional, into)] note: Text,
) -> impl IntoView {
    let figures = figures.get().unwrap_or_else(|| format!("{} of {}", grouped(done), grouped(total)));
    view! {
        <div class="progress">
            <div class="progress-top">
                <span>{label.clone()}</span>
                <span class="num">{figures}</span>
            </div>
            <progress aria-label=label max=total.max(1).to_string() value=done.to_string()></progress>
            {note.get().map(|note| view! { <p class="field-help">{note}</p> })}
        </div>
    }
    .into_any()
}
