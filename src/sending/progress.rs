//! How far a sending is, for whoever watches.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::control::Mode;
use super::model::{Balance, State};
use super::relays::Health;

/// Seconds over which the rate is taken.
const SPAN: i64 = 30;

/// A sending as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    pub mode: Mode,
    /// As counted while sending; the ledger's own count is what the end is judged by.
    pub balance: Balance,
    /// Letters settled a second, over the last 30 seconds or since the start.
    pub per_second: f64,
    /// Until all who are not deferred are settled, at this rate.
    pub to_go: Option<Duration>,
    /// How the relays are, in the order of the settings.
    pub relays: Vec<Health>,
    /// Domains that are left in peace for now.
    pub resting_domains: usize,
    /// Why nothing goes out, if that is so.
    pub stall: Option<Stall>,
}

/// Why nothing goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stall {
    /// No relay works. The first is asked again at this time (milliseconds since 1970).
    NoRelay { until: i64 },
    /// The warm-up's letters of this day are used up.
    WarmUp,
    /// So many letters in a row were refused for reasons that have to do with us that the sending paused itself. Look at the relay and the newsletter's DNS.
    Refused { in_a_row: u32 },
}

/// Counts while sending.
pub(super) struct Tally(Mutex<Counts>);

struct Counts {
    balance: Balance,
    began: Option<i64>,
    /// Letters settled in a second, by the second; one more than the span, so that the running one does not count as whole.
    seconds: [(i64, u64); SPAN as usize + 1],
    stall: Option<Stall>,
    refused_in_a_row: u32,
}

impl Tally {
    pub(super) fn new(balance: Balance) -> Self {
        Self(Mutex::new(Counts { balance, began: None, seconds: [(i64::MIN, 0); SPAN as usize + 1], stall: None, refused_in_a_row: 0 }))
    }

    /// A letter goes from one state to another; see [`Balance::of`]. `now` in seconds.
    pub(super) fn moved(&self, from: (State, bool), to: (State, bool), now: i64) {
        let mut counts = self.counts();
        let Counts { balance, began, seconds, stall, .. } = &mut *counts;
        began.get_or_insert(now);
        let before = balance.of(from.0, from.1);
        *before = before.saturating_sub(1);
        *balance.of(to.0, to.1) += 1;
        if to.0 == State::Accepted && !matches!(stall, Some(Stall::Refused { .. })) {
            *stall = None;
        }
        if !matches!(to.0, State::Leased | State::Waiting) {
            let slot = &mut seconds[now.rem_euclid(SPAN + 1) as usize];
            *slot = if slot.0 == now { (now, slot.1 + 1) } else { (now, 1) };
        }
    }

    pub(super) fn set(&self, balance: Balance) {
        self.counts().balance = balance;
    }

    pub(super) fn stall(&self, stall: Option<Stall>) {
        self.counts().stall = stall;
    }

    /// Refusals in a row for reasons that have to do with us, this one included; anything else begins anew.
    pub(super) fn refused(&self, about_us: bool) -> u32 {
        let mut counts = self.counts();
        counts.refused_in_a_row = if about_us { counts.refused_in_a_row + 1 } else { 0 };
        counts.refused_in_a_row
    }

    /// `now` in seconds.
    pub(super) fn progress(&self, mode: Mode, relays: Vec<Health>, resting_domains: usize, now: i64) -> Progress {
        let counts = self.counts();
        // Whoever resumes has seen why it paused.
        let stall = counts.stall.filter(|stall| mode != Mode::Running || !matches!(stall, Stall::Refused { .. }));
        let since = now.saturating_sub(SPAN);
        let settled: u64 = counts.seconds.iter().filter(|(second, _)| (since..now).contains(second)).map(|(_, letters)| letters).sum();
        let seconds = counts.began.map_or(SPAN, |began| (now - began).clamp(1, SPAN));
        let per_second = settled as f64 / seconds as f64;
        let Balance { waiting, leased, doubtful, .. } = counts.balance;
        let to_go = (per_second > 0.0).then(|| Duration::from_secs_f64((waiting + leased + doubtful) as f64 / per_second));
        Progress { mode, balance: counts.balance, per_second, to_go, relays, resting_domains, stall }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(tally: &Tally, letters: usize, now: i64) {
        for _ in 0..letters {
            tally.moved((State::Leased, false), (State::Accepted, false), now);
        }
    }

    #[test]
    fn the_rate_is_that_of_the_last_thirty_seconds_and_tells_the_time_to_go() {
        let tally = Tally::new(Balance { candidates: 4_000, waiting: 1_000, leased: 3_000, ..Balance::default() });
        for second in 100..140 {
            accepted(&tally, if second < 110 { 100 } else { 50 }, second);
        }
        let progress = tally.progress(Mode::Running, Vec::new(), 0, 140);
        assert_eq!(progress.balance.accepted, 2_500);
        assert!((progress.per_second - 50.0).abs() < 0.01, "{}", progress.per_second);
        assert_eq!(progress.to_go, Some(Duration::from_secs(30)));
        let idle = tally.progress(Mode::Running, Vec::new(), 0, 200);
        assert_eq!(idle.to_go, None, "nothing moves, so nobody knows");
    }

    #[test]
    fn a_sending_that_has_just_begun_is_not_called_slow() {
        let tally = Tally::new(Balance { candidates: 100, leased: 100, ..Balance::default() });
        accepted(&tally, 20, 7);
        accepted(&tally, 20, 8);
        assert!((tally.progress(Mode::Running, Vec::new(), 0, 9).per_second - 20.0).abs() < 0.01);
    }
}
