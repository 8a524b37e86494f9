use super::{Glyph, Icon, Slot, Text, field::ask};
use leptos::prelude::*;

/// A value to take elsewhere: a link, an id, a key. It is selected as a whole when it is clicked.
#[component]
pub fn CopyField(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(optional, into)] help: Text,
    /// Tells two copy fields with the same label apart.
    #[prop(optional, into)]
    id: Text,
    /// How stories in a browser find the value.
    #[prop(optional, into)]
    testid: Text,
) -> impl IntoView {
    let id = id.get().unwrap_or_else(|| ask(&format!("copy {label}"), None).id);
    view! {
        <div class="field">
            <span class="field-label" id=format!("{id}-label")>{label.clone()}</span>
            <div class="copy-box" data-copyable="">
                <code class="copy" id=id.clone() tabindex="0" role="textbox" aria-readonly="true" aria-labelledby=format!("{id}-label {id}") data-source="" data-testid=testid.get()>{value}</code>
                <CopyButton what=label/>
            </div>
            {super::field::field_help(&id, help.get())}
        </div>
    }
    .into_any()
}

/// A secret that is shown once, just after it was made.
#[component]
pub fn SecretOnce(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    /// What it is for and that it will not be shown again.
    #[prop(optional, into)]
    help: Text,
    #[prop(optional, into)] action: Slot,
) -> impl IntoView {
    let help = help.get().unwrap_or_else(|| "Copy it now. It is not shown again.".to_owned());
    view! {
        <div class="secret-once">
            <CopyField label value help/>
            {action.take().map(|view| view! { <div class="actions">{view}</div> })}
        </div>
    }
    .into_any()
}

/// Codes to write down or print, such as recovery codes.
#[component]
pub fn CodeList(
    #[prop(into)] label: String,
    codes: Vec<String>,
    /// How stories in a browser find them.
    #[prop(optional, into)]
    testid: Text,
) -> impl IntoView {
    let codes = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
    view! {
        <div class="copy-box" data-copyable="">
            <ol class="code-list" aria-label=label.clone() data-source="" data-testid=testid.get()>{codes}</ol>
            <CopyButton what=label/>
        </div>
    }
    .into_any()
}

/// Copies the text of the nearest `data-source` inside of the `data-copyable` around it. It needs the page's script and is not shown
/// without one.
#[component]
pub fn CopyButton(
    /// What is copied, for screen readers.
    #[prop(into)]
    what: String,
) -> impl IntoView {
    view! {
        <button type="button" class="btn btn-quiet btn-icon btn-small copy-button by-script" data-copy="" aria-label=format!("Copy: {what}") title="Copy">
            <Icon glyph=Glyph::Copy/>
            <Icon glyph=Glyph::Check/>
        </button>
    }
    .into_any()
}

/// A QR code, on white in both themes so that cameras read it. `svg` is the drawing as text, made by us.
#[component]
pub fn QrCode(#[prop(into)] label: String, svg: String) -> impl IntoView {
    view! { <div class="qr" role="img" aria-label=label inner_html=svg></div> }.into_any()
}
