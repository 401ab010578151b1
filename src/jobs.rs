//! What is done later: the runner of the rooms' queues, and the whole timetable.
//!
//! Promises: a job that is due is begun within a second, also one that fell due while the house was closed; one that fails is tried again, more and more
//! seldom, and after [`ATTEMPTS`] it is left for a person to see. A job may run twice; what it does is written so that twice is as good as once.

use std::time::Duration;

use anyhow::Result;
use jiff::SignedDuration;
use store::{Claimed, Db, Job};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::desk::jobs::{HandCoverage, HandOver, HandPost, Release};
use crate::fund;
use crate::paper::asks::TurnAsk;
use crate::paper::asks::rounds::PrintAsks;
use crate::paper::social::DrawCards;
use crate::post::arming;
use crate::post::jobs::{PrintIssue, ShowNewsletter};
use crate::post::weekly;
use crate::press::hubs::TellHubs;

/// How long a job is ours; one that takes longer may be run by another beside it.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How often a job is tried.
const ATTEMPTS: i64 = 12;
/// The longest the runner sleeps, in case the machine's clock is set while it does.
const NAP: Duration = Duration::from_secs(20);

/// The rooms that have a queue, and the names of their jobs.
const ROOMS: [Room; 4] = [
    Room { db: |app| app.desk.db(), jobs: &[HandOver::NAME, Release::NAME, HandPost::NAME, HandCoverage::NAME], runners: 1 },
    Room { db: |app| app.post.db(), jobs: &[ShowNewsletter::NAME, PrintIssue::NAME], runners: 1 },
    Room { db: |app| app.paper.db(), jobs: &[TellHubs::NAME, DrawCards::NAME, TurnAsk::NAME, PrintAsks::NAME], runners: 1 },
    Room { db: |app| app.fund.db(), jobs: fund::jobs::NAMES, runners: fund::jobs::RUNNERS },
];

struct Room {
    db: fn(&App) -> &Db,
    jobs: &'static [&'static str],
    /// How many run them beside each other.
    runners: usize,
}

/// A job that can be run. It is finished by the act that notes what it did; an error means that it is to be tried again.
pub trait Run: Job {
    fn run(self, app: &App, job: Claimed) -> impl Future<Output = Result<()>> + Send;
}

/// What is done by the clock alone.
const TIMETABLE: &[Entry] = &[
    Entry { name: "turn the day", every: Duration::from_secs(15 * 60), act: Act::TurnTheDay },
    Entry { name: "see what is read", every: Duration::from_secs(10 * 60), act: Act::SeeWhatIsRead },
    Entry { name: "clear the vault", every: Duration::from_secs(10 * 60), act: Act::ClearVault },
    Entry { name: "forget acts", every: Duration::from_secs(24 * 60 * 60), act: Act::ForgetActs },
    Entry { name: "forget the unconfirmed", every: Duration::from_secs(24 * 60 * 60), act: Act::ForgetUnconfirmed },
    Entry { name: "look at what is armed", every: Duration::from_secs(1), act: Act::LookAtArmed },
    Entry { name: "see what is late", every: Duration::from_secs(60), act: Act::SeeWhatIsLate },
    Entry { name: "begin the week's letters", every: Duration::from_secs(15 * 60), act: Act::BeginLetters },
    Entry { name: "tell the month's sum", every: Duration::from_secs(60 * 60), act: Act::TellTotal },
    Entry { name: "ask processors", every: Duration::from_secs(15 * 60), act: Act::TurnFund },
];

struct Entry {
    name: &'static str,
    every: Duration,
    act: Act,
}

#[derive(Clone, Copy)]
enum Act {
    /// What changes by the clock alone is printed anew; where nothing has changed there is no new edition.
    TurnTheDay,
    /// Fronts that would name other stories as read most are printed anew.
    SeeWhatIsRead,
    /// Sessions and invitations whose time is over.
    ClearVault,
    /// Keys of acts that nobody can repeat any more.
    ForgetActs,
    /// Sign-ups that nobody has confirmed, and what came back long ago.
    ForgetUnconfirmed,
    /// Issues whose time has come, and keys whose time is over.
    LookAtArmed,
    /// Issues whose time has passed, and that nobody sends.
    SeeWhatIsLate,
    /// Drafts of the issues that come out within two days.
    BeginLetters,
    /// The paper hears the month's sum, once a day.
    TellTotal,
    /// Processors are asked what no hook has told.
    TurnFund,
}

/// Runs the queues and the timetable until the handle is aborted.
pub fn spawn(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let by_clock = TIMETABLE.iter().map(|entry| tokio::spawn(keep_time(app.clone(), entry)));
        let running =
            ROOMS.iter().flat_map(|room| std::iter::repeat_n(room, room.runners)).map(|room| tokio::spawn(keep_running(app.clone(), room)));
        let _all = by_clock.chain(running).collect::<Aborting>();
        std::future::pending::<()>().await;
    })
}

/// Runs what is due now, and what that leads to, until nothing is; how many jobs that were.
///
/// # Errors
/// When a queue cannot be asked.
pub async fn run_due(app: &App) -> Result<usize> {
    let mut all = 0;
    loop {
        let mut count = 0;
        for room in &ROOMS {
            count += run_room(app, room).await?;
        }
        if count == 0 {
            return Ok(all);
        }
        all += count;
    }
}

async fn run_room(app: &App, room: &Room) -> Result<usize> {
    let mut count = 0;
    while let Some(job) = (room.db)(app).claim(app.clock.now(), LEASE, room.jobs).await? {
        run(app, room, job).await;
        count += 1;
    }
    Ok(count)
}

/// As [`run_due`], and waits for what another runner has under way.
///
/// # Errors
/// When a queue cannot be asked.
pub async fn settle(app: &App) -> Result<()> {
    loop {
        run_due(app).await?;
        let mut unsettled = 0;
        for room in &ROOMS {
            let waiting = (room.db)(app).waiting(app.clock.now()).await?;
            unsettled += waiting.due + waiting.leased;
        }
        if unsettled == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn keep_running(app: App, room: &'static Room) {
    let db = (room.db)(&app);
    loop {
        if let Err(trouble) = run_room(&app, room).await {
            tracing::error!("the jobs of {} cannot be claimed: {trouble:#}", db.name());
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let next = db.next_due(room.jobs).await.ok().flatten();
        let wait = next.map_or(NAP, |at| Duration::try_from(at.duration_since(app.clock.now())).unwrap_or_default().min(NAP));
        tokio::select! {
            () = db.job_enqueued() => {}
            () = tokio::time::sleep(wait.max(Duration::from_millis(5))) => {}
        }
    }
}

async fn run(app: &App, room: &Room, job: Claimed) {
    let done = match job.name.as_str() {
        HandOver::NAME => start::<HandOver>(app, &job).await,
        Release::NAME => start::<Release>(app, &job).await,
        HandPost::NAME => start::<HandPost>(app, &job).await,
        HandCoverage::NAME => start::<HandCoverage>(app, &job).await,
        ShowNewsletter::NAME => start::<ShowNewsletter>(app, &job).await,
        PrintIssue::NAME => start::<PrintIssue>(app, &job).await,
        DrawCards::NAME => start::<DrawCards>(app, &job).await,
        TurnAsk::NAME => start::<TurnAsk>(app, &job).await,
        PrintAsks::NAME => start::<PrintAsks>(app, &job).await,
        TellHubs::NAME => start::<TellHubs>(app, &job).await,
        _ => fund::jobs::run(&app.fund, &job).await,
    };
    if let Err(trouble) = done {
        put_back((room.db)(app), app, &job, &trouble).await;
    }
}

async fn start<J: Run + Send>(app: &App, job: &Claimed) -> Result<()> {
    job.read::<J>()?.run(app, job.clone()).await
}

async fn put_back(db: &Db, app: &App, job: &Claimed, trouble: &anyhow::Error) {
    let (now, reason) = (app.clock.now(), format!("{trouble:#}"));
    let put = if job.attempts >= ATTEMPTS {
        tracing::error!("{job:?} was given up: {reason}");
        db.give_up(job, now, &reason).await
    } else {
        tracing::warn!("{job:?} failed and will be tried again: {reason}");
        // 1 s, 2 s, 4 s … 17 min: an hour in all.
        let pause = SignedDuration::from_secs(1 << (job.attempts - 1).clamp(0, 10));
        db.retry(job, now.saturating_add(pause).unwrap_or(now), &reason).await
    };
    if let Err(trouble) = put {
        tracing::warn!("{job:?} could not be put back, and comes again when its lease is over: {trouble:#}");
    }
}

async fn keep_time(app: App, entry: &'static Entry) {
    loop {
        let done = match entry.act {
            Act::TurnTheDay => turn_the_day(&app).await,
            Act::SeeWhatIsRead => see_what_is_read(&app).await,
            Act::ClearVault => app.vault.clear().await,
            Act::ForgetActs => app.desk.forget_acts(app.clock.now()).await,
            Act::LookAtArmed => arming::watch::look(&app).await,
            Act::SeeWhatIsLate => arming::standing::refresh(&app).await,
            Act::BeginLetters => weekly::begin_due(&app, app.clock.now()).await,
            Act::ForgetUnconfirmed => app.post.clear_old(app.clock.now()).await,
            Act::TellTotal => tell_total(&app).await,
            Act::TurnFund => app.fund.turn(app.clock.now()).await,
        };
        if let Err(trouble) = done {
            tracing::warn!("{} failed: {trouble:#}", entry.name);
        }
        tokio::time::sleep(entry.every).await;
    }
}

async fn turn_the_day(app: &App) -> Result<()> {
    app.paper.touch_what_ages().await?;
    app.press.print().await.map(|_| ())
}

/// Notes what was read, and prints the fronts that would name other stories, or in another order. There is no new edition where none would.
///
/// # Errors
/// When the paper cannot be asked, or not printed.
pub async fn see_what_is_read(app: &App) -> Result<()> {
    if app.paper.hear_most_read(app.press.read_lately(app.clock.now())).await? {
        app.press.print().await?;
    }
    Ok(())
}

/// The paper hears the month's sum as it stood when the day began: not with each gift, so that no page tells of one.
///
/// # Errors
/// When the fund cannot be asked, or the paper not be printed.
pub async fn tell_total(app: &App) -> Result<()> {
    let now = app.clock.now();
    if app.paper.hear_total(app.fund.total(now).await?, now).await? {
        app.press.print().await?;
    }
    Ok(())
}

/// Tasks that end with whoever holds this.
struct Aborting(Vec<JoinHandle<()>>);

impl FromIterator<JoinHandle<()>> for Aborting {
    fn from_iter<I: IntoIterator<Item = JoinHandle<()>>>(tasks: I) -> Self {
        Self(tasks.into_iter().collect())
    }
}

impl Drop for Aborting {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}
