//! The command palette: go anywhere, find anything, do what the menus do, by keyboard.
//!
//! Places come from the page itself: its menu, the switcher, the person's own menu. Things are found by the server. Without a script the way
//! into the palette is a link to the search page.

mod lines;

use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::HtmlElement,
};

pub use lines::{Deed, Line};

use crate::{
    api::search::search_everything,
    model::{AppError, Found, Slug, escaped},
};

/// How long one stops typing before the server is asked, milliseconds.
const PAUSE: u64 = 120;

fn id(at: usize) -> String {
    format!("palette-{at}")
}

/// `workspace`: where things are searched; none on pages of the account, where places alone are found.
#[island]
pub fn Palette(workspace: Option<Slug>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let input = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(String::new());
    let places = RwSignal::new(Vec::<Line>::new());
    let found = RwSignal::new(Vec::<Found>::new());
    let fault = RwSignal::new(None::<String>);
    let active = RwSignal::new(0usize);
    let turn = StoredValue::new(0u32);
    let searched = StoredValue::new(workspace);

    let shown = Memo::new(move |_| {
        let more = searched.with_value(|workspace| {
            let words = typed.get();
            let words = words.trim();
            workspace.as_ref().filter(|_| !words.is_empty()).map(|workspace| {
                Line::to("More", format!("Search for “{words}”"), format!("/{workspace}/search?q={}", escaped(words)))
            })
        });
        lines::choose(&places.get(), &found.get(), &typed.get(), more)
    });

    let open = move || {
        let Some(dialog) = dialog.get_untracked() else { return };
        places.set(here());
        found.set(Vec::new());
        fault.set(None);
        typed.set(String::new());
        active.set(0);
        if !dialog.open() {
            let _ = dialog.show_modal();
        }
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    };
    let ask = move || {
        turn.update_value(|turn| *turn += 1);
        let (mine, words) = (turn.get_value(), typed.get_untracked().trim().to_owned());
        active.set(0);
        let Some(workspace) = searched.get_value().filter(|_| !words.is_empty()) else {
            found.set(Vec::new());
            return;
        };
        set_timeout(
            move || {
                if turn.get_value() != mine {
                    return;
                }
                spawn_local(async move {
                    let answer = search_everything(workspace, words).await;
                    if turn.get_value() == mine {
                        match answer {
                            Ok(things) => {
                                found.set(things);
                                fault.set(None);
                            }
                            Err(AppError::SignedOut) => fault.set(Some("You are signed out. Sign in to search.".to_owned())),
                            Err(error) => fault.set(Some(error.to_string())),
                        }
                    }
                });
            },
            std::time::Duration::from_millis(PAUSE),
        );
    };
    let keydown = move |event: KeyboardEvent| {
        let count = shown.with(Vec::len);
        let at = active.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" if count > 0 => (at + 1) % count,
            "ArrowUp" if count > 0 => (at + count - 1) % count,
            "Enter" => {
                event.prevent_default();
                if let Some(line) = element(at) {
                    line.click();
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        active.set(to);
        if let Some(line) = element(to) {
            line.scroll_into_view_with_bool(false);
        }
    };
    Effect::new(move |_| listen(open));

    view! {
        <dialog
            node_ref=dialog
            id="palette"
            class="dialog palette"
            aria-label="Search and go"
            on:click=move |event: MouseEvent| {
                // A click beside it; what is inside covers it whole.
                if event.target() == event.current_target() && let Some(dialog) = dialog.get_untracked() {
                    dialog.close();
                }
            }
        >
            <div class="palette-inside">
                <input
                    node_ref=input
                    class="palette-input"
                    type="text"
                    role="combobox"
                    aria-label="Search, or go to"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls="palette-list"
                    aria-activedescendant=move || shown.with(|lines| active.get() < lines.len()).then(|| id(active.get()))
                    placeholder="Search, or go to…"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        ask();
                    }
                    on:keydown=keydown
                />
                <div id="palette-list" class="palette-list" role="listbox" aria-label="Results">
                    {move || lines::groups(shown.get()).into_iter().map(|(name, lines)| group(name, lines, active)).collect_view()}
                </div>
                <p class="palette-none" role="status">
                    {move || match (fault.get(), shown.with(Vec::is_empty)) {
                        (Some(fault), _) => fault,
                        (None, true) => "Nothing found. Look for fewer letters.".to_owned(),
                        (None, false) => String::new(),
                    }}
                </p>
            </div>
        </dialog>
    }
}

fn group(name: String, lines: Vec<(usize, Line)>, active: RwSignal<usize>) -> impl IntoView {
    let label = name.clone();
    let lines = lines
        .into_iter()
        .map(|(at, line)| {
            let href = match &line.deed {
                Deed::Go(to) => Some(to.clone()),
                Deed::Press(_) => None,
            };
            let press = move |event: MouseEvent| {
                if let Deed::Press(selector) = &line.deed {
                    event.prevent_default();
                    if let Some(button) = document().query_selector(selector).ok().flatten() {
                        button.unchecked_into::<HtmlElement>().click();
                    }
                }
            };
            view! {
                <a
                    id=id(at)
                    class="menu-item"
                    role="option"
                    tabindex="-1"
                    href=href
                    data-ws=line.tone.clone()
                    aria-selected=move || (active.get() == at).to_string()
                    on:pointermove=move |_| active.set(at)
                    on:click=press
                >
                    {line.tone.is_some().then(|| view! { <span class="ws-dot"></span> })}
                    <span class="menu-words">{line.title}</span>
                    <small>{line.note}</small>
                </a>
            }
        })
        .collect_view();
    view! {
        <div role="group" aria-label=label>
            <p class="menu-label" aria-hidden="true">{name}</p>
            {lines}
        </div>
    }
}

fn element(at: usize) -> Option<HtmlElement> {
    document().get_element_by_id(&id(at))?.dyn_into().ok()
}

/// Everything that marks itself by `data-palette` opens it from now on.
fn listen(open: impl Fn() + 'static) {
    #[cfg(feature = "hydrate")]
    super::browser::places::on_call(open);
    #[cfg(not(feature = "hydrate"))]
    let _ = open;
}

/// The places that lead on from this page.
fn here() -> Vec<Line> {
    #[cfg(feature = "hydrate")]
    let here = super::browser::places::here();
    #[cfg(not(feature = "hydrate"))]
    let here = Vec::new();
    here
}
