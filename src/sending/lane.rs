//! One connection: a letter at a time, from the lease to what became of it.
//!
//! The order is the promise. A letter is composed, leased (in the act that also records what became of the last), given to the relay, and not forgotten until that
//! is recorded. A lane with nothing to lease records it at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use letter::bounce::Class;
use zeroize::Zeroizing;

use super::carrier::{Line, Sent};
use super::composer::{Addressed, Unwritable};
use super::control::Mode;
use super::engine::Shared;
use super::gate::Pass;
use super::judgement::judge;
use super::ledger::Settlement;
use super::model::{Answer, Refusal, State, Verdict};
use super::progress::Stall;
use super::queue::{Landing, Ticket};
use super::relays::Choice;

/// A wait that is longer lets what became of the last letter be recorded first.
const SHORT: Duration = Duration::from_millis(2);
/// How often a lane without a letter or a relay looks again.
const LOOK: Duration = Duration::from_millis(500);

pub(super) async fn run(shared: Arc<Shared>) -> Result<()> {
    let mut lane = Lane { shared, line: None, last: None, letter: Zeroizing::default() };
    let worked = lane.work().await;
    let settled = lane.settle().await;
    lane.hang_up().await;
    worked.and(settled)
}

struct Lane {
    shared: Arc<Shared>,
    line: Option<Held>,
    /// The letter that has been on the wire, and what became of it: not yet in the ledger.
    last: Option<(Ticket, Verdict)>,
    /// The letter as it goes out, kept for its memory. It names the reader, so it is wiped in the end.
    letter: Zeroizing<Vec<u8>>,
}

/// An open connection, and to which relay.
struct Held {
    line: Line,
    relay: usize,
    letters: u32,
    /// Whether the relay has answered for a letter over it.
    works: bool,
    /// Since its last letter.
    idle: Duration,
}

impl Lane {
    async fn work(&mut self) -> Result<()> {
        loop {
            let mode = self.shared.control.mode();
            let (ticket, over, put_off) = {
                let now = self.shared.now_ms();
                let mut work = self.shared.work();
                let ticket = if mode == Mode::Running && !work.over { work.queue.next(now) } else { None };
                (ticket, work.over, work.queue.has_put_off())
            };
            if put_off {
                self.shared.feeder.notify_one();
            }
            match ticket {
                Some(ticket) => self.take(ticket).await?,
                None if self.last.is_some() => self.settle().await?,
                None if over || matches!(mode, Mode::Cancelled | Mode::Stopping) => return Ok(()),
                None => self.wait(mode).await,
            }
        }
    }

    /// One letter, from the capsule to the relay's answer.
    async fn take(&mut self, ticket: Ticket) -> Result<()> {
        let recipient = self.shared.capsule.recipient(ticket.open.place)?;
        ensure!(recipient.person == ticket.open.person, Refusal::OtherCapsule { place: ticket.open.place });
        let addressed = match self.shared.composer.compose(&recipient, &mut self.letter) {
            Ok(addressed) => addressed,
            Err(Unwritable::Address) => return self.unwritable(ticket).await,
            Err(error) => return Err(error.into()),
        };
        drop(recipient);
        if !self.has_line().await? {
            self.give_back(ticket);
            return Ok(());
        }
        let Some(day) = self.pass().await? else {
            self.give_back(ticket);
            return Ok(());
        };
        if self.lease(&ticket, day).await? {
            let sent = self.send(&addressed).await;
            self.judge(ticket, sent).await?;
        }
        Ok(())
    }

    /// Leases a letter, and records what became of the last in the same act. False when its reader left meanwhile.
    async fn lease(&mut self, ticket: &Ticket, day: Option<i64>) -> Result<bool> {
        let place = ticket.open.place;
        let leased = self.shared.ledger.turn(self.settlement(), Some(place), day).await?;
        self.settled();
        let was = (ticket.state, ticket.is_due());
        let now = self.shared.now_ms();
        if leased {
            self.shared.tally.moved(was, (State::Leased, false), now / 1_000);
        } else {
            self.shared.tally.moved(was, (if ticket.open.doubts > 0 { State::Unknown } else { State::Gone }, false), now / 1_000);
            let mut work = self.shared.work();
            work.queue.landed(&ticket.domain, Landing::Nowhere, now, 0);
            work.released(place);
            drop(work);
            self.shared.feeder.notify_one();
        }
        Ok(leased)
    }

    /// Records what became of the last letter, if that is still to be done.
    async fn settle(&mut self) -> Result<()> {
        if self.last.is_some() {
            self.shared.ledger.turn(self.settlement(), None, None).await?;
            self.settled();
        }
        Ok(())
    }

    fn settlement(&self) -> Option<Settlement> {
        self.last.as_ref().map(|(ticket, verdict)| Settlement { place: ticket.open.place, person: ticket.open.person, verdict: *verdict })
    }

    /// What became of the last letter is on the disk.
    fn settled(&mut self) {
        let Some((mut ticket, verdict)) = self.last.take() else { return };
        let to = match verdict {
            Verdict::Accepted => (State::Accepted, false),
            Verdict::Deferred { .. } => (State::Deferred, true),
            Verdict::Refused { .. } => (State::Refused, false),
            Verdict::Unknown { due_at } => (State::Unknown, due_at.is_some()),
            Verdict::Unsent => (State::Waiting, false),
        };
        self.shared.tally.moved((State::Leased, false), to, self.shared.now().as_second());
        let mut work = self.shared.work();
        if let Verdict::Deferred { due_at, .. } = verdict {
            work.due_at(due_at.as_millisecond());
        }
        if let Verdict::Unknown { due_at: Some(_) } = verdict {
            // It is sent again; the feeder may have looked for such letters before this one was.
            work.doubts = true;
        }
        if verdict == Verdict::Unsent {
            // In the ledger it waits like the others now, with no time of its own.
            ticket.state = State::Waiting;
            work.queue.give_back(ticket);
        } else {
            work.released(ticket.open.place);
        }
        let hungry = work.queue.room() >= work.queue.len();
        drop(work);
        if hungry {
            self.shared.feeder.notify_one();
        }
    }

    async fn send(&mut self, addressed: &Addressed) -> Sent {
        let Some(held) = &mut self.line else { return Sent::Unsent(letter::smtp::Trouble::Unusable) };
        held.letters += 1;
        held.idle = Duration::ZERO;
        let sent = held.line.send(addressed, &self.letter).await;
        match sent {
            // A connection that has carried letters may end: servers bound their number and their time. The next one shows whether the relay is well.
            Sent::Unsent(_) | Sent::Unknown if held.works => {}
            Sent::Unsent(trouble) => self.shared.relays.failed(held.relay, trouble, self.shared.now_ms(), chance()),
            Sent::Unknown => {}
            Sent::Accepted | Sent::Deferred(_) | Sent::Refused(..) => {
                held.works = true;
                self.shared.relays.works(held.relay);
            }
        }
        if matches!(sent, Sent::Unsent(_) | Sent::Unknown) || !held.line.is_usable() || held.letters >= self.shared.plan.per_connection {
            self.hang_up().await;
        }
        sent
    }

    async fn judge(&mut self, ticket: Ticket, sent: Sent) -> Result<()> {
        let (now, chance) = (self.shared.now(), chance());
        let (verdict, landing) = judge(sent, &ticket.open, &self.shared.entry, self.shared.plan.backoff, now, chance);
        self.landed(&ticket, landing);
        self.last = Some((ticket, verdict));
        let about_us = matches!(sent, Sent::Refused(_, Class::Blocked | Class::Content | Class::TooBig | Class::ProtocolTrouble));
        let in_a_row = if matches!(sent, Sent::Accepted | Sent::Refused(..)) { self.shared.tally.refused(about_us) } else { 0 };
        if in_a_row == self.shared.plan.halt_after.max(1) {
            tracing::error!(in_a_row, "the sending paused itself: letters are refused for reasons that have to do with us");
            self.shared.control.pause().await?;
            self.shared.tally.stall(Some(Stall::Refused { in_a_row }));
        }
        Ok(())
    }

    /// What stands in the capsule is no address: leased and refused, so that it is in the books like any other.
    async fn unwritable(&mut self, ticket: Ticket) -> Result<()> {
        if self.lease(&ticket, None).await? {
            self.landed(&ticket, Landing::Nowhere);
            self.last = Some((ticket, Verdict::Refused { answer: Answer::default(), class: Class::HardBounce }));
        }
        Ok(())
    }

    /// Sees to it that there is a connection. False when there is none and something else is to be done.
    async fn has_line(&mut self) -> Result<bool> {
        while self.line.is_none() {
            // Connecting takes its time, and a crash would leave the last letter in doubt for so long.
            self.settle().await?;
            if self.shared.control.mode() != Mode::Running || self.shared.work().over {
                return Ok(false);
            }
            let now = self.shared.now_ms();
            match self.shared.relays.choose(now) {
                Choice::Relay(relay) => self.connect(relay).await,
                Choice::Full => self.shared.control.sleep(Mode::Running, LOOK).await,
                Choice::Resting(until) => {
                    if self.shared.now() >= self.shared.entry.ends_at {
                        return Ok(false);
                    }
                    self.shared.tally.stall(Some(Stall::NoRelay { until }));
                    let wait = Duration::from_millis(until.saturating_sub(now).max(1) as u64);
                    self.shared.control.sleep(Mode::Running, wait.min(LOOK)).await;
                }
            }
        }
        Ok(true)
    }

    async fn connect(&mut self, relay: usize) {
        match self.shared.relays.carrier(relay).open().await {
            Ok(line) => self.line = Some(Held { line, relay, letters: 0, works: false, idle: Duration::ZERO }),
            Err(trouble) => {
                tracing::warn!(relay, %trouble, "a relay cannot be used and is left in peace for a while");
                self.shared.relays.failed(relay, trouble, self.shared.now_ms(), chance());
                self.shared.relays.closed(relay);
            }
        }
    }

    /// Waits for the rate and the day. `None` when something else is to be done.
    async fn pass(&mut self) -> Result<Option<Option<i64>>> {
        let pass = self.shared.gate.ask(&self.shared.ledger, self.shared.now()).await?;
        let (wait, day) = match pass {
            Pass::After(wait, day) => (wait, Some(day)),
            Pass::Tomorrow(wait) => {
                self.shared.tally.stall(Some(Stall::WarmUp));
                (wait.min(LOOK), None)
            }
        };
        if wait > SHORT {
            self.settle().await?;
        }
        if !wait.is_zero() {
            self.shared.control.sleep(Mode::Running, wait).await;
        }
        Ok(day.filter(|_| self.shared.control.mode() == Mode::Running))
    }

    fn landed(&self, ticket: &Ticket, landing: Landing) {
        let now = self.shared.now_ms();
        let mut work = self.shared.work();
        work.queue.landed(&ticket.domain, landing, now, chance());
        let ready = work.queue.is_ready();
        drop(work);
        if ready {
            self.shared.lanes.notify_waiters();
        }
    }

    /// The letter did not go, and nothing was leased.
    fn give_back(&self, ticket: Ticket) {
        self.landed(&ticket, Landing::Nowhere);
        self.shared.work().queue.give_back(ticket);
    }

    /// Until a letter is ready. A connection that waits too long is closed before the server does it.
    async fn wait(&mut self, mode: Mode) {
        let shared = Arc::clone(&self.shared);
        let bell = shared.lanes.notified();
        let (ready, moves_at) = {
            let work = shared.work();
            (work.queue.is_ready() || work.over, work.queue.moves_at())
        };
        if ready && mode == Mode::Running {
            return;
        }
        let until_move = moves_at.map_or(LOOK, |at| Duration::from_millis(at.saturating_sub(shared.now_ms()).max(1) as u64));
        let begun = Instant::now();
        tokio::select! {
            () = bell => {}
            () = shared.control.sleep(mode, until_move.min(LOOK)) => {}
        }
        if let Some(held) = &mut self.line {
            held.idle += begun.elapsed();
            if held.idle >= shared.plan.idle {
                self.hang_up().await;
            }
        }
    }

    async fn hang_up(&mut self) {
        if let Some(Held { line, relay, .. }) = self.line.take() {
            self.shared.relays.closed(relay);
            line.quit().await;
        }
    }
}

fn chance() -> u32 {
    kernel::id::random() as u32
}
