//! MOVING PARTS. Islands: the only code that browsers run. Each one shows something useful before it comes to life.

mod switcher;
mod template_preview;
mod workspace_address;

pub use switcher::*;
pub use template_preview::*;
pub use workspace_address::*;
