use super::Text;
use leptos::prelude::*;

/// The command palette: a field and what it offers. Empty until a script fills it from the page's menus and from the search page at `search`;
/// whatever is marked by `data-palette` opens it.
#[component]
pub fn PaletteDialog(#[prop(optional, into)] search: Text) -> impl IntoView {
    view! {
        <dialog id="palette" class="dialog palette" aria-label="Search and go" data-search=search.get()>
            <div class="palette-inside">
                <input
                    id="palette-input"
                    class="palette-input"
                    type="text"
                    role="combobox"
                    aria-label="Search, or go to"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls="palette-list"
                    placeholder="Search, or go to…"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                />
                <div id="palette-list" class="palette-list" role="listbox" aria-label="Results"></div>
                <p id="palette-none" class="palette-none" role="status"></p>
            </div>
        </dialog>
        <template id="palette-group">
            <div role="group">
                <p class="menu-label" aria-hidden="true"></p>
            </div>
        </template>
        <template id="palette-line">
            <a class="menu-item" role="option" tabindex="-1" aria-selected="false">
                <span class="ws-dot"></span>
                <span class="menu-words"></span>
                <small></small>
            </a>
        </template>
    }
    .into_any()
}
