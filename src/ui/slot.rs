use leptos::prelude::*;
use std::borrow::Cow;

/// A hole in a component that any view fits: `actions=view! { … }`, or an `Option` of one.
#[derive(Default)]
pub struct Slot(Option<AnyView>);

impl Slot {
    /// The view inside, when one was given.
    pub fn take(self) -> Option<AnyView> {
        self.0
    }

    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

impl<V: IntoView + 'static> From<V> for Slot {
    fn from(view: V) -> Self {
        Self(Some(view.into_any()))
    }
}

/// An optional text. Takes `&str`, `String` and an `Option` of either, so that a caller never has to unwrap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text(Option<String>);

impl Text {
    pub fn get(self) -> Option<String> {
        self.0
    }

    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self(Some(text.clone()))
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Self {
        Self(Some(text.into_owned()))
    }
}

impl From<Option<String>> for Text {
    fn from(text: Option<String>) -> Self {
        Self(text)
    }
}

impl From<Option<&str>> for Text {
    fn from(text: Option<&str>) -> Self {
        Self(text.map(str::to_owned))
    }
}
