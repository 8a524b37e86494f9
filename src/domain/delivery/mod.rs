//! Request → execution → step → message → attempt.

pub mod accept;
