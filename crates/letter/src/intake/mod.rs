//! Taking mail in: bounces, complaints, and the wish to leave.
//!
//! Promises: mail is acknowledged, or its file removed, only after the caller has durably noted it; nothing is written to disk or logged here; nothing is relayed,
//! answered by mail, or taken for a recipient that the caller does not know; where there is a certificate no mail comes in readable by others (STARTTLS); a
//! hostile client costs at most [`Bounds`]; and one network alone cannot keep the others out: it has its share of the places, and when places run short whoever sits
//! there and brings nothing has to go. Of a client nothing is kept but a keyed digest of its network, in memory, while it is connected.
//!
//! - `listener`: connections, and how many.
//! - `crowd`: whose they are, and whether places run short.
//! - `session`: one client's dialogue, LMTP (RFC 2033) or SMTP (RFC 5321).
//! - `lines`: commands and letters off the wire.
//! - `maildir`: the same from a folder that a mail server fills.

mod crowd;
mod lines;
mod listener;
mod maildir;
mod session;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

pub use listener::listen;
pub use maildir::{Round, Swept, maildir};
pub use session::attend;

/// One message for one recipient.
#[derive(Clone)]
pub struct Arrived {
    /// The envelope recipient, as the client or the mail server wrote it. From a maildir it may be empty.
    pub recipient: String,
    pub bytes: Bytes,
}

impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrived").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// It must come again.
    #[error("the message could not be noted")]
    Later,
    /// Its sender learns that it was not read.
    #[error("nobody reads such a message here")]
    Unread,
    #[error("the message has gone round and round")]
    Looping,
}

/// What clients may cost.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Connections at once; more wait in the kernel.
    pub connections: usize,
    /// Connections at once from one network, a /24 of IPv4 or a /48 of IPv6; more are told to come later. All of them where the clients are on this machine.
    pub per_network: usize,
    /// Bytes of one message. A larger one is read past and refused with 552.
    pub message: usize,
    /// Recipients of one message.
    pub recipients: usize,
    /// Commands of one connection.
    pub commands: usize,
    /// Commands of one connection that are refused.
    pub mistakes: usize,
    /// For one command or one message to arrive, and for one reply to be taken.
    pub patience: Duration,
    /// For a whole connection.
    pub session: Duration,
    /// For one command while half of the places are taken; six times that for a message, and for a connection that has brought none.
    pub hurried: Duration,
}

impl Default for Bounds {
    /// 32 connections of 1 MiB, so at most some 64 MiB while letters grow; 100 recipients (RFC 5321 4.5.3.1.8); five minutes (4.5.3.2.7) and half an hour. Ten
    /// seconds when places run short are what Postfix has for that.
    fn default() -> Self {
        Self {
            connections: 32,
            per_network: 4,
            message: 1 << 20,
            recipients: 100,
            commands: 1_000,
            mistakes: 10,
            patience: Duration::from_secs(5 * 60),
            session: Duration::from_secs(30 * 60),
            hurried: Duration::from_secs(10),
        }
    }
}
