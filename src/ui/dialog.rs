use super::{CommandButton, Glyph, Icon, Slot, Text, Variant, form::rejection};
use leptos::prelude::*;

/// A question or a short form over the page. An [`OpenDialog`] with the same id opens it; Esc and the cross close it.
///
/// `open_for` is the address of the form inside it: when that form was refused, the page comes back with the dialog
/// open, so that the error is seen.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(optional, into)] description: Text,
    #[prop(optional, into)] open_for: Text,
    /// The key of that form, when it has one.
    #[prop(optional, into)]
    open_for_key: Text,
    #[prop(optional)] wide: bool,
    children: Children,
) -> impl IntoView {
    let class = if wide { "dialog dialog-wide" } else { "dialog" };
    sheet(class, id, title, description, open_for, open_for_key, children)
}

/// A panel from the side of the window, for looking at one thing of a list without leaving it.
#[component]
pub fn Drawer(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(optional, into)] description: Text,
    #[prop(optional, into)] open_for: Text,
    #[prop(optional, into)] open_for_key: Text,
    children: Children,
) -> impl IntoView {
    sheet("dialog drawer", id, title, description, open_for, open_for_key, children)
}

fn sheet(
    class: &'static str,
    id: String,
    title: String,
    description: Text,
    open_for: Text,
    open_for_key: Text,
    children: Children,
) -> AnyView {
    let open = open_for.as_deref().is_some_and(|action| rejection(action, open_for_key.as_deref()).is_some());
    let title_id = format!("{id}-title");
    view! {
        <dialog class=class id=id aria-labelledby=title_id open=open>
            <div class="dialog-head">
                <div>
                    <h2 id=title_id.clone()>{title}</h2>
                    {description.get().map(|text| view! { <p>{text}</p> })}
                </div>
                <button type="button" class="btn btn-quiet btn-icon" command="close" commandfor=id.clone() aria-label="Close">
                    <Icon glyph=Glyph::X/>
                </button>
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
    .into_any()
}

/// The button that opens a [`Dialog`] or a [`Drawer`].
#[component]
pub fn OpenDialog(
    #[prop(into)] target: String,
    #[prop(optional, into)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] label: Text,
    children: Children,
) -> impl IntoView {
    match icon {
        Some(icon) => view! { <CommandButton target variant icon small label>{children()}</CommandButton> }.into_any(),
        None => view! { <CommandButton target variant small label>{children()}</CommandButton> }.into_any(),
    }
}

/// The last row of a dialog: the act, and the way out.
#[component]
pub fn DialogActions(
    /// The dialog's id, for the button that closes it.
    #[prop(into)]
    dialog: String,
    #[prop(default = "Cancel".to_owned(), into)] cancel: String,
    #[prop(optional, into)] extra: Slot,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="dialog-actions">
            {extra.take()}
            <button type="button" class="btn" command="close" commandfor=dialog>{cancel}</button>
            {children()}
        </div>
    }
    .into_any()
}
