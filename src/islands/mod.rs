//! MOVING PARTS. Islands: the only code that browsers run. Each one shows something useful before it comes to life.

mod switcher;
mod workspace_address;

pub use switcher::*;
pub use workspace_address::*;
