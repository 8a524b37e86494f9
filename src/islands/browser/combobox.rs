//! A text field that chooses among the lines of a list (WAI-ARIA 1.2, combobox): arrow keys and the pointer lead, Enter follows.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent, PointerEvent};

use super::page;

/// The field and its list. Lines that are hidden are not chosen.
pub struct Combobox {
    pub input: HtmlInputElement,
    pub list: HtmlElement,
    /// What the ids of the lines begin with.
    name: &'static str,
}

impl Combobox {
    /// The field and the list of these ids, if the page has them; keys and pointer work from now on.
    pub fn of(name: &'static str, input: &str, list: &str) -> Option<Rc<Self>> {
        let input = page::by_id(input)?.dyn_into().ok()?;
        let own = Rc::new(Self { input, list: page::by_id(list)?, name });
        let combobox = own.clone();
        page::on(&own.input, "keydown", move |event: KeyboardEvent| combobox.pressed(&event));
        let combobox = own.clone();
        page::on(&own.list, "pointermove", move |event: PointerEvent| {
            if let Some(line) = page::around(&event, "[role=option]") {
                combobox.mark(Some(&line), false);
            }
        });
        Some(own)
    }

    /// The lines changed: they get their ids, and the first one that is in sight, or `line`, is the active one.
    pub fn renew(&self, line: Option<HtmlElement>) {
        for (at, line) in self.lines().iter().enumerate() {
            line.set_id(&format!("{}-{at}", self.name));
        }
        self.mark(line.or_else(|| self.in_sight().into_iter().next()).as_ref(), false);
    }

    pub fn lines(&self) -> Vec<HtmlElement> {
        page::find_in(&self.list, "[role=option]")
    }

    fn in_sight(&self) -> Vec<HtmlElement> {
        page::find_in(&self.list, "[role=option]:not([hidden])")
    }

    fn active(&self) -> Option<usize> {
        self.in_sight().iter().position(|line| line.get_attribute("aria-selected").as_deref() == Some("true"))
    }

    fn mark(&self, active: Option<&HtmlElement>, scroll: bool) {
        for line in self.lines() {
            let _ = line.set_attribute("aria-selected", if Some(&line) == active { "true" } else { "false" });
        }
        let _ = match active {
            Some(line) => self.input.set_attribute("aria-activedescendant", &line.id()),
            None => self.input.remove_attribute("aria-activedescendant"),
        };
        if let Some(line) = active.filter(|_| scroll) {
            line.scroll_into_view_with_bool(false);
        }
    }

    fn pressed(&self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let lines = self.in_sight();
        let to = match (event.key().as_str(), self.active(), lines.len()) {
            ("Enter", at, _) => {
                event.prevent_default();
                if let Some(line) = at.and_then(|at| lines.get(at)) {
                    line.click();
                }
                return;
            }
            ("ArrowDown" | "ArrowUp", _, 0) => return,
            ("ArrowDown", at, count) => at.map_or(0, |at| (at + 1) % count),
            ("ArrowUp", at, count) => at.map_or(count - 1, |at| (at + count - 1) % count),
            _ => return,
        };
        event.prevent_default();
        self.mark(lines.get(to), true);
    }
}
