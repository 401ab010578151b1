//! DKIM (RFC 6376, 8301, 8463): relaxed/relaxed signatures by RSA-2048 and Ed25519, one or both on a letter.
//!
//! - [`key`]: the two kinds of key, made, kept and read again.
//! - [`record`]: what goes into DNS.
//! - [`signer`]: a sender's domain and keys, and the headers that a signature covers.
//! - [`signed`]: a stencil with its signatures.

pub mod key;
pub mod record;
pub mod signed;
pub mod signer;

pub use key::{Ed25519Key, RsaKey, SigningKey};
pub use record::Record;
pub use signed::Signed;
pub use signer::{Selector, Signer};
