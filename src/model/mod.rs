//! WORDS. Ids, enums, parsers, permissions, the one error. No IO, no SQL, no view.
//!
//! Everything may use this room and it uses nothing. It is compiled for the server and for the browser, so it stays small.

pub mod account;
pub mod asset;
pub mod audit;
pub mod delivery;
pub mod error;
pub mod flash;
pub mod id;
pub mod key;
pub mod landing;
pub mod number;
pub mod permission;
pub mod person;
pub mod plan;
pub mod role;
pub mod search;
pub mod single_sign_on;
pub mod slug;
pub mod template;
pub mod token;
pub mod trigger;
pub mod user;
pub mod vendor;
pub mod verified_channel;
pub mod workflow;
pub mod workspace;
pub mod workspace_config;

pub use account::*;
pub use asset::*;
pub use audit::*;
pub use delivery::*;
pub use error::*;
pub use flash::*;
pub use id::*;
pub use key::*;
pub use landing::*;
pub use number::*;
pub use permission::*;
pub use person::*;
pub use plan::*;
pub use role::*;
pub use search::*;
pub use single_sign_on::*;
pub use slug::*;
pub use template::*;
pub use token::*;
pub use trigger::*;
pub use user::*;
pub use vendor::*;
pub use verified_channel::*;
pub use workflow::*;
pub use workspace::*;
pub use workspace_config::*;
