//! A letter's name (RFC 5322 section 3.6.4): the same whenever the same row of the same issue is sent, and telling nothing to who has not the key.

use std::fmt;
use std::fmt::Write;

use hmac::Mac;
use kernel::Domain;
use sha2::{Digest, Sha256};

use crate::Secret;

/// `<32 hex digits@domain>`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// The name of the letter of `issue` to `row`, under the sender's `domain`.
    pub fn of(secret: &Secret, issue: i64, row: i64, domain: &Domain) -> Self {
        let tag = secret.mac("message-id", issue, row).finalize().into_bytes();
        let mut name = String::with_capacity(2 + 32 + 1 + domain.as_str().len());
        name.push('<');
        hex(&tag[..16], &mut name);
        name.extend(["@", domain.as_str(), ">"]);
        Self(name)
    }

    /// A name that no other letter has, for one that is sent once.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn random(domain: &Domain) -> Self {
        let bits = [kernel::id::random(), kernel::id::random()];
        let secret = Secret::new(Sha256::digest(bits.map(i64::to_be_bytes).concat()).into());
        Self::of(&secret, kernel::id::random(), kernel::id::random(), domain)
    }

    /// The name with its angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(test)]
    pub(crate) fn sample() -> Self {
        Self("<sample@example.org>".to_owned())
    }
}

/// It names one reader's letter, so a log has no use for it.
impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageId(…)")
    }
}

pub(crate) fn hex(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_an_issue_has_one_name_and_shares_it_with_no_other() {
        let domain = Domain::parse("news.example.org").expect("a domain");
        let of = |key: u8, issue, row| MessageId::of(&Secret::new([key; 32]), issue, row, &domain).as_str().to_owned();
        assert_eq!(of(1, 7, 9), of(1, 7, 9));
        let mut names = vec![of(1, 7, 9), of(2, 7, 9), of(1, 9, 7), of(1, 7, 10), of(1, 8, 9), of(1, -7, 9)];
        assert!(names.iter().all(|name| name.ends_with("@news.example.org>") && name.len() == 2 + 32 + 17));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 6);
    }
}
