//! The address that a workspace will have, while its name is typed.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::page;
use crate::model::workspace_slug;

pub fn start() {
    let Some(place) = page::find("[data-address-of]") else { return };
    let field = page::by_id(&place.get_attribute("data-address-of").unwrap_or_default());
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else { return };
    let rule = place.text_content().unwrap_or_default();
    let (typed, show) = (field.clone(), move |name: &str| {
        let words = match workspace_slug(name) {
            _ if name.trim().is_empty() => rule.clone(),
            Ok(slug) => format!("Its address will be /{slug}, for ever."),
            Err(error) => error.to_string(),
        };
        place.set_text_content(Some(&words));
    });
    show(&typed.value());
    page::on(&field, "input", move |_: Event| show(&typed.value()));
}
