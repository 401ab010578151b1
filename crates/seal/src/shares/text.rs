//! A share as text: 18 groups of five letters and digits, which survive a telephone, a pen and a tired reader.
//!
//! ```text
//! 1 version | 4 key | 2 printing | 1 needed and number | 32 part | 5 check      = 45 bytes = 360 bits = 72 characters of five bits
//! ```
//!
//! Four of those characters and one that checks them are a group. The fifth is a sum over GF(32) with different weights and the group's place in it, so that every
//! single mistake, every exchange of two characters in a group and every exchange of two groups shows, and the group can be named. What more than one mistake in a
//! group may hide, the five bytes of SHA-256 at the end find.

use std::str::FromStr;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Share;
use crate::crockford;
use crate::nth::Nth;

/// Groups in the text of a share.
pub const GROUPS: usize = 18;
const GROUP: usize = 5;
const VERSION: u8 = 1;
const BODY: usize = 40;
const BYTES: usize = BODY + 5;
/// Different from each other, from 0 and from the 1 of the check itself: that is what makes exchanges show.
const WEIGHTS: [u8; GROUP - 1] = [2, 3, 4, 5];

/// Why a text is no share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoShare {
    #[error("a share has {GROUPS} groups of {GROUP} letters and digits; here are {0} letters and digits")]
    Count(usize),
    #[error("{}", mistyped(.0))]
    Mistyped(Vec<usize>),
    #[error("each group looks right, and the whole is wrong: compare every group with the paper again")]
    Check,
    #[error("this is a share of a later form; it takes a newer program")]
    Newer,
    #[error("this is no share: it says that it is number {number} of a set of which {needed} are needed")]
    Numbers { number: u8, needed: u8 },
}

fn mistyped(groups: &[usize]) -> String {
    let places: Vec<String> = groups.iter().map(|at| Nth(*at).to_string()).collect();
    match places.split_last() {
        Some((last, [])) => format!("the {last} group is mistyped"),
        Some((last, more)) => format!("the {} and {last} groups are mistyped", more.join(", ")),
        None => "nothing is mistyped".into(),
    }
}

impl Share {
    /// The 18 groups, in order.
    pub fn groups(&self) -> Vec<Zeroizing<String>> {
        let mut body = Zeroizing::new([0; BYTES]);
        body[0] = VERSION;
        body[1..5].copy_from_slice(&self.key);
        body[5..7].copy_from_slice(&self.printing);
        body[7] = self.needed << 4 | self.number;
        body[8..BODY].copy_from_slice(&self.part[..]);
        let check = check(&body[..BODY]);
        body[BODY..].copy_from_slice(&check);
        let values: Zeroizing<Vec<u8>> = Zeroizing::new(crockford::spread(&body[..]).collect());
        let group = |(at, four): (usize, &[u8])| {
            let mut text = Zeroizing::new(String::with_capacity(GROUP));
            text.extend(four.iter().copied().chain([sum(at, four)]).map(crockford::symbol));
            text
        };
        values.chunks_exact(GROUP - 1).enumerate().map(group).collect()
    }

    /// The groups with a hyphen between two: for a QR code, or one line.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
        for group in self.groups() {
            if !text.is_empty() {
                text.push('-');
            }
            text.push_str(&group);
        }
        text
    }
}

impl FromStr for Share {
    type Err = NoShare;

    /// Capitals do not matter, nor do spaces, hyphens, dots, commas and line ends; `O` is read as 0, `I` and `L` as 1.
    fn from_str(text: &str) -> Result<Self, NoShare> {
        let groups = cut(text)?;
        let mut values = Zeroizing::new(Vec::with_capacity(GROUPS * GROUP));
        let mut wrong = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            let read: Zeroizing<Vec<u8>> = Zeroizing::new(group.chars().filter_map(crockford::value).collect());
            match read.split_last() {
                Some((check, four)) if read.len() == GROUP && group.chars().count() == GROUP && *check == sum(at, four) => {
                    values.extend_from_slice(four);
                }
                _ => wrong.push(at + 1),
            }
        }
        if !wrong.is_empty() {
            return Err(NoShare::Mistyped(wrong));
        }
        let mut body = Zeroizing::new([0; BYTES]);
        crockford::gather(&values, &mut body[..]);
        if check(&body[..BODY]) != body[BODY..] {
            return Err(NoShare::Check);
        } else if body[0] != VERSION {
            return Err(NoShare::Newer);
        }
        let (needed, number) = (body[7] >> 4, body[7] & 15);
        if needed < 2 || number == 0 {
            return Err(NoShare::Numbers { number, needed });
        }
        let mut share =
            Self { key: [body[1], body[2], body[3], body[4]], printing: [body[5], body[6]], needed, number, part: Zeroizing::new([0; 32]) };
        share.part.copy_from_slice(&body[8..BODY]);
        Ok(share)
    }
}

/// The groups as they were typed, so that one with a character too few can be named; or, written without gaps, five characters each.
fn cut(text: &str) -> Result<Vec<Zeroizing<String>>, NoShare> {
    let typed: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|group| !group.is_empty()).collect();
    if typed.len() == GROUPS {
        return Ok(typed.into_iter().map(|group| Zeroizing::new(group.chars().take(2 * GROUP).collect())).collect());
    }
    let count = typed.iter().map(|group| group.chars().count()).sum();
    if count != GROUPS * GROUP {
        return Err(NoShare::Count(count));
    }
    let all: Zeroizing<Vec<char>> = Zeroizing::new(typed.iter().flat_map(|group| group.chars()).collect());
    Ok(all.chunks(GROUP).map(|group| Zeroizing::new(group.iter().collect())).collect())
}

/// The fifth character of the group at this place, counted from 0.
fn sum(at: usize, four: &[u8]) -> u8 {
    four.iter().zip(WEIGHTS).fold(at as u8 & 31, |sum, (value, weight)| sum ^ mul32(*value, weight))
}

/// The product in GF(32) with the polynomial x^5 + x^2 + 1.
fn mul32(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a & 31, 0);
    for bit in 0..5 {
        product ^= a & (b >> bit & 1).wrapping_neg();
        a = (a << 1 ^ 0x25 & (a >> 4 & 1).wrapping_neg()) & 31;
    }
    product
}

fn check(body: &[u8]) -> [u8; BYTES - BODY] {
    let digest: [u8; 32] = Sha256::new_with_prefix(b"share 1").chain_update(body).finalize().into();
    [digest[0], digest[1], digest[2], digest[3], digest[4]]
}
