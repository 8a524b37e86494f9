//! What operators do with an instance: they ask whether it is well, measure it, and move it.

mod backup;
mod monitoring;
