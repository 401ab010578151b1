//! What is read most, without knowing who reads: one number for each page, in memory.
//!
//! Promises: nothing of a request is kept but that a page was sent; no number leaves this file that one reader could be told from; a house that closes
//! forgets all of it. Counted is each page sent whole to a GET. A HEAD is no reading, and neither is a 304, where the reader has had the page before. Programs
//! that fetch pages cannot be told from readers without looking at who they say they are, and that is not looked at.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::stand::Stand;
use crate::paper::newsletter::is_issue;

/// Hours that count as “lately”.
const HOURS: i64 = 24;
/// Pages that an hour remembers: those read most. A crawler that asks for a whole archive does not make it larger.
const PAGES: usize = 1_000;
/// Below this a page was read too seldom to say anything of it.
pub const LEAST: u64 = 50;

/// The readings of the last hours, and those of newsletters' issues since the house was opened.
#[derive(Debug)]
pub struct Reads {
    since: Timestamp,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    /// The newest last, each with its number since the epoch.
    hours: VecDeque<(i64, HashMap<Box<str>, u64>)>,
    issues: HashMap<Box<str>, u64>,
}

/// How often a page was read, as far as that may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Views {
    /// At least so often, rounded; `None` while that is too seldom to say.
    pub over: Option<u64>,
    /// Since when that is counted: the house was opened then.
    pub since: Timestamp,
}

impl Reads {
    pub fn new(now: Timestamp) -> Self {
        Self { since: now, counted: Mutex::default() }
    }

    /// Takes what was counted since the last time into the hour of `now`, and lets go of hours that are long past.
    pub fn gather(&self, stand: &Stand, now: Timestamp) {
        let hour = now.as_second().div_euclid(3600);
        let fresh = stand.take_reads();
        let mut counted = self.counted();
        if counted.hours.back().is_none_or(|(last, _)| *last < hour) {
            counted.hours.push_back((hour, HashMap::new()));
        }
        while counted.hours.front().is_some_and(|(first, _)| first + HOURS <= hour) {
            counted.hours.pop_front();
        }
        for (path, count) in fresh {
            if is_issue(&path) {
                *counted.issues.entry(path.clone()).or_default() += u64::from(count);
            }
            if let Some((_, pages)) = counted.hours.back_mut() {
                *pages.entry(path).or_default() += u64::from(count);
            }
        }
        if let Some((_, pages)) = counted.hours.back_mut().filter(|(_, pages)| pages.len() > PAGES) {
            let mut order: Vec<_> = std::mem::take(pages).into_iter().collect();
            order.select_nth_unstable_by_key(PAGES, |(_, count)| std::cmp::Reverse(*count));
            order.truncate(PAGES);
            pages.extend(order);
        }
    }

    /// The pages read often enough in the last 24 hours, each with its rounded figure; in no order.
    pub fn lately(&self) -> Vec<(String, u64)> {
        let counted = self.counted();
        let mut sums: HashMap<&str, u64> = HashMap::new();
        for (path, count) in counted.hours.iter().flat_map(|(_, pages)| pages) {
            *sums.entry(path).or_default() += count;
        }
        sums.into_iter().filter_map(|(path, count)| Some((path.to_owned(), rounded(count)?))).collect()
    }

    /// How often the page of a newsletter's issue was read since the house was opened.
    pub fn of_issue(&self, path: &str) -> Views {
        let count = self.counted().issues.get(path).copied().unwrap_or_default();
        Views { over: rounded(count), since: self.since }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Down to one digit and noughts; `None` below [`LEAST`].
fn rounded(count: u64) -> Option<u64> {
    let step = 10_u64.pow(count.checked_ilog10()?);
    (count >= LEAST).then_some(count / step * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_little_and_a_small_one_nothing() {
        let said = [0, 1, 49, 50, 59, 60, 99, 100, 199, 1_234, 98_765].map(rounded);
        let right = [None, None, None, Some(50), Some(50), Some(60), Some(90), Some(100), Some(100), Some(1_000), Some(90_000)];
        assert_eq!(said, right);
    }
}
