use super::{Glyph, Icon};
use leptos::prelude::*;

/// What stands in a [`Mark`].
#[derive(Clone, Debug, PartialEq)]
pub enum Sign {
    /// Nothing: the colour alone.
    Plain,
    Letters(String),
    Glyph(Glyph),
}

/// A small square in the colour of a place, with its sign. It is decoration: the name beside it says which place it is. Letters are drawn by the
/// style, so that whoever searches or copies the text around it does not find them.
#[component]
pub fn Mark(
    sign: Sign,
    /// The colour, where it is not that of what the mark stands in.
    #[prop(optional_no_strip)]
    tone: Option<String>,
) -> impl IntoView {
    match sign {
        Sign::Plain => view! { <span class="mark" data-ws=tone aria-hidden="true"></span> }.into_any(),
        Sign::Letters(letters) => {
            view! { <span class="mark" data-ws=tone data-letters=letters aria-hidden="true"></span> }.into_any()
        }
        Sign::Glyph(glyph) => view! { <span class="mark" data-ws=tone aria-hidden="true"><Icon glyph/></span> }.into_any(),
    }
}
