//! The address that a workspace will have, while its name is typed.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};

use crate::model::workspace_slug;

/// Follows the name field with the id `field`. Before it is alive it tells the rule.
#[island]
pub fn WorkspaceAddress(field: String) -> impl IntoView {
    let name = RwSignal::new(String::new());
    Effect::new(move |_| {
        let read = {
            let field = field.clone();
            move || document().get_element_by_id(&field)?.dyn_into::<HtmlInputElement>().ok().map(|input| input.value())
        };
        name.set(read().unwrap_or_default());
        let listener = window_event_listener(ev::input, move |_| name.set(read().unwrap_or_default()));
        on_cleanup(move || listener.remove());
    });
    view! {
        <p class="field-help" role="status">
            {move || match workspace_slug(&name.get()) {
                _ if name.get().trim().is_empty() => {
                    "The address is made from the name, like /eu-staging, and stays for ever.".to_owned()
                }
                Ok(slug) => format!("Its address will be /{slug}, for ever."),
                Err(error) => error.to_string(),
            }}
        </p>
    }
}
