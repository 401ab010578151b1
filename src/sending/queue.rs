//! Whose turn it is. Pure: times come from the caller, in milliseconds since 1970.
//!
//! A window onto the ledger, not a copy of it: at most [`Limits::window`] letters are in it, whatever the size of the list. A domain that says "later" rests, and
//! only that domain: its letters step aside; so do those of a domain that has had its letters of the moment. Those that do not fit aside are *passed over*; the reader of the ledger comes back for them.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::backoff::Backoff;
use super::model::{Place, State};
use super::pace::Meter;
use super::store::Open;

/// Deferrals in a row after which a domain rests, unless it says itself that it is about us.
const PATIENCE: u32 = 3;

/// The bounds of a queue.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Letters in the window.
    pub window: usize,
    /// Letters of one domain that step aside.
    pub aside: usize,
    /// Letters to one domain at the same time.
    pub per_domain: usize,
    /// Letters to one domain in a second; `None` is as fast as it goes.
    pub per_second: Option<f64>,
    /// How long a domain rests.
    pub backoff: Backoff,
}

/// A letter on its way through the window.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub open: Open,
    pub domain: Arc<str>,
    /// What it is in the ledger: waiting, deferred or unknown. The last two have a time there at which they are due, and can be put off.
    pub state: State,
}

impl Ticket {
    pub fn is_due(&self) -> bool {
        self.state != State::Waiting
    }
}

/// How a domain took a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// It answered, and not with "later".
    Well,
    Deferred {
        /// It says that we are too many, too fast or not welcome now.
        about_us: bool,
    },
    /// It was never asked, or did not answer.
    Nowhere,
}

/// The window.
pub struct Queue {
    limits: Limits,
    ready: VecDeque<Ticket>,
    /// Only those of which there is something to remember.
    domains: HashMap<Arc<str>, Domain>,
    /// When domains wake, the first first.
    resting: BTreeSet<(i64, Arc<str>)>,
    /// When domains that have had their letters of the moment may have the next.
    paced: BTreeSet<(i64, Arc<str>)>,
    /// Letters in the window or on the wire.
    out: HashSet<Place>,
    passed_over: Option<PassedOver>,
    put_off: Vec<(Place, i64)>,
}

#[derive(Default)]
struct Domain {
    under_way: usize,
    aside: VecDeque<Ticket>,
    rests_until: Option<i64>,
    meter: Option<Meter>,
    /// Whether its next letter waits for the meter.
    is_paced: bool,
    deferrals: u32,
    /// Rests in a row with no letter taken between them.
    rests: u32,
    passed_over: bool,
}

struct PassedOver {
    lowest: Place,
    domains: HashSet<Arc<str>>,
}

impl Queue {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ready: VecDeque::new(),
            domains: HashMap::new(),
            resting: BTreeSet::new(),
            paced: BTreeSet::new(),
            out: HashSet::new(),
            passed_over: None,
            put_off: Vec::new(),
        }
    }

    /// How many more letters fit into the window.
    pub fn room(&self) -> usize {
        self.limits.window.saturating_sub(self.out.len())
    }

    /// Letters in the window or on the wire.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Whether a letter may be ready for [`Queue::next`].
    pub fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    pub fn has(&self, place: Place) -> bool {
        self.out.contains(&place)
    }

    /// Takes a letter into the window, unless it is there.
    pub fn push(&mut self, open: Open, domain: &str, state: State) {
        if self.out.insert(open.place) {
            let domain = self.domains.get_key_value(domain).map_or_else(|| Arc::from(domain), |(known, _)| Arc::clone(known));
            self.ready.push_back(Ticket { open, domain, state });
        }
    }

    /// The next letter that may go now. Its domain counts as busy until [`Queue::landed`].
    pub fn next(&mut self, now: i64) -> Option<Ticket> {
        self.wake(now);
        self.move_on(now);
        while let Some(ticket) = self.ready.pop_front() {
            let Limits { per_domain, per_second, .. } = self.limits;
            let domain = self.domains.entry(Arc::clone(&ticket.domain)).or_default();
            if domain.free(per_domain) > 0 {
                domain.under_way += 1;
                if let Some(until) = domain.pace(per_second, now) {
                    self.paced.insert((until, Arc::clone(&ticket.domain)));
                }
                domain.come_forward(per_domain, &mut self.ready);
                return Some(ticket);
            }
            self.step_aside(ticket);
        }
        None
    }

    /// A letter is no longer on the wire: how its domain took it.
    pub fn landed(&mut self, domain: &Arc<str>, landing: Landing, now: i64, chance: u32) {
        let Limits { backoff, per_domain, .. } = self.limits;
        let Some(state) = self.domains.get_mut(domain) else { return };
        state.under_way = state.under_way.saturating_sub(1);
        match landing {
            Landing::Well => (state.deferrals, state.rests) = (0, 0),
            Landing::Deferred { about_us } => {
                state.deferrals += 1;
                if state.rests_until.is_none() && (about_us || state.rests > 0 || state.deferrals >= PATIENCE) {
                    state.rests += 1;
                    let until = now + backoff.wait(state.rests, chance).as_millis() as i64;
                    state.rests_until = Some(until);
                    self.resting.insert((until, Arc::clone(domain)));
                }
            }
            Landing::Nowhere => {}
        }
        for _ in 0..state.free(per_domain) {
            let Some(ticket) = state.aside.pop_front() else { break };
            self.ready.push_front(ticket);
        }
        self.forget(domain);
    }

    /// The ledger knows what became of a letter; the window need not.
    pub fn release(&mut self, place: Place) {
        self.out.remove(&place);
    }

    /// A letter that did not go after all. It waits again, behind the others.
    pub fn give_back(&mut self, ticket: Ticket) {
        self.ready.push_back(ticket);
    }

    /// Letters of resting domains that are due by the ledger, and when to try them again: to be written there and then released.
    pub fn take_put_off(&mut self) -> Vec<(Place, i64)> {
        std::mem::take(&mut self.put_off)
    }

    pub fn has_put_off(&self) -> bool {
        !self.put_off.is_empty()
    }

    /// The place from which to read the ledger once more, when a domain that was passed over can take letters again.
    pub fn come_back(&mut self, now: i64) -> Option<Place> {
        self.wake(now);
        let passed = self.passed_over.as_ref()?;
        let half = self.limits.aside / 2;
        let opens =
            |name: &Arc<str>| self.domains.get(name).is_none_or(|domain| domain.rests_until.is_none() && domain.aside.len() <= half);
        if !passed.domains.iter().any(opens) {
            return None;
        }
        let passed = self.passed_over.take()?;
        for name in &passed.domains {
            if let Some(domain) = self.domains.get_mut(name) {
                domain.passed_over = false;
            }
            self.forget(name);
        }
        Some(passed.lowest)
    }

    /// Whether letters were passed over that wait in the ledger.
    pub fn has_passed_over(&self) -> bool {
        self.passed_over.is_some()
    }

    /// When the next domain wakes.
    pub fn wakes_at(&self) -> Option<i64> {
        self.resting.first().map(|(until, _)| *until)
    }

    /// When a letter that stepped aside may be ready again, of itself.
    pub fn moves_at(&self) -> Option<i64> {
        let paced = self.paced.first().map(|(until, _)| *until);
        self.wakes_at().into_iter().chain(paced).min()
    }

    /// How many domains rest.
    pub fn resting(&self) -> usize {
        self.resting.len()
    }

    fn wake(&mut self, now: i64) {
        while let Some(name) = due(&mut self.resting, now) {
            let per_domain = self.limits.per_domain;
            if let Some(domain) = self.domains.get_mut(&name) {
                domain.rests_until = None;
                domain.come_forward(per_domain, &mut self.ready);
            }
        }
    }

    /// Domains whose meter has the next letter come forward.
    fn move_on(&mut self, now: i64) {
        while let Some(name) = due(&mut self.paced, now) {
            let per_domain = self.limits.per_domain;
            if let Some(domain) = self.domains.get_mut(&name) {
                domain.is_paced = false;
                domain.come_forward(per_domain, &mut self.ready);
            }
            self.forget(&name);
        }
    }

    fn step_aside(&mut self, ticket: Ticket) {
        let Limits { aside, .. } = self.limits;
        let domain = self.domains.entry(Arc::clone(&ticket.domain)).or_default();
        match domain.rests_until {
            Some(until) if ticket.is_due() => self.put_off.push((ticket.open.place, until)),
            _ if ticket.is_due() || domain.aside.len() < aside => domain.aside.push_back(ticket),
            _ => {
                domain.passed_over = true;
                let place = ticket.open.place;
                self.out.remove(&place);
                let passed = self.passed_over.get_or_insert_with(|| PassedOver { lowest: place, domains: HashSet::new() });
                passed.lowest = passed.lowest.min(place);
                passed.domains.insert(ticket.domain);
            }
        }
    }

    /// Keeps the table as small as what there is to remember.
    fn forget(&mut self, name: &Arc<str>) {
        let idle = |domain: &Domain| {
            domain.under_way == 0
                && domain.aside.is_empty()
                && domain.rests_until.is_none()
                && !domain.is_paced
                && domain.deferrals == 0
                && !domain.passed_over
        };
        if self.domains.get(name).is_some_and(idle) {
            self.domains.remove(name);
        }
    }
}

/// Takes the first whose time has come.
fn due(waiting: &mut BTreeSet<(i64, Arc<str>)>, now: i64) -> Option<Arc<str>> {
    let (until, _) = waiting.first()?;
    if *until > now {
        return None;
    }
    waiting.pop_first().map(|(_, name)| name)
}

impl Domain {
    /// After a rest, one letter asks whether it was long enough.
    fn free(&self, per_domain: usize) -> usize {
        let most = match self.rests_until {
            Some(_) => 0,
            None if self.is_paced => 0,
            None if self.rests > 0 => 1,
            None => per_domain,
        };
        most.saturating_sub(self.under_way)
    }

    /// The first of the letters that stepped aside is ready, if one may go.
    fn come_forward(&mut self, per_domain: usize, ready: &mut VecDeque<Ticket>) {
        if self.free(per_domain) > 0
            && let Some(ticket) = self.aside.pop_front()
        {
            ready.push_front(ticket);
        }
    }

    /// Takes a slot for the letter that goes now; until when the next has to wait, if it has to.
    fn pace(&mut self, per_second: Option<f64>, now: i64) -> Option<i64> {
        let (rate, now_ns) = (per_second?, now.unsigned_abs().saturating_mul(1_000_000));
        let meter = self.meter.get_or_insert_with(|| Meter::new(rate));
        meter.take(now_ns);
        let wait = meter.wait(now_ns);
        self.is_paced = !wait.is_zero();
        self.is_paced.then(|| now + wait.as_nanos().div_ceil(1_000_000) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sending::model::Person;

    const LIMITS: Limits =
        Limits { window: 100, aside: 4, per_domain: 2, per_second: None, backoff: Backoff { first_ms: 1_000, longest_ms: 8_000 } };
    const LATER: Landing = Landing::Deferred { about_us: true };
    const EVEN: u32 = u32::MAX / 2;

    fn open(place: Place) -> Open {
        Open { place, person: Person(place as i64), attempts: 0, doubts: 0 }
    }

    fn places(queue: &mut Queue, now: i64) -> Vec<Place> {
        std::iter::from_fn(|| queue.next(now)).map(|ticket| ticket.open.place).collect()
    }

    #[test]
    fn a_domain_has_so_many_letters_at_once_and_the_others_go_past_it() {
        let mut queue = Queue::new(LIMITS);
        for place in 0..4 {
            queue.push(open(place), "slow.example", State::Waiting);
        }
        queue.push(open(4), "other.example", State::Waiting);
        assert_eq!(places(&mut queue, 0), [0, 1, 4]);
        queue.landed(&Arc::from("slow.example"), Landing::Well, 0, 0);
        assert_eq!(places(&mut queue, 0), [2]);
    }

    #[test]
    fn a_domain_that_says_later_rests_alone_and_is_then_asked_with_one_letter() {
        let mut queue = Queue::new(LIMITS);
        let slow: Arc<str> = Arc::from("slow.example");
        for place in 0..4 {
            queue.push(open(place), &slow, State::Waiting);
        }
        assert_eq!(places(&mut queue, 0), [0, 1]);
        queue.landed(&slow, LATER, 0, EVEN);
        queue.landed(&slow, Landing::Nowhere, 0, EVEN);
        queue.push(open(9), "other.example", State::Waiting);
        assert_eq!(places(&mut queue, 0), [9], "only the one domain rests");
        let until = queue.wakes_at().expect("it rests");
        assert!((990..=1_010).contains(&until), "{until}");
        assert!(places(&mut queue, until - 1).is_empty());
        assert_eq!(places(&mut queue, until), [2], "one letter, although two were allowed");
        queue.landed(&slow, LATER, until, EVEN);
        assert!(queue.wakes_at().expect("it rests again") >= until + 1_900, "twice as long");
        let until = queue.wakes_at().expect("it rests");
        queue.push(open(5), &slow, State::Waiting);
        assert_eq!(places(&mut queue, until), [3]);
        queue.landed(&slow, Landing::Well, until, EVEN);
        queue.push(open(6), &slow, State::Waiting);
        assert_eq!(places(&mut queue, until), [5, 6], "it took one, so all is as before");
    }

    #[test]
    fn a_domain_has_so_many_letters_in_a_second_and_the_others_are_not_slowed_by_it() {
        let mut queue = Queue::new(Limits { per_second: Some(5.0), aside: 100, ..LIMITS });
        let large: Arc<str> = Arc::from("large.example");
        for place in 0..10 {
            queue.push(open(place), &large, State::Waiting);
            queue.push(open(100 + place), &format!("small-{place}.example"), State::Waiting);
        }
        let mut sent = Vec::new();
        for now in 0..3_000 {
            while let Some(ticket) = queue.next(now) {
                queue.landed(&ticket.domain, Landing::Well, now, 0);
                queue.release(ticket.open.place);
                sent.push((now, ticket.open.place));
            }
        }
        let large: Vec<_> = sent.iter().filter(|(_, place)| *place < 100).copied().collect();
        assert_eq!(large, (0..10).map(|n| (200 * n as i64, n)).collect::<Vec<_>>());
        assert_eq!(sent.iter().filter(|(now, place)| *place >= 100 && *now == 0).count(), 10);
        assert!(queue.is_empty() && queue.domains.is_empty() && queue.moves_at().is_none(), "nothing is remembered in the end");
    }

    #[test]
    fn a_deferral_about_the_reader_alone_does_not_slow_the_domain() {
        let mut queue = Queue::new(LIMITS);
        let name: Arc<str> = Arc::from("large.example");
        for place in 0..9 {
            queue.push(open(place), &name, State::Waiting);
            assert!(queue.next(0).is_some(), "{place}");
            let landing = if place % 3 == 2 { Landing::Well } else { Landing::Deferred { about_us: false } };
            queue.landed(&name, landing, 0, 0);
        }
        assert_eq!(queue.resting(), 0);
    }

    #[test]
    fn what_does_not_fit_aside_is_passed_over_and_come_back_for() {
        let mut queue = Queue::new(LIMITS);
        let name: Arc<str> = Arc::from("large.example");
        for place in 0..20 {
            queue.push(open(place), &name, State::Waiting);
        }
        assert_eq!(places(&mut queue, 0), [0, 1]);
        assert_eq!(queue.len(), 6, "two on the wire, four aside");
        assert_eq!(queue.come_back(0), None, "it has enough");
        for _ in 0..3 {
            queue.landed(&name, Landing::Well, 0, 0);
            assert!(queue.next(0).is_some());
        }
        assert_eq!(queue.come_back(0), Some(6));
        assert_eq!(queue.come_back(0), None);
    }

    #[test]
    fn what_is_due_by_the_ledger_is_put_off_to_the_end_of_its_domains_rest() {
        let mut queue = Queue::new(LIMITS);
        let name: Arc<str> = Arc::from("slow.example");
        queue.push(open(0), &name, State::Waiting);
        assert!(queue.next(0).is_some());
        queue.landed(&name, LATER, 0, EVEN);
        let until = queue.wakes_at().expect("it rests");
        for place in 1..50 {
            queue.push(open(place), &name, State::Deferred);
        }
        assert!(places(&mut queue, 0).is_empty());
        assert_eq!(queue.take_put_off(), (1..50).map(|place| (place, until)).collect::<Vec<_>>());
        assert!(queue.take_put_off().is_empty());
    }

    proptest::proptest! {
        /// Whatever the answers: every letter comes out exactly once for each time it was put in, and in the end nothing is remembered.
        #[test]
        fn nothing_is_lost_in_the_window(letters in proptest::collection::vec((0usize..3, 0u32..4), 1..60), per_domain in 1usize..4, aside in 0usize..5) {
            let mut queue = Queue::new(Limits { per_domain, aside, ..LIMITS });
            let names: [Arc<str>; 3] = ["a.example", "b.example", "c.example"].map(Arc::from);
            let mut waiting: BTreeSet<Place> = (0..letters.len() as Place).collect();
            let (mut now, mut cursor, mut done) = (0, 0, Vec::new());
            for _ in 0..10_000 {
                for &place in waiting.range(cursor..).take(7).collect::<Vec<_>>() {
                    queue.push(open(place), &names[letters[place as usize].0], State::Waiting);
                    cursor = place + 1;
                }
                let mut wire = Vec::new();
                while let Some(ticket) = queue.next(now) {
                    wire.push(ticket);
                }
                for name in &names {
                    assert!(wire.iter().filter(|ticket| ticket.domain == *name).count() <= per_domain);
                }
                for ticket in wire {
                    let place = ticket.open.place;
                    let landing = match letters[place as usize].1 {
                        0 => LATER,
                        1 => Landing::Deferred { about_us: false },
                        _ => Landing::Well,
                    };
                    queue.landed(&ticket.domain, landing, now, 7);
                    queue.release(place);
                    waiting.remove(&place);
                    done.push(place);
                }
                if waiting.range(cursor..).next().is_none() {
                    cursor = queue.come_back(now).unwrap_or(cursor);
                }
                if waiting.is_empty() {
                    break;
                }
                now += 500;
            }
            done.sort_unstable();
            assert_eq!(done, (0..letters.len() as Place).collect::<Vec<_>>());
            assert!(queue.is_empty() && !queue.has_passed_over());
        }
    }
}
