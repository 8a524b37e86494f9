//! The list of workspaces: links, and while one types those that have it in their name or address. Esc is the popover's own key.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

use super::{combobox::Combobox, page};

pub fn start() {
    let Some(combobox) = Combobox::of("switcher", "switcher-search", "switcher-list") else { return };
    let _ = combobox.list.set_attribute("role", "listbox");
    for link in page::find_in(&combobox.list, "a") {
        let _ = link.set_attribute("role", "option");
        let _ = link.set_attribute("tabindex", "-1");
    }
    let current = page::find("#switcher-list [aria-current]");
    combobox.renew(current.clone());

    let typing = combobox.clone();
    page::on(&combobox.input, "input", move |_: Event| {
        filter(&typing, &typing.input.value());
        typing.renew(None);
    });
    // It opens as if for the first time.
    let opening = combobox.clone();
    page::on(&combobox.input, "focus", move |_: Event| {
        opening.input.set_value("");
        filter(&opening, "");
        opening.renew(current.clone());
    });
}

fn filter(combobox: &Combobox, typed: &str) {
    let typed = typed.trim().to_lowercase();
    let mut none = true;
    for link in combobox.lines() {
        let found = link.text_content().unwrap_or_default().to_lowercase().contains(&typed);
        link.set_hidden(!found);
        none &= !found;
    }
    if let Some(place) = page::by_id("switcher-none").and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
        place.set_hidden(!none);
    }
}
