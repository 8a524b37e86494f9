//! Asks before a page is left that has text which was not saved: any changed text area, and any change in a form with `data-guard`.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{BeforeUnloadEvent, Element, Event, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlTextAreaElement};

use super::page;

thread_local! {
    /// The page is left on purpose.
    static ALLOWED: Cell<bool> = const { Cell::new(false) };
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// From the first key on: a browser keeps pages for «back» only when nobody listens to their end.
pub fn listen() {
    page::on(&page::document(), "input", |_: Event| {
        if !LISTENS.replace(true) {
            page::on(&page::window(), "beforeunload", |event: BeforeUnloadEvent| {
                if !ALLOWED.get() && unsaved(None) {
                    event.prevent_default();
                    event.set_return_value("unsaved");
                }
            });
        }
    });
    page::on(&page::window(), "pageshow", |_: Event| ALLOWED.set(false));
}

/// The next leaving is wanted.
pub fn allow() {
    ALLOWED.set(true);
}

/// Whether a form besides `sent` holds text that would be lost.
pub fn unsaved(sent: Option<&HtmlFormElement>) -> bool {
    page::find_all("form[method=post]")
        .into_iter()
        .filter_map(|form| form.dyn_into::<HtmlFormElement>().ok())
        .any(|form| Some(&form) != sent && holds_changes(&form))
}

fn holds_changes(form: &HtmlFormElement) -> bool {
    let guarded = form.has_attribute("data-guard");
    let all = form.elements();
    (0..all.length()).filter_map(|at| all.item(at)).any(|element| changed(&element, guarded))
}

fn changed(element: &Element, guarded: bool) -> bool {
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        return area.default_value().is_ok_and(|before| before != area.value());
    }
    if !guarded {
        return false;
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        return match input.type_().as_str() {
            "hidden" => false,
            "checkbox" | "radio" => input.checked() != input.default_checked(),
            _ => input.value() != input.default_value(),
        };
    }
    let Ok(options) = element.query_selector_all("option") else { return false };
    let options: Vec<HtmlOptionElement> = (0..options.length()).filter_map(|at| options.get(at)?.dyn_into().ok()).collect();
    let chosen_before = options.iter().position(HtmlOptionElement::default_selected).unwrap_or(0);
    options.iter().position(HtmlOptionElement::selected).is_some_and(|chosen| chosen != chosen_before)
}
