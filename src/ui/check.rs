use super::{
    Text,
    field::{Asked, ask, field_error, field_help},
};
use leptos::prelude::*;

fn is_checked(asked: &Asked, value: &str, given: bool) -> bool {
    if !asked.refused {
        return given;
    }
    asked.value.as_deref().is_some_and(|typed| typed.split('\n').any(|line| line == value))
}

/// Yes or no. The form carries `name=value` when it is ticked and nothing when it is not.
#[component]
pub fn CheckField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    /// Several boxes may share a name and differ in their value.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    #[prop(optional, into)] help: Text,
    /// The form is only sent when it is ticked ("I have saved the codes").
    #[prop(optional)]
    required: bool,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    tick(name, label, checked, value, help, required, disabled, false)
}

/// Yes or no, for a setting that is on or off.
#[component]
pub fn SwitchField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(default = "true".to_owned(), into)] value: String,
    #[prop(optional, into)] help: Text,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    tick(name, label, checked, value, help, false, disabled, true)
}

fn tick(
    name: String,
    label: String,
    checked: bool,
    value: String,
    help: Text,
    required: bool,
    disabled: bool,
    switch: bool,
) -> AnyView {
    let mut asked = ask(&name, None);
    let checked = is_checked(&asked, &value, checked);
    if value != "true" {
        asked.id = format!("{}-{}", asked.id, value.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    }
    view! {
        <div class="field field-check">
            <label class="check" for=asked.id.clone()>
                <input
                    id=asked.id.clone()
                    class=switch.then_some("switch")
                    role=switch.then_some("switch")
                    type="checkbox"
                    name=name
                    value=value
                    checked=checked
                    required=required
                    disabled=disabled
                    aria-invalid=asked.invalid()
                    aria-describedby=asked.described_by(help.is_some())
                />
                <span>{label}</span>
            </label>
            {field_error(&asked.id, asked.error.clone())}
            {field_help(&asked.id, help.get())}
        </div>
    }
    .into_any()
}

/// A bare tick box for a table row: the label is only for screen readers.
#[component]
pub fn Tick(
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(optional)] disabled: bool,
    /// The id of the form that it belongs to, when it stands outside of it.
    #[prop(optional, into)]
    form: Text,
) -> impl IntoView {
    let asked = ask(&name, None);
    let checked = is_checked(&asked, &value, checked);
    view! {
        <label class="tick-box">
            <input
                class="tick"
                type="checkbox"
                name=name
                value=value
                aria-label=label
                checked=checked
                disabled=disabled
                form=form.get()
            />
        </label>
    }
    .into_any()
}
