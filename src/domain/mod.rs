//! RULES. One file or folder per noun. A function takes a `Granted<P>`: its signature says what the caller has to be allowed.

pub mod account;
pub mod analytics;
pub mod assets;
pub mod audit;
pub mod delivery;
pub mod email_code;
pub mod home;
pub mod invites;
pub mod keys;
pub mod logs;
pub mod password_reset;
pub mod profile;
pub mod promotion;
pub mod purge;
pub mod rendering;
pub mod roles;
pub mod samples;
pub mod search;
pub mod setup;
pub mod team;
pub mod templates;
pub mod users;
pub mod vendors;
pub mod workflows;
pub mod workspaces;
