//! How long to leave somebody in peace who said "later": twice as long each time, to a bound, and never quite the same for two.

use jiff::SignedDuration;

/// Waiting that doubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Milliseconds after the first time.
    pub first_ms: u32,
    /// The most, in milliseconds.
    pub longest_ms: u32,
}

impl Backoff {
    /// For letters and their domains: from five minutes to four hours. RFC 5321 4.5.4.1 wants half an hour at least "after the first few".
    pub const LETTER: Self = Self { first_ms: 5 * 60_000, longest_ms: 4 * 3_600_000 };
    /// For our own relays, where somebody is working on it.
    pub const RELAY: Self = Self { first_ms: 1_000, longest_ms: 5 * 60_000 };

    /// How long to wait after the `failures`-th failure in a row, counted from 1. `chance` (all of `u32`, evenly) spreads it over three quarters to five
    /// quarters, so that those who were put off together do not come back together.
    pub fn wait(&self, failures: u32, chance: u32) -> SignedDuration {
        let doubled = u64::from(self.first_ms) << failures.saturating_sub(1).min(24);
        let held = doubled.min(u64::from(self.longest_ms));
        let spread = held * u64::from(chance) / u64::from(u32::MAX) / 2;
        SignedDuration::from_millis((held - held / 4 + spread) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn waiting_doubles_up_to_its_bound_and_strays_by_a_quarter_at_most(first_ms in 1u32..1_000_000, times in 1u32..1000, failures: u32, chance: u32) {
            let backoff = Backoff { first_ms, longest_ms: first_ms.saturating_mul(times) };
            let middle = (u64::from(first_ms) << failures.saturating_sub(1).min(24)).min(u64::from(backoff.longest_ms)) as i64;
            let wait = backoff.wait(failures, chance).as_millis() as i64;
            assert!(wait >= middle - middle / 4 - 1 && wait <= middle + middle / 4 + 1, "{wait} for {middle}");
            assert!(backoff.wait(failures, 0) <= backoff.wait(failures.saturating_add(1), 0));
        }
    }

    #[test]
    fn letters_are_tried_again_after_minutes_and_then_after_hours() {
        let hours = |failures| Backoff::LETTER.wait(failures, u32::MAX / 2).as_secs_f64() / 3600.0;
        assert!((hours(1) - 1.0 / 12.0).abs() < 0.001 && (hours(4) - 2.0 / 3.0).abs() < 0.001 && (hours(40) - 4.0).abs() < 0.001);
    }
}
