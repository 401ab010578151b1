//! What the treasurer sees: sums and counts, and nobody's identity.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::{Currency, Money};

use super::Fund;
use super::model::Interval;
use super::model::ledger::EntryKind;
use super::store::attempts::{self, Group};
use super::store::ledger::{self, Income, PaidOut};
use crate::paper::asks::model::Total;

/// Months that are shown.
const MONTHS: i64 = 12;
/// Payouts that are shown.
const PAYOUTS: i64 = 24;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// First days, the oldest first; the last one is this month.
    pub months: Vec<Date>,
    /// For each currency that anything came in: each month's gifts, what went back, and fees.
    pub currencies: Vec<Course>,
    /// What is given again and again, a month, by currency: a twelfth of a year's.
    pub base: Vec<Money>,
    /// This month, by interval: who came, who left.
    pub gained: BTreeMap<Interval, i64>,
    pub lost: BTreeMap<Interval, i64>,
    /// Who gives at present, by interval.
    pub supporters: BTreeMap<Interval, i64>,
    /// Whose card fails at present.
    pub failing: i64,
    /// This month's gifts by interval and method.
    pub shares: Vec<Share>,
    pub goal: Option<Goal>,
    pub payouts: Vec<PaidOut>,
    pub reminders: i64,
    /// Payments of which a card's owner has told their bank this month that they are not theirs.
    pub warnings: i64,
}

/// One currency through the months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    pub currency: Currency,
    pub gifts: Vec<i64>,
    pub back: Vec<i64>,
    pub fees: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Empty where it is not known.
    pub interval: String,
    pub method: String,
    pub money: Money,
    pub count: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    pub aim: Money,
    pub came: Money,
    /// Hundredths, never above 100.
    pub percent: i64,
}

impl Fund {
    /// The report as of now.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn report(&self, now: Timestamp) -> Result<Report> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let first = today.first_of_month();
        let months: Vec<Date> = (0..MONTHS).rev().filter_map(|ago| first.checked_sub(ago.months()).ok()).collect();
        let at = |date: Date| date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
        let (from, this, until) = (at(*months.first().unwrap_or(&first))?, at(first)?, at(first.checked_add(1.month())?)?);
        let goal = self.terms().goal;
        let (income, groups, gained, lost, payouts, reminders, warnings) = self
            .db()
            .read(move |tx| {
                Ok((
                    ledger::income(tx, from, until)?,
                    attempts::groups(tx)?,
                    attempts::gained(tx, this, until)?,
                    attempts::lost(tx, this, until)?,
                    ledger::payouts(tx, PAYOUTS)?,
                    super::store::reminders::count(tx)?,
                    ledger::count_warnings(tx, this, until)?,
                ))
            })
            .await?;
        let currencies = courses(&months, &income);
        let base = base(&groups);
        let mut supporters = BTreeMap::new();
        for group in groups.iter().filter(|group| group.state.supports() && group.interval.recurs()) {
            *supporters.entry(group.interval).or_insert(0) += group.count;
        }
        let failing = groups.iter().filter(|group| group.state == super::model::standing::State::PastDue).map(|group| group.count).sum();
        let goal = goal.map(|aim| reached(aim, &currencies));
        let shares = shares(this, &income);
        let (gained, lost) = (gained.into_iter().collect(), lost.into_iter().collect());
        Ok(Report { months, currencies, base, gained, lost, supporters, failing, shares, goal, payouts, reminders, warnings })
    }
}

impl Fund {
    /// What may be told of this month beside the goal: all that came before today, rounded. `None` without a goal, and until there is something to tell.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn total(&self, now: Timestamp) -> Result<Option<Total>> {
        let Some(aim) = self.terms().goal else { return Ok(None) };
        let today = now.to_zoned(TimeZone::UTC).date();
        let first = today.first_of_month();
        let at = |date: Date| date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
        let (from, until) = (at(first)?, at(today)?);
        let income = self.db().read(move |tx| ledger::income(tx, from, until)).await?;
        let total = Total::of(reached(aim, &courses(&[first], &income)).came, aim);
        Ok((total.came.minor > 0).then_some(total))
    }
}

fn courses(months: &[Date], income: &[Income]) -> Vec<Course> {
    let mut all: BTreeMap<Currency, Course> = BTreeMap::new();
    for one in income {
        let month = one.day.to_zoned(TimeZone::UTC).date().first_of_month();
        let Some(at) = months.iter().position(|other| *other == month) else { continue };
        let none = || vec![0; months.len()];
        let course =
            all.entry(one.currency).or_insert_with(|| Course { currency: one.currency, gifts: none(), back: none(), fees: none() });
        match one.kind {
            EntryKind::Contribution => course.gifts[at] += one.minor,
            EntryKind::Refund
            | EntryKind::RefundFailed
            | EntryKind::DisputeOpened
            | EntryKind::DisputeWon
            | EntryKind::DisputeLost
            | EntryKind::DisputeReversed => course.back[at] -= one.minor,
            EntryKind::Booked | EntryKind::Payout | EntryKind::Fee | EntryKind::Other | EntryKind::Warning => course.fees[at] -= one.minor,
        }
    }
    all.into_values().collect()
}

/// What comes each month if nobody changes anything.
fn base(groups: &[Group]) -> Vec<Money> {
    let mut twelfths: BTreeMap<Currency, i64> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.state.supports()) {
        let times = match group.interval {
            Interval::Once => continue,
            Interval::Monthly => 12,
            Interval::Annual => 1,
        };
        *twelfths.entry(group.currency).or_default() += group.minor.saturating_mul(times);
    }
    twelfths.into_iter().map(|(currency, sum)| currency.of(sum / 12)).collect()
}

fn reached(aim: Money, currencies: &[Course]) -> Goal {
    let came = currencies.iter().find(|course| course.currency == aim.currency);
    let came = came.and_then(|course| Some(course.gifts.last()? - course.back.last()?)).unwrap_or_default().max(0);
    let percent = if aim.minor > 0 { (came.saturating_mul(100) / aim.minor).min(100) } else { 100 };
    Goal { aim, came: aim.currency.of(came), percent }
}

fn shares(this: Timestamp, income: &[Income]) -> Vec<Share> {
    let mut all: BTreeMap<(String, String, Currency), (i64, i64)> = BTreeMap::new();
    for one in income.iter().filter(|one| one.day >= this && one.kind == EntryKind::Contribution) {
        let share = all.entry((one.interval.clone(), one.method.clone(), one.currency)).or_default();
        *share = (share.0 + one.minor, share.1 + one.count);
    }
    let mut shares: Vec<Share> = all
        .into_iter()
        .map(|((interval, method, currency), (minor, count))| Share { interval, method, money: currency.of(minor), count })
        .collect();
    shares.sort_by_key(|share| (share.money.currency, -share.money.minor));
    shares
}
