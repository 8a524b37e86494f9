use super::{Glyph, Icon, Text, Variant};
use leptos::prelude::*;

/// A button and the short list that it opens. The children are [`MenuLink`]s, [`MenuButton`]s and forms.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    /// What the button says. With `icon_only` it says it to screen readers.
    #[prop(into)]
    label: String,
    #[prop(default = Glyph::More)] icon: Glyph,
    #[prop(optional)] icon_only: bool,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] variant: Variant,
    children: Children,
) -> impl IntoView {
    let mut class = variant.class(small);
    if icon_only {
        class.push_str(" btn-icon");
    }
    view! {
        <button type="button" class=class popovertarget=id.clone() aria-label=icon_only.then(|| label.clone())>
            {(!icon_only).then(|| label.clone())}
            <Icon glyph=if icon_only { icon } else { Glyph::ChevronDown }/>
        </button>
        <div class="menu" id=id popover="auto">{children()}</div>
    }
    .into_any()
}

/// A line of a menu that leads somewhere.
#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] note: Text,
    #[prop(optional)] current: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="menu-item" href=href aria-current=current.then_some("true")>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span class="menu-words">
                {children()}
                {note.get().map(|note| view! { <small>{note}</small> })}
            </span>
        </a>
    }
    .into_any()
}

/// A line of a menu that acts. Inside a form it sends it; with `dialog` it opens that dialog.
#[component]
pub fn MenuButton(
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] dialog: Text,
    #[prop(optional, into)] name: Text,
    #[prop(optional, into)] value: Text,
    #[prop(optional)] danger: bool,
    /// What holds now, when the lines are a choice.
    #[prop(optional)]
    chosen: bool,
    children: Children,
) -> impl IntoView {
    let opens = dialog.is_some();
    view! {
        <button
            class=if danger { "menu-item menu-danger" } else { "menu-item" }
            type=if opens { "button" } else { "submit" }
            command=opens.then_some("show-modal")
            commandfor=dialog.get()
            name=name.get()
            value=value.get()
        >
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span class="menu-words">{children()}</span>
            {chosen.then(|| view! { <Icon glyph=Glyph::Check/><span class="sr-only">"chosen"</span> })}
        </button>
    }
    .into_any()
}

/// A thin line between groups of a menu, with a heading or without.
#[component]
pub fn MenuGroup(#[prop(optional, into)] label: Text) -> impl IntoView {
    view! {
        <hr class="menu-line"/>
        {label.get().map(|label| view! { <p class="menu-label">{label}</p> })}
    }
}
