//! A preview that follows a form (`ui::LivePreview`). A moment after the last key it sends what the form holds, puts the answer into the places
//! that are marked by `data-preview`, and what is wrong beside the fields (`data-remarks`).

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, HtmlFormElement, HtmlInputElement, UrlSearchParams};

use super::page;

/// How long one stops typing before the preview follows, milliseconds.
const PAUSE: i32 = 250;

struct Preview {
    place: HtmlElement,
    form: HtmlFormElement,
    /// Who answers what it looks like.
    action: String,
    /// Counts the keys: whoever typed on since has a later turn.
    turn: Cell<u32>,
    frame: Option<Frame>,
}

pub fn start() {
    let Some(place) = page::find("[data-preview-of]") else { return };
    let says = |name: &str| place.get_attribute(name).unwrap_or_default();
    let form = page::by_id(&says("data-preview-of")).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form else { return };
    let action = says("data-preview-action");
    let frame = Frame::of(&place);
    let preview = Rc::new(Preview { place, form, action, turn: Cell::default(), frame });
    let own = preview.clone();
    page::on(&own.form, "input", move |_: Event| {
        let turn = preview.turn.get() + 1;
        preview.turn.set(turn);
        let preview = preview.clone();
        page::after(PAUSE, move || {
            if preview.turn.get() == turn {
                spawn_local(async move { preview.refresh(turn).await });
            }
        });
    });
}

impl Preview {
    async fn refresh(&self, turn: u32) {
        let Some(body) = page::fields(&self.form) else { return };
        let answer = page::post(&self.action, &body, None).await;
        if self.turn.get() != turn {
            return;
        }
        let fault = match answer {
            Ok((200, answer)) => {
                self.show(&answer);
                let problems: Vec<JsValue> = js_sys::Array::from(&page::part(&answer, "problems")).to_vec();
                remarks(&problems);
                // A page that can't be read at the moment: the last one that could stays.
                let at = |problem: &JsValue, frame: &Frame| page::text_of(problem, "at").as_ref() == Some(&frame.field);
                if let Some(frame) = &self.frame
                    && !problems.iter().any(|problem| page::says(problem, "fatal") && at(problem, frame))
                {
                    frame.renew(&body);
                }
                ""
            }
            Ok((401 | 403, _)) => "You are signed out. Sign in again in another tab, then type on: nothing here is lost.",
            Ok((413, _)) => "The preview is not up to date: the text is too long for a template.",
            _ => "The preview is not up to date. What you typed is still here; type on to try again.",
        };
        page::fill(&self.place, "[data-preview=fault]", fault);
    }

    /// A place names a part of what was rendered, or of the answer itself. `buttons.0.text` names a part of a list, which may be shorter.
    fn show(&self, answer: &JsValue) {
        let rendered = page::part(answer, "rendered");
        for place in page::find_in(&self.place, "[data-preview]") {
            let name = place.get_attribute("data-preview").unwrap_or_default();
            let found = name.split('.').fold(rendered.clone(), |at, name| page::part(&at, name)).as_string();
            let words = found.or_else(|| page::text_of(answer, &name)).or_else(|| name.contains('.').then(String::new));
            if let Some(words) = words {
                place.set_text_content(Some(&words));
            }
        }
    }
}

/// Writes what is wrong beside the fields.
fn remarks(problems: &[JsValue]) {
    for place in page::find_all("[data-remarks]") {
        let field = place.get_attribute("data-remarks");
        place.set_text_content(None);
        for problem in problems.iter().filter(|problem| page::text_of(problem, "at") == field) {
            if let Ok(item) = page::document().create_element("li") {
                item.set_class_name(if page::says(problem, "fatal") { "remark tone-bad" } else { "remark tone-warn" });
                item.set_text_content(page::text_of(problem, "message").as_deref());
                let _ = place.append_child(&item);
            }
        }
    }
}

/// The frame that shows a page. A document that is written into a frame from here would live under this page's policy, which forbids a mail's own
/// styles: so the text is posted, and the answer brings its policy along. A new frame takes the place of the old one when it is there, so that
/// nothing flickers and the browser's history stays as it is.
struct Frame {
    /// Where the page comes from.
    from: String,
    /// Which field holds the page.
    field: String,
    shown: Rc<RefCell<HtmlElement>>,
    coming: RefCell<Option<HtmlElement>>,
    count: Cell<u32>,
}

impl Frame {
    fn of(place: &HtmlElement) -> Option<Self> {
        let shown: HtmlElement = page::find_in(place, "iframe[data-preview-field]").into_iter().next()?;
        let says = |name: &str| shown.get_attribute(name).unwrap_or_default();
        let (from, field) = (says("src"), says("data-preview-field"));
        Some(Self { from, field, shown: Rc::new(RefCell::new(shown)), coming: RefCell::default(), count: Cell::default() })
    }

    fn renew(&self, body: &UrlSearchParams) {
        let old = self.shown.borrow().clone();
        let Ok(new) = old.clone_node().map(|node| node.unchecked_into::<HtmlElement>()) else { return };
        if let Some(late) = self.coming.replace(Some(new.clone())) {
            late.remove();
        }
        self.count.set(self.count.get() + 1);
        let name = format!("preview-{}", self.count.get());
        let _ = new.remove_attribute("src");
        let _ = new.set_attribute("name", &name);
        let _ = new.set_attribute("data-coming", "");
        let _ = old.after_with_node_1(&new);
        let (shown, arrived) = (self.shown.clone(), new.clone());
        page::on(&new, "load", move |_: Event| {
            let _ = arrived.remove_attribute("data-coming");
            let old = shown.replace(arrived.clone());
            if old != arrived {
                old.remove();
            }
        });
        self.send(body, &name);
    }

    /// Sends what is typed to the frame of this name.
    fn send(&self, body: &UrlSearchParams, target: &str) {
        let document = page::document();
        let Some(sender) = document.create_element("form").ok().and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        sender.set_method("post");
        sender.set_action(&self.from);
        sender.set_target(target);
        sender.set_hidden(true);
        for pair in body.entries().into_iter().flatten() {
            let pair = js_sys::Array::from(&pair);
            let input = document.create_element("input").ok().and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
            if let Some(input) = input {
                input.set_type("hidden");
                input.set_name(&pair.get(0).as_string().unwrap_or_default());
                input.set_value(&pair.get(1).as_string().unwrap_or_default());
                let _ = sender.append_child(&input);
            }
        }
        if let Some(body) = document.body() {
            let _ = body.append_child(&sender);
            let _ = sender.submit();
            sender.remove();
        }
    }
}
