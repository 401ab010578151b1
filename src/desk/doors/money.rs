//! The treasurer's page: sums, and nobody's identity.

#![deny(clippy::float_arithmetic)]

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use jiff::tz::TimeZone;
use kernel::Money;
use serde::Serialize;

use super::Answer;
use super::visit::Visit;
use crate::app::App;
use crate::desk::look::Page;
use crate::fund::model::Interval;
use crate::fund::report::{Course, Report};

/// The plot's height, in its own units; every bar is as wide as [`BAR`] with [`GAP`] behind it.
const HEIGHT: i64 = 120;
const BAR: i64 = 26;
const GAP: i64 = 10;

#[derive(Debug, Serialize)]
pub struct MoneyPage {
    open: bool,
    goal: Option<GoalView>,
    base: Vec<String>,
    supporters: Vec<Counted>,
    failing: i64,
    reminders: i64,
    warnings: i64,
    courses: Vec<CourseView>,
    shares: Vec<ShareView>,
    payouts: Vec<PayoutView>,
}

#[derive(Debug, Serialize)]
struct GoalView {
    came: String,
    aim: String,
    percent: i64,
}

#[derive(Debug, Serialize)]
struct Counted {
    interval: String,
    count: i64,
    gained: i64,
    lost: i64,
}

#[derive(Debug, Serialize)]
struct CourseView {
    currency: &'static str,
    this: String,
    back: String,
    fees: String,
    width: i64,
    height: i64,
    bars: Vec<Bar>,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    month: String,
    letter: String,
    amount: String,
    last: bool,
}

#[derive(Debug, Serialize)]
struct ShareView {
    interval: String,
    method: String,
    amount: String,
    count: i64,
}

#[derive(Debug, Serialize)]
struct PayoutView {
    day: String,
    provider: &'static str,
    payout: String,
    amount: String,
    lines: i64,
    sum: String,
    fits: bool,
}

impl Page for MoneyPage {
    const TEMPLATE: &'static str = "money.html";
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let report = app.fund.report(app.clock.now()).await?;
    visit.show(&page(&visit, &report))
}

/// The whole ledger, as `indelible fund ledger export` writes it.
pub async fn csv(State(app): State<App>) -> Answer {
    let mut bytes = Vec::new();
    app.fund.books().export(&mut bytes).await?;
    Ok(sheet("attachment; filename=\"ledger.csv\"", bytes))
}

/// Each payout beside its lines, as `indelible fund ledger payouts` writes it.
pub async fn payouts(State(app): State<App>) -> Answer {
    let mut bytes = Vec::new();
    app.fund.books().export_payouts(&mut bytes).await?;
    Ok(sheet("attachment; filename=\"payouts.csv\"", bytes))
}

fn sheet(disposition: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

fn page(visit: &Visit, report: &Report) -> MoneyPage {
    let language = visit.lang.language();
    let say = |money: Money| money.say(language);
    let interval = |interval: Interval| visit.say(&format!("fund-interval-{interval}"));
    let supporters = [Interval::Monthly, Interval::Annual].map(|one| Counted {
        interval: interval(one),
        count: report.supporters.get(&one).copied().unwrap_or_default(),
        gained: report.gained.get(&one).copied().unwrap_or_default(),
        lost: report.lost.get(&one).copied().unwrap_or_default(),
    });
    let known =
        |prefix: &str, word: &str| if word.is_empty() { visit.say("money-unknown") } else { visit.say(&format!("{prefix}-{word}")) };
    MoneyPage {
        open: visit.app.fund.terms().is_open(),
        goal: report.goal.map(|goal| GoalView { came: say(goal.came), aim: say(goal.aim), percent: goal.percent }),
        base: report.base.iter().map(|money| say(*money)).collect(),
        supporters: supporters.into(),
        failing: report.failing,
        reminders: report.reminders,
        warnings: report.warnings,
        courses: report.currencies.iter().map(|course| plotted(visit, report, course)).collect(),
        shares: report
            .shares
            .iter()
            .map(|share| ShareView {
                interval: known("fund-interval", &share.interval),
                method: known("fund-method", &share.method),
                amount: say(share.money),
                count: share.count,
            })
            .collect(),
        payouts: report
            .payouts
            .iter()
            .map(|paid| PayoutView {
                day: paid.day.to_zoned(TimeZone::UTC).date().to_string(),
                provider: paid.provider.as_str(),
                payout: paid.payout.clone(),
                amount: say(paid.currency.of(paid.minor)),
                lines: paid.lines,
                sum: say(paid.currency.of(paid.sum)),
                // Of some payouts no lines are told.
                fits: paid.lines == 0 || paid.sum == paid.minor,
            })
            .collect(),
    }
}

/// Bars in whole units: nothing here is measured in fractions.
fn plotted(visit: &Visit, report: &Report, course: &Course) -> CourseView {
    let language = visit.lang.language();
    let say = |minor: i64| course.currency.of(minor).say(language);
    let most = course.gifts.iter().copied().max().unwrap_or_default().max(1);
    let last = course.gifts.len().saturating_sub(1);
    let bars = report.months.iter().zip(&course.gifts).zip(0_i64..).enumerate().map(|(n, ((month, gifts), place))| {
        let height = (*gifts).max(0).saturating_mul(HEIGHT) / most;
        Bar {
            x: place * (BAR + GAP),
            y: HEIGHT - height,
            width: BAR,
            height,
            month: visit.app.words.month(&visit.lang, month.year(), month.month()),
            letter: month.month().to_string(),
            amount: say(*gifts),
            last: n == last,
        }
    });
    let at = |list: &[i64]| say(list.last().copied().unwrap_or_default());
    CourseView {
        currency: course.currency.code(),
        this: at(&course.gifts),
        back: at(&course.back),
        fees: at(&course.fees),
        width: i64::try_from(report.months.len()).unwrap_or_default() * (BAR + GAP) - GAP,
        height: HEIGHT,
        bars: bars.collect(),
    }
}
