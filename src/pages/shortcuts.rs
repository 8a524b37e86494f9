//! What the keyboard can do, for the dialog that `?` opens.

use leptos::prelude::*;

use crate::ui::{Dialog, Kbd, NavGroup, SwitchField};

/// The id of the dialog.
pub const SHORTCUTS: &str = "shortcuts";

/// Keys in the order in which they are pressed, and what they do.
fn line(keys: Vec<String>, what: &str) -> AnyView {
    let keys = keys.into_iter().map(|key| view! { <Kbd>{key}</Kbd> " " }).collect_view();
    view! {
        <div class="key-line">
            <dt>{what.to_owned()}</dt>
            <dd>{keys}</dd>
        </div>
    }
    .into_any()
}

fn keys<const N: usize>(keys: [&str; N]) -> Vec<String> {
    keys.map(str::to_owned).to_vec()
}

/// The dialog. The places are those of the menu beside it.
pub fn dialog(nav: &[NavGroup]) -> AnyView {
    let places = nav
        .iter()
        .flat_map(|group| &group.items)
        .filter_map(|item| Some(line(vec!["g".to_owned(), item.key?.to_string()], &item.label)))
        .collect_view();
    view! {
        <Dialog id=SHORTCUTS title="Keyboard shortcuts">
            <dl class="key-list">
                {line(keys(["Ctrl", "K"]), "Search, or go anywhere")}
                {line(keys(["/"]), "Search on this page")}
                {line(keys(["?"]), "Show these shortcuts")}
                {line(keys(["Esc"]), "Close what is open")}
                {places}
            </dl>
            <div class="key-switch">
                <SwitchField
                    name="single-keys"
                    label="Shortcuts of single keys"
                    checked=true
                    help="Switch them off if they get in the way of speech input. This browser remembers it."
                />
            </div>
        </Dialog>
    }
    .into_any()
}
