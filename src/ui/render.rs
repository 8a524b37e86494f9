use leptos::prelude::*;

/// Turns a view to HTML text, once. `build` runs under a fresh owner, so contexts that it provides end with it.
pub fn render<V: IntoView + 'static>(build: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| build().into_view().to_html());
    owner.unset();
    html
}
