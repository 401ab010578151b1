//! The threads that own the connections, and the group commit.
//!
//! One thread writes. It takes the act that waits longest, runs it in a savepoint of its own, goes on with those that came meanwhile, commits them together,
//! and only then answers: many small acts cost one sync of the disk. A few threads read.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use flume::{Receiver, Sender};

use crate::Tx;
use crate::session::Session;

/// A group is closed after this many acts, or this long after its first began, so that nobody waits for an endless stream of others.
const LARGEST_GROUP: usize = 1_000;
const LONGEST_GROUP: Duration = Duration::from_millis(20);

thread_local! {
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is one that runs acts. To wait for another act there could be to wait forever.
pub(crate) fn at_work() -> bool {
    AT_WORK.get()
}

pub(crate) enum Order {
    Act(Box<dyn Act>),
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
    outcome: Result<T>,
    reply: Sender<Result<T>>,
}

/// An order to run `act`, and where its answer will come.
pub(crate) fn order<F, T>(act: F) -> (Order, Receiver<Result<T>>)
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = flume::bounded(1);
    (Order::Act(Box::new(Waiting { act: Some(act), outcome: Err(anyhow!("it was never run")), reply })), answer)
}

impl<F, T> Act for Waiting<F, T>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(act) = self.act.take() else { return false };
        self.outcome = catch_unwind(AssertUnwindSafe(|| act(tx))).unwrap_or_else(|_| Err(anyhow!("the act panicked and was undone")));
        if let (Ok(_), Some(name)) = (&self.outcome, tx.failed()) {
            self.outcome = Err(anyhow!("the act went on after statement {name} had failed, and was undone"));
        }
        self.outcome.is_ok()
    }

    fn answer(mut self: Box<Self>, lost: Option<&anyhow::Error>) {
        if let (Some(why), true) = (lost, self.outcome.is_ok() || self.act.is_some()) {
            self.outcome = Err(anyhow!("{why:#}"));
        }
        // Whoever asked may have gone away since; the act stands all the same.
        let _ = self.reply.send(self.outcome);
    }
}

/// Starts the thread that writes.
pub(crate) fn writer(name: &str, mut session: Session, orders: Receiver<Order>) -> Result<JoinHandle<()>> {
    start(format!("{name}-writer"), move || {
        while let Ok(Order::Act(first)) = orders.recv() {
            if group(&mut session, first, &orders).is_break() {
                break;
            }
        }
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

fn start(name: String, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let at_work = || {
        AT_WORK.set(true);
        work();
    };
    thread::Builder::new().name(name).spawn(at_work).context("a thread for the database cannot be started")
}

/// Runs `first` and those that wait behind it, commits, answers. `Break` when the order to stop was among them.
fn group(session: &mut Session, first: Box<dyn Act>, orders: &Receiver<Order>) -> std::ops::ControlFlow<()> {
    use std::ops::ControlFlow::{Break, Continue};
    if let Err(why) = session.begin_write().context("writing cannot begin") {
        first.answer(Some(&why));
        return Continue(());
    }
    let (begun, mut done, mut next, mut flow, mut broken) = (Instant::now(), Vec::new(), Some(first), Continue(()), None);
    while let Some(mut act) = next.take() {
        broken = attempt(session, &mut *act).err();
        done.push(act);
        if broken.is_some() || done.len() == LARGEST_GROUP || begun.elapsed() > LONGEST_GROUP {
            break;
        }
        match orders.try_recv() {
            Ok(Order::Act(act)) => next = Some(act),
            Ok(Order::Stop) => flow = Break(()),
            Err(_) => {}
        }
    }
    let lost = broken.or_else(|| session.commit().err()).map(|why| why.context("the act was not committed"));
    if lost.is_some() {
        session.rollback();
    }
    for act in done {
        act.answer(lost.as_ref());
    }
    flow
}

/// Runs one act so that, unless it is to be kept, nothing of it is left.
///
/// # Errors
/// When the transaction around it is lost, as when the disk is full: then nothing of the group is kept.
fn attempt(session: &mut Session, act: &mut dyn Act) -> Result<()> {
    session.begin_act()?;
    if act.run(&mut Tx::new(session)) { session.keep_act() } else { session.undo_act() }
}
