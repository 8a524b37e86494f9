use super::{Glyph, Icon};
use leptos::prelude::*;

/// What a state means to the reader. Colour never says it alone: there is always an icon and a word.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tone {
    Ok,
    Warn,
    Bad,
    Info,
    #[default]
    Plain,
}

impl Tone {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
            Self::Plain => "plain",
        }
    }

    pub(super) const fn glyph(self) -> Glyph {
        match self {
            Self::Ok => Glyph::CheckCircle,
            Self::Warn => Glyph::Warning,
            Self::Bad => Glyph::XCircle,
            Self::Info => Glyph::Info,
            Self::Plain => Glyph::Circle,
        }
    }
}

impl From<&str> for Tone {
    /// `tone="bad"`; an unknown word is plain.
    fn from(word: &str) -> Self {
        match word {
            "ok" => Self::Ok,
            "warn" => Self::Warn,
            "bad" => Self::Bad,
            "info" => Self::Info,
            _ => Self::Plain,
        }
    }
}

/// A state in a word: `<Pill tone="ok">"Live"</Pill>`.
#[component]
pub fn Pill(
    #[prop(optional, into)] tone: Tone,
    /// Instead of the tone's own icon.
    #[prop(optional)]
    icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("pill tone-{}", tone.name())>
            <Icon glyph=icon.unwrap_or(tone.glyph())/>
            <span>{children()}</span>
        </span>
    }
    .into_any()
}

/// A quiet label of a thing, such as a channel or a tag.
#[component]
pub fn Tag(#[prop(optional)] icon: Option<Glyph>, children: Children) -> impl IntoView {
    view! {
        <span class="tag">
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span>{children()}</span>
        </span>
    }
    .into_any()
}
