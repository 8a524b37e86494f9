//! Buttons that copy (`ui::CopyButton`).

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, HtmlDocument, HtmlElement, MouseEvent};

use super::page;

pub fn listen(document: &Document) {
    page::on(document, "click", |event: MouseEvent| {
        let Some(button) = page::around(&event, "button[data-copy]") else { return };
        let source = button.closest("[data-copyable]").ok().flatten();
        let source = source.and_then(|around| around.query_selector("[data-source]").ok().flatten());
        if let Some(source) = source.and_then(|source| source.dyn_into::<HtmlElement>().ok()) {
            spawn_local(copy(button, source));
        }
    });
}

async fn copy(button: HtmlElement, source: HtmlElement) {
    let words = if clip(&text(&source)).await || clip_selection(&source) {
        let _ = button.set_attribute("data-copied", "");
        page::after(1600, move || {
            let _ = button.remove_attribute("data-copied");
        });
        "Copied."
    } else {
        "The browser does not let this page copy. Select the text and copy it."
    };
    // The same words twice are only heard twice when they went away in between.
    page::say("");
    page::after(50, move || page::say(words));
}

/// A list is copied as lines.
fn text(source: &HtmlElement) -> String {
    let items = source.query_selector_all("li").ok();
    let lines: Vec<String> = items
        .iter()
        .flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)?.text_content()))
        .map(|line| line.trim().to_owned())
        .collect();
    if lines.is_empty() { source.text_content().unwrap_or_default().trim_end().to_owned() } else { lines.join("\n") }
}

/// Browsers have a clipboard for pages on https and on this machine only.
async fn clip(text: &str) -> bool {
    let navigator = page::window().navigator();
    if !Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn clip_selection(source: &HtmlElement) -> bool {
    let Ok(Some(selection)) = page::window().get_selection() else { return false };
    let _ = selection.select_all_children(source);
    page::document().dyn_ref::<HtmlDocument>().is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}
