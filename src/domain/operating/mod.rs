//! What the operator of an instance asks of it: whether it is well, and how much it has to do.

pub mod gauges;
pub mod health;
