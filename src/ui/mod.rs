//! FURNITURE. Components that know none of our nouns: they are told what to say and where to lead.
//!
//! Everything here is rendered on the server and works without JavaScript: dialogs and menus are the browser's own
//! (`<dialog>`, popovers, invoker commands), filters are `<form method="get">`, colours are classes and tokens.
//! The policy for content allows no inline styles, so a view here never writes a `style` attribute.
//!
//! A view has to be built and turned to text under a reactive owner, because forms pass what was typed to their
//! fields by context; [`render`] does both.

mod avatar;
mod button;
mod callout;
mod chart;
mod check;
mod code;
mod copy;
mod description;
mod dialog;
mod diff;
mod empty;
mod field;
mod filter;
mod flow;
mod form;
mod frame;
#[cfg(debug_assertions)]
pub mod gallery;
mod icon;
mod input;
mod json;
mod live;
mod mark;
mod menu;
mod number;
mod page;
mod pairs;
mod palette;
mod phone;
mod pill;
mod preview;
mod progress;
mod remarks;
mod render;
mod select;
mod slot;
mod speculation;
mod table;
mod tabs;
#[cfg(test)]
mod tests;
mod time;
mod timeline;

pub use avatar::*;
pub use button::*;
pub use callout::*;
pub use chart::*;
pub use check::*;
pub use code::*;
pub use copy::*;
pub use description::*;
pub use dialog::*;
pub use diff::*;
pub use empty::*;
pub use filter::*;
pub use flow::*;
pub use form::*;
pub use frame::*;
pub use icon::*;
pub use input::*;
pub use live::*;
pub use mark::*;
pub use menu::*;
pub use number::*;
pub use page::*;
pub use pairs::*;
pub use palette::*;
pub use phone::*;
pub use pill::*;
pub use preview::*;
pub use progress::*;
pub use remarks::*;
pub use render::*;
pub use select::*;
pub use slot::*;
pub use speculation::*;
pub use table::*;
pub use tabs::*;
pub use time::*;
pub use timeline::*;
