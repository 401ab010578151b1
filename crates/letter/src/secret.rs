//! The key behind tokens that are not stored anywhere: a letter's name and where it returns to.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// 256 secret bits. Whoever has them can tell which row a Message-ID or a Return-Path belongs to, and forge bounces.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    pub fn new(bits: [u8; 32]) -> Self {
        Self(Zeroizing::new(bits))
    }

    /// HMAC-SHA-256 over a use, an issue and a row, none of which can be taken for another: a use ends in a zero byte and numbers have a fixed width.
    pub(crate) fn mac(&self, usage: &'static str, issue: i64, row: i64) -> Hmac<Sha256> {
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0[..]) {
            Ok(mac) => mac,
            Err(e) => unreachable!("HMAC takes a key of any length: {e}"),
        };
        mac.update(usage.as_bytes());
        mac.update(&[0]);
        mac.update(&issue.to_be_bytes());
        mac.update(&row.to_be_bytes());
        mac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
