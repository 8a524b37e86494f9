//! Templates.

mod channels;
mod create;
mod editor;
mod list;
mod mock_data;
mod phones;
mod variables;

pub use channels::{email, inbox, sms, whatsapp};
pub use create::page as create;
pub use editor::{glyph, open};
pub use list::page as list;
pub use mock_data::page as mock_data;
