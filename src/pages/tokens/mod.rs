//! Service tokens of the account.

mod list;
mod new;

pub use list::page as list;
pub use new::page as new;
