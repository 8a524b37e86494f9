//! Time and chance, passed in and never called: tests move the time by hand.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use rand::RngCore;

use crate::model::Id;

/// Tells the time and makes ids and secrets. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Milliseconds since 1970; moved by [`Clock::advance`].
    Simulated(Arc<AtomicI64>),
}

impl Clock {
    pub fn simulated(start: i64) -> Self {
        Self::Simulated(Arc::new(AtomicI64::new(start)))
    }

    /// Milliseconds since 1970.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn now(&self) -> i64 {
        match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64),
            Self::Simulated(at) => at.load(Ordering::SeqCst),
        }
    }

    /// Moves a simulated clock; the system's is left alone.
    pub fn advance(&self, millis: i64) {
        if let Self::Simulated(at) = self {
            at.fetch_add(millis, Ordering::SeqCst);
        }
    }

    /// A new id: `prefix_` and a UUIDv7 of now.
    pub fn id<I: Id>(&self) -> I {
        let now = self.now().max(0) as u64;
        let stamp = uuid::Timestamp::from_unix_time(now / 1000, (now % 1000) as u32 * 1_000_000, 0, 0);
        I::from_text(format!("{}_{}", I::PREFIX, uuid::Uuid::new_v7(stamp).simple()))
    }

    /// Random bytes from the operating system's generator.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }
}
