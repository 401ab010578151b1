//! One connection to a relay, and the truth about every letter that is given to it.
//!
//! Promises: a letter is [`Outcome::Unsent`] only when the server certainly never had its final dot, and [`Outcome::Unknown`] only when it may have had it and
//! did not say; nothing is sent over a connection that is weaker than was asked for; a server's words never leave this module, because they repeat addresses;
//! and whatever a server says, it costs no more than [`Relay`]'s patience and 8 KiB.
//!
//! One [`Connection`] is one task's. Which relay, how many connections, when to try again: that is the caller's.
//!
//! - `relay`: where to, how safely, and as whom.
//! - `reply`: a reply's code and stage; how replies are read (RFC 5321 4.2).
//! - `trouble`: what goes wrong with a connection.
//! - `tls`: which certificates are believed.
//! - `wire`: bytes out and replies in, within a time.
//! - `offer`: what the server says it can do (EHLO).
//! - `connection`: from the first packet to a server that takes letters.
//! - `login`: AUTH (RFC 4954).
//! - `transaction`: one letter, from MAIL to the reply after the final dot.
//! - `address`: which addresses may be written on the wire.
//! - `body`: which bytes may follow DATA, and the stuffing of dots (RFC 5321 4.5.2).

mod address;
mod body;
mod connection;
mod login;
mod offer;
mod relay;
mod reply;
mod tls;
mod transaction;
mod trouble;
mod wire;

pub use connection::Connection;
pub use relay::{Envelope, Login, Relay, Security};
pub use reply::{Reply, Stage};
pub use tls::Tls;
pub use transaction::Outcome;
pub use trouble::Trouble;
