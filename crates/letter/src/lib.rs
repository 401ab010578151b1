//! Letters: speaking SMTP, and reading what comes back.
//!
//! - [`smtp`]: one connection to a relay, and the truth about every letter given to it.
//! - [`bounce`]: what a bounce, complaint or answer means, as a class and a status and nothing else.
//! - [`intake`]: taking such mail in, over LMTP, SMTP or a maildir.

pub mod bounce;
pub mod intake;
pub mod smtp;
