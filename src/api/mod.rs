//! DOORBELLS. One file per noun; a function is parse, door, domain.

pub mod theme;
pub mod vendors;
