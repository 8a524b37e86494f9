//! PORCH. The router, its layers, and the JSON APIs. It knows HTTP and who calls; it decides nothing else.

mod answer;
pub mod audit_command;
pub mod backup_command;
mod calls;
mod content;
mod export;
mod forms;
mod headers;
mod hub;
mod log;
mod management;
mod monitoring;
mod preview;
mod programs;
mod router;
mod serve;
mod single_sign_on;
mod site;

pub use calls::Target;
pub use forms::OPEN;
pub use hub::Target as HubTarget;
pub use log::{LogFormat, log};
pub use management::Target as ManagementTarget;
pub use monitoring::monitoring;
pub use router::{Porch, guarded, raw_routes, router};
pub use serve::{Settings, open, serve};
