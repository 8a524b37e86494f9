//! RULES. One file or folder per noun. A function takes a `Granted<P>`: its signature says what the caller has to be allowed.

pub mod assets;
pub mod delivery;
pub mod keys;
pub mod rendering;
pub mod vendors;
pub mod workspaces;
