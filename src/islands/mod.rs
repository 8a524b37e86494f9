//! MOVING PARTS. Islands: the only code that browsers run. Each one shows something useful before it comes to life.
//!
//! An island says what it shows; what only a browser can do is in `browser`.

#[cfg(feature = "hydrate")]
mod browser;
mod palette;
mod switcher;
mod template_preview;
mod usher;
mod workspace_address;

pub use palette::Palette;
pub use switcher::*;
pub use template_preview::*;
pub use usher::*;
pub use workspace_address::*;
