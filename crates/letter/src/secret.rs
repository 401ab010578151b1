//! The key behind tokens that are not stored anywhere: a letter's name and where it returns to.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// 256 secret bits. Whoever has them can tell which row a Message-ID or a Return-Path belongs to, and forge bounces.
///
/// They are kept as HMAC pads them (RFC 2104): with zeros, to a block of SHA-256.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 64]>);

impl Secret {
    pub fn new(bits: [u8; 32]) -> Self {
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(&bits);
        Self(block)
    }

    /// HMAC-SHA-256 over a use, an issue and a row, none of which can be taken for another: a use ends in a zero byte and numbers have a fixed width.
    pub(crate) fn mac(&self, usage: &'static str, issue: i64, row: i64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new((&*self.0).into());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_that_of_the_bare_key() {
        let data = [&b"use\0"[..], &7i64.to_be_bytes(), &9i64.to_be_bytes()].concat();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &[3; 32]);
        assert_eq!(Secret::new([3; 32]).mac("use", 7, 9).finalize().into_bytes()[..], *aws_lc_rs::hmac::sign(&key, &data).as_ref());
    }
}
