//! Sending an issue to its readers, once each, whatever happens to the machine meanwhile.
//!
//! The same engine runs on a keyholder's machine and on the server. It is given a *capsule* (who gets the letter, sealed under a key that only memory knows), a
//! *composer* (the letter, to be filled and signed) and *relays*. It keeps a *ledger*: one line for each recipient, by row and place, never by address.
//!
//! Promises, across `kill -9` at any moment:
//!
//! - Nothing is sent before all recipients are in the ledger and counted.
//! - A letter goes out only after its *lease* is on the disk, and a connection leases its next only in the act that records what became of its last. So a crash
//!   leaves as many letters in doubt as there are connections, at most; they are *unknown*, and sent again with the same Message-ID or left, as was chosen.
//! - A sending is finished when `candidates = accepted + refused + gone + unknown + cancelled`, counted in the ledger, and not before.
//! - Who leaves before their letter is leased gets none.
//! - No address, name or token is in the ledger, a log or an error. What memory holds does not grow with the list.
//!
//! It does not promise "exactly once": SMTP cannot say whether a letter arrived when the connection breaks after its final dot. It promises to know which.
//!
//! The files, in the order of a sending:
//!
//! - [`capsule`]: writes and reads the file with the recipients.
//! - [`ledger`]: what is owed and what became of it; `store` is its SQL, [`model`] its types, `class` the numbers of `letter`'s classes.
//! - [`engine`]: runs a sending to its end; `lane` is one connection, `feeder` brings work, [`control`] pauses and cancels, [`progress`] tells.
//! - [`queue`]: whose turn it is, and which domains are left in peace for now.
//! - [`relays`]: which relay; [`carrier`] speaks to one.
//! - [`composer`]: fills and signs a letter.
//! - `judgement`: what is to be written down after a server's answer.
//! - [`backoff`], [`pace`], `gate`: how long to wait, and how fast to go.

pub mod backoff;
pub mod capsule;
pub mod carrier;
mod class;
pub mod composer;
pub mod control;
pub mod engine;
mod feeder;
mod gate;
mod judgement;
mod lane;
pub mod ledger;
pub mod memory;

pub mod model;
pub mod pace;
pub mod progress;
pub mod queue;
pub mod relays;
pub mod store;
#[cfg(test)]
mod tests;

pub use capsule::{Capsule, Recipient};
pub use carrier::Carrier;
pub use composer::Composer;
pub use control::Control;
pub use engine::{Ending, Engine, Plan};
pub use ledger::Ledger;
pub use model::{Balance, Doubts, IssueId, Person, Refusal, SendingId};
pub use progress::Progress;
pub use relays::Relays;
