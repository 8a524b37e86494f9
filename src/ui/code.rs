use super::{CopyButton, Text, json};
use leptos::prelude::*;

/// Code or JSON to read, with the numbers of its lines.
#[component]
pub fn CodeView(
    #[prop(into)] code: String,
    /// What it is, above it ("Response body").
    #[prop(optional, into)]
    title: Text,
    /// Colours names, texts and numbers of JSON.
    #[prop(optional)]
    json: bool,
    /// Without the numbers of lines, for one or two lines.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let lines = code
        .lines()
        .map(|line| {
            let inside = if json { json::coloured(line) } else { line.to_owned().into_any() };
            view! { <span class="code-line">{inside}{"\n"}</span> }
        })
        .collect_view();
    let label = title.as_deref().unwrap_or("Code").to_owned();
    view! {
        <figure class="code-view" data-copyable="">
            {title.get().map(|title| view! { <figcaption>{title}</figcaption> })}
            <CopyButton what=label.clone()/>
            <pre class=if plain { "code-plain" } else { "code-numbered" } tabindex="0" role="group" aria-label=label><code data-source="">{lines}</code></pre>
        </figure>
    }
    .into_any()
}
