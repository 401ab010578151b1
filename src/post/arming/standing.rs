//! How what is armed stands, for staff, keyholders, and `doctor`.

use std::sync::{Arc, PoisonError};

use ::store::Tx;
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::model::{Arming, State};
use crate::app::App;
use crate::post::Post;
use crate::post::model::{Issue, IssueId};
use crate::post::store::{arming as store, issues};
use crate::sending::control::Mode;
use crate::sending::{self, Balance, Ledger, store as book};

/// Armings that are told at a time.
const MOST: i64 = 20;
/// How long an issue that nobody sent is told: then the next one's time has come.
const TOLD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An armed issue as it is now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Standing {
    pub issue: IssueId,
    pub number: i64,
    pub subject: String,
    /// The machine that armed it.
    pub courier: String,
    pub state: State,
    pub at: Timestamp,
    pub armed_at: Timestamp,
    /// When its key is destroyed at the latest.
    pub ends_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Letters have left.
    pub begun: bool,
    /// Of its ledger; all zero where there is none any more.
    pub balance: Balance,
    pub per_second: f64,
    pub to_go_seconds: Option<u64>,
    /// Nothing goes out, though it should: the relay.
    pub stalled: bool,
    /// Readers do not get their letter unless a person does something.
    pub alarms: bool,
}

/// What a person has to see to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub issue: IssueId,
    /// `None` while it is a draft.
    pub number: Option<i64>,
    pub subject: String,
    pub why: Why,
    pub at: Timestamp,
}

/// Why an issue does not reach its readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// What became of its arming.
    Arming(State),
    /// Its time has passed, and it is still a draft.
    Unready,
    /// Its time has passed, and nobody has armed it.
    Unarmed,
}

impl Why {
    /// As it stands in the keys of its words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Arming(state) => state.as_str(),
            Self::Unready => "unready",
            Self::Unarmed => "unarmed",
        }
    }
}

/// # Errors
/// When the ledger cannot be asked.
pub async fn of(app: &App, arming: &Arming) -> Result<Standing> {
    let (id, control) = (sending::IssueId(arming.issue().0), app.post.armory().control(arming.issue()));
    let entry = app.post.db().read(move |tx| book::find_issue(tx, id)).await?;
    let begun = entry.as_ref().is_some_and(|entry| entry.started_at.is_some());
    let mut standing = Standing {
        issue: arming.issue(),
        number: arming.letter.number,
        subject: arming.letter.subject.clone(),
        courier: arming.courier.clone(),
        state: arming.state(),
        at: arming.at,
        armed_at: arming.armed_at,
        ends_at: arming.ends_at,
        ended_at: arming.ended_at,
        begun,
        balance: Balance::default(),
        per_second: 0.0,
        to_go_seconds: None,
        stalled: false,
        alarms: arming.alarms(),
    };
    if let Some(control) = control {
        let progress = control.progress();
        standing.balance = progress.balance;
        standing.per_second = progress.per_second;
        standing.to_go_seconds = progress.to_go.map(|left| left.as_secs());
        standing.stalled = progress.stall.is_some();
        if control.mode() == Mode::Paused {
            standing.state = State::Paused;
        }
    } else if let Some(report) = Ledger::report(app.post.db(), id).await? {
        standing.balance = report.balance;
    }
    Ok(standing)
}

/// The latest, the newest first.
///
/// # Errors
/// When the database cannot be asked.
pub async fn all(app: &App) -> Result<Vec<Standing>> {
    let mut all = Vec::new();
    for arming in app.post.db().read(|tx| store::latest(tx, MOST)).await? {
        all.push(of(app, &arming).await?);
    }
    Ok(all)
}

/// How one issue stands; `None` when it was never armed.
///
/// # Errors
/// When the database cannot be asked.
pub async fn one(app: &App, issue: IssueId) -> Result<Option<Standing>> {
    match app.post.db().read(move |tx| store::find(tx, issue)).await? {
        Some(arming) => of(app, &arming).await.map(Some),
        None => Ok(None),
    }
}

/// Looks anew what a person has to see to.
///
/// # Errors
/// When the database cannot be asked.
pub async fn refresh(app: &App) -> Result<()> {
    let now = app.clock.now();
    let (armed, late) = app.post.db().read(move |tx| Ok((store::latest(tx, MOST)?, late(tx, now)?))).await?;
    let alarms = armed.iter().filter(|arming| arming.alarms()).map(Alarm::of).chain(late).collect();
    *app.post.armory().0.alarms.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(alarms);
    Ok(())
}

fn late(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Alarm>> {
    let late = issues::late(tx, now.checked_sub(TOLD)?, now, MOST)?;
    Ok(late.into_iter().filter_map(Alarm::of_late).collect())
}

impl Alarm {
    fn of(arming: &Arming) -> Self {
        let (number, subject) = (Some(arming.letter.number), arming.letter.subject.clone());
        Self { issue: arming.issue(), number, subject, why: Why::Arming(arming.state()), at: arming.at }
    }

    /// `None` for one without a time.
    fn of_late(issue: Issue) -> Option<Self> {
        let why = if issue.readied_at.is_some() { Why::Unarmed } else { Why::Unready };
        Some(Self { issue: issue.id, number: issue.number, subject: issue.composed.subject, why, at: issue.due_at? })
    }
}

impl Post {
    /// Whether an issue's time has passed without anybody sending it, however long ago.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn is_late(&self, issue: IssueId, now: Timestamp) -> Result<bool> {
        let late = self.db().read(move |tx| issues::late(tx, Timestamp::UNIX_EPOCH, now, i64::MAX)).await?;
        Ok(late.iter().any(|late| late.id == issue))
    }

    /// What `doctor` says of issues, beside a house that is open or closed. `open`: a process has the house open, so a key may be in its memory.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn examine(place: ::store::Place, open: bool, now: Timestamp) -> Result<Vec<(bool, String)>> {
        let db = ::store::Db::open_read_only(place, &crate::post::SCHEMA)?;
        let (latest, late) = db.read_now(move |tx| Ok((store::latest(tx, MOST)?, late(tx, now)?)))?;
        let armed = latest.iter().filter(|arming| arming.sent_at.is_none()).filter_map(|arming| told(arming, open));
        Ok(armed.chain(late.iter().map(|alarm| (false, told_late(alarm)))).collect())
    }
}

fn told_late(Alarm { number, subject, at, .. }: &Alarm) -> String {
    let at = at.strftime("%Y-%m-%d %H:%M UTC");
    match number {
        Some(number) => format!(
            "letter {number}, “{subject}”, was meant for {at}, and nobody has armed or sent it: send it from the keyholder's machine (“indelible courier \
             send”), or arm it for another time (“indelible courier arm”)"
        ),
        None => {
            format!("a letter was meant for {at}, and its draft “{subject}” is not ready: ready it at the desk, or throw it away there")
        }
    }
}

fn told(arming: &Arming, open: bool) -> Option<(bool, String)> {
    let next = "arm it again on the keyholder's machine (“indelible courier arm”), or send it from there (“indelible courier send”); nobody gets it twice";
    let what = format!("letter {}, “{}”", arming.letter.number, arming.letter.subject);
    let at = arming.at.strftime("%Y-%m-%d %H:%M UTC");
    Some(match arming.state() {
        state if state.is_live() && !open => {
            (false, format!("{what} was armed for {at}, and the house is closed: its key is gone with the memory; {next}"))
        }
        State::Armed => (true, format!("{what} is armed for {at} by the courier {}", arming.courier)),
        State::Sending | State::Paused => (true, format!("{what} is being sent")),
        State::Missed => {
            (false, format!("{what} was armed for {at}, and that time was missed: release it on its page at the desk, or {next}"))
        }
        State::Changed => (false, format!("{what} has changed since it was armed for {at}: release it on its page at the desk, or {next}")),
        State::Lost => (
            false,
            format!("{what} was armed for {at}, and the server was started anew: its key is gone, and nothing more is sent; {next}"),
        ),
        State::Over => (false, format!("{what} did not reach everybody before its key's twelve hours were over; {next}")),
        State::Broken => (false, format!("{what} could not be sent; the log says why; {next}")),
        State::Sent | State::Cancelled | State::Disarmed | State::HandedOver => return None,
    })
}
