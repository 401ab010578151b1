//! Runs a sending to its end.
//!
//! One task for each connection (`lane`), one that brings work from the ledger (`feeder`), one that tells how far it is. They meet in [`Shared`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use jiff::Timestamp;
use kernel::Clock;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::backoff::Backoff;
use super::control::{Control, Mode};
use super::gate::Gate;
use super::model::{Balance, Place, Refusal};
use super::pace::WarmUp;
use super::progress::Tally;
use super::queue::{Limits, Queue};
use super::store::Entry;
use super::{Capsule, Composer, Ledger, Relays, feeder, lane};

/// Letters in memory at a time, without their addresses.
const WINDOW: usize = 4_096;
const ASIDE: usize = 512;
/// How often those who watch are told.
const TELL: Duration = Duration::from_millis(250);

/// How a sending is to go.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Connections at the same time, and so the most letters that a crash leaves in doubt.
    pub connections: usize,
    /// Letters a second over all; `None` is as fast as it goes.
    pub per_second: Option<f64>,
    pub warm_up: Option<WarmUp>,
    /// Letters to one domain at the same time.
    pub per_domain: usize,
    /// Letters a second to one domain; `None` is as fast as it goes.
    pub per_domain_per_second: Option<f64>,
    /// For letters and domains that were put off.
    pub backoff: Backoff,
    /// Letters over one connection before it is closed and another opened.
    pub per_connection: u32,
    /// How long a connection stays open with nothing to send. Servers hang up after five minutes at the latest (RFC 5321 4.5.3.2.7).
    pub idle: Duration,
    /// After so many refusals in a row for reasons that have to do with us, the sending pauses itself instead of spending the list.
    pub halt_after: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            connections: 16,
            per_second: None,
            warm_up: None,
            per_domain: 8,
            per_domain_per_second: None,
            backoff: Backoff::LETTER,
            per_connection: 1_000,
            idle: Duration::from_secs(10),
            halt_after: 50,
        }
    }
}

/// How it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The books are closed, the key and the capsule destroyed.
    Finished(Balance),
    /// It was told to stop, and goes on when it is started again with a capsule.
    Stopped(Balance),
}

/// A sending that is ready to run.
pub struct Engine(Arc<Shared>);

pub(super) struct Shared {
    pub(super) entry: Entry,
    pub(super) ledger: Ledger,
    pub(super) capsule: Capsule,
    pub(super) composer: Composer,
    pub(super) relays: Relays,
    pub(super) plan: Plan,
    pub(super) clock: Clock,
    pub(super) control: Control,
    pub(super) gate: Gate,
    pub(super) tally: Tally,
    queue: Mutex<Work>,
    /// Rung when a letter may be ready, or nothing more will be.
    pub(super) lanes: Notify,
    /// Rung when the window has room, or the last letters are settled.
    pub(super) feeder: Notify,
}

/// The window, and what the feeder and the lanes tell each other.
pub(super) struct Work {
    pub(super) queue: Queue,
    /// When the next deferred letter is due, in milliseconds.
    pub(super) next_due: Option<i64>,
    /// Whether there may be letters in doubt that are to be sent again.
    pub(super) doubts: bool,
    /// Counts the letters that were settled, so that the feeder sees whether one was while it looked into the ledger.
    pub(super) settled: u64,
    /// Nothing more will come.
    pub(super) over: bool,
}

impl Engine {
    /// Puts in doubt what was leased when the program ended last, and gets ready.
    ///
    /// # Errors
    /// The database's, and when the capsule has another number of records than the ledger has lines.
    pub async fn new(ledger: Ledger, capsule: Capsule, composer: Composer, relays: Relays, plan: Plan, clock: Clock) -> Result<Self> {
        let entry = ledger.entry().clone();
        ensure!(capsule.count() == entry.candidates, Refusal::OtherCapsule { place: capsule.count() });
        ensure!(composer.issue == entry.issue, "the letter is of another issue than the sending");
        let in_doubt = ledger.recover(clock.now()).await?;
        if in_doubt > 0 {
            tracing::warn!(
                sending = entry.id.0,
                in_doubt,
                "the program ended while letters were on the wire; whether they arrived is not known"
            );
        }
        let tally = Tally::new(ledger.balance().await?);
        let (per_domain, per_second) = (plan.per_domain.max(1), plan.per_domain_per_second);
        let limits = Limits { window: WINDOW, aside: ASIDE, per_domain, per_second, backoff: plan.backoff };
        let work = Work { queue: Queue::new(limits), next_due: Some(i64::MIN), doubts: true, settled: 0, over: false };
        Ok(Self(Arc::new(Shared {
            control: Control::new(ledger.clone(), clock.clone()),
            gate: Gate::new(plan.per_second, plan.warm_up),
            queue: Mutex::new(work),
            lanes: Notify::new(),
            feeder: Notify::new(),
            entry,
            ledger,
            capsule,
            composer,
            relays,
            plan,
            clock,
            tally,
        })))
    }

    pub fn control(&self) -> Control {
        self.0.control.clone()
    }

    /// Sends until everybody is settled, or until it is told to stop. The runtime should have more than one thread: letters are composed and signed in it.
    ///
    /// # Errors
    /// When the ledger cannot be written, a record does not open, the letter cannot be composed, or the books do not balance in the end. Nothing more is sent
    /// then, and another start goes on from the ledger.
    pub async fn run(self) -> Result<Ending> {
        let Self(shared) = self;
        let mut tasks = JoinSet::new();
        tasks.spawn(feeder::run(Arc::clone(&shared)));
        for _ in 0..shared.plan.connections.clamp(1, shared.relays.most()) {
            tasks.spawn(lane::run(Arc::clone(&shared)));
        }
        // A set of its own: it goes when this future is dropped, as the others do.
        let mut teller = JoinSet::new();
        teller.spawn(tell(Arc::clone(&shared)));
        let mut outcome = Ok(());
        while let Some(ended) = tasks.join_next().await {
            let ended = ended.unwrap_or_else(|e| Err(anyhow::anyhow!("a task of the sending panicked: {e}")));
            if ended.is_err() && outcome.is_ok() {
                outcome = ended;
                // The others finish the letters that they have on the wire.
                shared.control.stop();
                shared.end();
            }
        }
        teller.shutdown().await;
        let ending = match outcome {
            Ok(()) => shared.conclude().await,
            Err(error) => Err(error),
        };
        shared.publish();
        let ending = ending?;
        if let (Ending::Finished(_), Some(shared)) = (ending, Arc::into_inner(shared)) {
            shared.capsule.destroy()?;
        }
        Ok(ending)
    }
}

impl Work {
    /// A deferred letter is due then.
    pub(super) fn due_at(&mut self, at: i64) {
        self.next_due = Some(self.next_due.map_or(at, |next| next.min(at)));
    }

    /// A letter is settled in the ledger.
    pub(super) fn released(&mut self, place: Place) {
        self.settled += 1;
        self.queue.release(place);
    }
}

impl Shared {
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    pub(super) fn work(&self) -> MutexGuard<'_, Work> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing more will come: whoever waits may go.
    pub(super) fn end(&self) {
        self.work().over = true;
        self.lanes.notify_waiters();
        self.feeder.notify_one();
    }

    pub(super) fn publish(&self) {
        let resting = self.work().queue.resting();
        let progress = self.tally.progress(self.control.mode(), self.relays.health(), resting, self.now().as_second());
        self.control.progress.send_if_modified(|last| {
            let changed = *last != progress;
            *last = progress;
            changed
        });
    }

    async fn conclude(&self) -> Result<Ending> {
        if self.control.mode() == Mode::Stopping {
            let balance = self.ledger.balance().await?;
            self.tally.set(balance);
            return Ok(Ending::Stopped(balance));
        }
        if self.control.mode() == Mode::Cancelled {
            self.ledger.cancel(self.now()).await?;
        }
        let balance = self.ledger.finish(self.now()).await??;
        self.tally.set(balance);
        Ok(Ending::Finished(balance))
    }
}

async fn tell(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(TELL);
    loop {
        ticks.tick().await;
        shared.publish();
    }
}
