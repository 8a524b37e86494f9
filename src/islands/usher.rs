//! The one island that every page of a signed-in person has: it leads forms on, copies, knows the keys.

use leptos::prelude::*;

/// Shows nothing by itself. The children are templates that the server rendered for it (`ui::FormTemplates`).
#[island]
pub fn Usher(
    /// The id of the person, so that what the browser remembers is theirs.
    person: String,
    children: Children,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::browser::start(&person);
    #[cfg(not(feature = "hydrate"))]
    let _ = person;
    children()
}
