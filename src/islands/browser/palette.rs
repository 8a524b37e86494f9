//! The command palette.
//!
//! Places come from the page itself: its menu, the switcher, the person's own menu. Things are found by the search page of the workspace, which
//! is asked in the background: what it lists, the palette lists.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomParser, Event, HtmlDialogElement, HtmlElement, MouseEvent, Response, SupportedType};

use super::{combobox::Combobox, page, places};
use crate::{
    islands::lines::{self, Deed, Line},
    model::escaped,
};

/// How long one stops typing before the server is asked, milliseconds.
const PAUSE: i32 = 120;

struct Palette {
    dialog: HtmlDialogElement,
    combobox: Rc<Combobox>,
    /// The search page of the workspace; none on pages of the account, where places alone are found.
    search: Option<String>,
    places: RefCell<Vec<Line>>,
    found: RefCell<Vec<Line>>,
    fault: Cell<&'static str>,
    /// Counts what is typed: an answer to something older is not shown.
    turn: Cell<u32>,
}

pub fn start() {
    let Some(dialog) = page::by_id("palette").and_then(|found| found.dyn_into::<HtmlDialogElement>().ok()) else { return };
    let Some(combobox) = Combobox::of("palette", "palette-input", "palette-list") else { return };
    let search = dialog.get_attribute("data-search");
    let palette = Rc::new(Palette {
        dialog,
        combobox,
        search,
        places: RefCell::default(),
        found: RefCell::default(),
        fault: Cell::default(),
        turn: Cell::default(),
    });

    let own = palette.clone();
    page::on(&palette.combobox.input, "input", move |_: Event| own.clone().typed());
    // A click beside it; what is inside covers it whole.
    let own = palette.clone();
    page::on(&palette.dialog, "click", move |event: MouseEvent| {
        if event.target() == event.current_target() {
            own.dialog.close();
        }
    });
    page::on(&palette.combobox.list, "click", |event: MouseEvent| {
        let selector = page::around(&event, "[data-press]").and_then(|line| line.get_attribute("data-press"));
        if let Some(button) = selector.and_then(|selector| page::find(&selector)) {
            event.prevent_default();
            button.click();
        }
    });
    // With a key held, a link stays a link.
    page::on(&page::document(), "click", move |event: MouseEvent| {
        if page::around(&event, "[data-palette]").is_some() && !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
            event.prevent_default();
            palette.open();
        }
    });
}

impl Palette {
    fn open(&self) {
        self.turn.set(self.turn.get() + 1);
        *self.places.borrow_mut() = places::here();
        self.found.borrow_mut().clear();
        self.fault.set("");
        self.combobox.input.set_value("");
        self.show();
        if !self.dialog.open() {
            let _ = self.dialog.show_modal();
        }
        let _ = self.combobox.input.focus();
    }

    fn words(&self) -> String {
        self.combobox.input.value().trim().to_owned()
    }

    fn typed(self: Rc<Self>) {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        let words = self.words();
        if words.is_empty() {
            self.found.borrow_mut().clear();
        }
        self.show();
        let Some(search) = self.search.clone().filter(|_| !words.is_empty()) else { return };
        page::after(PAUSE, move || {
            if self.turn.get() == turn {
                spawn_local(async move {
                    let answer = ask(&format!("{search}?q={}", escaped(&words))).await;
                    if self.turn.get() == turn {
                        match answer {
                            Ok(found) => {
                                *self.found.borrow_mut() = found;
                                self.fault.set("");
                            }
                            Err(fault) => self.fault.set(fault),
                        }
                        self.show();
                    }
                });
            }
        });
    }

    fn show(&self) {
        let words = self.words();
        let search = self.search.as_ref().filter(|_| !words.is_empty());
        let more =
            search.map(|search| Line::to("More", format!("Search for “{words}”"), format!("{search}?q={}", escaped(&words))));
        let shown = lines::choose(&self.places.borrow(), &self.found.borrow(), &words, more);
        let fault = match (self.fault.get(), shown.is_empty()) {
            ("", true) => "Nothing found. Look for fewer letters.",
            (fault, _) => fault,
        };
        self.combobox.list.set_text_content(None);
        for (name, lines) in lines::groups(shown) {
            let Some(group) = page::from_template("palette-group") else { return };
            let _ = group.set_attribute("aria-label", &name);
            page::fill(&group, ".menu-label", &name);
            for (_, line) in lines {
                if let Some(line) = element(line) {
                    let _ = group.append_child(&line);
                }
            }
            let _ = self.combobox.list.append_child(&group);
        }
        self.combobox.renew(None);
        if let Some(place) = page::by_id("palette-none") {
            place.set_text_content(Some(fault));
        }
    }
}

fn element(line: Line) -> Option<HtmlElement> {
    let link = page::from_template("palette-line")?;
    let _ = match &line.deed {
        Deed::Go(to) => link.set_attribute("href", to),
        Deed::Press(selector) => link.set_attribute("data-press", selector),
    };
    match (&line.tone, link.query_selector(".ws-dot").ok().flatten()) {
        (Some(tone), _) => drop(link.set_attribute("data-ws", tone)),
        (None, Some(dot)) => dot.remove(),
        (None, None) => {}
    }
    page::fill(&link, ".menu-words", &line.title);
    page::fill(&link, "small", &line.note);
    Some(link)
}

/// What the search page lists, or why not.
async fn ask(address: &str) -> Result<Vec<Line>, &'static str> {
    const UNREACHED: &str = "The server could not be reached. Type on to try again.";
    let response = JsFuture::from(page::window().fetch_with_str(address)).await.map_err(|_| UNREACHED)?;
    let response: Response = response.dyn_into().map_err(|_| UNREACHED)?;
    if response.redirected() {
        return Err("You are signed out. Sign in to search.");
    }
    if !response.ok() {
        return Err("The search did not work this time. Type on to try again.");
    }
    read(&response).await.map_err(|_| UNREACHED)
}

async fn read(response: &Response) -> Result<Vec<Line>, JsValue> {
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let answer = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    let rows = answer.document_element().map(|root| page::find_in(&root, "[data-found]")).unwrap_or_default();
    let line = |row: HtmlElement| {
        let link = row.query_selector("a").ok()??;
        let note = row.query_selector(".mono").ok()?.and_then(|note| note.text_content()).unwrap_or_default();
        let title = link.text_content().unwrap_or_default();
        Some(Line { note, ..Line::to(row.get_attribute("data-found")?, title, link.get_attribute("href")?) })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}
