//! How messages leave a workspace.

mod edit;
mod list;

pub use edit::{edit, new};
pub use list::page as list;
