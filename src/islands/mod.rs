//! MOVING PARTS. Islands: the only code that browsers run.
//!
//! An island has no markup of its own. Its children are what the server rendered, useful as it stands; the island brings it to life. It takes
//! no properties either: what it has to know stands in that HTML, as `data-` attributes. So the browser gets no code that builds views or
//! decodes data, which would be most of the bundle, and there is one rendering of everything: the server's.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(any(feature = "hydrate", test))]
mod lines;

use leptos::prelude::*;

/// On every page of a signed-in person: leads forms on, copies, knows the keys. Around `ui::FormTemplates`; `data-person` on an element of the
/// page says who is signed in, so that what the browser remembers is theirs.
#[island]
pub fn Usher(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
    children()
}

/// Go anywhere, find anything, do what the menus do, by keyboard. Around `ui::PaletteDialog`.
#[island]
pub fn Palette(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::palette::start();
    children()
}

/// The list of workspaces becomes one that is searched. Around `ui::SwitcherList`.
#[island]
pub fn Switcher(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::switcher::start();
    children()
}

/// A preview that follows what is typed. Around `ui::LivePreview`; without it, the preview is the draft as it was saved.
#[island]
pub fn Preview(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::preview::start();
    children()
}

/// The address that a workspace will have, while its name is typed into the field that `data-address-of` names.
#[island]
pub fn WorkspaceAddress(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::address::start();
    children()
}

/// Asks the device for a passkey before the form inside is sent. Around `pages::passkeys::passkey_form`.
#[island]
pub fn Passkeys(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::passkeys::start();
    children()
}
