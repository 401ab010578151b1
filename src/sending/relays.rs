//! Which relay. Pure but for the lock: times come from the caller, in milliseconds since 1970.
//!
//! Connections are dealt out by weight ([`Shares`]). A relay that fails rests, each time twice as long; then one connection asks whether it is back, and the first
//! letter that it takes says that it is.

use std::sync::{Mutex, MutexGuard, PoisonError};

use letter::smtp::Trouble;

use super::Carrier;
use super::backoff::Backoff;
use crate::mail::shares::Shares;

/// One relay.
pub struct Relay {
    pub carrier: Carrier,
    /// Its share of the connections, in proportion to the others'. 0 counts as 1.
    pub weight: u32,
    /// Connections at the same time.
    pub most: usize,
}

/// All relays of a sending.
pub struct Relays {
    list: Vec<Relay>,
    backoff: Backoff,
    shares: Mutex<Shares>,
    turns: Mutex<Vec<Turn>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    open: usize,
    failures: u32,
    rests_until: Option<i64>,
    trouble: Option<Trouble>,
}

/// What there is to connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The relay of this number. Its connection counts as open until [`Relays::closed`].
    Relay(usize),
    /// Those that work have all the connections they may have.
    Full,
    /// All rest; the first may be asked again then.
    Resting(i64),
}

/// How a relay is, in the order in which they were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    pub open: usize,
    /// Failures in a row.
    pub failures: u32,
    pub rests_until: Option<i64>,
    /// What went wrong last.
    pub trouble: Option<Trouble>,
}

impl Relays {
    /// # Errors
    /// When there is none.
    pub fn new(list: Vec<Relay>, backoff: Backoff) -> anyhow::Result<Self> {
        anyhow::ensure!(list.iter().any(|relay| relay.most > 0), "there is no relay to give letters to");
        let turns = Mutex::new(vec![Turn::default(); list.len()]);
        Ok(Self { list, backoff, shares: Mutex::default(), turns })
    }

    pub(super) fn carrier(&self, relay: usize) -> &Carrier {
        &self.list[relay].carrier
    }

    /// Connections that all relays together may have.
    pub fn most(&self) -> usize {
        self.list.iter().map(|relay| relay.most).sum()
    }

    /// The relay for a new connection.
    pub fn choose(&self, now: i64) -> Choice {
        let mut turns = self.turns();
        let mut awake = false;
        let mut free = Vec::with_capacity(self.list.len());
        for (at, (relay, turn)) in self.list.iter().zip(turns.iter_mut()).enumerate() {
            if turn.rests_until.is_some_and(|until| until > now) {
                continue;
            }
            turn.rests_until = None;
            awake = true;
            // After a rest, one connection asks whether it is back.
            if turn.open < if turn.failures > 0 { 1 } else { relay.most } {
                free.push((at, relay.weight));
            }
        }
        match self.shares.lock().unwrap_or_else(PoisonError::into_inner).deal(&free) {
            Some(at) => {
                turns[at].open += 1;
                Choice::Relay(at)
            }
            None if awake => Choice::Full,
            None => Choice::Resting(turns.iter().filter_map(|turn| turn.rests_until).min().unwrap_or(now)),
        }
    }

    /// A connection is no more.
    pub fn closed(&self, relay: usize) {
        let turn = &mut self.turns()[relay];
        turn.open = turn.open.saturating_sub(1);
    }

    /// The relay took or judged a letter, so it works.
    pub fn works(&self, relay: usize) {
        let turn = &mut self.turns()[relay];
        (turn.failures, turn.trouble) = (0, None);
    }

    /// It could not be reached, or lost a letter before its end. Connections that fail together count once. What only a person can put right is asked for rarely.
    pub fn failed(&self, relay: usize, trouble: Trouble, now: i64, chance: u32) {
        let turn = &mut self.turns()[relay];
        turn.trouble = Some(trouble);
        if turn.rests_until.is_some_and(|until| until > now) {
            return;
        }
        turn.failures += 1;
        let doublings = if trouble.may_pass() { turn.failures } else { u32::MAX };
        turn.rests_until = Some(now + self.backoff.wait(doublings, chance).as_millis() as i64);
    }

    /// How they all are.
    pub fn health(&self) -> Vec<Health> {
        let health = |&Turn { open, failures, rests_until, trouble }: &Turn| Health { open, failures, rests_until, trouble };
        self.turns().iter().map(health).collect()
    }

    fn turns(&self) -> MutexGuard<'_, Vec<Turn>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sending::carrier::Sent;
    use crate::sending::memory::Memory;

    const BACKOFF: Backoff = Backoff { first_ms: 1_000, longest_ms: 16_000 };

    fn relays(weights: &[(u32, usize)]) -> Relays {
        let carrier = Carrier::Memory(Memory::new(Duration::ZERO, |_, _| Sent::Accepted));
        Relays::new(weights.iter().map(|&(weight, most)| Relay { carrier: carrier.clone(), weight, most }).collect(), BACKOFF)
            .expect("relays")
    }

    #[test]
    fn connections_are_dealt_out_by_weight_and_smoothly() {
        let relays = relays(&[(5, 100), (1, 100), (1, 100)]);
        let turns: Vec<_> = (0..7).map(|_| relays.choose(0)).collect();
        assert_eq!(turns, [0, 0, 1, 0, 2, 0, 0].map(Choice::Relay));
    }

    #[test]
    fn a_relay_that_fails_rests_and_is_asked_by_one_connection_whether_it_is_back() {
        let relays = relays(&[(1, 4), (1, 4)]);
        for _ in 0..3 {
            relays.failed(0, Trouble::Resolve, 0, u32::MAX / 2);
        }
        assert_eq!(relays.health()[0].failures, 1, "those that fail together count once");
        assert_eq!([relays.choose(10), relays.choose(10)], [Choice::Relay(1); 2]);
        assert_eq!([relays.choose(1_100), relays.choose(1_100)], [Choice::Relay(0), Choice::Relay(1)]);
        relays.closed(0);
        relays.failed(0, Trouble::Resolve, 1_100, u32::MAX / 2);
        assert!(relays.health()[0].rests_until.is_some_and(|until| until > 3_000), "twice as long");
        let asked = [relays.choose(9_000), relays.choose(9_000), relays.choose(9_000)];
        assert_eq!(asked, [Choice::Relay(1), Choice::Relay(0), Choice::Full], "one asks, and the other has its four");
        relays.works(0);
        let again: Vec<_> = (0..4).map(|_| relays.choose(9_000)).collect();
        assert_eq!(
            again,
            [Choice::Relay(0), Choice::Relay(0), Choice::Relay(0), Choice::Full],
            "it took a letter, so it has all its connections again"
        );
    }

    #[test]
    fn with_all_relays_down_it_is_known_when_to_ask_again() {
        let relays = relays(&[(1, 1), (1, 1)]);
        assert_eq!([relays.choose(0), relays.choose(0), relays.choose(0)], [Choice::Relay(0), Choice::Relay(1), Choice::Full]);
        relays.failed(0, Trouble::Resolve, 0, 0);
        relays.failed(1, Trouble::NoLogin, 0, 0);
        relays.closed(0);
        assert_eq!(relays.choose(0), Choice::Resting(750));
        assert_eq!(relays.health()[1].rests_until, Some(12_000), "a wrong password does not come right by asking often");
    }

    #[test]
    fn without_a_relay_there_is_no_sending() {
        assert!(Relays::new(Vec::new(), BACKOFF).is_err());
    }
}
