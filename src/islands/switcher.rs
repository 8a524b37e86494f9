//! The list of workspaces: plain links, and a search once the island is alive.

use leptos::{ev::KeyboardEvent, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use serde::{Deserialize, Serialize};

/// A workspace to switch to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SwitcherChoice {
    pub name: String,
    pub slug: String,
    /// The same page there, where it exists.
    pub href: String,
    /// Its colour's key.
    pub tone: String,
    pub current: bool,
}

impl SwitcherChoice {
    /// Whether name or slug contain what was typed.
    fn matches(&self, typed: &str) -> bool {
        let typed = typed.trim().to_lowercase();
        self.name.to_lowercase().contains(&typed) || self.slug.contains(&typed)
    }
}

/// Which choices stay in sight, by their places in the list.
fn found(choices: &[SwitcherChoice], typed: &str) -> Vec<usize> {
    (0..choices.len()).filter(|at| choices[*at].matches(typed)).collect()
}

/// Where an arrow key leads from `at`: the next one in sight, around the ends.
fn step(found: &[usize], at: usize, forward: bool) -> usize {
    let Some(last) = found.len().checked_sub(1) else { return at };
    let place = found.iter().position(|known| *known == at);
    found[match (place, forward) {
        (None, true) => 0,
        (None, false) => last,
        (Some(place), true) => {
            if place == last {
                0
            } else {
                place + 1
            }
        }
        (Some(place), false) => place.checked_sub(1).unwrap_or(last),
    }]
}

fn id(at: usize) -> String {
    format!("switcher-{at}")
}

/// The workspaces, as links. Alive, it is a combobox (WAI-ARIA 1.2): it filters while one types, arrow keys choose, Enter goes there. Esc is
/// the popover's own key.
#[island]
pub fn SwitcherList(choices: Vec<SwitcherChoice>) -> impl IntoView {
    let current = choices.iter().position(|choice| choice.current).unwrap_or(0);
    let alive = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let active = RwSignal::new(current);
    let all = StoredValue::new(choices.clone());
    let shown = Memo::new(move |_| all.with_value(|all| found(all, &typed.get())));
    Effect::new(move |_| alive.set(true));

    let keydown = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowDown" => step(&shown.get(), active.get(), true),
            "ArrowUp" => step(&shown.get(), active.get(), false),
            "Enter" => {
                event.prevent_default();
                if shown.get().contains(&active.get())
                    && let Some(link) = link(active.get())
                {
                    link.click();
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        active.set(to);
        if let Some(link) = link(to) {
            link.scroll_into_view_with_bool(false);
        }
    };
    let links = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            view! {
                <a
                    id=id(at)
                    class="menu-item"
                    href=choice.href
                    data-ws=choice.tone
                    aria-current=choice.current.then_some("true")
                    role=move || alive.get().then_some("option")
                    aria-selected=move || alive.get().then(|| (active.get() == at).to_string())
                    tabindex=move || alive.get().then_some("-1")
                    hidden=move || !shown.get().contains(&at)
                >
                    <span class="ws-dot"></span>
                    <span class="menu-words">
                        {choice.name}
                        <small>{format!("/{}", choice.slug)}</small>
                    </span>
                    <span class="menu-check" aria-hidden="true">{choice.current.then_some("✓")}</span>
                </a>
            }
        })
        .collect_view();
    view! {
        <input
            class="input menu-search"
            type="text"
            role="combobox"
            aria-label="Find a workspace"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls="switcher-list"
            aria-activedescendant=move || shown.get().contains(&active.get()).then(|| id(active.get()))
            placeholder="Find a workspace"
            autocomplete="off"
            spellcheck="false"
            autofocus
            hidden=move || !alive.get()
            prop:value=move || typed.get()
            on:input=move |event| {
                typed.set(event_target_value(&event));
                active.set(shown.get().first().copied().unwrap_or(current));
            }
            on:keydown=keydown
            on:focus=move |_| {
                typed.set(String::new());
                active.set(current);
            }
        />
        <div id="switcher-list" class="menu-list" aria-label="Workspaces" role=move || if alive.get() { "listbox" } else { "group" }>
            {links}
        </div>
        <p class="menu-none" role="status" hidden=move || !shown.get().is_empty()>"No workspace has this name."</p>
    }
}

fn link(at: usize) -> Option<HtmlElement> {
    document().get_element_by_id(&id(at))?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<SwitcherChoice> {
        ["Sandbox", "Staging", "Production", "EU staging"]
            .map(|name| SwitcherChoice {
                name: name.to_owned(),
                slug: name.to_lowercase().replace(' ', "-"),
                href: String::new(),
                tone: String::new(),
                current: false,
            })
            .to_vec()
    }

    #[test]
    fn typing_finds_by_name_and_by_slug() {
        assert_eq!(found(&choices(), ""), [0, 1, 2, 3]);
        assert_eq!(found(&choices(), " STAG "), [1, 3]);
        assert_eq!(found(&choices(), "eu-"), [3]);
        assert!(found(&choices(), "zebra").is_empty());
    }

    #[test]
    fn arrows_go_through_what_is_in_sight_and_around_the_ends() {
        assert_eq!(step(&[1, 3], 1, true), 3);
        assert_eq!(step(&[1, 3], 3, true), 1);
        assert_eq!(step(&[1, 3], 1, false), 3);
        assert_eq!(step(&[1, 3], 0, true), 1, "what was active is out of sight");
        assert_eq!(step(&[], 2, true), 2);
    }
}
