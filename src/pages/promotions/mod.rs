//! Promotions: from one workspace to another.

pub mod clone;
pub mod list;
pub mod plan;
