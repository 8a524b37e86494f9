//! A part of a page that is about something on its way is looked at again until that has ended (`ui::Live`).

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlTemplateElement, Response};

use super::page;

const UNSETTLED: &str = "[data-live][data-unsettled]";
/// Most things end within the first waits; what takes hours is asked about rarely.
const FIRST_WAIT: i32 = 250;
const LONGEST_WAIT: i32 = 15_000;

/// Looks again, later and later, for as long as the page shows something unsettled.
pub fn follow() {
    look_after(FIRST_WAIT);
}

fn look_after(wait: i32) {
    if page::find(UNSETTLED).is_none() {
        return;
    }
    page::after(wait, move || {
        spawn_local(async move {
            // Nobody looks, or somebody is about to use what would be replaced: later.
            let held = page::document().hidden() || page::find(&format!("{UNSETTLED} :focus")).is_some();
            if !held {
                // A server that is away for a moment is asked again.
                let _ = renew().await;
            }
            look_after((wait * 2).min(LONGEST_WAIT));
        });
    });
}

async fn renew() -> Result<(), JsValue> {
    let response: Response = JsFuture::from(page::window().fetch_with_str(&page::address())).await?.dyn_into()?;
    if !response.ok() || response.redirected() {
        return Ok(());
    }
    let html = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let template: HtmlTemplateElement = page::document().create_element("template")?.unchecked_into();
    template.set_inner_html(&html);
    if let (Some(old), Some(new)) = (page::find(UNSETTLED), template.content().query_selector("[data-live]")?) {
        let ended = !new.has_attribute("data-unsettled");
        old.replace_with_with_node_1(&new)?;
        if ended {
            page::say("It has ended. The page shows how.");
        }
    }
    Ok(())
}
