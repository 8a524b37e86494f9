//! The log of accepted triggers.

mod detail;
mod list;
mod test;

pub use detail::page as detail;
pub use list::page as list;
pub use test::page as test;
