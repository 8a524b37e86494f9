//! What was typed into a form that could not be sent before signing in: kept in the tab, given back when the page is shown again.
//! Secrets are never kept, and signing out forgets all.

use wasm_bindgen::JsCast;
use web_sys::{
    Event, EventInit, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    UrlSearchParams,
};

use super::page;

const BEGINNING: &str = "draft ";

/// Which form of which page: its address and, where a page has several of one address, its key (`ui::Form`).
fn key(form: &HtmlFormElement) -> String {
    let of = |selector: &str| form.query_selector(selector).ok().flatten().and_then(|found| found.get_attribute("value"));
    let which = of("input[name=_form]").unwrap_or_default();
    format!("{BEGINNING}{} {} {which}", page::address(), form.get_attribute("action").unwrap_or_default())
}

/// A control of a form, as far as it holds what a person said.
enum Control {
    Text(HtmlInputElement),
    Tick(HtmlInputElement),
    Area(HtmlTextAreaElement),
    Choice(HtmlSelectElement),
}

fn controls(form: &HtmlFormElement) -> Vec<(String, Control)> {
    let all = form.elements();
    let known = |element: web_sys::Element| {
        let name = element.get_attribute("name").filter(|name| !name.is_empty())?;
        let control = match element.dyn_into::<HtmlInputElement>() {
            Ok(input) => match input.type_().as_str() {
                "checkbox" | "radio" => Control::Tick(input),
                "file" | "submit" | "button" | "reset" | "image" => return None,
                _ => Control::Text(input),
            },
            Err(element) => match element.dyn_into::<HtmlTextAreaElement>() {
                Ok(area) => Control::Area(area),
                Err(element) => Control::Choice(element.dyn_into().ok()?),
            },
        };
        Some((name, control))
    };
    (0..all.length()).filter_map(|at| known(all.item(at)?)).collect()
}

impl Control {
    fn is_secret(&self, name: &str) -> bool {
        const SECRET: &[&str] = &["password", "code", "secret", "token"];
        let hidden_from_view = matches!(self, Self::Text(input) if input.type_() == "password");
        hidden_from_view || SECRET.iter().any(|word| name.contains(word))
    }

    fn give_back(&self, value: Option<String>, all: &[String]) {
        match self {
            Self::Tick(input) => input.set_checked(all.contains(&input.value())),
            Self::Text(input) => input.set_value(&value.unwrap_or_default()),
            Self::Area(area) => area.set_value(&value.unwrap_or_default()),
            Self::Choice(select) => select.set_value(&value.unwrap_or_default()),
        }
    }

    fn element(&self) -> &HtmlElement {
        match self {
            Self::Text(input) | Self::Tick(input) => input,
            Self::Area(area) => area,
            Self::Choice(select) => select,
        }
    }
}

/// Keeps what the form holds. A form without anything to type into is not worth it.
pub fn keep(form: &HtmlFormElement) {
    let controls = controls(form);
    let typed = |control: &Control| !matches!(control, Control::Text(input) if input.type_() == "hidden");
    if !controls.iter().any(|(name, control)| typed(control) && !control.is_secret(name)) {
        return;
    }
    let Some(values) = page::fields(form) else { return };
    for (name, control) in &controls {
        if control.is_secret(name) {
            values.delete(name);
        }
    }
    if let Some(storage) = page::tab_storage() {
        let _ = storage.set_item(&key(form), &String::from(values.to_string()));
    }
}

/// Gives back what was kept for the forms of this page. What is hidden comes back too: a form still says from which version it started.
pub fn restore() {
    let Some(storage) = page::tab_storage() else { return };
    for form in page::find_all("form[method=post]").into_iter().filter_map(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        let key = key(&form);
        let Ok(Some(kept)) = storage.get_item(&key) else { continue };
        let _ = storage.remove_item(&key);
        if let Ok(values) = UrlSearchParams::new_with_str(&kept) {
            fill(&form, &values);
        }
    }
}

fn fill(form: &HtmlFormElement, values: &UrlSearchParams) {
    let mut used = Vec::<(String, usize)>::new();
    for (name, control) in controls(form) {
        if control.is_secret(&name) {
            continue;
        }
        let all: Vec<String> = values.get_all(&name).iter().filter_map(|value| value.as_string()).collect();
        let at = used.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            used.push((name.clone(), 0));
            used.len() - 1
        });
        control.give_back(all.get(used[at].1).cloned(), &all);
        used[at].1 += 1;
        let init = EventInit::new();
        init.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
            let _ = control.element().dispatch_event(&event);
        }
    }
    if let Some(dialog) =
        form.closest("dialog:not([open])").ok().flatten().and_then(|found| found.dyn_into::<HtmlDialogElement>().ok())
    {
        let _ = dialog.show_modal();
    }
    page::toast("What you typed is back. Nothing was saved yet.");
}

pub fn forget_all() {
    let Some(storage) = page::tab_storage() else { return };
    let count = storage.length().unwrap_or_default();
    let keys: Vec<String> = (0..count).filter_map(|at| storage.key(at).ok()?).filter(|key| key.starts_with(BEGINNING)).collect();
    for key in keys {
        let _ = storage.remove_item(&key);
    }
}
