use super::{Glyph, Icon};
use leptos::prelude::*;

/// An SMS as a phone shows it. Its text is marked for a [`super::LivePreview`].
#[component]
pub fn SmsPreview(
    /// Whose name stands over the conversation.
    #[prop(into)]
    sender: String,
    #[prop(into)] body: String,
    /// When it came: a time, or "now".
    #[prop(into)]
    time: AnyView,
    /// How many characters and parts it is.
    #[prop(into)]
    size: String,
) -> impl IntoView {
    let thread = view! {
        <p class="bubble" data-preview="body">{body}</p>
        <p class="phone-time">{time}</p>
    };
    view! {
        <div class="phone-stand">
            {phone(sender, Glyph::Phone, "phone", thread.into_any())}
            <p class="phone-size" data-preview="size">{size}</p>
        </div>
    }
    .into_any()
}

/// A message of a chat program: a line above, the text, a line below, and up to two buttons. Each part is marked for a
/// [`super::LivePreview`].
#[component]
pub fn ChatPreview(
    #[prop(into)] sender: String,
    #[prop(into)] header: String,
    #[prop(into)] body: String,
    #[prop(into)] footer: String,
    /// What stands on each button and where it leads.
    buttons: Vec<(String, String)>,
    #[prop(into)] time: AnyView,
) -> impl IntoView {
    let mut buttons = buttons.into_iter();
    let buttons = [0, 1].map(|at| {
        let (text, url) = buttons.next().unwrap_or_default();
        // A button that is not there is empty, which the style hides; an empty text would be rendered as a space.
        let text = (!text.is_empty()).then_some(text);
        view! {
            <p class="bubble-button">
                <Icon glyph=Glyph::External/>
                <span data-preview=format!("buttons.{at}.text")>{text}</span>
                <small data-preview=format!("buttons.{at}.url")>{url}</small>
            </p>
        }
    });
    let thread = view! {
        <div class="bubble">
            <strong data-preview="header">{header}</strong>
            <p data-preview="body">{body}</p>
            <small data-preview="footer">{footer}</small>
            <p class="phone-time">{time}</p>
            {buttons}
        </div>
    };
    view! { <div class="phone-stand">{phone(sender, Glyph::Chat, "phone is-chat", thread.into_any())}</div> }.into_any()
}

fn phone(sender: String, icon: Glyph, class: &'static str, thread: AnyView) -> AnyView {
    view! {
        <div class=class>
            <div class="phone-screen">
                <p class="phone-top"><span class="phone-face"><Icon glyph=icon/></span><span>{sender}</span></p>
                <div class="phone-thread">{thread}</div>
            </div>
        </div>
    }
    .into_any()
}
