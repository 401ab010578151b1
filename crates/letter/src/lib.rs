//! Letters: composed once, filled for each reader, signed, and sent.
//!
//! All letters of one issue are the same but for a few holes. So an issue is a [`Letter`] that is compiled into a [`Stencil`] once, with all the work of MIME
//! done, and [`Stencil::fill`] only copies bytes. This crate cannot name a newspaper. It promises that what it writes
//!
//! - is CRLF only, with no NUL, no line over 998 bytes in a header and none over 76 in a body, and no line that begins with a dot or with "From ";
//! - has no header that the caller did not give or this crate does not name: no client, host name, address of a machine or local time zone;
//! - is the same bytes for the same input, signatures included, so that a letter sent twice is one letter;
//! - cannot be given another header by any text, because a text with a control character is refused.
//!
//! The files:
//!
//! - [`letter`]: what a letter says, and to whom it answers.
//! - [`header`]: texts, mailboxes and links that may stand in a header; RFC 2047, folding.
//! - [`list`]: the headers of a mailing list.
//! - [`pieces`]: bytes with holes in them.
//! - [`stencil`]: the compiled letter.
//! - [`mime`]: quoted-printable bodies and their frame.
//! - [`draft`]: the compiled letter, signed or not.
//! - [`dkim`]: keys, DNS records and signatures.
//! - [`secret`]: the key behind tokens that are not stored.
//! - [`message_id`], [`verp`]: a letter's name, and where it returns to.
//! - [`smtp`]: one connection to a relay, and the truth about every letter given to it.
//! - [`bounce`]: what a bounce, complaint or answer means, as a class and a status and nothing else.
//! - [`intake`]: taking such mail in, over LMTP, SMTP or a maildir.
//! - [`dns`]: what DNS says about a sender.
//! - [`refused`]: what cannot be written, in words.

pub mod bounce;
pub mod dkim;
pub mod dns;
pub mod draft;
pub mod header;
pub mod intake;
pub mod letter;
pub mod list;
pub mod message_id;
pub mod mime;
pub mod pieces;
pub mod refused;
pub mod secret;
pub mod smtp;
pub mod stencil;
pub mod verp;

pub use draft::Draft;
pub use header::{HeaderText, Link, Mailbox};
pub use letter::{AutoSubmitted, Letter};
pub use list::ListHeaders;
pub use message_id::MessageId;
pub use pieces::{Filling, Slot, Token};
pub use refused::Refused;
pub use secret::Secret;
pub use stencil::Stencil;
pub use verp::ReturnPath;
