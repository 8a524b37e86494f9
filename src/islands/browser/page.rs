//! The page as the browser has it, in few words.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, Event, EventTarget, FormData, Headers, HtmlElement, HtmlFormElement, HtmlTemplateElement, RequestInit,
    Response, Storage, UrlSearchParams, Window,
};

#[expect(clippy::expect_used, reason = "this runs in pages only")]
pub fn window() -> Window {
    web_sys::window().expect("a window")
}

#[expect(clippy::expect_used, reason = "this runs in pages only")]
pub fn document() -> Document {
    window().document().expect("a document")
}

/// Listens for as long as the page lives.
pub fn on<E: JsCast>(target: &EventTarget, name: &str, mut heard: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| heard(event.unchecked_into()));
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Runs once, later. The answer can stop it.
pub fn after(ms: i32, then: impl FnOnce() + 'static) -> i32 {
    let closure = Closure::once_into_js(then);
    window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), ms).unwrap_or_default()
}

pub fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

pub fn find_all(selector: &str) -> Vec<HtmlElement> {
    document().document_element().map(|root| find_in(&root, selector)).unwrap_or_default()
}

pub fn find_in(around: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = around.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Writes a text into what the selector finds inside.
pub fn fill(around: &Element, selector: &str, text: &str) {
    if let Ok(Some(place)) = around.query_selector(selector) {
        place.set_text_content(Some(text));
    }
}

/// The element that an event began at, or the nearest one around it that fits.
pub fn around(event: &Event, selector: &str) -> Option<HtmlElement> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()??.dyn_into().ok()
}

/// A copy of what the server rendered into `<template id=…>` for this.
pub fn from_template(id: &str) -> Option<HtmlElement> {
    let template: HtmlTemplateElement = document().get_element_by_id(id)?.dyn_into().ok()?;
    template.content().first_element_child()?.clone_node_with_deep(true).ok()?.dyn_into().ok()
}

/// Says it to screen readers.
pub fn say(words: &str) {
    if let Some(place) = document().get_element_by_id("said") {
        place.set_text_content(Some(words));
    }
}

/// Shows it in a corner for a while.
pub fn toast(words: &str) {
    let Some(toast) = from_template("toast") else { return };
    fill(&toast, "p, span", words);
    if let Some(body) = document().body() {
        let _ = body.append_child(&toast);
    }
    say(words);
}

/// Path and query of the page.
pub fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Goes there, and fetches it anew even when it is the page that is shown.
pub fn go(to: &str) {
    let location = window().location();
    let (path, place) = to.split_once('#').map_or((to, ""), |(path, place)| (path, place));
    if path == address() {
        let _ = location.set_hash(place);
        let _ = location.reload();
    } else {
        let _ = location.assign(to);
    }
}

/// What one tab keeps until it is closed. None where a browser forbids it.
pub fn tab_storage() -> Option<Storage> {
    window().session_storage().ok()?
}

/// What a browser keeps.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// What a form holds, as it is sent.
pub fn fields(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    let fields = FormData::new_with_form(form).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()
}

/// Posts to our server: the status of the answer, and the answer. `mark`: a header that says who asks.
pub async fn post(action: &str, body: &UrlSearchParams, mark: Option<&str>) -> Result<(u16, JsValue), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    if let Some(mark) = mark {
        headers.set(mark, "1")?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(body);
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(action, &init)).await?.dyn_into()?;
    Ok((response.status(), JsFuture::from(response.json()?).await?))
}

/// A part of what the server answered.
pub fn part(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default()
}

pub fn text_of(value: &JsValue, name: &str) -> Option<String> {
    part(value, name).as_string()
}

/// Whether it says so.
pub fn says(value: &JsValue, name: &str) -> bool {
    part(value, name).is_truthy()
}
