//! Where a letter returns to when it cannot be delivered: one address for each row (VERP), so that a bounce names the row and never a reader.
//!
//! `b-<row, 16 hex digits>-<20 hex digits of an HMAC>@domain`: 39 letters before the `@`, in one case only because some hosts fold it. The 80 bits are enough:
//! a guess can only be tried by sending a letter to the bounce host, and what it wins is one forged bounce.

use std::fmt;

use hmac::Mac;
use kernel::Domain;
use memchr::memchr2_iter;

use crate::Secret;
use crate::message_id::hex;

const USAGE: &str = "return-path";
/// Bytes of the HMAC that the address carries.
const TAG: usize = 10;
/// Letters before the `@`.
const LOCAL: usize = 2 + 16 + 1 + 2 * TAG;

/// The envelope's sender for one row of one issue.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnPath(String);

/// What an address was found to be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    pub issue: i64,
    pub row: i64,
}

impl ReturnPath {
    pub fn of(secret: &Secret, issue: i64, row: i64, domain: &Domain) -> Self {
        let tag = secret.mac(USAGE, issue, row).finalize().into_bytes();
        let mut path = format!("b-{row:016x}-");
        hex(&tag[..TAG], &mut path);
        path.extend(["@", domain.as_str()]);
        Self(path)
    }

    /// The address without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The row behind a bounce's recipient, if one of `issues` (those that may still bounce) has sent from it. The domain is the listener's business and is not
    /// looked at. Every issue is tried, and each in constant time, whatever was found before.
    pub fn read(secret: &Secret, issues: &[i64], recipient: &str) -> Option<Returned> {
        let local = recipient.split('@').next()?;
        if local.len() != LOCAL || !local.is_ascii() {
            return None;
        }
        let (row, tag) = local.strip_prefix("b-").or_else(|| local.strip_prefix("B-"))?.split_once('-')?;
        let row = unhex(row).filter(|_| row.len() == 16)? as i64;
        let tag: Vec<u8> = (0..TAG).map(|i| tag.get(2 * i..2 * i + 2).and_then(unhex).map(|byte| byte as u8)).collect::<Option<_>>()?;
        let mut found = None;
        for &issue in issues {
            if secret.mac(USAGE, issue, row).verify_truncated_left(&tag).is_ok() {
                found = Some(Returned { issue, row });
            }
        }
        found
    }

    /// Whether a local part has the form of ours, be it forged or not.
    pub fn is_like(local: &str) -> bool {
        like(local.as_bytes()) == Some(local)
    }

    /// What has the form of our local parts anywhere in a message, from its beginning: complaints and odd bounces have it inside only. Whoever has had a letter of
    /// ours may write one there, but [`Self::read`] takes none that we have not made.
    pub fn find(bytes: &[u8]) -> impl Iterator<Item = &str> {
        memchr2_iter(b'b', b'B', bytes).filter_map(|at| like(&bytes[at..]))
    }
}

/// The local part at the beginning of `bytes`.
fn like(bytes: &[u8]) -> Option<&str> {
    let local = bytes.get(..LOCAL)?;
    let fits = |(at, byte): (usize, &u8)| match at {
        0 => byte.eq_ignore_ascii_case(&b'b'),
        1 | 18 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    if local.iter().enumerate().all(fits) { std::str::from_utf8(local).ok() } else { None }
}

impl fmt::Debug for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReturnPath(…)")
    }
}

/// Digits only: `from_str_radix` would let a plus sign in.
fn unhex(digits: &str) -> Option<u64> {
    if digits.bytes().all(|b| b.is_ascii_hexdigit()) { u64::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn domain() -> Domain {
        Domain::parse("bounce.example.org").expect("a domain")
    }

    proptest! {
        #[test]
        fn a_return_path_gives_its_row_back_and_no_other_text_does(issue: i64, row: i64, other: i64, at in 0usize..39, letter in "[0-9a-z@+-]") {
            let secret = Secret::new([5; 32]);
            let path = ReturnPath::of(&secret, issue, row, &domain());
            let (local, _) = path.as_str().split_once('@').expect("an address");
            prop_assert!(local.len() <= kernel::email::LONGEST_LOCAL);
            let issues = [other, issue];
            let returned = Some(Returned { issue, row });
            prop_assert_eq!(ReturnPath::read(&secret, &issues, path.as_str()), returned);
            prop_assert_eq!(ReturnPath::read(&secret, &issues, &path.as_str().to_ascii_uppercase()), returned);
            prop_assert_eq!(ReturnPath::read(&Secret::new([6; 32]), &issues, path.as_str()), None);
            if other != issue {
                prop_assert_eq!(ReturnPath::read(&secret, &[other], path.as_str()), None);
            }
            let mut forged = path.as_str().to_owned();
            forged.replace_range(at..=at, &letter);
            if forged != path.as_str() {
                prop_assert_eq!(ReturnPath::read(&secret, &issues, &forged), None);
            }
        }

        #[test]
        fn no_recipient_makes_it_panic(text in "(b-)?\\PC*") {
            prop_assert_eq!(ReturnPath::read(&Secret::new([5; 32]), &[1, 2, 3], &text), None);
        }
    }

    #[test]
    fn a_return_path_is_found_wherever_it_stands_in_a_message() {
        let secret = Secret::new([5; 32]);
        let paths = [ReturnPath::of(&secret, 1, 7, &domain()), ReturnPath::of(&secret, 1, 8, &domain())];
        let message = format!("x\0b-b-bb\nOriginal-Mail-From: <{}>\n\nReturn-Path:<{}", paths[0].as_str(), paths[1].as_str());
        let found: Vec<_> = ReturnPath::find(message.as_bytes()).filter_map(|local| ReturnPath::read(&secret, &[1], local)).collect();
        assert_eq!(found, [Returned { issue: 1, row: 7 }, Returned { issue: 1, row: 8 }]);
        let local = &paths[0].as_str()[..LOCAL];
        assert!(ReturnPath::is_like(local) && !ReturnPath::is_like(&local[1..]) && !ReturnPath::is_like(paths[0].as_str()));
        for cut in 0..LOCAL {
            assert_eq!(ReturnPath::find(&local.as_bytes()[..cut]).count(), 0);
        }
    }

    #[test]
    fn a_return_path_is_an_address() {
        let path = ReturnPath::of(&Secret::new([5; 32]), -1, i64::MIN, &domain());
        assert!(kernel::EmailAddress::parse(path.as_str()).is_ok());
        assert_eq!(format!("{path:?}"), "ReturnPath(…)");
    }
}
