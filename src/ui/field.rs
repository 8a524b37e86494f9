use super::{FormScope, Glyph, Icon};
use leptos::prelude::*;

/// What a field knows about itself inside its form.
pub(super) struct Asked {
    pub id: String,
    /// What to show: what was typed before, else what was given.
    pub value: Option<String>,
    /// The form was refused, so `value` is what was typed, even when that is nothing.
    pub refused: bool,
    pub error: Option<String>,
}

/// Looks the field `name` up in the form around it.
pub(super) fn ask(name: &str, given: Option<String>) -> Asked {
    let scope = FormScope::here();
    let id = scope.id_of(name);
    match &scope.rejected {
        None => Asked { id, value: given, refused: false, error: None },
        Some(rejected) => Asked {
            id,
            // A field that was not sent, because it can only be read or holds a secret, shows what it always does.
            value: rejected.values.get(name).cloned().or(given),
            refused: true,
            error: (rejected.field.as_deref() == Some(name)).then(|| rejected.message.clone()),
        },
    }
}

impl Asked {
    /// For `aria-invalid`.
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    /// For `aria-describedby`: the ids of the help and of the error, as far as there are any.
    pub fn described_by(&self, help: bool) -> Option<String> {
        let ids: Vec<String> =
            [help.then(|| format!("{}-help", self.id)), self.error.is_some().then(|| format!("{}-error", self.id))]
                .into_iter()
                .flatten()
                .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// For `maxlength` and friends.
    pub fn limit(count: Option<u32>) -> Option<String> {
        count.map(|count| count.to_string())
    }
}

/// Label above, control, help and error below.
pub(super) fn field_frame(asked: &Asked, label: String, optional: bool, help: Option<String>, control: AnyView) -> AnyView {
    let id = asked.id.clone();
    view! {
        <div class="field">
            <div class="field-top">
                <label for=id.clone()>{label}</label>
                {optional.then(|| view! { <span class="field-optional">"optional"</span> })}
            </div>
            {control}
            {field_error(&asked.id, asked.error.clone())}
            {field_help(&asked.id, help)}
        </div>
    }
    .into_any()
}

pub(super) fn field_help(id: &str, help: Option<String>) -> Option<AnyView> {
    let id = format!("{id}-help");
    help.map(|help| view! { <p class="field-help" id=id>{help}</p> }.into_any())
}

pub(super) fn field_error(id: &str, error: Option<String>) -> Option<AnyView> {
    let id = format!("{id}-error");
    error.map(|error| {
        view! {
            <p class="field-error" id=id>
                <Icon glyph=Glyph::Warning/>
                <span>{error}</span>
            </p>
        }
        .into_any()
    })
}
