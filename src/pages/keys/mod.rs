//! Keys of a workspace.

mod list;
mod snippets;

pub use list::page;
