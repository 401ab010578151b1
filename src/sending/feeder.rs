//! Brings work: reads the ledger into the window, and knows when nothing is left.
//!
//! The order: deferred letters whose time has come; then those who wait, by place; then, when nobody waits any more, the letters in doubt. These come last so that
//! a program that dies again and again reaches everybody once before it writes to anybody twice, and so that a person has time to choose otherwise.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use kernel::clock::moment;

use super::control::Mode;
use super::engine::Shared;
use super::model::{Place, Refusal, State};
use super::store::Open;

/// Lines read at a time.
const BATCH: usize = 512;
/// Whoever sleeps looks up this often at least: a clock that is set, a choice made in the ledger.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);

struct Feeder {
    shared: Arc<Shared>,
    /// Where to read on among those who wait; `None` when all were read.
    cursor: Option<Place>,
}

pub(super) async fn run(shared: Arc<Shared>) -> Result<()> {
    let mut feeder = Feeder { cursor: Some(0), shared };
    let fed = feeder.feed().await;
    feeder.shared.end();
    fed
}

impl Feeder {
    async fn feed(&mut self) -> Result<()> {
        loop {
            let mode = self.shared.control.mode();
            let expired = self.shared.now() >= self.shared.entry.ends_at;
            match mode {
                Mode::Cancelled | Mode::Stopping => return Ok(()),
                // Who waits is counted as expired when the books are closed.
                _ if expired => return Ok(()),
                Mode::Paused => self.shared.control.sleep(Mode::Paused, LONGEST_SLEEP).await,
                Mode::Running if self.shared.work().over => return Ok(()),
                Mode::Running => {
                    let before = self.shared.work().settled;
                    if !self.bring().await? {
                        if self.is_all_done(before) {
                            return Ok(());
                        }
                        self.sleep().await;
                    }
                }
            }
        }
    }

    /// Whether anything was brought.
    async fn bring(&mut self) -> Result<bool> {
        self.put_off().await?;
        let now = self.shared.now_ms();
        let (room, due) = {
            let mut work = self.shared.work();
            let due = work.next_due.is_some_and(|at| at <= now);
            if due {
                work.next_due = None;
            }
            (work.queue.room(), due)
        };
        if due {
            return self.deferred(now, room).await;
        }
        if room < BATCH {
            return Ok(false);
        }
        if self.cursor.is_none() {
            self.cursor = self.shared.work().queue.come_back(now);
        }
        if let Some(from) = self.cursor {
            let read = self.shared.ledger.waiting(from, BATCH as u32).await?;
            self.cursor = read.last().map(|last| last.place + 1).filter(|_| read.len() == BATCH);
            return self.push(read, State::Waiting).map(|_| true);
        }
        if self.shared.work().queue.has_passed_over() {
            return Ok(false);
        }
        self.doubtful(now).await
    }

    /// Letters of resting domains get a new time in the ledger.
    async fn put_off(&self) -> Result<()> {
        let letters = self.shared.work().queue.take_put_off();
        if letters.is_empty() {
            return Ok(());
        }
        let times = letters.iter().map(|&(place, at)| (place, moment(at))).collect();
        self.shared.ledger.put_off(times).await?;
        let mut work = self.shared.work();
        for (place, at) in letters {
            work.queue.release(place);
            work.due_at(at);
        }
        Ok(())
    }

    async fn deferred(&self, now: i64, room: usize) -> Result<bool> {
        // Those of them that are in the window already are read again and not taken twice.
        let most = self.shared.work().queue.len() + room.min(BATCH);
        let (read, next_due) = self.shared.ledger.due(State::Deferred, moment(now), most as u32).await?;
        let all = read.len() < most;
        self.push(read, State::Deferred)?;
        let mut work = self.shared.work();
        if let Some(at) = next_due {
            work.due_at(at.as_millisecond());
        }
        if !all {
            // There are more; they come when the window has room.
            work.due_at(now + 50);
        }
        // Others may wait besides.
        Ok(true)
    }

    async fn doubtful(&self, now: i64) -> Result<bool> {
        if !std::mem::take(&mut self.shared.work().doubts) {
            return Ok(false);
        }
        let most = self.shared.work().queue.len() + BATCH;
        let (read, _) = self.shared.ledger.due(State::Unknown, moment(now), most as u32).await?;
        if read.len() == most {
            self.shared.work().doubts = true;
        }
        Ok(self.push(read, State::Unknown)? > 0)
    }

    /// Opens the records, for the sake of their domains, and puts the letters into the window. How many were not there.
    fn push(&self, read: Vec<Open>, state: State) -> Result<usize> {
        let mut pushed = 0;
        for open in read {
            if self.shared.work().queue.has(open.place) {
                continue;
            }
            let recipient = self.shared.capsule.recipient(open.place)?;
            ensure!(recipient.person == open.person, Refusal::OtherCapsule { place: open.place });
            self.shared.work().queue.push(open, &recipient.domain(), state);
            pushed += 1;
        }
        if pushed > 0 {
            self.shared.lanes.notify_waiters();
        }
        Ok(pushed)
    }

    /// Nothing was found, nothing is on its way, and nothing came in between.
    fn is_all_done(&self, before: u64) -> bool {
        let work = self.shared.work();
        self.cursor.is_none()
            && work.settled == before
            && work.next_due.is_none()
            && !work.doubts
            && work.queue.is_empty()
            && !work.queue.has_passed_over()
    }

    async fn sleep(&self) {
        let until = {
            let work = self.shared.work();
            let wakes = work.queue.wakes_at().filter(|_| work.queue.has_passed_over());
            [work.next_due, wakes, Some(self.shared.entry.ends_at.as_millisecond())].into_iter().flatten().min()
        };
        let wait = until.map_or(LONGEST_SLEEP, |until| Duration::from_millis(until.saturating_sub(self.shared.now_ms()).max(1) as u64));
        tokio::select! {
            () = self.shared.feeder.notified() => {}
            // Somebody may have chosen anew what becomes of those in doubt.
            () = self.shared.control.sleep(Mode::Running, wait.min(LONGEST_SLEEP)) => self.shared.work().doubts = true,
        }
    }
}
