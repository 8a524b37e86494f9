use super::{
    Text,
    field::{Asked, ask, field_frame},
};
use crate::model::NewPassword;
use leptos::prelude::*;

/// One line of text. `kind` is the input's type: `text`, `email`, `url`, `number`, `search`, `tel`, `date`,
/// `datetime-local`, `color`.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] help: Text,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] minlength: Option<u32>,
    #[prop(optional, into)] min: Text,
    #[prop(optional, into)] max: Text,
    #[prop(optional, into)] step: Text,
    #[prop(optional, into)] pattern: Text,
    #[prop(optional, into)] placeholder: Text,
    #[prop(optional, into)] autocomplete: Text,
    #[prop(optional, into)] inputmode: Text,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] autofocus: bool,
    /// For slugs, ids and keys.
    #[prop(optional)]
    mono: bool,
    /// What may be chosen besides typing (a combobox).
    #[prop(optional)]
    suggestions: Vec<String>,
    /// A word before the box, such as a host name, and one after it, such as a unit.
    #[prop(optional, into)]
    before: Text,
    #[prop(optional, into)] after: Text,
) -> impl IntoView {
    let asked = ask(&name, value.get());
    let list = (!suggestions.is_empty()).then(|| format!("{}-list", asked.id));
    let verbatim = mono || matches!(kind, "email" | "url");
    let input = view! {
        <input
            class=if mono { "input mono" } else { "input" }
            id=asked.id.clone()
            name=name
            type=kind
            value=asked.value.clone()
            required=required
            maxlength=Asked::limit(maxlength)
            minlength=Asked::limit(minlength)
            min=min.get()
            max=max.get()
            step=step.get()
            pattern=pattern.get()
            placeholder=placeholder.get()
            autocomplete=autocomplete.get().unwrap_or_else(|| "off".to_owned())
            inputmode=inputmode.get()
            readonly=readonly
            disabled=disabled
            autofocus=autofocus
            list=list.clone()
            spellcheck=verbatim.then_some("false")
            autocapitalize=verbatim.then_some("none")
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(help.is_some())
        />
    }
    .into_any();
    let input = if before.is_some() || after.is_some() {
        view! {
            <div class="input-group">
                {before.get().map(|word| view! { <span class="input-affix">{word}</span> })}
                {input}
                {after.get().map(|word| view! { <span class="input-affix">{word}</span> })}
            </div>
        }
        .into_any()
    } else {
        input
    };
    let options = list.map(|list| {
        let options = suggestions.into_iter().map(|text| view! { <option value=text></option> }).collect_view();
        view! { <datalist id=list>{options}</datalist> }
    });
    let control = view! { {input}{options} }.into_any();
    field_frame(&asked, label, !(required || readonly || disabled), help.get(), control)
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] help: Text,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] required: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] placeholder: Text,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    area(name, label, value, help, rows, required, maxlength, placeholder, readonly, autofocus, false)
}

/// Code, JSON or a template: monospace, no spelling marks, lines are not wrapped.
#[component]
pub fn CodeField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] help: Text,
    #[prop(default = 12)] rows: u32,
    #[prop(optional)] required: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] placeholder: Text,
    #[prop(optional)] readonly: bool,
) -> impl IntoView {
    area(name, label, value, help, rows, required, maxlength, placeholder, readonly, false, true)
}

#[expect(clippy::too_many_arguments, reason = "the props of two components")]
fn area(
    name: String,
    label: String,
    value: Text,
    help: Text,
    rows: u32,
    required: bool,
    maxlength: Option<u32>,
    placeholder: Text,
    readonly: bool,
    autofocus: bool,
    code: bool,
) -> AnyView {
    let asked = ask(&name, value.get());
    // A browser drops one line break after the tag; ours keeps the text's own. Leptos writes what a textarea holds as it is, so that a text
    // with `</textarea>` in it would end the field: it is escaped here.
    let text = format!("\n{}", asked.value.clone().unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;"));
    let control = view! {
        <textarea
            class=if code { "input code" } else { "input" }
            id=asked.id.clone()
            name=name
            rows=rows.to_string()
            required=required
            maxlength=Asked::limit(maxlength)
            placeholder=placeholder.get()
            readonly=readonly
            autofocus=autofocus
            wrap=code.then_some("off")
            spellcheck=code.then_some("false")
            autocapitalize=code.then_some("none")
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(help.is_some())
        >
            {text}
        </textarea>
    };
    field_frame(&asked, label, !(required || readonly), help.get(), control.into_any())
}

/// A password or another secret. It never shows a value, not even one that was typed into a refused form.
#[component]
pub fn SecretField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: Text,
    #[prop(default = true)] required: bool,
    /// `current-password`, `new-password`; `off` for keys of vendors.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    #[prop(optional)] minlength: Option<u32>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] placeholder: Text,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let asked = ask(&name, None);
    let control = view! {
        <input
            class="input"
            id=asked.id.clone()
            name=name
            type="password"
            required=required
            minlength=Asked::limit(minlength)
            maxlength=Asked::limit(maxlength)
            placeholder=placeholder.get()
            autocomplete=autocomplete
            autofocus=autofocus
            spellcheck="false"
            autocapitalize="none"
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(help.is_some())
        />
    };
    field_frame(&asked, label, !required, help.get(), control.into_any())
}

/// A password that somebody chooses, with the rule for it.
#[component]
pub fn NewPasswordField(
    #[prop(default = "password".to_owned(), into)] name: String,
    #[prop(default = "Password".to_owned(), into)] label: String,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    view! {
        <SecretField
            name
            label
            help=format!("At least {} characters. A few unrelated words work well.", NewPassword::MIN)
            autocomplete="new-password"
            minlength=NewPassword::MIN as u32
            maxlength=NewPassword::MAX as u32
            autofocus
        />
    }
}

/// The digits of an authenticator app or an e-mail.
#[component]
pub fn OneTimeCodeField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: Text,
    #[prop(default = 6)] digits: u32,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let asked = ask(&name, None);
    let control = view! {
        <input
            class="input one-time-code"
            id=asked.id.clone()
            name=name
            type="text"
            required=true
            inputmode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9 ]*"
            maxlength=(digits + 2).to_string()
            autofocus=autofocus
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(help.is_some())
        />
    };
    field_frame(&asked, label, false, help.get(), control.into_any())
}

/// A destructive act asks for the name of what it destroys: the browser sends the form only when `expected` was typed.
#[component]
pub fn ConfirmField(#[prop(default = "confirm".to_owned(), into)] name: String, #[prop(into)] expected: String) -> impl IntoView {
    let pattern: String = expected
        .chars()
        .flat_map(|c| {
            let special = r"\^$.*+?()[]{}|/".contains(c);
            special.then_some('\\').into_iter().chain([c])
        })
        .collect();
    let asked = ask(&name, None);
    let control = view! {
        <input
            class="input"
            id=asked.id.clone()
            name=name
            type="text"
            required=true
            pattern=pattern
            title=format!("Type {expected}")
            autocomplete="off"
            spellcheck="false"
            autocapitalize="none"
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(false)
        />
    };
    field_frame(&asked, format!("Type “{expected}” to confirm"), false, None, control.into_any())
}

/// A file. The form needs `enctype="multipart/form-data"`.
#[component]
pub fn FileField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: Text,
    /// Extensions or types, `.csv,.json`.
    #[prop(optional, into)]
    accept: Text,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    let asked = ask(&name, None);
    let control = view! {
        <input
            class="input input-file"
            id=asked.id.clone()
            name=name
            type="file"
            accept=accept.get()
            required=required
            aria-invalid=asked.invalid()
            aria-describedby=asked.described_by(help.is_some())
        />
    };
    field_frame(&asked, label, !required, help.get(), control.into_any())
}

/// A few words of the person's own, such as tags: one line, separated by commas.
#[component]
pub fn TagsField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] values: Vec<String>,
    #[prop(optional, into)] help: Text,
    /// Tags that are in use elsewhere.
    #[prop(optional)]
    suggestions: Vec<String>,
) -> impl IntoView {
    let help = help.get().unwrap_or_else(|| "Separate them with commas.".to_owned());
    view! { <TextField name label value=values.join(", ") help suggestions/> }
}
