//! The log of executions: runs of a workflow, each for one recipient.

mod detail;
mod list;

pub use detail::page as detail;
pub use list::{page as list, row, table};
