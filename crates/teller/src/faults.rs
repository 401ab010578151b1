//! Faults: what goes wrong on request, and what by seeded chance.

use serde::{Deserialize, Serialize};

use crate::chance::Chance;

/// Something that goes wrong `times` times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub kind: Kind,
    /// The beginning of `POST /v1/checkout/sessions`, or of an event's type (`mollie` for all of Mollie's hooks). Empty is everything.
    #[serde(default)]
    pub on: String,
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Answered so, and nothing has happened.
    Before { status: u16 },
    /// It has happened, and the answer is this.
    After { status: u16 },
    /// The answer comes so late that a client has gone.
    Hang { ms: u64, effect: bool },
    /// The connection is reset instead of an answer.
    Cut { effect: bool },
    /// The hook arrives this many times more.
    Duplicate { copies: u32 },
    /// The hook arrives so much later, by the teller's clock.
    Delay { seconds: i64 },
    /// The hook arrives after the one that follows it.
    Reorder,
    /// The hook never arrives.
    Drop,
}

impl Kind {
    pub fn is_of_hooks(self) -> bool {
        matches!(self, Self::Duplicate { .. } | Self::Delay { .. } | Self::Reorder | Self::Drop)
    }
}

impl Fault {
    pub fn new(kind: Kind) -> Self {
        Self { kind, on: String::new(), times: 1 }
    }

    pub fn on(mut self, beginning: &str) -> Self {
        self.on = beginning.to_owned();
        self
    }

    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

#[derive(Clone, Debug, Default)]
pub struct Faults {
    asked_for: Vec<Fault>,
    dice: Option<(Chance, u64)>,
}

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.asked_for.push(fault);
    }

    /// From now on so many of a thousand requests and hooks go wrong.
    pub fn roll(&mut self, seed: u64, per_mille: u64) {
        self.dice = Some((Chance::new(seed), per_mille));
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn list(&self) -> &[Fault] {
        &self.asked_for
    }

    /// `what` is a method and path. Reads only ever fail without effect, as they have none.
    pub fn for_request(&mut self, what: &str) -> Option<Kind> {
        self.take(what, false).or_else(|| {
            let drawn = self.dice(6)?;
            Some(match drawn {
                0 => Kind::Before { status: 500 },
                1 => Kind::Before { status: 503 },
                2 => Kind::After { status: 500 },
                3 => Kind::After { status: 502 },
                4 => Kind::Cut { effect: true },
                _ => Kind::Cut { effect: false },
            })
        })
    }

    pub fn for_hook(&mut self, kind: &str) -> Option<Kind> {
        self.take(kind, true).or_else(|| {
            let drawn = self.dice(4)?;
            Some(match drawn {
                0 => Kind::Duplicate { copies: 1 },
                1 => Kind::Delay { seconds: 90 },
                2 => Kind::Reorder,
                _ => Kind::Drop,
            })
        })
    }

    fn take(&mut self, what: &str, of_hooks: bool) -> Option<Kind> {
        let at = self.asked_for.iter().position(|fault| fault.kind.is_of_hooks() == of_hooks && what.starts_with(&fault.on))?;
        let kind = self.asked_for[at].kind;
        self.asked_for[at].times = self.asked_for[at].times.saturating_sub(1);
        if self.asked_for[at].times == 0 {
            self.asked_for.remove(at);
        }
        Some(kind)
    }

    fn dice(&mut self, sides: u64) -> Option<u64> {
        let (chance, per_mille) = self.dice.as_mut()?;
        (chance.below(1000) < *per_mille).then(|| chance.below(sides))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_happens_as_often_as_asked_and_only_where_asked() {
        let mut faults = Faults::default();
        faults.add(Fault::new(Kind::Before { status: 503 }).on("POST /v1/refunds").times(2));
        assert_eq!(faults.for_request("POST /v1/customers"), None);
        assert_eq!(faults.for_hook("POST /v1/refunds"), None);
        assert_eq!(faults.for_request("POST /v1/refunds"), Some(Kind::Before { status: 503 }));
        assert_eq!(faults.for_request("POST /v1/refunds"), Some(Kind::Before { status: 503 }));
        assert_eq!(faults.for_request("POST /v1/refunds"), None);
    }

    #[test]
    fn the_same_seed_draws_the_same_faults() {
        let drawn = |seed| {
            let mut faults = Faults::default();
            faults.roll(seed, 300);
            (0..200).map(|_| (faults.for_request("POST /x"), faults.for_hook("x"))).collect::<Vec<_>>()
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
        assert!(drawn(1).iter().any(|(request, hook)| request.is_some() && hook.is_none()));
    }
}
