use super::{Glyph, Icon, Text};
use leptos::prelude::*;

/// How loud a button is. A page has one [`Variant::Primary`] at most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Variant {
    #[default]
    Plain,
    Primary,
    /// Destroys or takes away.
    Danger,
    /// Wears the workspace's colour: for the act that reaches real people ("Commit to Production").
    Workspace,
    Quiet,
}

impl Variant {
    pub(super) fn class(self, small: bool) -> String {
        let base = match self {
            Self::Plain => "btn",
            Self::Primary => "btn btn-primary",
            Self::Danger => "btn btn-danger",
            Self::Workspace => "btn btn-workspace",
            Self::Quiet => "btn btn-quiet",
        };
        if small { format!("{base} btn-small") } else { base.to_owned() }
    }
}

impl From<&str> for Variant {
    /// `variant="danger"`; an unknown word is a plain button.
    fn from(word: &str) -> Self {
        match word {
            "primary" => Self::Primary,
            "danger" => Self::Danger,
            "workspace" => Self::Workspace,
            "quiet" => Self::Quiet,
            _ => Self::Plain,
        }
    }
}

/// Sends the form that it stands in. Primary unless told otherwise.
#[component]
pub fn Submit(
    #[prop(default = Variant::Primary, into)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] small: bool,
    #[prop(optional)] disabled: bool,
    /// With `value`: what this button adds to the form, when a form has several.
    #[prop(optional, into)]
    name: Text,
    #[prop(optional, into)] value: Text,
    /// Another address for the same form.
    #[prop(optional, into)]
    formaction: Text,
    /// Shows the answer in the frame of this name instead of on the whole page.
    #[prop(optional, into)]
    formtarget: Text,
    /// Sends without the browser's own checks ("Save draft").
    #[prop(optional)]
    unchecked: bool,
    /// The id of the form, when the button stands outside of it.
    #[prop(optional, into)]
    form: Text,
    /// The name for screen readers, when the button shows only an icon.
    #[prop(optional, into)]
    label: Text,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=variant.class(small)
            disabled=disabled
            name=name.get()
            value=value.get()
            formaction=formaction.get()
            formtarget=formtarget.get()
            formnovalidate=unchecked
            form=form.get()
            aria-label=label.get()
        >
            {icon.map(|glyph| view! { <Icon glyph/> })}
            {children.map(|children| children())}
        </button>
    }
    .into_any()
}

/// A link that looks like a button: it goes somewhere and changes nothing.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional, into)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] small: bool,
    /// The browser saves what the link leads to under this name.
    #[prop(optional, into)]
    download: Text,
    #[prop(optional, into)] label: Text,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <a class=variant.class(small) href=href download=download.get() aria-label=label.get()>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            {children.map(|children| children())}
        </a>
    }
    .into_any()
}

/// A button of the browser's own commands: opens or closes the dialog, drawer or popover whose id is `target`.
#[component]
pub fn CommandButton(
    #[prop(into)] target: String,
    /// `show-modal`, `close`, `toggle-popover`, …
    #[prop(default = "show-modal", into)]
    command: &'static str,
    #[prop(optional, into)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] label: Text,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <button type="button" class=variant.class(small) command=command commandfor=target aria-label=label.get()>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            {children.map(|children| children())}
        </button>
    }
    .into_any()
}

/// Buttons in a row: the one that acts first, then the way out.
#[component]
pub fn Actions(children: Children) -> impl IntoView {
    view! { <div class="actions">{children()}</div> }
}

/// A key of the keyboard: `<Kbd>"Ctrl K"</Kbd>`.
#[component]
pub fn Kbd(children: Children) -> impl IntoView {
    view! { <kbd class="kbd">{children()}</kbd> }
}
