//! Ed25519 in minisign's legacy framing.
//!
//! Legacy means that the message itself is signed and not its BLAKE2 hash: minisign, signify, openssl and WebCrypto all check that, while signify and browsers
//! cannot check the newer form. Like minisign's, a signature covers a *trusted comment* too. The secret key is kept in the file that `signify -G -n` writes, so
//! that a newspaper which has lost this program can still sign.
//!
//! Formats: <https://jedisct1.github.io/minisign/>, and `signify.c` of OpenBSD.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use crate::random::random;

const LEGACY: [u8; 2] = *b"Ed";
const PREHASHED: [u8; 2] = *b"ED";
const UNTRUSTED: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";

/// Why a key or a signature is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the {0} is not in the form that minisign or signify writes")]
    Form(&'static str),
    #[error("it is of the pre-hashed kind, which signify and browsers cannot check; sign with `minisign -l`")]
    Prehashed,
    #[error("it was made by key {found}, not by {expected}")]
    OtherKey { expected: KeyId, found: KeyId },
    #[error("it does not fit the signed bytes")]
    Bytes,
    #[error("it does not fit the trusted comment")]
    Comment,
    #[error("the secret key is damaged, or protected by a passphrase")]
    Damaged,
}

/// Eight random bytes by which a signature names its key. They prove nothing; they let an error say which key is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; 8]);

impl fmt::Display for KeyId {
    /// As minisign prints it: a little-endian number in hex.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", u64::from_le_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The key that signs editions. It is wiped from memory when dropped, and no way of printing it shows it.
pub struct SigningKey {
    id: KeyId,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// A new key.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn generate() -> Self {
        Self { id: KeyId(*random()), key: ed25519_dalek::SigningKey::from_bytes(&random()) }
    }

    /// The text of the key file, unencrypted: the caller writes it with mode 0600. Its name should end in `.sec`, or signify will not sign with it.
    pub fn to_file(&self) -> Zeroizing<String> {
        let pair = Zeroizing::new(self.key.to_keypair_bytes());
        let mut raw = Zeroizing::new(Vec::with_capacity(104));
        raw.extend_from_slice(&LEGACY);
        raw.extend_from_slice(b"BK");
        raw.extend_from_slice(&[0; 4 + 16]); // no rounds of key derivation, so no salt: not encrypted
        raw.extend_from_slice(&Sha512::digest(&pair[..])[..8]);
        raw.extend_from_slice(&self.id.0);
        raw.extend_from_slice(&pair[..]);
        let coded = Zeroizing::new(STANDARD.encode(&raw[..]));
        Zeroizing::new(format!("{UNTRUSTED}secret key {} - whoever has this file can sign editions\n{}\n", self.id, *coded))
    }

    /// The key in the text of a key file.
    pub fn from_file(text: &str) -> Result<Self, Refused> {
        const FORM: Refused = Refused::Form("secret key");
        let coded = text.lines().nth(1).filter(|_| text.starts_with(UNTRUSTED)).ok_or(FORM)?;
        let raw = Zeroizing::new(STANDARD.decode(coded.trim_end()).map_err(|_| FORM)?);
        if raw.len() != 104 || raw[..4] != *b"EdBK" {
            return Err(FORM);
        }
        let pair = Zeroizing::new(<[u8; 64]>::try_from(&raw[40..]).map_err(|_| FORM)?);
        if raw[4..8] != [0; 4] || Sha512::digest(&pair[..])[..8] != raw[24..32] {
            return Err(Refused::Damaged);
        }
        let key = ed25519_dalek::SigningKey::from_keypair_bytes(&pair).map_err(|_| Refused::Damaged)?;
        Ok(Self { id: KeyId(raw[32..40].try_into().map_err(|_| FORM)?), key })
    }

    pub fn public(&self) -> PublicKey {
        PublicKey { id: self.id, key: self.key.verifying_key() }
    }

    /// The text of a `.minisig` file over `bytes`. The trusted comment is one line; a control character in it becomes a space. Signing twice gives the same text.
    pub fn sign(&self, bytes: &[u8], trusted_comment: &str) -> String {
        let comment: String = trusted_comment.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let comment = comment.trim_end();
        let signature = self.key.sign(bytes).to_bytes();
        let global = self.key.sign(&[&signature, comment.as_bytes()].concat()).to_bytes();
        let framed = [&LEGACY[..], &self.id.0, &signature].concat();
        format!("{UNTRUSTED}verify with key {}\n{}\n{TRUSTED}{comment}\n{}\n", self.id, STANDARD.encode(framed), STANDARD.encode(global))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The key that checks editions. Its `Display` is minisign's one line of base64; [`PublicKey::to_file`] is the file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    id: KeyId,
    key: VerifyingKey,
}

impl PublicKey {
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The text of `edition.pub`, for minisign and signify alike.
    pub fn to_file(&self) -> String {
        format!("{UNTRUSTED}public key {}\n{self}\n", self.id)
    }

    /// 128 bits of the key's SHA-256 in eight groups of hex, to be read over the telephone or printed on paper.
    pub fn fingerprint(&self) -> String {
        let groups = Sha256::digest(self.key.as_bytes());
        let groups: Vec<_> = groups.chunks_exact(2).take(8).map(|pair| format!("{:02x}{:02x}", pair[0], pair[1])).collect();
        groups.join(" ")
    }

    /// Checks the text of a `.minisig` file and returns its trusted comment.
    pub fn verify<'a>(&self, bytes: &[u8], minisig: &'a str) -> Result<&'a str, Refused> {
        const FORM: Refused = Refused::Form("signature");
        let mut lines = minisig.lines();
        let mut line = || lines.next().ok_or(FORM);
        line()?.strip_prefix(UNTRUSTED).ok_or(FORM)?;
        let framed = STANDARD.decode(line()?).map_err(|_| FORM)?;
        let comment = line()?.strip_prefix(TRUSTED).ok_or(FORM)?;
        let global = STANDARD.decode(line()?).map_err(|_| FORM)?;
        if lines.any(|more| !more.is_empty()) || framed.len() != 74 {
            return Err(FORM);
        }
        let (head, signature) = framed.split_at(10);
        let found = KeyId(head[2..].try_into().map_err(|_| FORM)?);
        if head[..2] == PREHASHED {
            return Err(Refused::Prehashed);
        } else if head[..2] != LEGACY {
            return Err(FORM);
        } else if found != self.id {
            return Err(Refused::OtherKey { expected: self.id, found });
        }
        let covered = [signature, comment.as_bytes()].concat();
        self.holds(bytes, signature).ok_or(Refused::Bytes)?;
        self.holds(&covered, &global).ok_or(Refused::Comment)?;
        Ok(comment)
    }

    /// The strict check refuses keys of small order and second spellings of a signature.
    fn holds(&self, bytes: &[u8], signature: &[u8]) -> Option<()> {
        self.key.verify_strict(bytes, &Signature::from_slice(signature).ok()?).ok()
    }
}

impl FromStr for PublicKey {
    type Err = Refused;

    /// Reads the file with its comment line, or the line of base64 alone.
    fn from_str(text: &str) -> Result<Self, Refused> {
        const FORM: Refused = Refused::Form("public key");
        let text = text.trim();
        let coded = if text.starts_with(UNTRUSTED) { text.lines().nth(1).ok_or(FORM)? } else { text };
        let raw = STANDARD.decode(coded.trim_end()).map_err(|_| FORM)?;
        let (head, key) = raw.split_at_checked(10).ok_or(FORM)?;
        let key = VerifyingKey::from_bytes(key.try_into().map_err(|_| FORM)?).map_err(|_| FORM)?;
        if head[..2] != LEGACY || key.is_weak() {
            return Err(FORM);
        }
        Ok(Self { id: KeyId(head[2..].try_into().map_err(|_| FORM)?), key })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&STANDARD.encode([&LEGACY[..], &self.id.0, self.key.as_bytes()].concat()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}
