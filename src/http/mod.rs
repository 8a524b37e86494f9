//! PORCH. The router, its layers, and the JSON APIs. It knows HTTP and who calls; it decides nothing else.

pub mod audit_command;
mod content;
mod forms;
mod headers;
pub mod hub;
mod preview;
mod router;
mod serve;
mod site;

pub use forms::OPEN;
pub use router::{Porch, raw_routes, router};
pub use serve::{Settings, open, serve};
