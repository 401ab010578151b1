//! How fast to go: letters a second, and letters a day while a new sender earns its reputation. Pure; whoever asks brings the time.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub const DAY_SECONDS: i64 = 86_400;

/// The day of a moment, counted from 1970-01-01 UTC.
pub fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(DAY_SECONDS)
}

/// Spaces letters evenly, a tenth of a second's worth at once at most.
#[derive(Clone, Debug)]
pub struct Meter {
    interval_ns: u64,
    /// When the next letter would be due if all were spaced evenly, on the caller's own time line.
    next_ns: u64,
}

const BURST_NS: u64 = 100_000_000;

impl Meter {
    /// `per_second` letters; more than a billion are no bound, and less than one in a thousand seconds is that.
    pub fn new(per_second: f64) -> Self {
        Self { interval_ns: (1e9 / per_second.max(0.001)) as u64, next_ns: 0 }
    }

    /// Takes the next slot at `now` (nanoseconds from any start), and says how long to wait for it.
    pub fn take(&mut self, now_ns: u64) -> Duration {
        let at = self.at(now_ns);
        self.next_ns = at + self.interval_ns;
        Duration::from_nanos(at.saturating_sub(now_ns))
    }

    /// How long the next slot is away; takes none.
    pub fn wait(&self, now_ns: u64) -> Duration {
        Duration::from_nanos(self.at(now_ns).saturating_sub(now_ns))
    }

    fn at(&self, now_ns: u64) -> u64 {
        self.next_ns.max(now_ns.saturating_sub(BURST_NS.saturating_sub(self.interval_ns)))
    }
}

/// The longest list for which a warm-up is counted out.
const LARGEST_LIST: u64 = 10_000_000;

/// How many letters may leave on each day of a new sender's first weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmUp {
    /// The day of the first letter, counted from 1970-01-01 UTC.
    pub first_day: i64,
    /// Letters on that day.
    pub first: u64,
    /// Each day has this many per cent of the day before.
    pub growth_percent: u32,
    /// From here on there is no bound.
    pub full: u64,
}

impl WarmUp {
    /// What large hosts advise: 200 on the first day, half as many again each day; about three weeks to 1,000,000.
    pub fn usual(first_day: i64) -> Self {
        Self { first_day, first: 200, growth_percent: 150, full: 1_000_000 }
    }

    /// The same within what makes sense, whoever wrote it: at least one letter on the first day, and an end.
    pub fn bounded(self) -> Self {
        let full = self.full.min(LARGEST_LIST);
        Self { first: self.first.clamp(1, full.max(1)), full, ..self }
    }

    /// Days that so many letters take from `day` on, if nothing else leaves; 0 when all of them may leave at once.
    pub fn days(&self, letters: u64, day: i64) -> i64 {
        let (mut left, mut days) = (letters, 0);
        while let Some(most) = self.most(day.saturating_add(days)) {
            if most >= left {
                break;
            }
            left -= most;
            days += 1;
        }
        days
    }

    /// The most for `day`; `None` when there is no bound any more. A day before the first has the first day's bound: clocks are set back.
    pub fn most(&self, day: i64) -> Option<u64> {
        let days = day.saturating_sub(self.first_day).max(0);
        let mut most = self.first;
        for _ in 0..days {
            if most >= self.full {
                break;
            }
            let grown = u128::from(most) * u128::from(self.growth_percent) / 100;
            // A schedule that does not grow would be one that never ends.
            most = u64::try_from(grown).unwrap_or(u64::MAX).max(most.saturating_add(1));
        }
        (most < self.full).then_some(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_second_has_more_letters_than_the_rate_and_its_burst(per_second in 1u32..5000, steps in proptest::collection::vec(0u64..50_000_000, 1..500)) {
            let mut meter = Meter::new(f64::from(per_second));
            let (mut now, mut sent) = (0, Vec::new());
            for step in steps {
                now += step;
                sent.push(now + meter.take(now).as_nanos() as u64);
            }
            for (i, &begun) in sent.iter().enumerate() {
                let within = sent[i..].iter().filter(|&&at| at < begun + 1_000_000_000).count();
                let most = f64::from(per_second) * 1.1 + 2.0;
                assert!(within as f64 <= most, "{within} letters in a second, at most {most}");
            }
        }

        #[test]
        fn a_warm_up_grows_every_day_until_it_is_over(first in 1u64..10_000, growth_percent in 0u32..400, full in 1u64..5_000_000, day in 0i64..400) {
            let plan = WarmUp { first_day: 20_000, first, growth_percent, full };
            match (plan.most(20_000 + day), plan.most(20_001 + day)) {
                (None, later) => assert_eq!(later, None),
                (Some(today), Some(later)) => assert!(later > today && later < full),
                (Some(today), None) => assert!(today < full),
            }
        }
    }

    #[test]
    fn a_meter_that_was_not_used_does_not_save_up() {
        let mut meter = Meter::new(10.0);
        assert_eq!(meter.take(0), Duration::ZERO);
        assert_eq!(meter.take(0), Duration::from_millis(100));
        let hour = 3_600_000_000_000;
        assert_eq!(meter.take(hour), Duration::ZERO);
        assert_eq!(meter.take(hour), Duration::from_millis(100));
    }

    #[test]
    fn a_list_takes_as_many_days_as_the_bounds_of_each_add_up_to() {
        let plan = WarmUp { first_day: 100, first: 10, growth_percent: 200, full: 80 };
        assert_eq!([10, 11, 30, 31, 71].map(|letters| plan.days(letters, 100)), [0, 1, 1, 2, 3]);
        assert_eq!((plan.days(1_000, 103), plan.days(40, 102)), (0, 0), "the bound is over, or not reached");
    }

    #[test]
    fn a_warm_up_that_somebody_else_wrote_has_an_end() {
        let plan = WarmUp { first_day: i64::MIN, first: 0, growth_percent: 0, full: u64::MAX }.bounded();
        assert_eq!((plan.first, plan.most(i64::MAX)), (1, None));
    }

    #[test]
    fn the_usual_warm_up_takes_about_three_weeks() {
        let plan = WarmUp::usual(100);
        assert_eq!((plan.most(100), plan.most(101), plan.most(102), plan.most(-5)), (Some(200), Some(300), Some(450), Some(200)));
        assert!(plan.most(120).is_some() && plan.most(122).is_none());
    }
}
