//! What mail servers say in words, where codes are missing or say nothing.

use super::{Class, Enhanced};

/// In this order: what is about us is told first, so that no reader is suppressed for it.
const PHRASES: &[(Class, &[&str])] = &[
    (
        Class::Blocked,
        &[
            "spam",
            "blacklist",
            "block list",
            "blocklist",
            "blocked",
            "reputation",
            "dmarc",
            "unsolicited",
            "not authorized",
            "rejected by policy",
            "policy violation",
            "policy restrictions",
            "poor sender",
            "spamhaus",
            "content filter",
        ],
    ),
    (
        Class::Full,
        &[
            "mailbox full",
            "mailbox is full",
            "over quota",
            "overquota",
            "quota exceeded",
            "exceeded its quota",
            "out of storage",
            "storage allocation",
            "inbox is full",
            "quotaexceeded",
            "exceeded storage",
        ],
    ),
    (Class::TooBig, &["too large", "too big", "size limit", "size exceeds", "maximum message size"]),
    (
        Class::HardBounce,
        &[
            "user unknown",
            "unknown user",
            "no such user",
            "user not found",
            "user doesn't exist",
            "does not exist",
            "doesn't have a",
            "no mailbox here by that name",
            "mailbox not found",
            "no such mailbox",
            "invalid mailbox",
            "no such recipient",
            "recipient not found",
            "recipientnotfound",
            "address not found",
            "couldn't be found",
            "wasn't found at",
            "unrouteable address",
            "unknown or illegal alias",
            "host or domain name not found",
            "domain not found",
            "couldn't find any host",
            "unknown recipient",
            "recipient unknown",
            "unknown local part",
            "account is disabled",
            "account has been disabled",
            "mailbox disabled",
            "mailbox is disabled",
            "no longer in service",
            "account disabled",
        ],
    ),
    (
        Class::Expired,
        &[
            "retry timeout exceeded",
            "in the queue too long",
            "delivery time expired",
            "message expired",
            "timed out",
            "connection refused",
            "gave up",
            "no route to host",
        ],
    ),
];

/// What says that nobody has given up yet.
const LATER: &[&str] = &[
    "warning message only",
    "has been delayed",
    "was delayed",
    "delivery is delayed",
    "delivery delayed",
    "will be retried",
    "will keep trying",
    "not yet been delivered",
    "delivery incomplete",
];

/// From here on a bounce quotes our own letter.
const COPY: &[&str] = &[
    "--- below this line is a copy",
    "this is a copy of",
    "original message",
    "original headers",
    "the header of the original",
    "included below",
    "message header follows",
    "----- transcript of session",
    "return-path:",
    "content-type:",
    "dkim-signature:",
];

/// Bytes of a text that are weighed.
const WEIGHED: usize = 6 << 10;

/// The words of a text up to the copy of our letter, in lower case and on one line.
pub(super) fn own_words(text: &str) -> String {
    let words: Vec<&str> = text[..text.floor_char_boundary(WEIGHED)].split_whitespace().collect();
    let mut words = words.join(" ").to_lowercase();
    // Sendmail's transcript is its own words, and stands before the copy.
    let end = COPY.iter().filter(|mark| !mark.contains("transcript")).filter_map(|mark| words.find(mark)).min();
    words.truncate(end.unwrap_or(words.len()));
    words
}

/// The class that the words tell. `words` are in lower case.
pub(super) fn class(words: &str) -> Option<Class> {
    PHRASES.iter().find(|(_, phrases)| phrases.iter().any(|phrase| words.contains(phrase))).map(|(class, _)| *class)
}

pub(super) fn is_delay(words: &str) -> bool {
    LATER.iter().any(|phrase| words.contains(phrase))
}

/// The first enhanced status, and the reply code before it or else the first one at all. Numbers that are no code of SMTP are passed over.
pub(super) fn codes(text: &str) -> (Option<u16>, Option<Enhanced>) {
    let (mut code, mut before) = (None, None);
    for word in
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').map(|word| word.trim_matches('.')).filter(|word| !word.is_empty())
    {
        if let Ok(status) = word.parse::<Enhanced>()
            && status.class != 2
        {
            return (before.filter(|code: &u16| code / 100 == u16::from(status.class)).or(code), Some(status));
        }
        before = word.parse().ok().filter(|code| {
            word.len() == 3 && matches!(code, 421 | 422 | 432 | 450..=455 | 500..=504 | 521 | 523 | 530 | 535 | 541 | 550..=556)
        });
        code = code.or(before);
    }
    (code, None)
}
