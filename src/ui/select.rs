use super::{
    Mark, Sign, Text,
    field::{ask, field_error, field_frame, field_help},
};
use leptos::prelude::*;

/// One thing that may be chosen in a [`SelectField`] or a [`RadioGroup`].
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Shown under the label of a radio button.
    pub help: Option<String>,
    pub disabled: bool,
    /// A colour and a sign before the label of a radio button.
    pub mark: Option<(Option<String>, Sign)>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn mark(mut self, tone: Option<String>, sign: Sign) -> Self {
        self.mark = Some((tone, sign));
        self
    }

    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

/// So many choices are looked through; more are searched by typing.
const LOOKED_THROUGH: usize = 50;

/// One out of a list. A long one is a [`ComboboxField`].
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] help: Text,
    /// The first, empty line ("Choose a category").
    #[prop(optional, into)]
    placeholder: Text,
    #[prop(default = true)] required: bool,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    if choices.len() > LOOKED_THROUGH {
        return view! { <ComboboxField name label choices value help placeholder required disabled/> }.into_any();
    }
    let asked = ask(&name, value.get());
    let chosen = asked.value.clone().unwrap_or_default();
    let none = placeholder.get().map(|text| {
        view! { <option value="" selected=chosen.is_empty()>{text}</option> }
    });
    let control = view! {
        <select
            class="input"
            id=asked.id.clone()
            name=name
            required=required
            disabled=disabled
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(help.is_some())
        >
            {none}
            {options(choices, &chosen)}
        </select>
    };
    field_frame(&asked, label, !(required || disabled), help.get(), control.into_any())
}

/// One out of many: the browser's own combobox, which offers what contains the letters that are typed. Other text can be typed, too; the server
/// says when it is none of the choices.
#[component]
pub fn ComboboxField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] help: Text,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Text,
    #[prop(default = true)] required: bool,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    let asked = ask(&name, value.get());
    let list = format!("{}-choices", asked.id);
    let options = choices
        .into_iter()
        .filter(|choice| !choice.disabled)
        .map(|choice| view! { <option value=choice.value label=choice.label></option> })
        .collect_view();
    let control = view! {
        <input
            class="input"
            id=asked.id.clone()
            type="text"
            name=name
            list=list.clone()
            value=asked.value.clone()
            placeholder=placeholder.get()
            required=required
            disabled=disabled
            autocomplete="off"
            spellcheck="false"
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(help.is_some())
        />
        <datalist id=list>{options}</datalist>
    };
    field_frame(&asked, label, !(required || disabled), help.get(), control.into_any())
}

pub(super) fn options(choices: Vec<Choice>, chosen: &str) -> AnyView {
    choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected disabled=choice.disabled>{choice.label}</option> }
        })
        .collect_view()
        .into_any()
}

/// One out of a few, all of them in sight.
#[component]
pub fn RadioGroup(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] help: Text,
    #[prop(default = true)] required: bool,
    /// Side by side, for two or three short words.
    #[prop(optional)]
    inline: bool,
) -> impl IntoView {
    let asked = ask(&name, value.get());
    let chosen = asked.value.clone().unwrap_or_default();
    let radios = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            // The first one carries the field's id, so that the error summary leads to it.
            let id = if at == 0 { asked.id.clone() } else { format!("{}-{at}", asked.id) };
            let checked = choice.value == chosen;
            view! {
                <label class="check" for=id>
                    <input id=id.clone() type="radio" name=name.clone() value=choice.value checked=checked required=required disabled=choice.disabled/>
                    {choice.mark.map(|(tone, sign)| view! { <Mark sign tone/> })}
                    <span>
                        {choice.label}
                        {choice.help.map(|help| view! { <small>{help}</small> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    let described = asked.described_by(help.is_some());
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="field-label">{label}</legend>
            <div class=if inline { "checks checks-inline" } else { "checks" }>{radios}</div>
            {field_error(&asked.id, asked.error.clone())}
            {field_help(&asked.id, help.get())}
        </fieldset>
    }
    .into_any()
}
