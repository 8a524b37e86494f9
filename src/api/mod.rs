//! DOORBELLS. One file per noun; a function is parse, door, domain.

#![allow(clippy::too_many_arguments, reason = "a function has as many arguments as its form has fields")]

pub mod account;
pub mod assets;
pub mod audit;
pub mod client_keys;
pub mod deliveries;
pub mod keys;
pub mod passkeys;
pub mod password;
pub mod plans;
pub mod profile;
pub mod roles;
pub mod session;
pub mod setup;
pub mod single_sign_on;
pub mod team;
pub mod templates;
pub mod theme;
pub mod tokens;
pub mod users;
pub mod vendors;
pub mod verified_channels;
pub mod workflows;
pub mod workspaces;
