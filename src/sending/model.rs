//! The words of the ledger, and the rule by which its books balance.

use std::fmt;

use jiff::Timestamp;
use letter::bounce::{Class, Enhanced};

kernel::id!(SendingId, "One issue on its way to its readers.");
kernel::id!(IssueId, "The issue that is sent.");
kernel::id!(Person, "A row of the list, by which its keeper knows a reader. Means nothing to anybody else.");

/// Where a recipient stands in the capsule, counted from 0.
pub type Place = u64;

/// What is known of one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Waiting = 0,
    /// It may be on the wire now.
    Leased = 1,
    Accepted = 2,
    /// The other side said "later".
    Deferred = 3,
    Refused = 4,
    /// It was on the wire and nobody said what became of it.
    Unknown = 5,
    /// The reader left before it was leased.
    Gone = 6,
    Cancelled = 7,
}

/// What becomes of a letter in doubt: the program died with it on the wire, or the connection broke after its final dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubts {
    /// It is sent again, after all who have had none, and with the same Message-ID.
    Resend,
    /// It is left, and counted as unknown.
    Leave,
}

/// How often a letter is sent again when the connection broke after its final dot: the other side has it, most likely.
pub const REPEATS: u32 = 1;
/// How often when the program died meanwhile: perhaps it was never on the wire. Bounded, so that a crash at every start does not fill one reader's box.
pub const REPEATS_AFTER_CRASH: u32 = 10;

/// A server's answer, without its words: they may repeat the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// SMTP's code, 400 to 599; 0 when nobody was asked.
    pub code: u16,
    pub status: Option<Enhanced>,
}

/// What became of a leased letter, as the ledger takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Accepted,
    /// To be tried again at `due_at`.
    Deferred {
        answer: Answer,
        due_at: Timestamp,
    },
    Refused {
        answer: Answer,
        class: Class,
    },
    /// The other side may have it. With `due_at` it is sent again.
    Unknown {
        due_at: Option<Timestamp>,
    },
    /// It certainly never left: it waits as before, and no attempt is counted.
    Unsent,
}

/// How many recipients are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Balance {
    pub candidates: u64,
    pub waiting: u64,
    pub leased: u64,
    pub accepted: u64,
    pub deferred: u64,
    pub refused: u64,
    /// In doubt, and to be sent again.
    pub doubtful: u64,
    /// In doubt, and left so.
    pub unknown: u64,
    pub gone: u64,
    pub cancelled: u64,
}

impl Balance {
    /// Those of whom nothing more will be heard.
    pub fn settled(&self) -> u64 {
        self.accepted + self.refused + self.unknown + self.gone + self.cancelled
    }

    /// Those who are still owed something.
    pub fn left(&self) -> u64 {
        self.waiting + self.leased + self.deferred + self.doubtful
    }

    /// Whether the sending may be called finished.
    pub fn is_even(&self) -> bool {
        self.left() == 0 && self.settled() == self.candidates
    }

    /// The count for a state; unknown ones are told apart by whether they are `due` again.
    pub fn of(&mut self, state: State, due: bool) -> &mut u64 {
        match state {
            State::Waiting => &mut self.waiting,
            State::Leased => &mut self.leased,
            State::Accepted => &mut self.accepted,
            State::Deferred => &mut self.deferred,
            State::Refused => &mut self.refused,
            State::Unknown if due => &mut self.doubtful,
            State::Unknown => &mut self.unknown,
            State::Gone => &mut self.gone,
            State::Cancelled => &mut self.cancelled,
        }
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { candidates, waiting, leased, accepted, deferred, refused, doubtful, unknown, gone, cancelled } = self;
        write!(
            f,
            "{candidates} candidates: {accepted} accepted, {refused} refused, {unknown} unknown, {gone} gone, {cancelled} cancelled"
        )?;
        if self.left() > 0 {
            write!(f, "; left to do: {waiting} waiting, {leased} leased, {deferred} deferred, {doubtful} to be sent again")?;
        }
        Ok(())
    }
}

/// Why the ledger does not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this issue is being sent already, or was: an issue is sent once")]
    SentBefore,
    #[error("the recipients of this sending were not all written down before the program ended: prepare it again")]
    NotCounted,
    #[error("this sending is finished")]
    Finished,
    #[error("the key of this sending was in memory only and is lost: nothing can be sent until it is supplied anew")]
    NoKey,
    #[error("the capsule is not of this sending: at place {place} it has another row than the ledger, or another number of records")]
    OtherCapsule { place: Place },
    #[error("two records of the capsule have the same row")]
    Twice,
    #[error("the books do not balance, so the sending is not finished: {0}")]
    Uneven(Balance),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_are_even_only_when_every_candidate_is_settled_and_none_is_settled_twice() {
        let even = Balance { candidates: 15, accepted: 5, refused: 4, unknown: 3, gone: 2, cancelled: 1, ..Balance::default() };
        assert!(even.is_even());
        assert!(!Balance { accepted: 6, ..even }.is_even(), "one too many");
        assert!(!Balance { accepted: 4, ..even }.is_even(), "one is missing");
        for state in [State::Waiting, State::Leased, State::Deferred] {
            let mut open = Balance { candidates: 16, ..even };
            *open.of(state, false) += 1;
            assert!(!open.is_even(), "{state:?}");
        }
        let mut doubtful = Balance { candidates: 16, ..even };
        *doubtful.of(State::Unknown, true) += 1;
        assert!(!doubtful.is_even());
    }
}
