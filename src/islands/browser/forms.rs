//! Sends forms without leaving the page. A form that is refused says so where it stands; everything else is as without a script.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams};

use super::{drafts, guard, page, recent, refusal};

const SIGN_OUT: &str = "/api/session/sign_out";

pub fn listen(document: &Document) {
    page::on(document, "submit", submitted);
}

/// A form that is on its way.
struct Errand {
    form: HtmlFormElement,
    /// The button that sent it.
    button: Option<HtmlElement>,
    action: String,
}

/// What the server told (`http/forms.rs`).
enum Told {
    Go(String),
    /// Who one is has to be shown first.
    SignIn(String),
    Refused {
        field: Option<String>,
        message: String,
    },
}

fn submitted(event: SubmitEvent) {
    if event.default_prevented() {
        return;
    }
    let Some(errand) = Errand::of(&event) else { return };
    event.prevent_default();
    if errand.form.has_attribute("aria-busy") {
        return;
    }
    if guard::unsaved(Some(&errand.form))
        && !page::window().confirm_with_message("Another text on this page is not saved yet. Go on without it?").unwrap_or(true)
    {
        return;
    }
    spawn_local(errand.run());
}

impl Errand {
    /// None: the form is sent by the browser.
    fn of(event: &SubmitEvent) -> Option<Self> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        let button = event.submitter();
        let says = |on_button: &str, on_form: &str| {
            button
                .as_ref()
                .and_then(|button| button.get_attribute(on_button))
                .or_else(|| form.get_attribute(on_form))
                .unwrap_or_default()
        };
        let action = says("formaction", "action");
        let ours = action.starts_with("/api/")
            && says("formmethod", "method").eq_ignore_ascii_case("post")
            && says("formtarget", "target").is_empty()
            && !says("formenctype", "enctype").starts_with("multipart");
        ours.then_some(Self { form, button, action })
    }

    fn body(&self) -> Option<UrlSearchParams> {
        let body = page::fields(&self.form)?;
        if let Some(button) = &self.button
            && let Some(name) = button.get_attribute("name").filter(|name| !name.is_empty())
        {
            body.append(&name, &button.get_attribute("value").unwrap_or_default());
        }
        Some(body)
    }

    async fn run(self) {
        let Some(body) = self.body() else { return };
        refusal::clear(&self.form);
        let waiting = self.begin();
        let told = post(&self.action, &body).await;
        page::window().clear_timeout_with_handle(waiting);
        match told {
            Ok(Told::Go(to)) => {
                if self.action == SIGN_OUT {
                    drafts::forget_all();
                    recent::forget();
                }
                guard::allow();
                page::go(&to);
            }
            Ok(Told::SignIn(to)) => {
                drafts::keep(&self.form);
                guard::allow();
                page::go(&to);
            }
            Ok(Told::Refused { field, message }) => {
                self.end();
                refusal::show(&self.form, field.as_deref(), &message);
            }
            Err(_) => {
                self.end();
                refusal::show(&self.form, None, "The server could not be reached. What you typed is still here: try again.");
            }
        }
    }

    /// The button stays where the focus is, so it is not disabled but only looks so; [`submitted`] sends no form twice.
    fn begin(&self) -> i32 {
        let _ = self.form.set_attribute("aria-busy", "true");
        let button = self.button.clone();
        if let Some(button) = &button {
            let _ = button.set_attribute("aria-disabled", "true");
        }
        page::after(300, move || {
            if let Some(button) = button {
                let _ = button.set_attribute("data-waiting", "");
            }
            page::say("Working on it.");
        })
    }

    fn end(&self) {
        rest_one(&self.form);
        if let Some(button) = &self.button {
            rest_one(button);
        }
    }
}

fn rest_one(element: &HtmlElement) {
    for name in ["aria-busy", "aria-disabled", "data-waiting"] {
        let _ = element.remove_attribute(name);
    }
}

/// No form is on its way any more.
pub fn rest() {
    for element in page::find_all("form[aria-busy], form [aria-disabled], [form][data-waiting]") {
        rest_one(&element);
    }
}

async fn post(action: &str, body: &UrlSearchParams) -> Result<Told, JsValue> {
    let (_, told) = page::post(action, body, Some("x-belfry-form")).await?;
    let keep = page::says(&told, "keep");
    match (page::text_of(&told, "to"), page::text_of(&told, "message")) {
        (Some(to), _) if keep => Ok(Told::SignIn(to)),
        (Some(to), _) => Ok(Told::Go(to)),
        (None, Some(message)) => Ok(Told::Refused { field: page::text_of(&told, "field"), message }),
        (None, None) => Err(JsValue::UNDEFINED),
    }
}
