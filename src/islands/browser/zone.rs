//! Tells the server which time zone this browser is set to. Pages are rendered there, and times are shown in that zone from the next one
//! on, unless the person chose another.

use js_sys::{Array, Intl, Object, Reflect};
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use super::page;

/// Seconds that the browser keeps it: a year.
const AGE: u32 = 31_536_000;

pub fn tell() {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let zone = Reflect::get(&options, &"timeZone".into()).ok().and_then(|zone| zone.as_string());
    let (Some(zone), Ok(document)) = (zone, page::document().dyn_into::<HtmlDocument>()) else { return };
    // By https a browser takes the longer name from this very host only.
    let https = page::window().location().protocol().is_ok_and(|scheme| scheme == "https:");
    let (name, secure) = if https { ("__Host-zone", "; secure") } else { ("zone", "") };
    let known = format!("{name}={zone}");
    if !document.cookie().is_ok_and(|cookies| cookies.split("; ").any(|cookie| cookie == known)) {
        let _ = document.set_cookie(&format!("{known}; path=/; max-age={AGE}; samesite=lax{secure}"));
    }
}
