//! SQL. One file per table family; one function is one statement, and names the workspace second.

pub mod accounts;
pub mod assets;
pub mod attempts;
pub mod audit;
pub mod counts;
pub mod email_codes;
pub mod executions;
pub mod invites;
pub mod jobs;
pub mod keys;
pub mod messages;
pub mod people;
pub mod plans;
pub mod recipients;
pub mod recovery;
pub mod requests;
pub mod resets;
pub mod roles;
pub mod seals;
pub mod search;
pub mod sessions;
pub mod steps;
pub mod throttle;
pub mod users;
pub mod vendors;
pub mod workspaces;
