//! The one clock.
//!
//! It is passed in, so that a test can stand at a chosen moment and move on by hand. `clippy.toml` forbids every other way to ask the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Tells the time: the machine's, or one that is moved by hand.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    Machine,
    ByHand(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `moment` until [`Clock::advance`] moves it. Clones show the same time.
    pub fn standing_at(moment: Timestamp) -> Self {
        Self(Source::ByHand(Arc::new(AtomicI64::new(moment.as_millisecond()))))
    }

    /// The present moment, whole milliseconds, which is how moments are stored.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the machine")]
    pub fn now(&self) -> Timestamp {
        let ms = match &self.0 {
            Source::Machine => Timestamp::now().as_millisecond(),
            Source::ByHand(ms) => ms.load(Ordering::SeqCst),
        };
        moment(ms)
    }

    /// Moves a clock that is set by hand. The machine's clock goes by itself, so there this does nothing.
    pub fn advance(&self, by: SignedDuration) {
        if let Source::ByHand(ms) = &self.0 {
            ms.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
        }
    }
}

/// The moment `ms` milliseconds after 1970-01-01T00:00Z, held within what a [`Timestamp`] can say (years -9999 to 9999).
pub fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_by_hand_moves_only_by_hand_and_with_all_its_clones() {
        let clock = Clock::standing_at(moment(1_000));
        let other = clock.clone();
        clock.advance(SignedDuration::from_secs(2));
        assert_eq!(other.now(), moment(3_000));
    }

    #[test]
    fn a_moment_out_of_range_is_held_at_the_edge() {
        assert_eq!(moment(i64::MAX), Timestamp::MAX);
        assert_eq!(moment(i64::MIN), Timestamp::MIN);
    }
}
