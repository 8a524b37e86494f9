//! MOVING PARTS. Islands: the only code that browsers run. Each one shows something useful before it comes to life.

mod switcher;

pub use switcher::*;
