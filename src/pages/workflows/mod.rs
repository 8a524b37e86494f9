//! Workflows: the list, a new one, and the design of one.

mod create;
mod design;
mod list;
mod steps;

pub use create::page as create;
pub use design::page as design;
pub use list::page as list;
