//! Whether a letter may leave now: the rate, and the warm-up's bound for the day.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::Timestamp;

use super::Ledger;
use super::pace::{DAY_SECONDS, Meter, WarmUp, day_of};

pub(super) struct Gate {
    began: Instant,
    meter: Option<Mutex<Meter>>,
    warm_up: Option<WarmUp>,
    /// The day, and the letters that may still leave on it.
    today: tokio::sync::Mutex<(i64, u64)>,
}

/// The gate's answer to one letter.
pub(super) enum Pass {
    /// After this wait, and counted for this day if days are counted.
    After(Duration, Option<i64>),
    /// Not today; tomorrow is so far away.
    Tomorrow(Duration),
}

impl Gate {
    pub(super) fn new(per_second: Option<f64>, warm_up: Option<WarmUp>) -> Self {
        let meter = per_second.map(|rate| Mutex::new(Meter::new(rate)));
        Self { began: Instant::now(), meter, warm_up, today: tokio::sync::Mutex::new((i64::MIN, 0)) }
    }

    /// Asks for one letter. What is granted is used up, even if the letter does not leave after all.
    pub(super) async fn ask(&self, ledger: &Ledger, now: Timestamp) -> Result<Pass> {
        let day = match &self.warm_up {
            None => None,
            Some(warm_up) => match self.of_day(warm_up, ledger, now).await? {
                Some(day) => Some(day),
                None => return Ok(Pass::Tomorrow(Duration::from_secs((DAY_SECONDS - now.as_second().rem_euclid(DAY_SECONDS)) as u64))),
            },
        };
        let wait = self.meter.as_ref().map_or(Duration::ZERO, |meter| {
            meter.lock().unwrap_or_else(PoisonError::into_inner).take(self.began.elapsed().as_nanos() as u64)
        });
        Ok(Pass::After(wait, day))
    }

    /// The day, if it still has a letter. What earlier sendings sent on it is in the ledger.
    async fn of_day(&self, warm_up: &WarmUp, ledger: &Ledger, now: Timestamp) -> Result<Option<i64>> {
        let day = day_of(now);
        let mut today = self.today.lock().await;
        if today.0 != day {
            let left = match warm_up.most(day) {
                Some(most) => most.saturating_sub(ledger.letters_on(day).await?),
                None => u64::MAX,
            };
            *today = (day, left);
        }
        if today.1 == 0 {
            return Ok(None);
        }
        today.1 -= 1;
        Ok(Some(day))
    }
}
