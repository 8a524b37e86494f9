//! The log of messages: what was said to whom, on which channel, and what became of it.

mod detail;
mod list;

pub use detail::page as detail;
pub use list::{page as list, row, table};
