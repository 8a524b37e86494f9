//! Making and describing workspaces.

pub mod new;
pub mod settings;
