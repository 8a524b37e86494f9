use super::{Slot, Text};
use leptos::{nonce::use_nonce, prelude::*};

/// Lets the browser fetch a page when the pointer rests on its link. Only reads: an address under `/api` is a write.
const SPECULATION: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":"/api/*"}},{"not":{"selector_matches":"[download],[rel~=nofollow]"}}]},"eagerness":"moderate"}]}"#;

/// A whole HTML document around a page.
#[component]
pub fn Document(
    /// What the tab says, the most particular first ("Order shipped · Staging").
    #[prop(into)]
    title: String,
    /// Address of the style sheet.
    #[prop(into)]
    stylesheet: String,
    /// The workspace's colour for the tab's icon; see [`Frame`](super::Frame).
    #[prop(optional, into)]
    workspace_tone: Text,
    /// `light` or `dark` when the person chose one; else the device decides.
    #[prop(optional, into)]
    theme: Text,
    /// Pages load ahead of the click. Needs a nonce; a page without scripts leaves it out.
    #[prop(optional)]
    speculate: bool,
    /// More for the head, such as the scripts of the islands.
    #[prop(optional, into)]
    head: Slot,
    children: Children,
) -> impl IntoView {
    let tone = workspace_tone.get().filter(|tone| TONES.contains(&tone.as_str()));
    let icon = tone.map_or_else(|| "/favicon.svg".to_owned(), |tone| format!("/favicon-{tone}.svg"));
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.get()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=stylesheet/>
                <link rel="icon" r#type="image/svg+xml" href=icon/>
                {speculate.then(|| view! { <script r#type="speculationrules" nonce=use_nonce() inner_html=SPECULATION></script> })}
                {head.take()}
            </head>
            <body>{children()}</body>
        </html>
    }
    .into_any()
}

/// The colours that a workspace can wear.
pub const TONES: [&str; 8] = ["sandbox", "staging", "production", "teal", "violet", "green", "orange", "pink"];
