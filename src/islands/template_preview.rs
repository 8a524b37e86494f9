//! The preview of a template that follows what is typed. Without it, the preview is the draft as it was saved.

use leptos::prelude::*;

use crate::model::{Channel, Slug};

/// Stands around the preview that the server rendered. Alive, it sends what the form holds a moment after the last key, puts the answer
/// into the preview and what is wrong beside the fields (`data-remarks`). The children are marked by `data-preview`.
#[island]
pub fn TemplatePreview(
    workspace: Slug,
    template: Slug,
    channel: Channel,
    /// The id of the form that is typed into.
    form: String,
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(place) = place.get_untracked() {
            live::follow(
                live::Preview { place: place.into(), workspace: workspace.clone(), template: template.clone(), channel },
                &form,
            );
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (workspace, template, channel, form);
    view! {
        <div class="preview-live" node_ref=place>
            {children()}
            <p class="preview-fault" role="status" data-preview="fault"></p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod live {
    use std::{cell::Cell, rc::Rc, time::Duration};

    use leptos::{prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement};

    use crate::{
        api::templates::{preview_email, preview_inbox},
        model::{AppError, Channel, Problem, Rendered, Slug},
    };

    /// How long one stops typing before the preview follows.
    const PAUSE: Duration = Duration::from_millis(250);

    pub struct Preview {
        pub place: Element,
        pub workspace: Slug,
        pub template: Slug,
        pub channel: Channel,
    }

    /// Follows the form from now on.
    pub fn follow(preview: Preview, form: &str) {
        let Some(form) = document().get_element_by_id(form).and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        let preview = Rc::new(preview);
        let newest = Rc::new(Cell::new(0u32));
        let typed_into = form.clone();
        let on_input = Closure::<dyn FnMut()>::new(move || {
            let turn = newest.get() + 1;
            newest.set(turn);
            let (preview, newest, form) = (preview.clone(), newest.clone(), typed_into.clone());
            set_timeout(
                move || {
                    // Whoever typed on since has a later turn.
                    if newest.get() == turn {
                        spawn_local(async move { refresh(&preview, &form, &newest, turn).await });
                    }
                },
                PAUSE,
            );
        });
        let _ = form.add_event_listener_with_callback("input", on_input.as_ref().unchecked_ref());
        // It lives as long as the page.
        on_input.forget();
    }

    async fn refresh(preview: &Preview, form: &HtmlFormElement, newest: &Cell<u32>, turn: u32) {
        let field = |name: &str| value(form, name);
        let (workspace, template) = (preview.workspace.clone(), preview.template.clone());
        let answer = match preview.channel {
            Channel::Email => {
                preview_email(workspace, template, field("subject"), field("preheader"), field("html"), field("text")).await
            }
            Channel::Inbox => preview_inbox(workspace, template, field("header"), field("body"), field("action_url")).await,
        };
        if newest.get() != turn {
            return;
        }
        let words = |name: &str, text: &str| {
            if let Ok(Some(place)) = preview.place.query_selector(&format!("[data-preview={name}]")) {
                place.set_text_content(Some(text));
            }
        };
        match answer {
            Ok(answer) => {
                words("fault", "");
                remarks(&answer.problems);
                match answer.rendered {
                    Rendered::Email { subject, preheader, text, .. } => {
                        words("subject", &subject);
                        words("preheader", &preheader);
                        words("text", &text);
                        // A page that can't be read at the moment: the last one that could stays.
                        if !answer.problems.iter().any(|problem| problem.fatal && problem.at == "html") {
                            frame(preview, form);
                        }
                    }
                    Rendered::Inbox { header, body, action_url } => {
                        words("header", &header);
                        words("body", &body);
                        words("action_url", &action_url);
                    }
                }
            }
            Err(AppError::SignedOut | AppError::MfaPending) => {
                words("fault", "You are signed out. Sign in again in another tab, then type on: nothing here is lost.");
            }
            Err(error) => words("fault", &format!("The preview is not up to date. {error}")),
        }
    }

    /// Writes what is wrong beside the fields.
    fn remarks(problems: &[Problem]) {
        let Ok(places) = document().query_selector_all("[data-remarks]") else { return };
        for at in 0..places.length() {
            let Some(place) = places.item(at).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
            let field = place.get_attribute("data-remarks").unwrap_or_default();
            place.set_text_content(None);
            for problem in problems.iter().filter(|problem| problem.at == field) {
                if let Ok(item) = document().create_element("li") {
                    item.set_class_name(if problem.fatal { "remark tone-bad" } else { "remark tone-warn" });
                    item.set_text_content(Some(&problem.message));
                    let _ = place.append_child(&item);
                }
            }
        }
    }

    fn value(form: &HtmlFormElement, name: &str) -> String {
        let Ok(Some(field)) = form.query_selector(&format!("[name={name}]")) else { return String::new() };
        match field.dyn_into::<HtmlTextAreaElement>() {
            Ok(area) => area.value(),
            Err(field) => field.dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default(),
        }
    }

    /// Shows the mail anew. A document in a frame that is filled from here would live under this page's policy, which forbids a mail's own
    /// styles: so the text is posted, and the answer brings its policy along. A new frame takes the place of the old one when it is there,
    /// so that nothing flickers and the browser's history stays as it is.
    fn frame(preview: &Preview, form: &HtmlFormElement) {
        thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
        let Ok(Some(old)) = preview.place.query_selector("iframe:not([data-coming])") else { return };
        if let Ok(Some(other)) = preview.place.query_selector("iframe[data-coming]") {
            other.remove();
        }
        let Ok(new) = old.clone_node().map(|node| node.unchecked_into::<HtmlElement>()) else { return };
        let name = COUNT.with(|count| {
            count.set(count.get() + 1);
            format!("preview-{}", count.get())
        });
        let _ = new.remove_attribute("src");
        let _ = new.set_attribute("name", &name);
        let _ = new.set_attribute("data-coming", "");
        let _ = old.after_with_node_1(&new);
        let shown = new.clone();
        let on_load = Closure::<dyn FnMut()>::new(move || {
            let _ = shown.remove_attribute("data-coming");
            old.remove();
        });
        let _ = new.add_event_listener_with_callback("load", on_load.as_ref().unchecked_ref());
        on_load.forget();
        post(preview, form, &name);
    }

    /// Sends what is typed to the frame of this name.
    fn post(preview: &Preview, form: &HtmlFormElement, target: &str) {
        let Some(sender) = document().create_element("form").ok().and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        sender.set_method("post");
        sender.set_action(&format!("/{}/templates/{}/preview/email", preview.workspace, preview.template));
        sender.set_target(target);
        sender.set_hidden(true);
        for name in ["subject", "preheader", "html", "text"] {
            if let Some(input) =
                document().create_element("input").ok().and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
            {
                input.set_type("hidden");
                input.set_name(name);
                input.set_value(&value(form, name));
                let _ = sender.append_child(&input);
            }
        }
        if let Some(body) = document().body() {
            let _ = body.append_child(&sender);
            let _ = sender.submit();
            sender.remove();
        }
    }
}
