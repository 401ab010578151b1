//! The threads that own the connections, and the group commit.
//!
//! One thread writes. It takes the act that waits longest, runs it in a savepoint of its own, goes on with those that came meanwhile, commits them together,
//! and only then answers: many small acts cost one sync of the disk. A few threads read.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use flume::{Receiver, Sender};
use tokio::sync::Notify;

use crate::Tx;
use crate::session::Session;

/// A group is closed after this many acts, or this long after its first began, so that nobody waits for an endless stream of others.
const LARGEST_GROUP: usize = 1_000;
const LONGEST_GROUP: Duration = Duration::from_millis(20);
/// After this long of work without a rest the thread asks whether somebody else waits for its core, who may be serving a page.
const BREATH: Duration = Duration::from_micros(300);

thread_local! {
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is one that runs acts. To wait for another act there could be to wait forever.
pub(crate) fn at_work() -> bool {
    AT_WORK.get()
}

pub(crate) enum Order {
    Act(Box<dyn Act>),
    /// See [`Db::sweep`](crate::Db::sweep).
    Sweep(Sender<Result<()>>),
    Stop,
}

/// An act that waits for its turn, whatever it answers with.
pub(crate) trait Act: Send {
    /// Runs it; whether what it did is to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;

    /// Tells the one who waits; `lost` says why what it did could not be kept after all.
    fn answer(self: Box<Self>, lost: Option<&anyhow::Error>);
}

struct Waiting<F, T> {
    act: Option<F>,
    outcome: Option<Result<T>>,
    reply: Sender<Result<T>>,
}

/// An order to run `act`, and where its answer will come.
pub(crate) fn order<F, T>(act: F) -> (Order, Receiver<Result<T>>)
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = flume::bounded(1);
    (Order::Act(Box::new(Waiting { act: Some(act), outcome: None, reply })), answer)
}

impl<F, T> Act for Waiting<F, T>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(act) = self.act.take() else { return false };
        let mut outcome = catch_unwind(AssertUnwindSafe(|| act(tx))).unwrap_or_else(|_| Err(anyhow!("the act panicked and was undone")));
        if let (Ok(_), Some(name)) = (&outcome, tx.failed()) {
            outcome = Err(anyhow!("the act went on after statement {name} had failed, and was undone"));
        }
        self.outcome.insert(outcome).is_ok()
    }

    fn answer(self: Box<Self>, lost: Option<&anyhow::Error>) {
        let outcome = match (self.outcome, lost) {
            (Some(Ok(_)) | None, Some(why)) => Err(anyhow!("{why:#}")),
            (Some(outcome), _) => outcome,
            (None, None) => Err(anyhow!("it was never run")),
        };
        // Whoever asked may have gone away since; the act stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// Starts the thread that writes. It rings `bell` when jobs were committed.
pub(crate) fn writer(name: &str, mut session: Session, orders: Receiver<Order>, bell: Arc<Notify>) -> Result<JoinHandle<()>> {
    start(format!("{name}-writer"), move || {
        let mut left_over = None;
        while let Some(order) = left_over.take().or_else(|| orders.recv().ok()) {
            match order {
                Order::Act(first) => {
                    left_over = group(&mut session, first, &orders, &bell);
                    if left_over.is_none() && orders.is_empty() {
                        session.settle();
                    }
                }
                Order::Sweep(reply) => drop(reply.send(session.sweep())),
                Order::Stop => break,
            }
        }
        session.rest();
    })
}

/// Starts a thread that reads.
pub(crate) fn reader(name: &str, mut session: Session, orders: Receiver<Order>) -> Result<JoinHandle<()>> {
    start(format!("{name}-reader"), move || {
        while let Ok(Order::Act(mut act)) = orders.recv() {
            let begun = session.begin_read().context("reading cannot begin");
            if begun.is_ok() {
                act.run(&mut Tx::new(&mut session));
                session.rollback();
            }
            act.answer(begun.as_ref().err());
        }
    })
}

/// Runs `work` on a thread of its own and waits for it: a caller that is driven by a runtime must not drive another.
pub(crate) fn aside<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|_| Err(anyhow!("opening the database panicked")))
}

fn start(name: String, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let at_work = || {
        AT_WORK.set(true);
        work();
    };
    thread::Builder::new().name(name).spawn(at_work).context("a thread for the database cannot be started")
}

/// Runs `first` and those that wait behind it, commits, answers. Gives back an order that is no act, if one ended the group.
fn group(session: &mut Session, first: Box<dyn Act>, orders: &Receiver<Order>, bell: &Notify) -> Option<Order> {
    if let Err(why) = session.begin_write().context("writing cannot begin") {
        first.answer(Some(&why));
        return None;
    }
    let (begun, mut done, mut left_over, mut jobs) = (Instant::now(), Vec::new(), Some(Order::Act(first)), false);
    let (mut whole, mut rested) = (Ok(()), begun);
    while let Some(Order::Act(mut act)) = left_over.take_if(|order| matches!(order, Order::Act(_))) {
        whole = attempt(session, &mut *act).map(|enqueued| jobs |= enqueued);
        done.push(act);
        if whole.is_err() || done.len() == LARGEST_GROUP || begun.elapsed() > LONGEST_GROUP {
            break;
        }
        left_over = orders.try_recv().ok();
        if left_over.is_some() && rested.elapsed() > BREATH {
            thread::yield_now();
            rested = Instant::now();
        }
    }
    let kept = whole.and_then(|()| session.commit());
    match &kept {
        Ok(()) if jobs => bell.notify_one(),
        Ok(()) => {}
        Err(_) => session.rollback(),
    }
    for act in done {
        act.answer(kept.as_ref().err());
    }
    left_over
}

/// Runs one act so that, unless it is to be kept, nothing of it is left; whether it is kept and has enqueued a job.
///
/// # Errors
/// When the transaction around it is lost, as when the disk is full: then nothing of the group is kept.
fn attempt(session: &mut Session, act: &mut dyn Act) -> Result<bool> {
    session.begin_act()?;
    let mut tx = Tx::new(session);
    let (kept, enqueued) = (act.run(&mut tx), tx.enqueued);
    if kept { session.keep_act() } else { session.undo_act() }.context("the act was not kept")?;
    Ok(kept && enqueued)
}
