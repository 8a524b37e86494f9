//! The places that lead on from a page, read off its menus: whatever they offer, the palette offers.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{page, recent};
use crate::islands::lines::{Deed, Line};

/// In the order in which they are offered.
pub fn here() -> Vec<Line> {
    let path = page::window().location().pathname().unwrap_or_default();
    let recent = recent::list().into_iter().filter(|recent| recent.to != path).map(|recent| {
        let mut parts = recent.to.split('/').skip(1);
        let (workspace, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let note = format!("{kind} · {workspace}");
        Line { note, ..Line::to("Recent", recent.title, recent.to) }
    });
    let mut lines: Vec<Line> = recent.collect();
    lines.extend(links("Go to", ".side-nav a[href]"));
    lines.extend(links("Workspaces", "#switcher a[data-ws]"));
    lines.extend(links("Create", "#palette-create a"));
    lines.extend(links("Account", "#account-menu a"));
    lines.extend(page::find_all("#account-menu form[action='/api/theme/choose'] button").into_iter().filter_map(|button| {
        let value = button.get_attribute("value")?;
        let selector = format!("#account-menu button[name=theme][value='{value}']");
        Some(Line { deed: Deed::Press(selector), ..Line::to("Theme", format!("Theme: {}", words(&button).to_lowercase()), "") })
    }));
    lines
}

fn links<'a>(group: &'a str, selector: &'a str) -> impl Iterator<Item = Line> + 'a {
    page::find_all(selector).into_iter().filter_map(move |link| {
        let to = link.get_attribute("href")?;
        Some(Line { tone: link.get_attribute("data-ws"), ..Line::to(group, words(&link), to) })
    })
}

/// What a line of a menu says, without its note and its figure.
fn words(line: &HtmlElement) -> String {
    let inside = |selector: &str| line.query_selector(selector).ok().flatten();
    let place = inside(".menu-words").or_else(|| inside("span"));
    let place: &HtmlElement = place.as_ref().and_then(|place| place.dyn_ref()).unwrap_or(line);
    let nodes = place.child_nodes();
    let texts = (0..nodes.length()).filter_map(|at| nodes.get(at)).filter(|node| node.node_type() == web_sys::Node::TEXT_NODE);
    texts.filter_map(|node| node.text_content()).collect::<String>().trim().to_owned()
}
