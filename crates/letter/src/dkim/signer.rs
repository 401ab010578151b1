//! A sender's domain and keys, and the headers that a signature covers.

use jiff::SignedDuration;
use kernel::Domain;

use crate::Refused;
use crate::dkim::{Record, SigningKey};
use crate::pieces::Pieces;
use crate::stencil::Header;

/// Named once more than they stand in the letter, so that nobody can add another one (RFC 6376 section 8.15).
const OVERSIGNED: [&str; 10] =
    ["From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"];
const LINE: usize = 76;

/// The name of a key under the sender's domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector(String);

impl Selector {
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if text.len() <= 120 && text.split('.').all(is_label) { Ok(Self(text.to_owned())) } else { Err(Refused::Selector) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who signs: a domain, and one key or one of each kind. Hosts that know Ed25519 are few, so a letter bears an RSA signature besides.
#[derive(Debug)]
pub struct Signer {
    domain: Domain,
    keys: Vec<(Selector, SigningKey)>,
    valid_for: Option<SignedDuration>,
}

impl Signer {
    /// `valid_for` sets `x=`, counted from the letter's date; shorter than letters are tried again for (5 days), it would spoil late ones.
    ///
    /// # Errors
    /// [`Refused::Keys`] unless there are one or two keys, of different kinds.
    pub fn new(domain: Domain, keys: Vec<(Selector, SigningKey)>, valid_for: Option<SignedDuration>) -> Result<Self, Refused> {
        match keys.as_slice() {
            [_] => {}
            [(one, first), (other, second)] if one != other && first.algorithm() != second.algorithm() => {}
            _ => return Err(Refused::Keys),
        }
        Ok(Self { domain, keys, valid_for })
    }

    /// What DNS has to hold for these signatures to be found good.
    pub fn records(&self) -> Vec<Record> {
        self.keys.iter().map(|(selector, key)| Record::new(&self.domain, selector, key)).collect()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &SigningKey> {
        self.keys.iter().map(|(_, key)| key)
    }

    /// The signature headers' values as far as they are the same for all letters: up to `bh=`, folded.
    pub(crate) fn openings(&self, headers: &[&Header], date: jiff::Timestamp) -> Vec<String> {
        let begins = date.as_second();
        let mut times = format!("t={begins};");
        if let Some(valid_for) = self.valid_for {
            times.push_str(&format!(" x={};", begins.saturating_add(valid_for.as_secs())));
        }
        let covered = covered_names(headers);
        let opening = |(selector, key): &(Selector, SigningKey)| {
            let tags =
                format!("v=1; a={}; c=relaxed/relaxed; d={}; s={}; {times}", key.algorithm(), self.domain.as_str(), selector.as_str());
            format!("{}\r\n {covered};\r\n bh=", crate::header::fold(&tags, "DKIM-Signature: ".len()))
        };
        self.keys.iter().map(opening).collect()
    }
}

/// The headers in the order in which they are signed: those that are alike in all letters first.
pub(crate) fn signing_order(headers: &[Header]) -> Vec<&Header> {
    let (alike, filled): (Vec<_>, Vec<_>) = headers.iter().partition(|header| header.value.holes().next().is_none());
    alike.into_iter().chain(filled).collect()
}

/// RFC 6376 section 3.4.2. The values are tidy (see [`crate::header`]), so taking out the folds is all there is to do.
pub(crate) fn relaxed(headers: &[&Header]) -> Pieces {
    let mut data = Pieces::default();
    for header in headers {
        data.push(&header.name.to_ascii_lowercase());
        data.push(":");
        data.append(&header.value.unfolded());
        data.push("\r\n");
    }
    data
}

/// `h=`, folded behind colons.
fn covered_names(headers: &[&Header]) -> String {
    let names = headers.iter().map(|header| header.name).chain(OVERSIGNED);
    let mut out = "h=".to_owned();
    let mut column = 1 + out.len();
    for (i, name) in names.enumerate() {
        if i > 0 {
            out.push(':');
            column += 1;
        }
        // The colon or semicolon behind the name is on its line.
        if column + name.len() + 1 > LINE {
            out.push_str("\r\n ");
            column = 1;
        }
        out.push_str(name);
        column += name.len();
    }
    out
}
