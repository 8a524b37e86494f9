//! Time and chance, passed in and never called: tests move the time by hand.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use rand::RngCore;

use crate::model::Id;

/// Tells the time and makes ids and secrets. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Simulated(Arc<Simulated>),
}

/// A time that is moved by [`Clock::advance`].
#[derive(Debug)]
pub struct Simulated {
    /// Milliseconds since 1970.
    now: AtomicI64,
    stamps: Stamps,
}

/// Times of birth for ids: milliseconds since 1970 and, in the lower 12 bits, a count. Each is larger than the one before, so that ids of
/// one process sort in the order of their making, also within a millisecond and when the system's clock is set back.
#[derive(Debug)]
struct Stamps(AtomicU64);

impl Stamps {
    fn next(&self, now: i64) -> u64 {
        let now = (now.max(0) as u64) << 12;
        let after = |last: u64| now.max(last + 1);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(after(last))).map_or(now, after)
    }
}

static STAMPS: Stamps = Stamps(AtomicU64::new(0));

impl Clock {
    pub fn simulated(start: i64) -> Self {
        Self::Simulated(Arc::new(Simulated { now: AtomicI64::new(start), stamps: Stamps(AtomicU64::new(0)) }))
    }

    /// Milliseconds since 1970.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn now(&self) -> i64 {
        match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64),
            Self::Simulated(time) => time.now.load(Ordering::SeqCst),
        }
    }

    /// Moves a simulated clock; the system's is left alone.
    pub fn advance(&self, millis: i64) {
        if let Self::Simulated(time) = self {
            time.now.fetch_add(millis, Ordering::SeqCst);
        }
    }

    /// A new id: `prefix_` and a UUIDv7 of now (RFC 9562, §6.2, method 1: the 12 bits after the version count within a millisecond).
    pub fn id<I: Id>(&self) -> I {
        let stamp = match self {
            Self::System => STAMPS.next(self.now()),
            Self::Simulated(time) => time.stamps.next(self.now()),
        };
        let mut rest = self.random::<10>();
        rest[..2].copy_from_slice(&((stamp & 0xfff) as u16).to_be_bytes());
        I::from_text(format!(
            "{}_{}",
            I::PREFIX,
            uuid::Builder::from_unix_timestamp_millis(stamp >> 12, &rest).into_uuid().simple()
        ))
    }

    /// Random bytes from the operating system's generator.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntryId;

    #[test]
    fn ids_sort_in_the_order_of_their_making() {
        let clock = Clock::simulated(1_793_610_000_000);
        let mut ids: Vec<EntryId> = (0..10_000).map(|_| clock.id()).collect();
        clock.advance(60_000);
        ids.push(clock.id());
        clock.advance(-120_000);
        ids.push(clock.id());
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert_eq!(uuid::Uuid::parse_str(&ids[0].as_str()[4..]).unwrap().get_version_num(), 7);
    }
}
