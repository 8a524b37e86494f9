use super::{Text, grouped};
use leptos::prelude::*;

/// How far something has come, with the figures.
#[component]
pub fn Progress(#[prop(into)] label: String, done: i64, total: i64, #[prop(optional, into)] note: Text) -> impl IntoView {
    view! {
        <div class="progress">
            <div class="progress-top">
                <span>{label.clone()}</span>
                <span class="num">{format!("{} of {}", grouped(done), grouped(total))}</span>
            </div>
            <progress aria-label=label max=total.max(1).to_string() value=done.to_string()></progress>
            {note.get().map(|note| view! { <p class="field-help">{note}</p> })}
        </div>
    }
    .into_any()
}
