//! Templates.

mod channels;
mod create;
mod editor;
mod list;
mod mock_data;
mod variables;

pub use channels::{email, inbox};
pub use create::page as create;
pub use editor::open;
pub use list::page as list;
pub use mock_data::page as mock_data;
