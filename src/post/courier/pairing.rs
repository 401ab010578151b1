//! Pairing: how a keyholder's machine and the server come to know each other's keys, by a code that somebody carries from one to the other.
//!
//! Both sides prove by HMAC-SHA-256 that they know the code, over every key that is to be believed. The first four symbols only find the code; the other twelve
//! (60 bits) are the key of the HMAC and never leave either machine. So whoever sits between them can swap no key: to do so it would have to find 60 bits by
//! trying within half an hour, and of wrong guesses sent to the server it has five.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How long a code is good.
pub const GOOD_FOR: SignedDuration = SignedDuration::from_mins(30);
/// Wrong proofs after which a code is dead.
pub const TRIES: u32 = 5;
/// Codes at a time; a new one takes the place of the oldest.
const CODES: usize = 16;
/// Letters and digits that are not taken for one another.
const SYMBOLS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
const LENGTH: usize = 16;
/// Symbols by which a code is found.
const NAME: usize = 4;

/// What is carried: 16 letters and digits in fours.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pairing code is 16 letters and digits in fours, as “indelible courier invite” prints it; there is no i, l, o or 0 in it")]
pub struct NoCode;

impl Code {
    pub fn random() -> Self {
        let bits = [kernel::id::random(), kernel::id::random()];
        let symbol = |at: usize| char::from(SYMBOLS[(bits[at / 8] >> (at % 8 * 5)) as usize & 31]);
        Self(Zeroizing::new((0..LENGTH).map(symbol).collect()))
    }

    /// By which it is found; no secret.
    pub fn name(&self) -> &str {
        &self.0[..NAME]
    }

    /// The proof of `side` that it knows the code and means these keys.
    pub fn proof(&self, side: Side, keys: &Keys<'_>) -> String {
        STANDARD.encode(self.mac(side, keys).finalize().into_bytes())
    }

    /// Whether `proof` is that of `side`. Takes the same time whatever is wrong with it.
    pub fn proves(&self, side: Side, keys: &Keys<'_>, proof: &str) -> bool {
        let proof = STANDARD.decode(proof).unwrap_or_default();
        self.mac(side, keys).verify_slice(&proof).is_ok()
    }

    fn mac(&self, side: Side, keys: &Keys<'_>) -> Hmac<Sha256> {
        let secret = &self.0.as_bytes()[NAME..];
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|e| panic!("HMAC takes a key of any length: {e}"));
        let replaces = if keys.replaces { "replaces" } else { "keeps" };
        let parts = ["indelible courier pairing 1", side.as_str(), keys.server, keys.courier, keys.name, replaces];
        for part in parts.into_iter().chain(keys.vault.iter().map(String::as_str)) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

/// Who proves. A proof of one side is none of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Courier,
    Server,
}

impl Side {
    fn as_str(self) -> &'static str {
        match self {
            Self::Courier => "courier",
            Self::Server => "server",
        }
    }
}

/// What both sides believe after pairing.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// The key that signs editions, and answers to couriers.
    pub server: &'a str,
    /// The key that signs the courier's requests.
    pub courier: &'a str,
    /// Public vault keys of the courier's ring, the newest first.
    pub vault: &'a [String],
    /// The courier's name.
    pub name: &'a str,
    /// Rows are to be sealed to the newest vault key, whatever the server has now.
    pub replaces: bool,
}

impl FromStr for Code {
    type Err = NoCode;

    /// Spaces, hyphens and capitals do not matter.
    fn from_str(text: &str) -> Result<Self, NoCode> {
        let code: Zeroizing<String> = Zeroizing::new(
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1).flat_map(char::to_lowercase).collect(),
        );
        if code.len() == LENGTH && code.bytes().all(|b| SYMBOLS.contains(&b)) { Ok(Self(code)) } else { Err(NoCode) }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<&str> = (0..LENGTH / 4).map(|at| &self.0[at * 4..at * 4 + 4]).collect();
        f.write_str(&groups.join("-"))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// Codes that are good now: in memory only.
#[derive(Default)]
pub struct Offers(HashMap<String, Offer>);

struct Offer {
    code: Code,
    until: Timestamp,
    wrong: u32,
}

impl Offers {
    /// A new code.
    pub fn invite(&mut self, now: Timestamp) -> Code {
        self.0.retain(|_, offer| offer.until > now);
        while self.0.len() >= CODES {
            let oldest = self.0.iter().min_by_key(|(_, offer)| offer.until).map(|(name, _)| name.clone());
            oldest.map(|name| self.0.remove(&name));
        }
        let code = Code::random();
        let until = now.saturating_add(GOOD_FOR).unwrap_or(now);
        self.0.insert(code.name().to_owned(), Offer { code: code.clone(), until, wrong: 0 });
        code
    }

    /// The code behind a name, if `proof` shows that the courier has it; it is used up then. A wrong proof, a code that is over and one that never was are the
    /// same to whoever asks.
    pub fn take(&mut self, name: &str, keys: &Keys<'_>, proof: &str, now: Timestamp) -> Option<Code> {
        self.0.retain(|_, offer| offer.until > now);
        // Where there is none, one is tried all the same, for the time that it takes.
        let code = self.0.get(name).map_or_else(Code::random, |offer| offer.code.clone());
        let proves = code.proves(Side::Courier, keys, proof);
        let offer = self.0.get_mut(name)?;
        if !proves {
            offer.wrong += 1;
            if offer.wrong >= TRIES {
                self.0.remove(name);
            }
            return None;
        }
        self.0.remove(name).map(|offer| offer.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T08:00:00Z".parse().expect("a moment")
    }

    fn keys<'a>(server: &'a str, vault: &'a [String]) -> Keys<'a> {
        Keys { server, courier: "courier key", vault, name: "mira", replaces: false }
    }

    #[test]
    fn a_code_is_read_as_it_is_carried_and_never_printed_by_accident() {
        let code = Code::random();
        assert_eq!(code.to_string().len(), 19);
        assert_eq!(code.to_string().to_uppercase().replace('-', " ").parse(), Ok(code.clone()));
        assert_eq!(format!("{code:?}"), "Code(…)");
        for bad in ["", "abcd", "abcd-efgh-jkmn-pqr", "abcd-efgh-jkmn-pqrst", "abcd-efgh-jkmn-pqr0", "абвг-efgh-jkmn-pqrs"] {
            assert_eq!(bad.parse::<Code>(), Err(NoCode), "{bad}");
        }
    }

    #[test]
    fn a_proof_is_for_these_keys_and_this_side_only() {
        let (code, vault) = (Code::random(), vec!["vault key".to_owned()]);
        let meant = keys("server key", &vault);
        let proof = code.proof(Side::Courier, &meant);
        assert!(code.proves(Side::Courier, &meant, &proof));
        assert!(!code.proves(Side::Server, &meant, &proof), "it cannot be sent back");
        assert!(!code.proves(Side::Courier, &keys("another", &vault), &proof), "nor passed on by a server in between");
        let other = vec!["vault key".to_owned(), "more".to_owned()];
        assert!(!code.proves(Side::Courier, &keys("server key", &other), &proof));
        assert!(!code.proves(Side::Courier, &Keys { replaces: true, ..meant }, &proof));
        assert!(!Code::random().proves(Side::Courier, &meant, &proof));
        for rubbish in ["", "AAAA", "!"] {
            assert!(!code.proves(Side::Courier, &meant, rubbish));
        }
    }

    #[test]
    fn a_code_is_good_once_for_half_an_hour_and_for_five_wrong_proofs() {
        let vault = vec!["vault key".to_owned()];
        let meant = keys("server key", &vault);
        let mut offers = Offers::default();
        let code = offers.invite(now());
        let proof = code.proof(Side::Courier, &meant);
        assert!(offers.take(code.name(), &meant, &proof, now() + GOOD_FOR).is_none(), "it is over");
        let code = offers.invite(now());
        let proof = code.proof(Side::Courier, &meant);
        for _ in 1..TRIES {
            assert!(offers.take(code.name(), &meant, "wrong", now()).is_none());
        }
        assert_eq!(offers.take(code.name(), &meant, &proof, now()), Some(code.clone()));
        assert!(offers.take(code.name(), &meant, &proof, now()).is_none(), "it is used");
        let code = offers.invite(now());
        let proof = code.proof(Side::Courier, &meant);
        for _ in 0..TRIES {
            assert!(offers.take(code.name(), &meant, "wrong", now()).is_none());
        }
        assert!(offers.take(code.name(), &meant, &proof, now()).is_none(), "it is dead");
        for _ in 0..100 {
            offers.invite(now());
        }
        assert!(offers.0.len() <= CODES);
    }
}
