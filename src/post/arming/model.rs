//! What is armed, the states that it goes through, and the rules of time.

use jiff::{SignedDuration, Timestamp};
use seal::Hash;
use serde::{Deserialize, Serialize};
use web::{Kind, Refused};
use zeroize::Zeroize;

use crate::post::courier::messages::IssueLetter;
use crate::post::model::IssueId;
use crate::sending::pace::{WarmUp, day_of};

/// How long a key may be in the server's memory, counted from the arming.
pub const LIFE: SignedDuration = SignedDuration::from_hours(12);
/// What of it is kept for the sending itself: nothing is armed for a later time than so long before its end.
pub const ROOM: SignedDuration = SignedDuration::from_mins(30);
/// A time that has passed by more than this was missed: a person has to say that the issue goes out after all.
pub const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// How long readers who cannot be reached are tried, by whichever machine.
pub const TRIES: SignedDuration = SignedDuration::from_hours(72);
/// Bytes of a capsule: more than a million readers.
pub const LARGEST: u64 = 384 << 20;
/// Bytes of one part of it on its way.
pub const PART: usize = 1 << 20;
/// What keeps the key of a capsule apart from everything else that is sealed.
pub const PURPOSE: &str = "key of an armed capsule";

/// An issue that a keyholder has armed.
#[derive(Clone, Debug)]
pub struct Arming {
    /// As the keyholder has looked at it.
    pub letter: IssueLetter,
    /// Name of the machine.
    pub courier: String,
    /// In the head of the letter.
    pub date: Timestamp,
    pub plan: Pace,
    pub at: Timestamp,
    pub armed_at: Timestamp,
    /// Key and capsule are destroyed then.
    pub ends_at: Timestamp,
    pub held: Option<Hold>,
    pub released_at: Option<Timestamp>,
    pub released_by: Option<String>,
    pub begun_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub ending: Option<Ending>,
    /// Of the issue, whoever sent it.
    pub sent_at: Option<Timestamp>,
}

/// How fast the keyholder wants it sent: see [`Plan`](crate::sending::Plan).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    pub connections: usize,
    pub per_domain: usize,
    pub per_second: Option<f64>,
    #[serde(default)]
    pub per_domain_per_second: Option<f64>,
    #[serde(default)]
    pub warm_up: Option<WarmUp>,
}

/// Until when a list of so many readers is tried, from `now` on: [`TRIES`], and as many days more as a warm-up spreads it over.
pub fn tried_until(now: Timestamp, people: u64, warm_up: Option<WarmUp>) -> Timestamp {
    let days = warm_up.map_or(0, |warm_up| warm_up.bounded().days(people, day_of(now)));
    now.saturating_add(TRIES + SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
}

/// Why an armed issue waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// The machine slept over its time.
    Missed,
    /// The letter is another one than the keyholder has looked at.
    Changed,
}

/// How an arming ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    Sent,
    /// The rest was cancelled.
    Cancelled,
    Disarmed,
    /// A keyholder's machine sends what is left.
    HandedOver,
    /// The server was started anew, and the key with its memory is gone.
    Lost,
    /// Its time was over before everybody was reached.
    Over,
    /// It stopped for a reason that the log has.
    Broken,
}

/// Where an issue stands, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Armed,
    Missed,
    Changed,
    Sending,
    Paused,
    Sent,
    Cancelled,
    Disarmed,
    HandedOver,
    Lost,
    Over,
    Broken,
}

impl Arming {
    pub fn issue(&self) -> IssueId {
        self.letter.issue
    }

    /// As far as the database knows; whether it is paused only its ledger does.
    pub fn state(&self) -> State {
        match (self.ending, self.held, self.begun_at) {
            (Some(ending), _, _) => ending.state(),
            (None, Some(Hold::Missed), _) => State::Missed,
            (None, Some(Hold::Changed), _) => State::Changed,
            (None, None, Some(_)) => State::Sending,
            (None, None, None) => State::Armed,
        }
    }

    /// Whether a person has to do something, or readers do not get their letter.
    pub fn alarms(&self) -> bool {
        self.sent_at.is_none() && self.state().alarms()
    }
}

impl State {
    /// Whether a person has to do something, or readers do not get their letter.
    pub fn alarms(self) -> bool {
        matches!(self, Self::Missed | Self::Changed | Self::Lost | Self::Over | Self::Broken)
    }

    /// Whether the server has the key.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Armed | Self::Missed | Self::Changed | Self::Sending | Self::Paused)
    }

    /// As it stands in JSON, and in the keys of its words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Armed => "armed",
            Self::Missed => "missed",
            Self::Changed => "changed",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Sent => "sent",
            Self::Cancelled => "cancelled",
            Self::Disarmed => "disarmed",
            Self::HandedOver => "handed-over",
            Self::Lost => "lost",
            Self::Over => "over",
            Self::Broken => "broken",
        }
    }
}

impl Hold {
    const ALL: [Self; 2] = [Self::Missed, Self::Changed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Changed => "changed",
        }
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hold| hold.as_str() == text)
    }
}

impl Ending {
    const ALL: [Self; 7] = [Self::Sent, Self::Cancelled, Self::Disarmed, Self::HandedOver, Self::Lost, Self::Over, Self::Broken];

    pub fn as_str(self) -> &'static str {
        self.state().as_str()
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == text)
    }

    pub fn state(self) -> State {
        match self {
            Self::Sent => State::Sent,
            Self::Cancelled => State::Cancelled,
            Self::Disarmed => State::Disarmed,
            Self::HandedOver => State::HandedOver,
            Self::Lost => State::Lost,
            Self::Over => State::Over,
            Self::Broken => State::Broken,
        }
    }
}

/// The letter's hash, by which both sides know that they mean the same.
pub fn digest(letter: &IssueLetter) -> anyhow::Result<Hash> {
    Ok(Hash::of(&serde_json::to_vec(letter)?))
}

/// Whether an issue may be armed now for that time.
///
/// # Errors
/// [`Refusal::Past`], [`Refusal::Early`].
pub fn fits(at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if at.saturating_add(GRACE).is_ok_and(|last| last < now) {
        return Err(Refusal::Past);
    }
    if at.duration_since(now) > LIFE.saturating_sub(ROOM) {
        return Err(Refusal::Early);
    }
    Ok(())
}

/// What travels sealed inside the capsule, besides the recipients. Its memory is wiped when it is dropped.
#[derive(Serialize, Deserialize)]
pub struct Besides {
    /// So that a capsule of another issue is none of this.
    pub issue: IssueId,
    /// Whose signatures the letters bear; empty when the house signs.
    pub domain: String,
    pub keys: Vec<RunKey>,
}

/// A key that signs letters of this one run.
#[derive(Serialize, Deserialize)]
pub struct RunKey {
    pub selector: String,
    /// As [`crate::mail::signing_key`] reads it.
    pub key: String,
}

impl Drop for RunKey {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no issue that is ready, with its page printed: ready it at the desk, or wait a moment until its page is there")]
    NotReady,
    #[error("this issue was sent")]
    Sent,
    #[error(
        "the letter is another one now than this courier has looked at: fetch it again, read it, and arm that (or one of the two programs is older than the other)"
    )]
    Changed,
    #[error(
        "an issue is armed at most eleven and a half hours before its time: its key lives twelve in the server's memory, and half an hour of that is for sending"
    )]
    Early,
    #[error("that time has passed; arm it for “now” or for a later time, or send it from the courier")]
    Past,
    #[error("this issue is armed already, by the courier {0}; “indelible courier disarm” undoes that first")]
    Armed(String),
    #[error("this issue is being sent")]
    Sending,
    #[error(
        "the courier {0} has begun to send this issue from its own machine, and only that machine knows who has the letter: go on there, or revoke it"
    )]
    HandedOver(String),
    #[error("the capsule has {0} bytes: none of ours has")]
    Size(u64),
    #[error("the server knows of no capsule that is on its way here (it may have been started anew): begin again")]
    NoUpload,
    #[error("{have} bytes of the capsule are here: send what follows them")]
    Gap { have: u64 },
    #[error("the capsule did not come whole: {have} of {bytes} bytes are here")]
    Cut { have: u64, bytes: u64 },
    #[error("what came is not the capsule that was announced, or the key does not open it; nothing is armed")]
    Capsule,
    #[error("the capsule is of another issue, or of other readers than this issue's letters have begun to go to; nothing is armed")]
    Other,
    #[error("the server has no relay to send by: set mail.relays there, or send from the courier")]
    NoRelay,
    #[error("this issue is not armed")]
    NotArmed,
    #[error("letters are still on the wire; try again in a minute")]
    Busy,
}

impl Refused for Refusal {
    fn refusal(&self) -> web::Refusal {
        let key = match self {
            Self::Sent => "refused-arming-sent",
            Self::Busy => "refused-arming-busy",
            _ => "refused-arming",
        };
        web::Refusal::new(Kind::Conflict, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_is_armed_from_ten_minutes_after_its_time_to_eleven_and_a_half_hours_before_it() {
        let now: Timestamp = "2026-11-26T22:00:00Z".parse().expect("a moment");
        let at = |minutes: i64| fits(now + SignedDuration::from_mins(minutes), now);
        for (minutes, expected) in [
            (-11, Err(Refusal::Past)),
            (-10, Ok(())),
            (0, Ok(())),
            (11 * 60 + 30, Ok(())),
            (11 * 60 + 31, Err(Refusal::Early)),
            (13 * 60, Err(Refusal::Early)),
            (-7 * 24 * 60, Err(Refusal::Past)),
            (7 * 24 * 60, Err(Refusal::Early)),
        ] {
            assert_eq!(at(minutes), expected, "{minutes} minutes");
        }
        assert!(LIFE == SignedDuration::from_hours(12), "what docs/safety.md says");
    }

    #[test]
    fn every_state_is_read_back_from_its_word() {
        for ending in Ending::ALL {
            assert_eq!(Ending::of(ending.as_str()), Some(ending));
        }
        for hold in Hold::ALL {
            assert_eq!(Hold::of(hold.as_str()), Some(hold));
        }
    }
}
