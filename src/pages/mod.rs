//! SCREENS. One folder per noun, one file per screen; [`app`] is the site map. A screen shows; it never decides.
//!
//! A page is an async function from a [`Visit`] to a [`Screen`]: it asks the door and the domain, and renders whole.

mod account;
pub mod app;
pub mod assets;
mod audit;
mod document;
mod executions;
#[cfg(debug_assertions)]
mod gallery;
mod home;
mod invite;
pub mod keys;
mod logs;
mod menu;
mod messages;
mod passkeys;
mod promotions;
mod refused;
mod requests;
mod screen;
mod search;
mod setup;
mod shell;
mod shortcuts;
mod sign_in;
pub mod templates;
mod tokens;
mod users;
mod vendors;
mod verified_channels;
mod workflows;
pub mod workspaces;

pub use document::{Assets, document};
pub use refused::refused;
pub use screen::{Page, Params, Refusal, Screen, Section, Visit};
pub use shell::{Framed, shell};
