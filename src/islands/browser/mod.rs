//! What islands do: a few listeners on the document, so that forms, buttons and links stay plain HTML. What something is it says by its
//! attributes; nothing here knows a noun.

pub(super) mod address;
mod combobox;
mod copying;
mod drafts;
mod forms;
mod guard;
mod keys;
mod live;
mod page;
pub(super) mod palette;
pub(super) mod passkeys;
mod places;
pub(super) mod preview;
mod recent;
mod refusal;
pub(super) mod switcher;
mod zone;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement};

/// Once a page, for the person who is signed in.
pub fn start() {
    let document = page::document();
    forms::listen(&document);
    guard::listen();
    copying::listen(&document);
    keys::listen(&document);
    if let Some(person) = page::find("[data-person]").and_then(|found| found.get_attribute("data-person")) {
        recent::remember(&person);
    }
    zone::tell();
    drafts::restore();
    make_modal();
    live::follow();
    // A page that the browser kept and shows again stands where it was left: in the middle of a form that was sent.
    page::on(&page::window(), "pageshow", |_: Event| forms::rest());
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-alive", "");
    }
}

/// A dialog that came back open with a refused form keeps the focus inside from now on.
fn make_modal() {
    if let Some(dialog) = page::find("dialog[open]:not(:modal)").and_then(|found| found.dyn_into::<HtmlDialogElement>().ok()) {
        dialog.close();
        let _ = dialog.show_modal();
    }
}
