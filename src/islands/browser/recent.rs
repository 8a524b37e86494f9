//! Which things were looked at lately, for the palette. Only names and addresses of things, never of people, kept for the person who is
//! signed in and forgotten when they sign out or when somebody else signs in here.

use super::page;

const BEGINNING: &str = "recent ";
const MOST: usize = 6;

/// A place that was visited.
#[derive(Clone, PartialEq)]
pub struct Recent {
    pub to: String,
    pub title: String,
}

/// Adds this page, when it is about one thing: deeper than the places of the menu, and not about a person.
pub fn remember(person: &str) {
    let Some(storage) = page::storage() else { return };
    let own = format!("{BEGINNING}{person}");
    for key in keys().into_iter().filter(|key| *key != own) {
        let _ = storage.remove_item(&key);
    }
    let path = page::window().location().pathname().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let about_a_thing = parts.len() >= 3 && parts[0] != "account" && parts[1] != "users" && parts[2] != "new";
    // All pages about one thing count as that thing; only its own one, or one of its tabs, says its name.
    let on_its_own = parts.len() == 3 || page::find("main nav.tabs").is_some();
    let title = page::find("main h1").and_then(|title| title.first_child()).and_then(|title| title.text_content());
    let Some(title) = title.filter(|_| about_a_thing && on_its_own) else { return };
    let to = format!("/{}", parts[..3].join("/"));
    let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect();
    let mut all = list();
    all.retain(|known| known.to != to);
    all.insert(0, Recent { to, title });
    all.truncate(MOST);
    let lines: Vec<String> = all.into_iter().map(|recent| format!("{}\t{}", recent.to, recent.title)).collect();
    let _ = storage.set_item(&own, &lines.join("\n"));
}

/// The latest first.
pub fn list() -> Vec<Recent> {
    let kept = keys().first().and_then(|key| page::storage()?.get_item(key).ok()?).unwrap_or_default();
    let line = |line: &str| line.split_once('\t').map(|(to, title)| Recent { to: to.to_owned(), title: title.to_owned() });
    kept.lines().filter_map(line).collect()
}

pub fn forget() {
    let Some(storage) = page::storage() else { return };
    for key in keys() {
        let _ = storage.remove_item(&key);
    }
}

fn keys() -> Vec<String> {
    let Some(storage) = page::storage() else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    (0..count).filter_map(|at| storage.key(at).ok()?).filter(|key| key.starts_with(BEGINNING)).collect()
}
