use super::{Glyph, Icon};
use leptos::prelude::*;

/// Stands around the preview of what is typed into a form. A script keeps it up to date: it posts the form's fields to `action`, which answers
/// `{rendered, problems}`; each part of `rendered` goes where it is marked by `data-preview`, each problem to the field's [`super::Remarks`].
#[component]
pub fn LivePreview(
    /// The id of the form that is typed into.
    #[prop(into)]
    form: String,
    /// Who answers what it looks like.
    #[prop(into)]
    action: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="preview-live" data-preview-of=form data-preview-action=action>
            {children()}
            <p class="preview-fault" role="status" data-preview="fault"></p>
        </div>
    }
    .into_any()
}

/// A mail as a mail program shows it: the subject, the line that inboxes show after it, and the mail in a frame that may do nothing.
/// Each part is marked for a [`LivePreview`].
#[component]
pub fn MailPreview(
    #[prop(into)] subject: String,
    #[prop(into)] preheader: String,
    /// The plain text that goes with it.
    #[prop(into)]
    text: String,
    /// Where the mail itself comes from.
    #[prop(into)]
    src: String,
    /// The frame's name, for a button that previews without saving.
    #[prop(into)]
    frame: String,
) -> impl IntoView {
    view! {
        <div class="mail">
            <fieldset class="preview-widths">
                <legend class="sr-only">"Width of the preview"</legend>
                <label>
                    <input type="radio" name="preview_width" value="wide" checked/>
                    <span>"Desktop"</span>
                </label>
                <label>
                    <input type="radio" name="preview_width" value="phone" data-phone=""/>
                    <span>"Phone"</span>
                </label>
            </fieldset>
            <div class="mail-page">
                <div class="mail-head">
                    <strong data-preview="subject">{subject}</strong>
                    <p data-preview="preheader">{preheader}</p>
                </div>
                <iframe class="mail-frame" name=frame title="Preview of the e-mail" sandbox="" src=src data-preview-field="html"></iframe>
            </div>
            <details class="mail-text">
                <summary>"Plain text"</summary>
                <pre data-preview="text" tabindex="0" role="group" aria-label="Plain text of the e-mail">{text}</pre>
            </details>
        </div>
    }
    .into_any()
}

/// A message as an inbox in an app shows it.
#[component]
pub fn FeedPreview(
    #[prop(into)] header: String,
    #[prop(into)] body: String,
    #[prop(into)] action_url: String,
    /// When it came; without it, just now.
    #[prop(optional)]
    time: Option<AnyView>,
) -> impl IntoView {
    let time = time.unwrap_or_else(|| "now".into_any());
    view! {
        <div class="feed">
            <p class="feed-top">
                <Icon glyph=Glyph::Bell/>
                <span>"Notifications"</span>
            </p>
            <div class="feed-item">
                <span class="feed-dot" aria-hidden="true"></span>
                <div class="feed-words">
                    <strong data-preview="header">{header}</strong>
                    <p data-preview="body">{body}</p>
                    <small data-preview="action_url">{action_url}</small>
                </div>
                <span class="feed-time">{time}</span>
            </div>
        </div>
    }
    .into_any()
}
