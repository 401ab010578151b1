//! What stands before the processor: card testing is certain to come, and none of it may cost readers their page.
//!
//! In this order: what a network may ask, and all the world; a piece of work when cards begin to fail; a pause when many do; a bound on pages that are open, and on those that were begun a
//! moment ago, of which nobody knows yet what becomes. What networks
//! asked is counted in memory, by keyed digests, and forgotten; which cards failed is known from the facts, so a process that is started anew in the middle of a storm is as wary as before.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::model::AttemptId;

/// Attempts from one network, and from all the world, within [`HOUR`].
const PER_NETWORK: u32 = 30;
const ALL: u32 = 5_000;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Networks that are remembered.
const MOST: usize = 200_000;
/// Pages of the processor that may be open at once.
const OPEN: usize = 2_000;
/// Cards that may fail on one page before it is shut.
pub const PER_PAGE: usize = 4;

/// Failures that count no more after so long.
const FADES: SignedDuration = SignedDuration::from_mins(20);
/// Failures, less four for each gift that came, from which on a piece of work is asked for …
const SLOW: i64 = 8;
/// … and from which on nothing is taken for a while.
const PAUSE: i64 = 40;
/// Cards that may fail before the pause, at most.
const FAILURES: i64 = 50;
/// How long it takes to hear that a card has failed.
const LAG: SignedDuration = SignedDuration::from_secs(10);
/// The first pause; each that follows within a day is twice as long, up to [`LONGEST`].
const SHORTEST: SignedDuration = SignedDuration::from_mins(5);
const LONGEST: SignedDuration = SignedDuration::from_hours(2);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What may be asked of the processor at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    Free,
    /// After a piece of work.
    Work,
    /// Not until then.
    Paused(Timestamp),
    /// This network, or all the world, has asked too often.
    Often,
}

/// Counts and decides.
pub struct Guard {
    /// Of networks only a keyed digest is held; the key never leaves this memory.
    key: [u8; 32],
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    networks: HashMap<[u8; 16], (Timestamp, u32)>,
    world: Option<(Timestamp, u32)>,
    /// Failures (1) and gifts (-4), the newest last.
    outcomes: VecDeque<(Timestamp, i64)>,
    paused_until: Option<Timestamp>,
    /// When the last pause began, and how many there were in a row.
    pauses: (Option<Timestamp>, u32),
    open: HashMap<AttemptId, Timestamp>,
    /// When the latest were begun.
    begun: VecDeque<Timestamp>,
    failed: HashMap<AttemptId, usize>,
    works: HashMap<[u8; 16], Timestamp>,
}

impl Default for Guard {
    fn default() -> Self {
        let bits = [kernel::id::random(), kernel::id::random(), kernel::id::random(), kernel::id::random()];
        Self { key: Sha256::digest(bits.map(i64::to_be_bytes).concat()).into(), state: Mutex::default() }
    }
}

/// How a card ended, by a fact that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    pub at: Timestamp,
    pub attempt: Option<AttemptId>,
    /// Money came, or the card failed.
    pub came: bool,
}

impl Guard {
    /// How far back it is worth to know how cards ended: pauses of a day make each other longer.
    pub fn memory(now: Timestamp) -> Timestamp {
        now.saturating_sub(DAY).unwrap_or(now)
    }

    /// Lives through what happened before this process began, in its order.
    pub fn recall(&self, ended: impl IntoIterator<Item = Ended>) {
        for Ended { at, attempt, came } in ended {
            match (came, attempt) {
                (true, Some(attempt)) => self.came(attempt, at),
                (true, None) => {}
                (false, attempt) => drop(self.failed(attempt, at)),
            }
        }
    }

    /// Whether somebody at that address may begin now. Counts the asking.
    pub fn look(&self, from: IpAddr, now: Timestamp) -> Pass {
        let network = self.digest(&network(from));
        let mut state = self.state();
        if let Some(until) = state.paused_until.filter(|until| now < *until) {
            return Pass::Paused(until);
        }
        if !state.spend(network, now) {
            return Pass::Often;
        }
        state.open.retain(|_, until| now < *until);
        if state.open.len() >= OPEN {
            return Pass::Paused(now.saturating_add(SHORTEST).unwrap_or(now));
        }
        if state.heat(now) >= SLOW { Pass::Work } else { Pass::Free }
    }

    /// Takes a place among those who begin at this moment; whether there was one. There are as many as could all fail, with every card that a page takes, and be no more than [`FAILURES`].
    pub fn takes_a_place(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        while state.begun.front().is_some_and(|at| now.duration_since(*at) >= LAG) {
            state.begun.pop_front();
        }
        let places = usize::try_from(FAILURES - state.heat(now)).unwrap_or_default() / PER_PAGE;
        let is_one = state.begun.len() < places;
        if is_one {
            state.begun.push_back(now);
        }
        is_one
    }

    /// How it stands, without counting.
    pub fn is_paused(&self, now: Timestamp) -> Option<Timestamp> {
        self.state().paused_until.filter(|until| now < *until)
    }

    /// A page is open until then.
    pub fn opened(&self, attempt: AttemptId, until: Timestamp) {
        self.state().open.insert(attempt, until);
    }

    /// A gift came.
    pub fn came(&self, attempt: AttemptId, now: Timestamp) {
        let mut state = self.state();
        state.open.remove(&attempt);
        state.failed.remove(&attempt);
        state.outcomes.push_back((now, -4));
    }

    /// A card failed; whether the page has seen so many that it is to be shut.
    pub fn failed(&self, attempt: Option<AttemptId>, now: Timestamp) -> bool {
        let mut state = self.state();
        state.outcomes.push_back((now, 1));
        if state.heat(now) >= PAUSE && state.paused_until.is_none_or(|until| until <= now) {
            state.pause(now);
        }
        let Some(attempt) = attempt else { return false };
        if state.failed.len() >= MOST {
            state.failed.clear();
        }
        let count = state.failed.entry(attempt).or_default();
        *count += 1;
        *count == PER_PAGE
    }

    /// A piece of work for one submission: `digest` is of what was typed. Its answer is good once.
    pub fn challenge(&self, digest: [u8; 32], now: Timestamp) -> Challenge {
        let seed = self.digest(&[&digest[..], &now.as_second().to_be_bytes()].concat());
        Challenge { seed, at: now }
    }

    /// Whether a challenge of ours was answered, and not before: by work, or by waiting.
    pub fn answered(&self, digest: [u8; 32], at: Timestamp, nonce: Option<u64>, now: Timestamp) -> bool {
        let challenge = self.challenge(digest, at);
        let waited = now.duration_since(at);
        let in_time = waited >= SignedDuration::ZERO && waited < Challenge::GOOD;
        let done = nonce.is_some_and(|nonce| challenge.is_solved_by(nonce)) || waited >= Challenge::WAIT;
        if !(in_time && done) {
            return false;
        }
        let mut state = self.state();
        if state.works.len() >= MOST {
            state.works.retain(|_, at| now.duration_since(*at) < Challenge::GOOD);
        }
        state.works.insert(challenge.seed, now).is_none()
    }

    fn digest(&self, what: &[u8]) -> [u8; 16] {
        let digest = Sha256::new_with_prefix(self.key).chain_update(what).finalize();
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        short
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn spend(&mut self, network: [u8; 16], now: Timestamp) -> bool {
        let is_over = |since: Timestamp| now.duration_since(since) >= HOUR || now < since;
        if self.networks.len() >= MOST && !self.networks.contains_key(&network) {
            self.networks.retain(|_, (since, _)| !is_over(*since));
            if self.networks.len() >= MOST {
                return false;
            }
        }
        let count = |entry: &mut (Timestamp, u32)| {
            if is_over(entry.0) {
                *entry = (now, 0);
            }
            entry.1 = entry.1.saturating_add(1);
            entry.1
        };
        count(self.networks.entry(network).or_insert((now, 0))) <= PER_NETWORK && count(self.world.get_or_insert((now, 0))) <= ALL
    }

    /// Failures of late, less what came.
    fn heat(&mut self, now: Timestamp) -> i64 {
        while self.outcomes.front().is_some_and(|(at, _)| now.duration_since(*at) >= FADES) {
            self.outcomes.pop_front();
        }
        // Gifts cannot buy failures of later.
        self.outcomes.iter().fold(0, |heat, (_, outcome)| (heat + outcome).max(0))
    }

    fn pause(&mut self, now: Timestamp) {
        let again = self.pauses.0.is_some_and(|last| now.duration_since(last) < DAY);
        let count = if again { self.pauses.1 + 1 } else { 0 };
        let pause = SHORTEST.checked_mul(1 << count.min(5)).map_or(LONGEST, |pause| pause.min(LONGEST));
        self.pauses = (Some(now), count);
        self.paused_until = now.saturating_add(pause).ok();
        // It opens by itself, with less patience than before: what is left counts as half of what it takes.
        self.outcomes.clear();
        let until = self.paused_until.unwrap_or(now);
        self.outcomes.extend(std::iter::repeat_n((until, 1), usize::try_from(PAUSE / 2).unwrap_or_default()));
    }
}

/// A piece of work: find a number so that the hash begins with so many zero bits. Who has no script waits instead.
#[derive(Clone, Copy, Debug)]
pub struct Challenge {
    pub seed: [u8; 16],
    pub at: Timestamp,
}

impl Challenge {
    /// Some seconds on a telephone.
    pub const BITS: u32 = 18;
    pub const WAIT: SignedDuration = SignedDuration::from_secs(45);
    const GOOD: SignedDuration = SignedDuration::from_mins(30);

    pub fn is_solved_by(&self, nonce: u64) -> bool {
        let digest = Sha256::new().chain_update(hex(&self.seed)).chain_update(nonce.to_string()).finalize();
        let mut first = [0; 4];
        first.copy_from_slice(&digest[..4]);
        u32::from_be_bytes(first).leading_zeros() >= Self::BITS
    }

    pub fn seed_text(&self) -> String {
        hex(&self.seed)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A /24 of IPv4, a /48 of IPv6.
fn network(from: IpAddr) -> Vec<u8> {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.octets()[..3].to_vec(),
        IpAddr::V6(v6) => v6.octets()[..6].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        kernel::clock::moment(1_800_000_000_000 + seconds * 1_000)
    }

    fn from(n: u32) -> IpAddr {
        IpAddr::from([10, (n >> 8) as u8, n as u8, 1])
    }

    #[test]
    fn a_storm_of_failing_cards_is_paused_within_fifty_and_it_opens_by_itself() {
        let guard = Guard::default();
        let (mut taken, mut second) = (0, 0);
        for n in 0..5_000 {
            second = n / 20;
            match guard.look(from(n as u32), at(second)) {
                Pass::Free | Pass::Work => {
                    taken += 1;
                    guard.failed(Some(AttemptId(n)), at(second));
                }
                Pass::Paused(_) | Pass::Often => {}
            }
        }
        assert!(taken <= 50, "{taken} cards were tried");
        let until = guard.is_paused(at(second)).expect("a pause");
        assert!(matches!(guard.look(from(9_999), until), Pass::Work), "it opens by itself, with a piece of work");
        let later = until + FADES;
        assert_eq!(guard.look(from(9_998), later), Pass::Free);
    }

    #[test]
    fn what_is_heard_late_is_paused_within_fifty_too() {
        let guard = Guard::default();
        let (mut failed, mut unheard) = (0, VecDeque::new());
        for millis in (0..600_000).step_by(20) {
            let now = kernel::clock::moment(1_800_000_000_000 + millis);
            while unheard.front().is_some_and(|(heard, _)| *heard <= millis) {
                let (_, attempt) = unheard.pop_front().expect("it was seen");
                guard.failed(Some(AttemptId(attempt)), now);
            }
            if guard.is_paused(now).is_some() {
                break;
            }
            if matches!(guard.look(from(millis as u32), now), Pass::Free | Pass::Work) && guard.takes_a_place(now) {
                failed += PER_PAGE;
                unheard.extend([(millis + 8_000, millis); PER_PAGE]);
            }
        }
        let until = guard.is_paused(at(600)).or(guard.is_paused(at(30)));
        assert!(until.is_some() && failed <= 50, "{failed} cards had failed");
        assert!((0..12).all(|_| Guard::default().takes_a_place(at(0))), "a dozen in ten seconds is no crowd");
    }

    #[test]
    fn pauses_grow_while_the_storm_goes_on_and_gifts_cool_it() {
        let guard = Guard::default();
        let mut now = at(0);
        let mut lengths = Vec::new();
        for _ in 0..8 {
            while guard.is_paused(now).is_none() {
                guard.failed(None, now);
            }
            let until = guard.is_paused(now).expect("a pause");
            lengths.push(until.duration_since(now).as_mins());
            now = until;
        }
        assert_eq!(lengths, [5, 10, 20, 40, 80, 120, 120, 120]);
        let calm = Guard::default();
        for n in 0..400 {
            calm.failed(None, at(n));
            if n % 4 == 0 {
                calm.came(AttemptId(n), at(n));
            }
        }
        assert_eq!(calm.is_paused(at(400)), None, "one card in five fails everywhere, and more");
        assert_eq!(calm.look(from(1), at(400)), Pass::Free);
    }

    #[test]
    fn a_guard_that_is_started_anew_is_as_wary_as_the_one_before() {
        let (before, mut ended) = (Guard::default(), Vec::new());
        for n in 0..90 {
            let attempt = Some(AttemptId(n % 7));
            let came = n % 29 == 0;
            ended.push(Ended { at: at(n * 11), attempt, came });
            if came {
                before.came(AttemptId(n % 7), at(n * 11))
            } else {
                {
                    before.failed(attempt, at(n * 11));
                }
            }
            let after = Guard::default();
            after.recall(ended.iter().copied());
            let now = at(n * 11 + 1);
            assert_eq!(after.is_paused(now), before.is_paused(now), "after {n}");
            assert_eq!(after.look(from(n as u32), now), before.look(from(n as u32), now), "after {n}");
        }
        assert!(before.is_paused(at(1_000)).is_some(), "it was a storm");
    }

    #[test]
    fn a_network_may_begin_so_often_in_an_hour_and_a_page_is_shut_after_some_cards() {
        let guard = Guard::default();
        let passes = (0..100).filter(|_| guard.look(from(7), at(0)) == Pass::Free).count();
        assert_eq!(passes, PER_NETWORK as usize);
        assert_eq!(guard.look(from(8), at(0)), Pass::Free);
        assert_eq!(guard.look(from(7), at(3_600)), Pass::Free);
        let shut = (0..7).map(|_| guard.failed(Some(AttemptId(1)), at(0))).collect::<Vec<_>>();
        assert_eq!(shut, [false, false, false, true, false, false, false]);
    }

    #[test]
    fn all_the_world_may_begin_so_often_in_an_hour_whatever_networks_it_has() {
        let guard = Guard::default();
        let passes = (0..ALL + 100).filter(|n| guard.look(from(*n), at(0)) == Pass::Free).count();
        assert_eq!(passes, ALL as usize);
        assert_eq!(guard.look(from(ALL + 200), at(3_599)), Pass::Often, "a network that has asked for nothing yet");
        assert_eq!(guard.look(from(ALL + 200), at(3_600)), Pass::Free);
    }

    #[test]
    fn so_many_pages_may_be_open_at_once_and_one_that_is_paid_or_over_makes_room() {
        let guard = Guard::default();
        let attempt = |n: usize| AttemptId(n as i64);
        for n in 0..OPEN {
            assert_eq!(guard.look(from(n as u32), at(0)), Pass::Free, "page {n}");
            guard.opened(attempt(n), at(1_860));
        }
        assert!(matches!(guard.look(from(60_000), at(0)), Pass::Paused(until) if until > at(0)), "none is left");
        guard.came(attempt(7), at(1));
        assert_eq!(guard.look(from(60_001), at(1)), Pass::Free);
        guard.opened(attempt(OPEN), at(1_860));
        assert!(matches!(guard.look(from(60_002), at(1_859)), Pass::Paused(_)));
        assert_eq!(guard.look(from(60_003), at(1_860)), Pass::Free, "all of them are over");
    }

    #[test]
    fn work_is_good_once_for_what_it_was_done_for_and_who_waits_need_not_work() {
        let guard = Guard::default();
        let (digest, other) = ([1; 32], [2; 32]);
        let challenge = guard.challenge(digest, at(0));
        let nonce = (0..u64::MAX).find(|nonce| challenge.is_solved_by(*nonce)).expect("an answer");
        assert!(!guard.answered(digest, at(0), None, at(10)), "neither worked nor waited");
        assert!(!guard.answered(other, at(0), Some(nonce), at(10)), "for something else");
        assert!(guard.answered(digest, at(0), Some(nonce), at(10)));
        assert!(!guard.answered(digest, at(0), Some(nonce), at(11)), "twice");
        assert!(guard.answered(other, at(0), None, at(45)), "waited");
        assert!(!guard.answered([3; 32], at(0), None, at(1_800)), "too late");
        assert!(!guard.answered([3; 32], at(100), Some(nonce), at(10)), "from the future");
    }
}
