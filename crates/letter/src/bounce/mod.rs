//! What came back: a delivery report, a complaint, an automatic answer, or somebody who wants to leave.
//!
//! Promises: no word of a message and no address leaves this module, only a class, a status and an action; whom it was about is told by the envelope recipient
//! that the caller has (VERP), never by the body; and hostile MIME costs a bounded amount of work and no recursion that it chooses.
//!
//! - `status`: one table from codes to what a failure means, shared with the SMTP client.
//! - `enhanced`: the status code itself (RFC 3463).
//! - `entity`: a letter's leaves, as far down as a report needs.
//! - `fields`: the "name: value" groups of reports.
//! - `report`: delivery reports (RFC 3464, RFC 6533) and complaints (ARF, RFC 5965).
//! - `prose`: bounces that are written for people: qmail, Exim, Exchange and others.
//! - `phrase`: what mail servers say in words.
//! - `answer`: automatic answers (RFC 3834), and `mailto` unsubscribes (RFC 2369).

mod answer;
mod enhanced;
mod entity;
mod fields;
mod phrase;
mod prose;
mod report;
pub mod status;

pub use answer::Token;
pub use enhanced::{Enhanced, NoStatus};
pub use report::{Action, Complaint};
pub use status::{Class, Measure, Verdict, verdict};

/// Bytes that are looked at. A report stands at the beginning; what is cut off is the copy of our own letter.
pub const LONGEST: usize = 1 << 20;

/// What a message means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    Bounce(Bounce),
    /// The reader, or their provider, says that the letter was unwanted.
    Complaint(Complaint),
    /// A machine answered: away, received, moved on. Nothing follows from it.
    AutoReply,
    /// Somebody wants to leave. The token is there if the subject or the text has one; else the envelope recipient tells who.
    Unsubscribe(Option<Token>),
    /// A person's letter, or spam, or a report that makes no sense.
    Other,
}

/// What a bounce says, without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounce {
    pub class: Class,
    pub status: Option<Enhanced>,
    /// Only a report of RFC 3464 has one.
    pub action: Option<Action>,
}

/// Reads one message as it came, header and body.
pub fn read(bytes: &[u8]) -> Incoming {
    let Some(message) = entity::Entity::read(&bytes[..bytes.len().min(LONGEST)]) else { return Incoming::Other };
    if let Some(found) = report::read(&message) {
        return found;
    }
    if let Some(bounce) = prose::read(&message) {
        return Incoming::Bounce(bounce);
    }
    answer::read(&message)
}

#[cfg(test)]
mod tests;
