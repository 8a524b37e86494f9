//! Asks the device for a passkey before a form is sent that needs one (`pages/passkeys.rs`). The device's answer goes with the form, and so
//! does the reason why there is none: the server has the words for it.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlFormElement, HtmlInputElement, UrlSearchParams};

use super::page;

/// Before anybody else hears of the form.
pub fn start() {
    let closure = Closure::<dyn FnMut(Event)>::new(submitted);
    let _ = page::document().add_event_listener_with_callback_and_bool("submit", closure.as_ref().unchecked_ref(), true);
    closure.forget();
}

fn submitted(event: Event) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    let Some(around) = form.closest("[data-passkey]").ok().flatten() else { return };
    let (Some(credential), Some(problem)) = (field(&form, "credential"), field(&form, "problem")) else { return };
    if !credential.value().is_empty() || !problem.value().is_empty() {
        // It is on its way. An answer counts once, so the next try asks the device again.
        page::after(0, move || {
            credential.set_value("");
            problem.set_value("");
        });
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    if around.has_attribute("data-asking") {
        return;
    }
    let _ = around.set_attribute("data-asking", "");
    spawn_local(async move {
        match ask(&around).await {
            Ok(answer) => credential.set_value(&answer),
            Err(why) => problem.set_value(why),
        }
        let _ = around.remove_attribute("data-asking");
        let _ = form.request_submit();
    });
}

fn field(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    form.query_selector(&format!("input[name={name}]")).ok()??.dyn_into().ok()
}

/// The device's answer as JSON, or one word for why there is none.
async fn ask(around: &Element) -> Result<String, &'static str> {
    let says = |name: &str| around.get_attribute(name).unwrap_or_default();
    if page::window().location().origin().ok() != around.get_attribute("data-origin") {
        return Err("elsewhere");
    }
    let begin = says("data-begin");
    if begin.is_empty() {
        return Err("unasked");
    }
    let (parse, ask) = match says("data-passkey").as_str() {
        "create" => ("parseCreationOptionsFromJSON", "create"),
        _ => ("parseRequestOptionsFromJSON", "get"),
    };
    let (kind, keys) =
        (page::part(&page::window(), "PublicKeyCredential"), page::part(&page::window().navigator(), "credentials"));
    let parse = function(&kind, parse).ok_or("unsupported")?;
    let ask = function(&keys, ask).ok_or("unsupported")?;
    let options = match UrlSearchParams::new() {
        Ok(nothing) => page::post(&begin, &nothing, None).await,
        Err(error) => Err(error),
    };
    let options =
        options.ok().filter(|(status, _)| *status == 200).and_then(|(_, options)| options.as_string()).ok_or("unasked")?;
    let asked = JSON::parse(&options).and_then(|options| parse.call1(&kind, &options)).map_err(|_| "unsupported")?;
    let question = Object::new();
    let _ = Reflect::set(&question, &"publicKey".into(), &asked);
    let promise = ask.call1(&keys, &question).ok().and_then(|promise| promise.dyn_into::<Promise>().ok()).ok_or("unsupported")?;
    let answer = JsFuture::from(promise).await.map_err(|error| reason(&error))?;
    let json = function(&answer, "toJSON").and_then(|json| json.call0(&answer).ok()).ok_or("unsupported")?;
    JSON::stringify(&json).ok().and_then(|text| text.as_string()).ok_or("unsupported")
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    // A browser without it has nothing to look into.
    if of.is_object() || of.is_function() { page::part(of, name).dyn_into().ok() } else { None }
}

fn reason(error: &JsValue) -> &'static str {
    match page::text_of(error, "name").as_deref() {
        Some("InvalidStateError") => "known",
        Some("SecurityError") => "elsewhere",
        _ => "refused",
    }
}
