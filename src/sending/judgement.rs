//! What is to be written down after a server's answer. Pure.

use jiff::Timestamp;
use letter::bounce::Class;

use super::backoff::Backoff;
use super::carrier::Sent;
use super::model::{Answer, Doubts, REPEATS, Verdict};
use super::queue::Landing;
use super::store::{Entry, Open};

/// What becomes of a letter, and how its domain took it.
pub fn judge(sent: Sent, open: &Open, entry: &Entry, backoff: Backoff, now: Timestamp, chance: u32) -> (Verdict, Landing) {
    match sent {
        Sent::Accepted => (Verdict::Accepted, Landing::Well),
        Sent::Refused(answer, class) => (Verdict::Refused { answer, class }, Landing::Well),
        Sent::Deferred(answer) => (later(answer, open, entry, backoff, now, chance), Landing::Deferred { about_us: is_about_us(&answer) }),
        Sent::Unsent(_) => (Verdict::Unsent, Landing::Nowhere),
        Sent::Unknown => {
            let again = entry.doubts == Doubts::Resend && open.doubts < REPEATS;
            (Verdict::Unknown { due_at: again.then_some(now) }, Landing::Nowhere)
        }
    }
}

fn later(answer: Answer, open: &Open, entry: &Entry, backoff: Backoff, now: Timestamp, chance: u32) -> Verdict {
    match now.checked_add(backoff.wait(open.attempts.saturating_add(1), chance)) {
        Ok(due_at) if due_at < entry.ends_at => Verdict::Deferred { answer, due_at },
        _ => Verdict::Refused { answer, class: Class::Expired },
    }
}

/// x.7.x is policy and reputation, x.4.5 and x.3.2 say that the other side has too much to do (RFC 3463, 3.4 and 3.5).
fn is_about_us(answer: &Answer) -> bool {
    answer.status.is_some_and(|status| matches!((status.subject, status.detail), (7, _) | (4, 5) | (3, 2)))
}

#[cfg(test)]
mod tests {
    use kernel::clock::moment;

    use super::*;
    use crate::sending::model::{IssueId, Person, SendingId};

    const HOUR: i64 = 3_600_000;

    fn entry(doubts: Doubts) -> Entry {
        let none = None;
        Entry {
            id: SendingId(1),
            issue: IssueId(1),
            ends_at: moment(72 * HOUR),
            doubts,
            counted_at: none,
            candidates: 1,
            started_at: none,
            paused_at: none,
            cancelled_at: none,
            finished_at: none,
        }
    }

    fn open(attempts: u32, doubts: u32) -> Open {
        Open { place: 0, person: Person(1), attempts, doubts }
    }

    fn verdict(sent: Sent, open: &Open, policy: Doubts, at: i64) -> Verdict {
        judge(sent, open, &entry(policy), Backoff::LETTER, moment(at), u32::MAX / 2).0
    }

    #[test]
    fn a_deferred_letter_is_tried_for_three_days_and_then_refused_as_expired() {
        let answer = Answer { code: 451, status: None };
        let (mut now, mut attempts) = (0, 0);
        loop {
            match verdict(Sent::Deferred(answer), &open(attempts, 0), Doubts::Resend, now) {
                Verdict::Deferred { due_at, .. } => {
                    assert!(due_at > moment(now) && due_at < moment(72 * HOUR));
                    (now, attempts) = (due_at.as_millisecond(), attempts + 1);
                }
                Verdict::Refused { class, .. } => {
                    assert_eq!(class, Class::Expired);
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(now > 66 * HOUR && (15..30).contains(&attempts), "{attempts} attempts in {} hours", now / HOUR);
    }

    #[test]
    fn a_letter_in_doubt_is_sent_again_once_or_left() {
        let first = verdict(Sent::Unknown, &open(0, 0), Doubts::Resend, 5);
        assert_eq!(first, Verdict::Unknown { due_at: Some(moment(5)) });
        assert_eq!(verdict(Sent::Unknown, &open(0, 1), Doubts::Resend, 5), Verdict::Unknown { due_at: None });
        assert_eq!(verdict(Sent::Unknown, &open(0, 0), Doubts::Leave, 5), Verdict::Unknown { due_at: None });
    }

    #[test]
    fn a_deferral_for_reputation_slows_the_domain_and_a_full_mailbox_does_not() {
        let landing = |status: &str| {
            let answer = Answer { code: 451, status: status.parse().ok() };
            judge(Sent::Deferred(answer), &open(0, 0), &entry(Doubts::Resend), Backoff::LETTER, moment(0), 0).1
        };
        assert_eq!(landing("4.7.1"), Landing::Deferred { about_us: true });
        assert_eq!(landing("4.2.2"), Landing::Deferred { about_us: false });
    }
}
