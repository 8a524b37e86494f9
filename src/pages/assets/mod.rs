//! Screens that every kind of asset has: JSON, versions, comparison, settings, used by; and the parts that their own screens share.
//!
//! Which kind a page is about is in its address: `/{workspace}/workflows/…`, `/{workspace}/templates/…`.

mod commit;
mod compare;
mod head;
mod json;
mod list;
mod settings;
mod used_by;
mod versions;

pub use commit::problem_list;
pub use compare::page as compare;
pub use head::Opened;
pub use json::page as json;
pub use list::{changes, filter, filters, pager, state};
pub use settings::page as settings;
pub use used_by::page as used_by;
pub use versions::{list as versions, version};
