//! What programs ask of Belfry.

mod queue;
