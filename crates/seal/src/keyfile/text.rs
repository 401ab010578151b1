//! The lines of a key file. One value has one spelling, so that what was sealed beside the seed can be made again from what was read.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::civil::Date;

use super::{Cost, KeyFile, Refused};
use crate::sealing::VaultPublic;

const NAME: &str = "vault-key-file ";
const VERSION: &str = "1";
/// No key file is longer, in bytes.
const LENGTH_MOST: usize = 4096;

/// All lines above the sealed one.
pub(super) fn head(public: &VaultPublic, made: Date, cost: &Cost, salt: &[u8; 16]) -> String {
    format!(
        "{NAME}{VERSION}\nfingerprint {}\nmade {made}\npublic {public}\nargon2id m={} t={} p={} salt={}\n",
        public.fingerprint(),
        cost.0.m_cost(),
        cost.0.t_cost(),
        cost.0.p_cost(),
        STANDARD_NO_PAD.encode(salt)
    )
}

impl fmt::Display for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (nonce, sealed) = (STANDARD_NO_PAD.encode(self.nonce), STANDARD_NO_PAD.encode(self.sealed));
        writeln!(f, "{}xchacha20poly1305 nonce={nonce} sealed={sealed}", self.head())
    }
}

impl FromStr for KeyFile {
    type Err = Refused;

    /// Reads the text of a key file. Windows' line ends and empty lines after it do not matter; anything else does.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let version = text.strip_prefix(NAME).filter(|_| text.len() <= LENGTH_MOST).ok_or(Refused::Form("vault-key-file"))?;
        let mut lines = text.lines();
        match version.lines().next() {
            Some(VERSION) => lines.next(),
            Some(other) if other.bytes().all(|digit| digit.is_ascii_digit()) => return Err(Refused::Newer),
            _ => return Err(Refused::Form("vault-key-file")),
        };
        let mut line = |name: &'static str| {
            let line = lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.ok_or(Refused::Form(name))
        };
        let fingerprint = line("fingerprint")?;
        let made = line("made")?.parse().map_err(|_| Refused::Form("made"))?;
        let public: VaultPublic = line("public")?.parse().map_err(|_| Refused::Form("public"))?;
        let hashing = line("argon2id")?;
        let sealing = line("xchacha20poly1305")?;
        if lines.any(|more| !more.is_empty()) {
            return Err(Refused::Form("xchacha20poly1305"));
        }
        if fingerprint != public.fingerprint() {
            return Err(Refused::Form("fingerprint"));
        }
        let [memory, passes, lanes, salt] = fields(hashing, ["m=", "t=", "p=", "salt="]).ok_or(Refused::Form("argon2id"))?;
        let number = |digits: &str| digits.parse().map_err(|_| Refused::Form("argon2id"));
        let cost = Cost::new(number(memory)?, number(passes)?, number(lanes)?)?;
        let [nonce, sealed] = fields(sealing, ["nonce=", "sealed="]).ok_or(Refused::Form("xchacha20poly1305"))?;
        Ok(Self {
            public,
            made,
            cost,
            salt: bytes(salt).ok_or(Refused::Form("argon2id"))?,
            nonce: bytes(nonce).ok_or(Refused::Form("xchacha20poly1305"))?,
            sealed: bytes(sealed).ok_or(Refused::Form("xchacha20poly1305"))?,
        })
    }
}

/// The values of a line's fields, all of them and in this order.
fn fields<'a, const N: usize>(line: &'a str, names: [&str; N]) -> Option<[&'a str; N]> {
    let values: Vec<_> = line.split(' ').zip(names).map_while(|(field, name)| field.strip_prefix(name)).collect();
    values.try_into().ok().filter(|_| line.split(' ').count() == N)
}

fn bytes<const N: usize>(coded: &str) -> Option<[u8; N]> {
    STANDARD_NO_PAD.decode(coded).ok()?.try_into().ok()
}
