//! The teller's time: a clock, and how far ahead of it the teller was moved.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use kernel::Clock;

#[derive(Clone, Debug)]
pub struct Time {
    clock: Clock,
    ahead_s: i64,
}

impl Time {
    /// A time that begins so many days before the clock's.
    pub fn of(clock: Clock, behind_days: i64) -> Self {
        Self { clock, ahead_s: -behind_days.max(0) * DAY }
    }

    /// What the till's clock says too: seconds since 1970.
    pub fn plain(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// Seconds since 1970, as everything here is dated.
    pub fn now(&self) -> i64 {
        self.plain() + self.ahead_s
    }

    pub fn move_by(&mut self, seconds: i64) {
        self.ahead_s += seconds.max(0);
    }
}

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The `n`th period after `anchor`. Counted from the anchor each time, so that the 31st of January is followed by the end of February and then the 31st of March.
pub fn after(anchor: i64, unit: Unit, n: i64) -> i64 {
    let span: Span = match unit {
        Unit::Day => n.days(),
        Unit::Week => n.weeks(),
        Unit::Month => n.months(),
        Unit::Year => n.years(),
    };
    let zoned = stamp(anchor).to_zoned(TimeZone::UTC);
    zoned.checked_add(span).map(|z| z.timestamp().as_second()).unwrap_or(i64::MAX / 2)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    pub fn read(word: &str) -> Option<Self> {
        match word {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

pub fn stamp(second: i64) -> Timestamp {
    kernel::clock::moment(second.saturating_mul(1000))
}

/// `2026-11-26T11:00:00+00:00`, as Mollie writes it.
pub fn iso(second: i64) -> String {
    stamp(second).strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

pub fn day(second: i64) -> Date {
    stamp(second).to_zoned(TimeZone::UTC).date()
}

/// The beginning of a day, or `None` if it is none.
pub fn read_day(text: &str) -> Option<i64> {
    let date: Date = text.parse().ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_from_the_31st_does_not_drift() {
        let anchor = read_day("2026-01-31").expect("a day");
        let days: Vec<String> = (1..4).map(|n| day(after(anchor, Unit::Month, n)).to_string()).collect();
        assert_eq!(days, ["2026-02-28", "2026-03-31", "2026-04-30"]);
    }
}
