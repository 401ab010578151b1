//! Hooks on their way: when each is due, in which order, and when it is tried again.

use serde::Serialize;

use crate::chance::Chance;
use crate::clock::{DAY, HOUR, MINUTE};
use crate::faults::Kind;

/// A hook that waits to be sent.
#[derive(Clone, Debug, Serialize)]
pub struct Posting {
    /// Unique in this teller; a copy has its own.
    pub n: u64,
    pub url: String,
    /// The event's type, or `mollie payment`.
    pub kind: String,
    /// The event's id, or the payment's.
    pub about: String,
    #[serde(skip)]
    pub body: Vec<u8>,
    #[serde(skip)]
    pub media_type: &'static str,
    /// What signs it; empty for Mollie, whose hooks are not signed. More than one while a secret is rotated.
    #[serde(skip)]
    pub secrets: Vec<String>,
    /// Seconds since 1970, by the teller's time.
    pub due: i64,
    pub attempts: usize,
    #[serde(skip)]
    rank: u64,
    #[serde(skip)]
    retries: &'static [i64],
}

/// Seconds from a failed attempt to the next. Stripe says "up to three days with an exponential back off"; these are one such way.
pub const STRIPE: &[i64] = &[5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR];
/// Ten attempts in 26 hours, as Mollie promises.
pub const MOLLIE: &[i64] = &[MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE, 29 * MINUTE, HOUR, 8 * HOUR, 16 * HOUR];

#[derive(Debug)]
pub struct Outbox {
    waiting: Vec<Posting>,
    count: u64,
    /// Whether they leave by themselves; then one that was told to wait for its follower must give it time to come.
    by_itself: bool,
    chance: Chance,
}

/// What a hook is, before its way is decided.
pub struct Letter<'a> {
    pub url: &'a str,
    pub kind: &'a str,
    pub about: &'a str,
    pub body: Vec<u8>,
    pub secrets: Vec<String>,
    pub retries: &'static [i64],
    pub media_type: &'static str,
}

impl Outbox {
    pub fn new(by_itself: bool, chance: Chance) -> Self {
        Self { waiting: Vec::new(), count: 0, by_itself, chance }
    }

    pub fn post(&mut self, letter: Letter<'_>, now: i64, fault: Option<Kind>) {
        let (mut due, mut copies, mut later) = (now, 1, 0);
        match fault {
            Some(Kind::Drop) => return,
            Some(Kind::Duplicate { copies: more }) => copies += more,
            Some(Kind::Delay { seconds }) => due += seconds,
            Some(Kind::Reorder) => {
                later = 3 + 2 * self.chance.below(3);
                due += i64::from(self.by_itself);
            }
            _ => {}
        }
        for _ in 0..copies {
            self.count += 1;
            self.waiting.push(Posting {
                n: self.count,
                url: letter.url.to_owned(),
                kind: letter.kind.to_owned(),
                about: letter.about.to_owned(),
                body: letter.body.clone(),
                media_type: letter.media_type,
                secrets: letter.secrets.clone(),
                due,
                attempts: 0,
                rank: self.count * 2 + later,
                retries: letter.retries,
            });
        }
    }

    /// Takes the first that is due.
    pub fn take_due(&mut self, now: i64) -> Option<Posting> {
        let first = (0..self.waiting.len()).filter(|&i| self.waiting[i].due <= now).min_by_key(|&i| self.waiting[i].rank)?;
        Some(self.waiting.remove(first))
    }

    /// Takes one, due or not.
    pub fn take(&mut self, n: u64) -> Option<Posting> {
        let at = self.waiting.iter().position(|posting| posting.n == n)?;
        Some(self.waiting.remove(at))
    }

    /// It was not answered by 2xx: it waits for its next attempt, if it has one left.
    pub fn failed(&mut self, mut posting: Posting, now: i64) {
        if let Some(wait) = posting.retries.get(posting.attempts) {
            posting.due = now + wait;
            posting.attempts += 1;
            self.waiting.push(posting);
        }
    }

    pub fn waiting(&self) -> Vec<Posting> {
        in_order(self.waiting.clone())
    }

    /// Takes all, due or not, in their order.
    pub fn take_all(&mut self) -> Vec<Posting> {
        in_order(std::mem::take(&mut self.waiting))
    }

    pub fn next_due(&self) -> Option<i64> {
        self.waiting.iter().map(|posting| posting.due).min()
    }
}

fn in_order(mut postings: Vec<Posting>) -> Vec<Posting> {
    postings.sort_by_key(|posting| posting.rank);
    postings
}

const _: () = {
    let mut sum = 0;
    let mut i = 0;
    while i < STRIPE.len() {
        sum += STRIPE[i];
        i += 1;
    }
    assert!(sum <= 3 * DAY, "Stripe gives up after three days");
};

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(about: &str) -> Letter<'_> {
        Letter { url: "http://x", kind: "k", about, body: Vec::new(), secrets: Vec::new(), retries: STRIPE, media_type: "" }
    }

    fn all(outbox: &mut Outbox, now: i64) -> Vec<String> {
        std::iter::from_fn(|| outbox.take_due(now)).map(|posting| posting.about).collect()
    }

    #[test]
    fn hooks_leave_in_order_unless_a_fault_says_otherwise() {
        let mut outbox = Outbox::new(false, Chance::new(1));
        let faults =
            [Some(Kind::Reorder), None, Some(Kind::Duplicate { copies: 1 }), Some(Kind::Drop), Some(Kind::Delay { seconds: 10 }), None];
        for (about, fault) in ["a", "b", "c", "d", "e", "f"].into_iter().zip(faults) {
            outbox.post(letter(about), 100, fault);
        }
        let sent = all(&mut outbox, 100);
        assert_eq!(sent.len(), 5);
        assert_eq!(sent[0], "b");
        assert!(!sent.contains(&"d".to_owned()) && !sent.contains(&"e".to_owned()));
        assert_eq!(sent.iter().filter(|about| *about == "c").count(), 2);
        assert_eq!(all(&mut outbox, 110), ["e"]);
    }

    #[test]
    fn a_hook_that_nobody_takes_is_given_up_after_its_retries() {
        let mut outbox = Outbox::new(false, Chance::new(1));
        outbox.post(letter("a"), 0, None);
        let (mut now, mut attempts) = (0, 0);
        while let Some(posting) = outbox.take_due(now) {
            attempts += 1;
            outbox.failed(posting, now);
            now = outbox.next_due().unwrap_or(now);
        }
        assert_eq!(attempts, STRIPE.len() + 1);
        assert!(now <= 3 * DAY);
    }
}
