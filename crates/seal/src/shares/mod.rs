//! Recovery shares: five sheets of paper, any three of which make the vault key again, and any two of which say nothing about it.
//!
//! Shamir's scheme (CACM 22/11, 1979) over GF(256): each byte of the seed is where a polynomial of degree 2 with random coefficients meets zero, and a share is the
//! values at its number. The scheme itself cannot tell a wrong share from a right one, so the text of a share has checks, and the key that comes out must be the
//! one that the shares name.
//!
//! Each printing draws new coefficients, and shares of two printings do not mix: after new sheets were handed out and the old ones burnt, an old sheet that was
//! lost helps nobody who takes two new ones.
//!
//! - `field`: arithmetic in GF(256).
//! - `text`: a share as letters and digits that can be dictated.

mod field;
mod text;

use zeroize::{Zeroize, Zeroizing};

use crate::random::random;
use crate::sealing::VaultKey;

pub use text::{GROUPS, NoShare};

/// How many shares are made.
pub const SHARES: u8 = 5;
/// How many of them make the key again.
pub const NEEDED: u8 = 3;

/// One share. Its secret part is wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    /// The first bytes of the key's fingerprint.
    key: [u8; 4],
    /// The same in all shares that were made together.
    printing: [u8; 2],
    needed: u8,
    number: u8,
    part: Zeroizing<[u8; 32]>,
}

/// Why shares do not make a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{needed} shares are needed and {have} are here: {} more", needed - have)]
    Missing { have: u8, needed: u8 },
    #[error("share {number} is of another key than the first")]
    OtherKey { number: u8 },
    #[error("share {number} was printed at another time than the first: shares of two printings do not go together")]
    OtherPrinting { number: u8 },
    #[error("two different shares say that they are number {number}")]
    Twice { number: u8 },
    #[error("these shares do not make the key that they name: one of them was altered")]
    Wrong,
}

/// A new printing: five shares, any three of which make `key` again.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done then.
pub fn split(key: &VaultKey) -> Vec<Share> {
    let (linear, square, printing) = (random::<32>(), random::<32>(), random::<2>());
    let share = |number: u8| {
        let mut part = Zeroizing::new([0; 32]);
        for (at, byte) in part.iter_mut().enumerate() {
            *byte = field::mul(field::mul(square[at], number) ^ linear[at], number) ^ key.seed()[at];
        }
        Share { key: key.public().prefix(), printing: *printing, needed: NEEDED, number, part }
    };
    (1..=SHARES).map(share).collect()
}

/// The key that the shares were made of. More than are needed may be given, and a share may be given twice.
pub fn join(shares: &[Share]) -> Result<VaultKey, Refused> {
    let chosen = choose(shares)?;
    let mut seed = Zeroizing::new([0; 32]);
    for share in &chosen {
        let mut weight = share.weight(&chosen);
        for (byte, value) in seed.iter_mut().zip(share.part.iter()) {
            *byte ^= field::mul(weight, *value);
        }
        weight.zeroize();
    }
    let key = VaultKey::from_seed(seed);
    if chosen.iter().all(|share| share.key == key.public().prefix()) { Ok(key) } else { Err(Refused::Wrong) }
}

/// As many shares as are needed, of one key and one printing, each number once.
fn choose(shares: &[Share]) -> Result<Vec<&Share>, Refused> {
    let mut chosen: Vec<&Share> = Vec::new();
    let needed = shares.first().map_or(NEEDED, |first| first.needed);
    for share in shares {
        let number = share.number;
        let first = shares.first().unwrap_or(share);
        if share.key != first.key {
            return Err(Refused::OtherKey { number });
        } else if (share.printing, share.needed) != (first.printing, first.needed) {
            return Err(Refused::OtherPrinting { number });
        }
        match chosen.iter().find(|other| other.number == number) {
            Some(other) if *other != share => return Err(Refused::Twice { number }),
            Some(_) => {}
            None => chosen.push(share),
        }
    }
    if chosen.len() < usize::from(needed) {
        return Err(Refused::Missing { have: chosen.len() as u8, needed });
    }
    chosen.truncate(usize::from(needed));
    Ok(chosen)
}

impl Share {
    /// Its number, from 1.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// The first two groups of the fingerprint of the key that it is a share of, without the last bits.
    pub fn key(&self) -> String {
        let symbols: String = crate::crockford::spread(&self.key).take(6).map(crate::crockford::symbol).collect();
        format!("{} {}", &symbols[..4], &symbols[4..])
    }

    /// What this share counts for among `all` (Lagrange's formula at zero).
    fn weight(&self, all: &[&Self]) -> u8 {
        let others = all.iter().filter(|other| other.number != self.number);
        others.fold(1, |product, other| field::mul(product, field::div(other.number, other.number ^ self.number)))
    }
}
