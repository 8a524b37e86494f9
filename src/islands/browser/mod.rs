//! What runs beside the islands that show something: a few listeners on the document, so that forms, buttons and links stay plain HTML.
//! A form says what it is by its attributes; nothing here knows a noun.

mod copying;
mod drafts;
mod forms;
mod guard;
mod keys;
mod page;
pub(super) mod places;
mod recent;
mod refusal;
mod zone;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement};

/// Once a page, for the person who is signed in.
pub fn start(person: &str) {
    let document = page::document();
    forms::listen(&document);
    guard::listen();
    copying::listen(&document);
    keys::listen(&document);
    recent::remember(person);
    zone::tell();
    drafts::restore();
    make_modal();
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
