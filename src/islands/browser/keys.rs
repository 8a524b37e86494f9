//! Keys: `/` searches, `g` and a letter go to a place of the menu, `?` shows them all, Ctrl-K opens the palette.
//! Those of a single letter can be switched off (WCAG 2.1.4); that is remembered by the browser.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::page;

/// Under which name the browser remembers that single keys are off.
const OFF: &str = "single keys off";
/// How long `g` waits for its letter, milliseconds.
const PATIENCE: f64 = 1500.0;

thread_local! {
    static G_AT: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

pub fn listen(document: &Document) {
    page::on(document, "keydown", pressed);
    let switch = || page::find("#single-keys").and_then(|found| found.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = switch() {
        input.set_checked(!are_off());
    }
    page::on(document, "change", move |event: Event| {
        let Some(input) = switch().filter(|input| event.target().as_ref() == Some(input.as_ref())) else { return };
        let Some(storage) = page::storage() else { return };
        let _ = if input.checked() { storage.remove_item(OFF) } else { storage.set_item(OFF, "1") };
    });
}

fn are_off() -> bool {
    page::storage().is_some_and(|storage| storage.get_item(OFF).is_ok_and(|off| off.is_some()))
}

fn pressed(event: KeyboardEvent) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key() && key.eq_ignore_ascii_case("k") {
        if let Some(opener) = page::find("[data-palette]") {
            event.prevent_default();
            opener.click();
        }
        return;
    }
    if event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || is_typing(&event)
        || page::find("dialog:modal").is_some()
        || are_off()
    {
        return;
    }
    let after_g = event.time_stamp() - G_AT.replace(f64::NEG_INFINITY) < PATIENCE;
    let done = match key.as_str() {
        letter if after_g => go(letter),
        "g" => {
            G_AT.set(event.time_stamp());
            true
        }
        "/" => focus(page::find("[data-search]").or_else(|| page::find("[data-palette]"))),
        "?" => show_shortcuts(),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    let text = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
    target.matches(text).unwrap_or(false)
}

/// To the place of the menu that has this letter.
fn go(letter: &str) -> bool {
    let link = letter.chars().all(|c| c.is_ascii_lowercase()).then(|| page::find(&format!("a[data-key={letter}]"))).flatten();
    link.inspect(|link| link.click()).is_some()
}

fn focus(place: Option<HtmlElement>) -> bool {
    let Some(place) = place else { return false };
    match place.dyn_ref::<HtmlInputElement>() {
        Some(input) => {
            let _ = input.focus();
            input.select();
        }
        None => place.click(),
    }
    true
}

fn show_shortcuts() -> bool {
    let dialog = page::find("dialog#shortcuts").and_then(|found| found.dyn_into::<HtmlDialogElement>().ok());
    dialog.is_some_and(|dialog| dialog.show_modal().is_ok())
}
