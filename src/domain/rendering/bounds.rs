//! What one rendering may use. Every helper pays from here, so that no template and no data keep a worker busy.

use std::cell::{Cell, RefCell};

use handlebars::{Output, RenderError, RenderErrorReason};
use serde_json::Value;

/// A template's text, in bytes.
pub const SOURCE: usize = 256 * 1024;
/// A rendered text, in bytes.
pub const OUTPUT: usize = 512 * 1024;
/// How often `each` repeats over one list.
pub const ITEMS: usize = 1_000;
/// Blocks within blocks.
pub const DEPTH: usize = 32;
/// Parentheses and brackets within one expression.
pub const NESTING: usize = 16;
/// Values in one expression.
pub const VALUES: usize = 64;
/// Steps of one text: an element of a block that is rendered, a helper that is called, a value that is copied.
const STEPS: usize = 250_000;

thread_local! {
    // Rendering is synchronous: it begins and ends on one thread.
    static LEFT: Cell<usize> = const { Cell::new(0) };
    static MISSING: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Runs a rendering with a fresh allowance. Answers the variables that were missing too, when `watch` is on.
pub fn metered<T>(watch: bool, render: impl FnOnce() -> T) -> (T, Vec<String>) {
    LEFT.set(STEPS);
    MISSING.replace(watch.then(Vec::new));
    let rendered = render();
    (rendered, MISSING.take().unwrap_or_default())
}

/// Pays for a piece of work.
pub fn pay(steps: usize) -> Result<(), RenderError> {
    let left = LEFT.get().checked_sub(steps);
    LEFT.set(left.unwrap_or(0));
    match left {
        Some(_) => Ok(()),
        None => Err(fault("This takes too many steps. Send shorter lists, or repeat less.")),
    }
}

/// Pays for reading or copying a value as a whole.
pub fn pay_for(value: &Value) -> Result<(), RenderError> {
    match value {
        Value::String(text) => pay(1 + text.len() / 64),
        Value::Array(items) => {
            pay(1)?;
            items.iter().try_for_each(pay_for)
        }
        Value::Object(map) => {
            pay(1)?;
            map.values().try_for_each(pay_for)
        }
        _ => pay(1),
    }
}

/// Notes that a variable was asked for and is not there.
pub fn missing(name: &str) {
    MISSING.with_borrow_mut(|missing| {
        if let Some(names) = missing
            && names.len() < 50
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    });
}

/// An error in our words.
pub fn fault(message: impl Into<String>) -> RenderError {
    RenderErrorReason::Other(message.into()).into()
}

/// A text that stops growing at [`OUTPUT`].
#[derive(Default)]
pub struct Page(pub String);

/// What the engine says when the page is full.
pub const FULL: &str = "the page is full";

impl Output for Page {
    fn write(&mut self, part: &str) -> Result<(), std::io::Error> {
        if self.0.len() + part.len() > OUTPUT {
            return Err(std::io::Error::other(FULL));
        }
        self.0.push_str(part);
        Ok(())
    }
}
