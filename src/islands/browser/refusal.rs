//! Shows why a form was refused, where the server's own page would show it: in the summary at its top and at the field.
//! The markup is the server's (`ui::FormTemplates`).

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement};

use super::page;

pub fn show(form: &HtmlFormElement, field: Option<&str>, message: &str) {
    clear(form);
    let control = field.and_then(|name| control(form, name));
    if let Some(control) = &control {
        mark(control, message);
    }
    let Some(summary) = page::from_template("form-refused") else { return };
    if let Ok(Some(link)) = summary.query_selector("a") {
        link.set_text_content(Some(message));
        let _ = match control.map(|control| control.id()).filter(|id| !id.is_empty()) {
            Some(id) => link.set_attribute("href", &format!("#{id}")),
            None => link.remove_attribute("href"),
        };
    }
    let _ = form.insert_before(&summary, form.first_child().as_ref());
    let _ = summary.focus();
}

/// The first control of that name which people see.
fn control(form: &HtmlFormElement, name: &str) -> Option<HtmlElement> {
    let all = form.elements();
    (0..all.length())
        .filter_map(|at| all.item(at))
        .find(|element| {
            element.get_attribute("name").as_deref() == Some(name) && element.get_attribute("type").as_deref() != Some("hidden")
        })?
        .dyn_into()
        .ok()
}

fn mark(control: &HtmlElement, message: &str) {
    let _ = control.set_attribute("aria-invalid", "true");
    let (Ok(Some(frame)), Some(error)) = (control.closest(".field"), page::from_template("field-refused")) else { return };
    page::fill(&error, "span", message);
    let id = format!("{}-error", control.id());
    error.set_id(&id);
    let help = frame.query_selector(":scope > .field-help").ok().flatten();
    let _ = frame.insert_before(&error, help.as_deref());
    let known = control.get_attribute("aria-describedby").unwrap_or_default();
    let _ = control.set_attribute("aria-describedby", format!("{known} {id}").trim());
}

/// Takes the last refusal away.
pub fn clear(form: &HtmlFormElement) {
    for old in page::find_in(form, ":scope > .summary, .field-error") {
        old.remove();
    }
    for control in page::find_in(form, "[aria-invalid]") {
        let _ = control.remove_attribute("aria-invalid");
        let known = control.get_attribute("aria-describedby").unwrap_or_default();
        let left: Vec<&str> = known.split_whitespace().filter(|id| !id.ends_with("-error")).collect();
        let _ = if left.is_empty() {
            control.remove_attribute("aria-describedby")
        } else {
            control.set_attribute("aria-describedby", &left.join(" "))
        };
    }
}
