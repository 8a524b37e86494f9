use super::{Glyph, Icon, Text, Toast, field::field_error};
use crate::model::{Flash, Rejected};
use leptos::{context::Provider, prelude::*};

/// The hidden field in which a form names itself when a page has several of the same action.
pub(super) const FORM: &str = "_form";

/// What a form tells the fields inside it: how their ids begin, and what was wrong the last time.
#[derive(Clone, Debug, Default)]
pub struct FormScope {
    pub(super) prefix: String,
    pub(super) rejected: Option<Rejected>,
}

impl FormScope {
    /// The scope of the form around the caller; an empty one outside of any form.
    pub fn here() -> Self {
        use_context().unwrap_or_default()
    }

    /// What was typed into the field `name`, when this form was refused.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.rejected.as_ref()?.values.get(name).map(String::as_str)
    }

    pub(super) fn id_of(&self, name: &str) -> String {
        let plain = |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-");
        if self.prefix.is_empty() { plain(name) } else { format!("{}-{}", plain(&self.prefix), plain(name)) }
    }
}

/// The refusal that belongs to the form `action` (and `key`), when the page carries one.
pub(super) fn rejection(action: &str, key: Option<&str>) -> Option<Rejected> {
    let rejected = use_context::<Flash>()?.rejected?;
    let form = rejected.values.get(FORM).map(String::as_str);
    (rejected.action == action && form == key).then_some(rejected)
}

/// A form that writes. When the server refused it, it says why at its top, with a link to the field, and the fields
/// hold what was typed.
#[component]
pub fn Form(
    /// Where it posts: `/api/<noun>/<verb>`.
    #[prop(into)]
    action: String,
    /// Tells several forms of one action on a page apart, one a row for example.
    #[prop(optional, into)]
    key: Text,
    #[prop(optional, into)] id: Text,
    #[prop(optional, into)] class: Text,
    /// `multipart/form-data`, when a file is sent.
    #[prop(optional, into)]
    enctype: Text,
    /// Stands in a line of text or a table cell and has no layout of its own.
    #[prop(optional)]
    inline: bool,
    children: Children,
) -> impl IntoView {
    let rejected = rejection(&action, key.as_deref());
    let mut prefix = action.trim_start_matches("/api/").replace('/', "-");
    if let Some(key) = key.as_deref() {
        prefix = format!("{prefix}-{key}");
    }
    let scope = FormScope { prefix, rejected: rejected.clone() };
    let summary = rejected.map(|rejected| {
        let target = rejected.field.as_deref().map(|field| format!("#{}", scope.id_of(field)));
        view! { <ErrorSummary message=rejected.message target/> }
    });
    let class = match (class.get(), inline) {
        (Some(class), false) => format!("form {class}"),
        (Some(class), true) => format!("form-inline {class}"),
        (None, false) => "form".to_owned(),
        (None, true) => "form-inline".to_owned(),
    };
    view! {
        <form method="post" action=action class=class id=id.get() enctype=enctype.get()>
            {summary}
            {key.get().map(|key| view! { <input type="hidden" name=FORM value=key/> })}
            <Provider value=scope>{children()}</Provider>
        </form>
    }
    .into_any()
}

/// What is wrong, in one sentence that leads to the field. The page opens with the focus on it.
#[component]
pub fn ErrorSummary(
    #[prop(into)] message: String,
    /// The address of the field (`#id`).
    #[prop(optional, into)]
    target: Text,
) -> impl IntoView {
    view! {
        <div class="summary" role="alert" tabindex="-1" autofocus=true>
            <Icon glyph=Glyph::Warning/>
            {match target.get() {
                Some(target) => view! { <a href=target>{message}</a> }.into_any(),
                None => view! { <span>{message}</span> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// What the page's script puts into a form that was refused, and the toast: the same markup as the server's own pages have.
#[component]
pub fn FormTemplates(
    /// Whose page it is: what the browser keeps of it is theirs alone.
    #[prop(into)]
    person: String,
) -> impl IntoView {
    view! {
        <template id="form-refused">
            <ErrorSummary message="" target="#"/>
        </template>
        <template id="field-refused">{field_error("", Some(String::new()))}</template>
        <template id="toast">
            <Toast message=""/>
        </template>
        <p id="said" class="sr-only" role="status" data-person=person></p>
    }
    .into_any()
}

/// Fields side by side where there is room, below each other where there is not.
#[component]
pub fn FormRow(children: Children) -> impl IntoView {
    view! { <div class="form-row">{children()}</div> }
}

/// Fields that belong together, under a heading.
#[component]
pub fn FieldGroup(#[prop(into)] legend: String, #[prop(optional, into)] help: Text, children: Children) -> impl IntoView {
    view! {
        <fieldset class="field-group">
            <legend>{legend}</legend>
            {help.get().map(|help| view! { <p class="field-help">{help}</p> })}
            {children()}
        </fieldset>
    }
    .into_any()
}

/// A value that goes with the form and is not shown.
#[component]
pub fn Hidden(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}
