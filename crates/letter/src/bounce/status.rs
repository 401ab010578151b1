//! One table from reply code and enhanced status to what a failure means, for SMTP replies and delivery reports alike.
//!
//! The enhanced status decides where it says something, the code where it does not: a `550 5.7.1` is a policy and not a missing mailbox. Sources: the IANA
//! registry of "SMTP Enhanced Status Codes" (RFC 3463, 4468, 4954, 5248, 6710, 7293, 7372, 7504, 7505), and RFC 5321 4.2.3 for bare codes.

use crate::smtp::{Reply, Stage};

use super::Enhanced;

/// What a failure means for the reader's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// It was delivered, relayed or expanded after all.
    Delivered,
    /// Not now: somebody still tries, or should.
    Temporary,
    /// There is no such mailbox or domain, or it is closed for good.
    HardBounce,
    /// A bare 550 or 553 for the recipient, or another refusal without a reason: a hard bounce if it goes on.
    Doubtful,
    /// The mailbox is full.
    Full,
    /// Given up after trying for days: unreachable, or it has put us off for too long.
    Expired,
    /// Policy, spam filters, reputation, missing authentication: about us and not about the reader.
    Blocked,
    /// More bytes than are taken there.
    TooBig,
    /// The letter's form is not taken there: its encoding, its attachments, an address that needs SMTPUTF8.
    Content,
    /// Commands that were not understood, loops, misconfigured servers.
    ProtocolTrouble,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Nothing,
    /// Write to this row no more.
    Suppress,
    /// The same, when it has happened in so many issues.
    SuppressAfter(u8),
    /// The reader can do nothing about it. Somebody of the newsroom should look.
    TellStaff,
}

impl Class {
    pub const ALL: [Self; 10] = [
        Self::HardBounce,
        Self::Doubtful,
        Self::Expired,
        Self::Full,
        Self::Blocked,
        Self::TooBig,
        Self::Content,
        Self::ProtocolTrouble,
        Self::Temporary,
        Self::Delivered,
    ];

    /// As it is stored and told. It must never change.
    pub fn name(self) -> &'static str {
        match self {
            Class::HardBounce => "hard-bounce",
            Class::Doubtful => "doubtful",
            Class::Expired => "expired",
            Class::Full => "full",
            Class::Blocked => "blocked",
            Class::TooBig => "too-big",
            Class::Content => "content",
            Class::ProtocolTrouble => "protocol-trouble",
            Class::Temporary => "temporary",
            Class::Delivered => "delivered",
        }
    }

    /// | class | measure |
    /// |---|---|
    /// | `HardBounce` | suppress |
    /// | `Doubtful` | suppress after 2 |
    /// | `Expired` | suppress after 3 |
    /// | `Full` | suppress after 5 |
    /// | `Blocked`, `TooBig`, `Content`, `ProtocolTrouble` | tell the staff |
    /// | `Temporary`, `Delivered` | nothing |
    pub fn measure(self) -> Measure {
        match self {
            Class::HardBounce => Measure::Suppress,
            Class::Doubtful => Measure::SuppressAfter(2),
            Class::Expired => Measure::SuppressAfter(3),
            Class::Full => Measure::SuppressAfter(5),
            Class::Blocked | Class::TooBig | Class::Content | Class::ProtocolTrouble => Measure::TellStaff,
            Class::Temporary | Class::Delivered => Measure::Nothing,
        }
    }
}

/// Whether to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Accepted,
    TryLater,
    Never(Class),
}

/// What a reply to our own letter means.
pub fn verdict(reply: &Reply) -> Verdict {
    match reply.code / 100 {
        2 => Verdict::Accepted,
        5 => Verdict::Never(permanent(reply.enhanced, Some(reply.code), reply.stage)),
        _ => Verdict::TryLater,
    }
}

/// What a permanent failure means. `stage` counts only where nothing better is known; a delivery report does not tell it and is taken for `Rcpt`.
pub(super) fn permanent(status: Option<Enhanced>, code: Option<u16>, stage: Stage) -> Class {
    match status.and_then(|status| meaning(status, stage)) {
        Some(class) => class,
        None => bare(code, stage),
    }
}

/// What a report means whose sender has given up although the status says "not now".
pub(super) fn expired(status: Enhanced) -> Class {
    match (status.subject, status.detail) {
        (2, 2) => Class::Full,
        (7, _) => Class::Blocked,
        _ => Class::Expired,
    }
}

/// `None` where a status says nothing that the code does not: x.0.0 and its like.
fn meaning(status: Enhanced, stage: Stage) -> Option<Class> {
    Some(match (status.subject, status.detail) {
        (1, 5) => return None,            // "destination address valid" is no failure
        (1, 7 | 8) => Class::Blocked,     // the sender's address is what is wrong
        (1, 9) => Class::ProtocolTrouble, // relayed to a non-compliant mailer
        (1, 0) => Class::Doubtful,
        (1, _) => Class::HardBounce, // mailbox, domain, syntax, ambiguous, moved, null MX (RFC 7505)
        (2, 1) => Class::HardBounce, // disabled
        (2, 2) => Class::Full,
        (2, 3) => Class::TooBig,
        (2, 0 | 4) => Class::Doubtful,
        (2, _) => Class::Doubtful,
        (3, 4) => Class::TooBig,
        (3, 1) => Class::Expired, // the whole system is full
        (3, 0) => return None,
        (3, _) => Class::ProtocolTrouble,
        (4, 6 | 8 | 14) => Class::ProtocolTrouble, // loops
        (4, 0) => return None,
        (4, _) => Class::Expired, // no answer, no route, too long under way
        // Some large servers say 5.5.0 for a missing mailbox.
        (5, 0) if stage == Stage::Rcpt => return None,
        (5, _) => Class::ProtocolTrouble,
        (6, _) => Class::Content,
        (7, 17 | 18) => Class::HardBounce, // the mailbox or domain belongs to somebody else now (RFC 7293)
        (7, _) => Class::Blocked,
        _ => return None,
    })
}

/// A code without a reason. At RCPT it is about the recipient, most likely; anywhere else it is about us.
fn bare(code: Option<u16>, stage: Stage) -> Class {
    match (code, stage) {
        (Some(556), _) => Class::HardBounce, // the domain takes no mail (RFC 7504)
        (Some(552), Stage::Rcpt) => Class::Full,
        (Some(552 | 523), _) => Class::TooBig,
        (Some(500..=504 | 530..=538 | 555), _) => Class::ProtocolTrouble,
        (Some(521 | 541 | 554), _) => Class::Blocked,
        (_, Stage::Rcpt) => Class::Doubtful,
        _ => Class::Blocked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: u16, status: &str, stage: Stage) -> Verdict {
        verdict(&Reply { code, enhanced: status.parse().ok(), stage })
    }

    #[test]
    fn a_policy_is_never_taken_for_a_missing_mailbox() {
        assert_eq!(of(550, "5.7.1", Stage::Rcpt), Verdict::Never(Class::Blocked));
        assert_eq!(of(550, "5.7.26", Stage::Body), Verdict::Never(Class::Blocked));
        assert_eq!(of(554, "", Stage::Rcpt), Verdict::Never(Class::Blocked));
        assert_eq!(Class::Blocked.measure(), Measure::TellStaff);
    }

    #[test]
    fn a_missing_mailbox_is_told_by_its_status_at_any_stage() {
        for status in ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.7.17"] {
            for stage in [Stage::Rcpt, Stage::Body] {
                assert_eq!(of(550, status, stage), Verdict::Never(Class::HardBounce), "{status}");
            }
        }
        assert_eq!(Class::HardBounce.measure(), Measure::Suppress);
    }

    #[test]
    fn a_bare_550_is_about_the_recipient_only_at_rcpt_and_then_not_at_once() {
        assert_eq!(of(550, "", Stage::Rcpt), Verdict::Never(Class::Doubtful));
        assert_eq!(of(550, "5.0.0", Stage::Rcpt), Verdict::Never(Class::Doubtful));
        assert_eq!(of(550, "5.5.0", Stage::Rcpt), Verdict::Never(Class::Doubtful));
        assert_eq!(Class::Doubtful.measure(), Measure::SuppressAfter(2));
        for stage in [Stage::Mail, Stage::Data, Stage::Body] {
            assert_eq!(of(550, "", stage), Verdict::Never(Class::Blocked), "{stage}");
        }
    }

    #[test]
    fn size_is_told_from_a_full_mailbox() {
        assert_eq!(of(552, "5.3.4", Stage::Here), Verdict::Never(Class::TooBig));
        assert_eq!(of(552, "5.2.3", Stage::Mail), Verdict::Never(Class::TooBig));
        assert_eq!(of(552, "", Stage::Mail), Verdict::Never(Class::TooBig));
        assert_eq!(of(552, "5.2.2", Stage::Body), Verdict::Never(Class::Full));
        assert_eq!(of(552, "", Stage::Rcpt), Verdict::Never(Class::Full));
    }

    #[test]
    fn what_is_not_permanent_is_tried_again_whatever_its_status() {
        for status in ["", "4.2.2", "4.7.1", "4.1.1"] {
            assert_eq!(of(450, status, Stage::Rcpt), Verdict::TryLater);
        }
        assert_eq!(of(250, "2.0.0", Stage::Body), Verdict::Accepted);
    }

    /// Only what says that the address is gone may silence a reader at once.
    #[test]
    fn nothing_but_subject_one_two_one_and_a_change_of_owner_suppresses_at_once() {
        for (subject, detail) in (0..10).flat_map(|subject| (0..40).map(move |detail| (subject, detail))) {
            let class = permanent(Some(Enhanced { class: 5, subject, detail }), None, Stage::Rcpt);
            if class.measure() == Measure::Suppress {
                assert!(matches!((subject, detail), (1, 1..=4 | 6 | 10..) | (2, 1) | (7, 17 | 18)), "5.{subject}.{detail}");
            }
        }
    }
}
